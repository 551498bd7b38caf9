using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Tells Stripe's meters what was used, each use once: its id is both the identifier, of which Stripe takes no second one for at least a day, and the idempotency key.
/// Where a day has passed since a try of which nobody knows how it ended, nothing is sent again by itself, since it might count twice.
/// </summary>
public sealed partial class UsageOutbox(PlanCatalogue catalogue, IStripe stripe, StripeKeys keys, AdministratorAlerts alerts, ModuleDb db, TimeProvider time, ILogger<UsageOutbox> logger)
{
    private const int Batch = 100;

    /// <summary>API reference, "Create a meter event", <c>timestamp</c>: within the past 35 calendar days.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(34);

    /// <summary>API reference, "Create a meter event", <c>identifier</c>: unique for at least 24 hours; an hour less for clocks that differ.</summary>
    private static readonly TimeSpan Unique = TimeSpan.FromHours(23);

    /// <summary>Longer than all tries of one request take: whoever has claimed a use has sent it by then, or died.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Sends all that is due. Any number of instances may do it.</summary>
    /// <returns>How many uses Stripe has taken.</returns>
    public async Task<int> SendDueAsync(CancellationToken cancellationToken)
    {
        var meters = catalogue.Meters.Select(meter => meter.Key).ToList();
        var sent = 0;
        while (keys.IsConfigured && meters.Count > 0)
        {
            var due = await DueAsync(meters, cancellationToken);
            foreach (var (one, customer) in due)
            {
                sent += await SendAsync(one, customer, cancellationToken) ? 1 : 0;
            }

            if (due.Count < Batch)
            {
                break;
            }
        }

        return sent;
    }

