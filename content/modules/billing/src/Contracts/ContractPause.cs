using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Pausing a monthly contract instead of cancelling it (Stripe's documentation, "Pause payment collection"). What is paid is used up first; then everything can be looked
/// at and nothing changed, and nothing is paid, until the pause ends by itself or somebody goes on. Who goes on after the paid period begins a new one, so that a pause over
/// a renewal is no free month.
/// </summary>
public sealed partial class ContractPause(
    BillingAccounts accounts, IAccountOwner owners, IStripe stripe, StripeKeys keys, AccountSync sync, ModuleDb db, IOptions<BillingSettings> settings, TimeProvider time, ILogger<ContractPause> logger)
{
    internal const string Behavior = "void";

    internal const string FromNow = "now";

    /// <summary>So long before a renewal a pause ends, so that this renewal is paid.</summary>
    private static readonly TimeSpan BeforeRenewal = TimeSpan.FromHours(1);

    /// <summary>Months for which a contract can be paused now; 0 when it cannot.</summary>
    public int MostMonths(Subscription? current) => IsPausable(current) ? settings.Value.PauseMonths : 0;

    /// <param name="months">That are not paid, from the end of the present period.</param>
    /// <returns>Null when it is done.</returns>
    public Task<Refusal?> PauseAsync(AccountOwner owner, Guid userId, int months, CancellationToken cancellationToken) => ChangeAsync(owner, userId, async current =>
    {
        if (months < 1 || months > MostMonths(current))
        {
            return current.PausedFrom is null ? Refusals.NotPausable : Refusals.IsPaused;
        }

        var until = new DateTimeOffset(current.CurrentPeriodEnd!.Value.AddMonths(months) - BeforeRenewal, TimeSpan.Zero).ToUnixTimeSeconds();
        if (current.ScheduleId is { } schedule)
        {
            // The next plan would follow in the middle of the pause.
            await stripe.ReleaseScheduleAsync(schedule, $"release:{schedule}", cancellationToken);
        }

        await stripe.PauseSubscriptionAsync(current.ExternalId, new PauseParameters(new SubscriptionPause(Behavior, until)), $"pause:{Guid.CreateVersion7()}", cancellationToken);
        return null;
    }, cancellationToken);

    /// <returns>Null when it goes on.</returns>
    public Task<Refusal?> GoOnAsync(AccountOwner owner, Guid userId, CancellationToken cancellationToken) => ChangeAsync(owner, userId, async current =>
    {
        if (current.PausedFrom is not { } from)
        {
            return Refusals.NotPaused;
        }

        var isPaid = from > time.GetUtcNow().UtcDateTime;
        var parameters = isPaid ? new UnpauseParameters() : new UnpauseParameters { BillingCycleAnchor = new CycleAnchor(FromNow), ProrationBehavior = "none" };
        // Pressed twice, it begins one period; what costs nothing may be done twice.
        var key = isPaid ? $"unpause:{Guid.CreateVersion7()}" : FormattableString.Invariant($"unpause:{current.ExternalId}:{from.Ticks}");
        await stripe.UnpauseSubscriptionAsync(current.ExternalId, parameters, key, cancellationToken);
        return null;
    }, cancellationToken);

    private static bool IsPausable(Subscription? current) =>
        current is { Status: SubscriptionStatus.Active, Interval: BillingInterval.Month, CancelAtPeriodEnd: false, PausedFrom: null, CurrentPeriodEnd: not null };

    private async Task<Refusal?> ChangeAsync(AccountOwner owner, Guid userId, Func<Subscription, Task<Refusal?>> change, CancellationToken cancellationToken)
    {
        if (!keys.IsConfigured)
        {
            return Refusals.NotConfigured;
        }

        if (!await owners.MayManageAsync(owner, userId, cancellationToken))
        {
            return Refusals.NotAllowed;
        }

        var account = await accounts.FindAsync(owner, cancellationToken);
        if (account is not null && !keys.Fits(account))
        {
            return Refusals.OtherMode;
        }

        var current = account is null ? null : await db.Context.CurrentSubscriptionAsync(account.Id, time.GetUtcNow().UtcDateTime, settings.Value.Grace, cancellationToken);
        if (account is null || current is null || !AccessMap.IsLive(current.Status))
        {
            return Refusals.NoContract;
        }

        try
        {
            if (await change(current) is { } refusal)
            {
                return refusal;
            }

            await sync.SyncAsync(account.Id, cancellationToken);
            return null;
        }
        catch (StripeException exception)
        {
            LogRefused(exception.Message, exception.RequestId);
            return exception.Fault == StripeFault.Card ? Refusals.PaymentFailed : Refusals.Of(exception);
        }
        catch (BillingProviderException)
        {
            // It is done at Stripe, and an event will tell.
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Stripe refused a pause: {Reason} (request {RequestId})")]
    private partial void LogRefused(string reason, string? requestId);
}
