using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>A difference between what is written here and what the provider has.</summary>
/// <param name="What">The object and the field, as in <c>sub_1 status</c>.</param>
public sealed record Drift(Guid AccountId, string What, string Ours, string Theirs);

/// <summary>Compares all customers with the provider: what events have told, and those that were lost.</summary>
public sealed class Reconciliation(IServiceScopeFactory scopes, StripeKeys keys)
{
    /// <summary>Writes what the provider has, for every account with a customer.</summary>
    /// <returns>How many were looked at, and why others were not.</returns>
    public async Task<(int Done, IReadOnlyList<string> Failures)> RunAsync(CancellationToken cancellationToken)
    {
        var (done, failures) = (0, new List<string>());
        foreach (var id in await AccountsAsync(cancellationToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                await scope.ServiceProvider.GetRequiredService<TrialResume>().GoOnAsync(id, cancellationToken);
                done += await scope.ServiceProvider.GetRequiredService<AccountSync>().SyncAsync(id, cancellationToken) == SyncOutcome.Written ? 1 : 0;
            }
            catch (BillingProviderException exception)
            {
                failures.Add(exception.Message);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // One account that cannot be written must not keep the others from being compared, today and every day.
                failures.Add($"The account {id} could not be compared ({exception.GetType().Name}).");
            }
        }

        return (done, failures);
    }

    /// <summary>Compares and changes nothing; no row is locked.</summary>
    /// <exception cref="BillingProviderException">The provider cannot be asked now.</exception>
    public async Task<IReadOnlyList<Drift>> DetectAsync(CancellationToken cancellationToken)
    {
        List<Drift> found = [];
        foreach (var id in await AccountsAsync(cancellationToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                found.AddRange(await DetectAsync(scope.ServiceProvider, id, cancellationToken));
            }
            catch (BillingProviderException exception) when (!exception.IsTransient)
            {
                // Of one customer the provider says something else than all is well; that is a difference, and hides no other one.
                var customer = await scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Set<BillingAccount>().Where(one => one.Id == id).Select(one => one.CustomerId).FirstOrDefaultAsync(cancellationToken);
                found.Add(new Drift(id, customer ?? "", "there", exception.Message));
            }
        }

        return found;
    }

    private static async Task<List<Drift>> DetectAsync(IServiceProvider services, Guid accountId, CancellationToken cancellationToken)
    {
        var context = services.GetRequiredService<ModuleDb>().Context;
        if (await context.Set<BillingAccount>().AsNoTracking().FirstOrDefaultAsync(one => one.Id == accountId, cancellationToken) is not { CustomerId: { } customer } account)
        {
            // Since the list was made the customer was deleted.
            return [];
        }

        var ours = await context.Set<Subscription>().Where(one => one.AccountId == accountId).AsNoTracking().ToDictionaryAsync(one => one.ExternalId, cancellationToken);
        var prices = await context.Set<ProviderPrice>().Where(one => one.Provider == account.Provider).AsNoTracking().ToDictionaryAsync(one => one.ExternalId, one => one.PlanKey, cancellationToken);
        var state = await services.GetRequiredKeyedService<IBillingProvider>(account.Provider).FetchAsync(customer, cancellationToken);
        if (state.IsDeleted)
        {
            return [new Drift(accountId, customer, "there", "deleted")];
        }

        List<Drift> found = [.. SubscriptionMapping.Gone(ours.Values, state).Select(row => new Drift(accountId, row.ExternalId, row.Status.ToString(), "missing"))];
        foreach (var theirs in state.Subscriptions)
        {
            if (!ours.TryGetValue(theirs.ExternalId, out var row))
            {
                found.Add(new Drift(accountId, theirs.ExternalId, "missing", theirs.StatusName));
                continue;
            }

            var expected = new Subscription { Status = row.Status };
            SubscriptionMapping.Copy(theirs, expected, prices, state.LiveMode);
            found.AddRange(Differences(row, expected).Select(difference => new Drift(accountId, $"{theirs.ExternalId} {difference.Field}", difference.Ours, difference.Theirs)));
        }

        var bought = await context.Set<Purchase>().Where(one => one.AccountId == accountId).AsNoTracking().ToDictionaryAsync(one => one.ExternalId, one => one.IsRefunded, cancellationToken);
        found.AddRange(state.Purchases.Where(one => !bought.TryGetValue(one.ExternalId, out var isRefunded) || isRefunded != one.IsRefunded)
            .Select(one => new Drift(accountId, one.ExternalId, !bought.TryGetValue(one.ExternalId, out var isRefunded) ? "missing" : isRefunded ? "refunded" : "paid", one.IsRefunded ? "refunded" : "paid")));
        return found;
    }

