using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core;

/// <summary>Keeps files in one folder. A file appears under its name when it is whole, and a key that we did not make finds nothing.</summary>
internal sealed class DiskFiles(IOptions<FileSettings> settings) : IFileStore
{
    public async Task<string> SaveAsync(FileContent file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var key = FileKey.Create(file.ContentType);
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // In the same folder: a file is renamed in one step only where it is not moved to another disk.
        var half = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.tmp";
        try
        {
            await using (var stream = new FileStream(half, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await stream.WriteAsync(file.Bytes, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(half, path);
            return key;
        }
        catch
        {
            File.Delete(half);
            throw;
        }
    }

    public Task<StoredFile?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        if (FileKey.ContentTypeOf(key) is not { } type)
        {
            return Task.FromResult<StoredFile?>(null);
        }

        try
        {
            // Delete: on Windows, too, a file may be deleted while somebody reads it.
            var stream = new FileStream(PathOf(key), new FileStreamOptions { Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous });
            return Task.FromResult<StoredFile?>(new StoredFile(key, type, stream));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<StoredFile?>(null);
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        if (FileKey.ContentTypeOf(key) is not null && Directory.Exists(Path.GetDirectoryName(PathOf(key))))
        {
            File.Delete(PathOf(key));
        }

        return Task.CompletedTask;
    }

    /// <summary>256 folders, since some tools are slow with many files in one. Keys are checked before they get here.</summary>
    private string PathOf(string key) => Path.Combine(settings.Value.Folder, key[..2], key);
}