    /// <summary>Sends once more what was given up. Whoever asks for it has seen that Stripe has not counted it.</summary>
    /// <returns>Whether there is such a use.</returns>
    public async Task<bool> ReplayAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = Now;
        return await db.Context.Set<UsageEvent>().Where(one => one.Id == id && one.GivenUpAt != null && one.SentAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(one => one.GivenUpAt, (DateTime?)null).SetProperty(one => one.FirstTriedAt, (DateTime?)null).SetProperty(one => one.Attempts, 0)
                .SetProperty(one => one.Reason, (string?)null).SetProperty(one => one.NextAttemptAt, now), cancellationToken) == 1;
    }

    /// <summary>What was given up, the newest first.</summary>
    public async Task<IReadOnlyList<UsageEvent>> GivenUpAsync(int count, CancellationToken cancellationToken) => await db.Context.Set<UsageEvent>()
        .Where(one => one.GivenUpAt != null && one.SentAt == null).OrderByDescending(one => one.GivenUpAt).ThenByDescending(one => one.Id).Take(count).AsNoTracking().ToListAsync(cancellationToken);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task<List<(UsageEvent One, string Customer)>> DueAsync(List<string> meters, CancellationToken cancellationToken)
    {
        var (now, isLive) = (Now, keys.IsLive);
        var due = await (
            from one in db.Context.Set<UsageEvent>().AsNoTracking()
            join account in db.Context.Set<BillingAccount>() on one.AccountId equals account.Id
            where one.SentAt == null && one.GivenUpAt == null && one.NextAttemptAt <= now && meters.Contains(one.Meter)
                && account.CustomerId != null && account.Provider == StripeProvider.Id && (account.LiveMode == null || account.LiveMode == isLive)
            orderby one.NextAttemptAt, one.Id
            select new { one, account.CustomerId }).Take(Batch).ToListAsync(cancellationToken);
        return due.ConvertAll(row => (row.one, row.CustomerId));
    }

    private async Task<bool> SendAsync(UsageEvent one, string customer, CancellationToken cancellationToken)
    {
        var (now, free) = (Now, Now + Claim);
        var claimed = await db.Context.Set<UsageEvent>().Where(row => row.Id == one.Id && row.SentAt == null && row.NextAttemptAt == one.NextAttemptAt).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.NextAttemptAt, free).SetProperty(row => row.FirstTriedAt, row => row.FirstTriedAt ?? now).SetProperty(row => row.Attempts, row => row.Attempts + 1), cancellationToken);
        if (claimed == 0)
        {
            return false;
        }

        if (now - one.At > Oldest)
        {
            await GiveUpAsync(one, "Stripe takes no usage that is older than 35 days.", cancellationToken);
            return false;
        }

        if (now - one.FirstTriedAt > Unique)
        {
            await GiveUpAsync(one, "Stripe may have counted it more than a day ago, and its answer was lost. Compare with the meter in the dashboard before it is sent again.", cancellationToken);
            return false;
        }

        try
        {
            await stripe.CreateMeterEventAsync(Parameters(one, customer), $"usage:{one.Id}:{customer}", cancellationToken);
        }
        catch (StripeException exception) when (!IsKnown(exception))
        {
            await RefusedAsync(one, exception, cancellationToken);
            return false;
        }
        catch (StripeException)
        {
            // Sent before, and the answer was lost.
        }

        var at = Now;
        await db.Context.Set<UsageEvent>().Where(row => row.Id == one.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SentAt, at).SetProperty(row => row.Reason, (string?)null), cancellationToken);
        return true;
    }

    private static MeterEventParameters Parameters(UsageEvent one, string customer) => new(
        one.Meter,
        new Dictionary<string, string> { [MeterPayload.CustomerKey] = customer, [MeterPayload.ValueKey] = one.Quantity.ToString(CultureInfo.InvariantCulture) },
        one.Id.ToString(), new DateTimeOffset(DateTime.SpecifyKind(one.At, DateTimeKind.Utc)).ToUnixTimeSeconds());

    /// <summary>Stripe has no code for it: the sentence is "An event already exists with identifier …".</summary>
    private static bool IsKnown(StripeException exception) => exception.Fault == StripeFault.Request && exception.Message.Contains("already exists with identifier", StringComparison.Ordinal);

    private async Task RefusedAsync(UsageEvent one, StripeException exception, CancellationToken cancellationToken)
    {
        // A key that was revoked is put right sooner or later, and then all that waits is sent.
        var mayBeCounted = exception.Fault is StripeFault.Unreachable or StripeFault.Passing;
        if (!exception.IsTransient && exception.Fault is not (StripeFault.Authentication or StripeFault.Permission))
        {
            await GiveUpAsync(one, exception.Message, cancellationToken);
            return;
        }

        var next = Now + Pause(one.Attempts + 1);
        // What was tried before may have been counted still, whatever became of this try.
        var (first, reason) = (one.FirstTriedAt ?? (mayBeCounted ? Now : null), Short(exception.Message));
        await db.Context.Set<UsageEvent>().Where(row => row.Id == one.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.NextAttemptAt, next).SetProperty(row => row.FirstTriedAt, first).SetProperty(row => row.Reason, reason), cancellationToken);
        LogPostponed(exception.Message);
    }

    private async Task GiveUpAsync(UsageEvent one, string reason, CancellationToken cancellationToken)
    {
        var (now, text) = (Now, Short(reason));
        await db.Context.Set<UsageEvent>().Where(row => row.Id == one.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.GivenUpAt, now).SetProperty(row => row.Reason, text), cancellationToken);
        LogGivenUp(one.Id, one.Meter, reason);
        // One mail a day and meter: where one use is refused, many are.
        await alerts.QueueAsync($"usage-{one.Meter}-{now:yyyy-MM-dd}", "Usage was not told to Stripe", $"What was used of {one.Meter} is not told to Stripe: {text}", BillingPaths.FailedUsage, cancellationToken);
        await db.Context.SaveChangesAsync(cancellationToken);
    }

    private static string Short(string reason) => reason.Length > BillingTables.ReasonLength ? reason[..BillingTables.ReasonLength] : reason;

    private static TimeSpan Pause(int attempts)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts - 1, 20));
        return pause < LongestPause ? pause : LongestPause;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Usage waits for another try: {Reason}")]
    private partial void LogPostponed(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The use {Id} of {Meter} is not told to Stripe: {Reason}")]
    private partial void LogGivenUp(Guid id, string meter, string reason);
}
