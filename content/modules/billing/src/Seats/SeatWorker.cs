using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Lets the seats that are paid for follow the members, in the background: nobody who adds or removes a member waits for the provider, and while it is away the number
/// that is wanted waits. Any number of instances may do it.
/// </summary>
internal sealed partial class SeatWorker(
    IServiceScopeFactory scopes, SeatSignal signal, StripeKeys keys, IOptions<BillingSettings> settings, TimeProvider time, ILogger<SeatWorker> logger) : IChore
{
    /// <summary>Between two looks at all accounts, for members who are gone and for what other instances have not told.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan WhileBusy = TimeSpan.FromSeconds(1);

    private DateTime _lookedAt = DateTime.MinValue;

    /// <summary>Looks at whom there is a hint of, and from time to time at all; then tells the provider what is due.</summary>
    public async Task OnceAsync(CancellationToken cancellationToken)
    {
        if (!keys.IsConfigured)
        {
            return;
        }

        foreach (var owner in signal.Take(Now))
        {
            await LookAsync(owner, Now, cancellationToken);
        }

        if (_lookedAt + Interval <= Now)
        {
            await LookAtAllAsync(cancellationToken);
            _lookedAt = Now;
        }

        await PushDueAsync(cancellationToken);
    }

    public async Task LookAtAllAsync(CancellationToken cancellationToken)
    {
        foreach (var owner in await InScopeAsync(services => services.GetRequiredService<SeatWatch>().FollowedAsync(cancellationToken)))
        {
            await LookAsync(owner, Now + settings.Value.SeatDelay, cancellationToken);
        }
    }

    /// <summary>Tells the provider each number that is due.</summary>
    public async Task PushDueAsync(CancellationToken cancellationToken)
    {
        var (now, isLive) = (Now, keys.IsLive);
        var due = await InScopeAsync(services =>
        {
            var context = services.GetRequiredService<ModuleDb>().Context;
            var ours = context.Set<BillingAccount>().Where(one => one.LiveMode == null || one.LiveMode == isLive).Select(one => one.Id);
            return context.Set<SeatJob>().Where(one => one.DueAt <= now && ours.Contains(one.AccountId)).OrderBy(one => one.DueAt).AsNoTracking().ToListAsync(cancellationToken);
        });
        foreach (var job in due)
        {
            await InScopeAsync(services => PushAsync(services, job, cancellationToken));
        }
    }

    private Task<bool> LookAsync(AccountOwner owner, DateTime due, CancellationToken cancellationToken) => InScopeAsync(async services =>
    {
        await services.GetRequiredService<SeatWatch>().LookAsync(owner, due, cancellationToken);
        return true;
    });

    private async Task<bool> PushAsync(IServiceProvider services, SeatJob job, CancellationToken cancellationToken)
    {
        var (context, row) = (services.GetRequiredService<ModuleDb>().Context, Rows(services).Where(one => one.AccountId == job.AccountId && one.Version == job.Version));
        try
        {
            await using (var lease = await AccountLease.TakeAsync(context, job.AccountId, Now, settings.Value.Lease, cancellationToken))
            {
                if (lease is null)
                {
                    var soon = Now + WhileBusy;
                    await row.ExecuteUpdateAsync(set => set.SetProperty(one => one.DueAt, soon), cancellationToken);
                    return false;
                }

                var current = await context.CurrentSubscriptionAsync(job.AccountId, Now, settings.Value.Grace, cancellationToken);
                if (SeatWatch.Follows(current, services.GetRequiredService<PlanCatalogue>()))
                {
                    var theirs = await services.GetRequiredService<IStripe>().GetSubscriptionAsync(current!.ExternalId, cancellationToken);
                    await services.GetRequiredService<SeatQuantity>().SetAsync(theirs, current, job.Quantity, $"seats:{current.ExternalId}:{job.Version}", null, cancellationToken);
                }

                // Another number may be wanted by now: that one stays.
                await row.ExecuteDeleteAsync(cancellationToken);
            }

            await services.GetRequiredService<AccountSync>().SyncAsync(job.AccountId, cancellationToken);
            return true;
        }
        catch (StripeException exception)
        {
            var (attempts, next) = (job.Attempts + 1, Now + EventWorker.Pause(job.Attempts + 1));
            var reason = exception.Message.Length > BillingTables.ReasonLength ? exception.Message[..BillingTables.ReasonLength] : exception.Message;
            await row.ExecuteUpdateAsync(set => set.SetProperty(one => one.Attempts, attempts).SetProperty(one => one.DueAt, next).SetProperty(one => one.Reason, reason), cancellationToken);
            LogPostponed(job.AccountId, job.Quantity, exception.Message, exception.RequestId);
            return false;
        }
        catch (BillingProviderException)
        {
            // The number is told, and an event brings the rest.
            return true;
        }
    }

    private static DbSet<SeatJob> Rows(IServiceProvider services) => services.GetRequiredService<ModuleDb>().Context.Set<SeatJob>();

    private async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The account {Account} wants {Quantity} seats, and Stripe was not told yet: {Reason} (request {RequestId})")]
    private partial void LogPostponed(Guid account, int quantity, string reason, string? requestId);
}