    private static IEnumerable<(string Field, string Ours, string Theirs)> Differences(Subscription ours, Subscription theirs)
    {
        (string Field, object? Ours, object? Theirs)[] fields =
        [
            ("status", ours.Status, theirs.Status), ("plan", ours.PlanKey, theirs.PlanKey), ("price", ours.PriceId, theirs.PriceId), ("quantity", ours.Quantity, theirs.Quantity),
            ("period end", ours.CurrentPeriodEnd, theirs.CurrentPeriodEnd), ("trial end", ours.TrialEnd, theirs.TrialEnd), ("cancels at period end", ours.CancelAtPeriodEnd, theirs.CancelAtPeriodEnd),
            ("cancel at", ours.CancelAt, theirs.CancelAt), ("ended at", ours.EndedAt, theirs.EndedAt), ("scheduled plan", ours.ScheduledPlanKey, theirs.ScheduledPlanKey),
            ("paused", ours.PausedFrom is not null, theirs.PausedFrom is not null), ("resumes at", ours.ResumesAt, theirs.ResumesAt), ("first failure", ours.FirstPaymentFailedAt, theirs.FirstPaymentFailedAt),
            ("metered lines", ours.MeteredJson, theirs.MeteredJson), ("monthly revenue", ours.Mrr, theirs.Mrr),
        ];
        return fields.Where(field => !Equals(field.Ours, field.Theirs)).Select(field => (field.Field, FormattableString.Invariant($"{field.Ours}"), FormattableString.Invariant($"{field.Theirs}")));
    }

    private async Task<List<Guid>> AccountsAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var isLive = keys.IsLive;
        return await scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Set<BillingAccount>()
            .Where(one => one.CustomerId != null && one.ErasedAt == null && (one.LiveMode == null || one.LiveMode == isLive)).OrderBy(one => one.SyncedAt).Select(one => one.Id).ToListAsync(cancellationToken);
    }
}

/// <summary>Once a day: reconciles, looks for cards that expire, deletes customers whose owner was erased, and forgets events that are kept no longer.</summary>
internal sealed partial class DailyReconciliation(
    Reconciliation reconciliation, CardScan cards, Erasure erasure, IServiceScopeFactory scopes, StripeKeys keys, IOptions<BillingSettings> settings, TimeProvider time, ILogger<DailyReconciliation> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>Not at the start, when there is enough to do, and not late: an instance may live for less than a day.</summary>
    private static readonly TimeSpan Beginning = TimeSpan.FromMinutes(10);

    public async Task OnceAsync(CancellationToken cancellationToken)
    {
        if (keys.IsConfigured)
        {
            var (done, failures) = await reconciliation.RunAsync(cancellationToken);
            LogDone(done, failures.Count);
            await cards.RunAsync(cancellationToken);
            await erasure.RunAsync(cancellationToken);
        }

        await using var scope = scopes.CreateAsyncScope();
        var before = time.GetUtcNow().UtcDateTime - TimeSpan.FromDays(settings.Value.KeepDays);
        await scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Set<ProviderEvent>()
            .Where(one => one.ReceivedAt < before && (one.State == ProviderEventState.Processed || one.State == ProviderEventState.Ignored)).ExecuteDeleteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beginning, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            timer.Period = Interval;
            try
            {
                await OnceAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Done} customers were compared with the payment provider; {Failures} could not be.")]
    private partial void LogDone(int done, int failures);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Customers could not be compared with the payment provider; it is tried again in a day.")]
    private partial void LogFailed(Exception exception);
}
