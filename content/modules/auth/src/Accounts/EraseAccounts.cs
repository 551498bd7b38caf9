using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Erases the accounts whose days of grace are over (A15), each in a transaction of its own: every module deletes or anonymises what
/// it knows, and then the account's rows go. The picture is deleted once no row names it.
/// </summary>
public sealed partial class EraseAccounts(IServiceScopeFactory scopes, IOptionsMonitor<AuthSettings> settings, TimeProvider time, ILogger<EraseAccounts> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow().UtcDateTime.AddDays(-settings.CurrentValue.DeletionGraceDays);
        List<Guid> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            // All of them: some may be blocked for long, and must not stand before the others.
            due = await scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Set<User>()
                .Where(one => one.DeletedAt <= until).OrderBy(one => one.DeletedAt).Select(one => one.Id).ToListAsync(cancellationToken);
        }

        foreach (var id in due)
        {
            try
            {
                await EraseAsync(id, until, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The others are erased all the same.
                LogFailed(exception, id);
            }
        }
    }

    private async Task EraseAsync(Guid id, DateTime until, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var context = services.GetRequiredService<ModuleDb>().Context;
        string? picture;
        await using (var transaction = await context.Database.BeginTransactionAsync(cancellationToken))
        {
            // Read again: whoever has logged in meanwhile keeps the account.
            var user = await context.Set<User>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == id && one.DeletedAt <= until, cancellationToken);
            if (user is null)
            {
                return;
            }

            if (await services.GetRequiredService<DeleteAccount>().ObstaclesAsync(id, cancellationToken) is { Count: > 0 })
            {
                LogBlocked(id);
                return;
            }

            foreach (var source in services.GetServices<IPersonalDataSource>())
            {
                await source.EraseAsync(id, cancellationToken);
            }

            picture = user.AvatarKey;
            if (await context.Set<User>().Where(one => one.Id == id && one.DeletedAt <= until).ExecuteDeleteAsync(cancellationToken) == 0)
            {
                return;
            }

            services.GetRequiredService<SecurityEvents>().Record(null, SecurityEventTypes.AccountErased);
            await services.GetRequiredService<AuthMails>().AccountErasedAsync(user, cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        if (picture is not null)
        {
            await services.GetRequiredService<IFileStore>().DeleteAsync(picture, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The account {Id} could not be erased; it is tried again in an hour.")]
    private partial void LogFailed(Exception exception, Guid id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The account {Id} waits to be erased: another module has something against it.")]
    private partial void LogBlocked(Guid id);
}
