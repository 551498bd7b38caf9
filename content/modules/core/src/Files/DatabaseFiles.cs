using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core;

/// <summary>Keeps files in the database: they are in its backup, and every instance finds them.</summary>
internal sealed class DatabaseFiles(IServiceScopeFactory scopes, TimeProvider clock) : IFileStore
{
    public async Task<string> SaveAsync(FileContent file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var row = new FileRow { Key = FileKey.Create(file.ContentType), Bytes = file.Bytes.ToArray(), CreatedUtc = clock.GetUtcNow().UtcDateTime };
        // A context of its own: saving a file must not save what else the caller has not yet decided on.
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context;
        context.Add(row);
        await context.SaveChangesAsync(cancellationToken);
        return row.Key;
    }

    public async Task<StoredFile?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        if (FileKey.ContentTypeOf(key) is not { } type)
        {
            return null;
        }

        await using var scope = scopes.CreateAsyncScope();
        var bytes = await scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Set<FileRow>()
            .Where(row => row.Key == key).Select(row => row.Bytes).FirstOrDefaultAsync(cancellationToken);
        return bytes is null ? null : new StoredFile(key, type, new MemoryStream(bytes, writable: false));
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        if (FileKey.ContentTypeOf(key) is null)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Set<FileRow>().Where(row => row.Key == key).ExecuteDeleteAsync(cancellationToken);
    }
}
