using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>How many members an owner may have, by the plan and the seats that were bought.</summary>
internal sealed class SeatLimit(Entitlements entitlements, SeatSignal signal, IOptions<BillingSettings> settings, TimeProvider time) : ISeatLimit
{
    public async Task<int?> LimitAsync(AccountOwner owner, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        signal.Note(owner, now + settings.Value.SeatDelay);
        // Seats that another instance has given up must not be given away by what is kept here: it is asked seldom, and with the owner's row locked.
        entitlements.Forget(owner);
        return Of(await entitlements.OfAsync(owner, cancellationToken), now);
    }

    /// <returns>Null without a limit.</returns>
    public static int? Of(Entitlement entitlement, DateTime now) => entitlement.Plan.Seats switch
    {
        null => null,
        // Whoever may only look adds nobody: the present number stays, since it is the limit that is asked for and not a permission.
        { Mode: SeatMode.Auto } when entitlement.Access.Level == AccessLevel.ReadOnly => entitlement.Subscription!.Quantity,
        { Mode: SeatMode.Auto } => null,
        { Included: var included } when entitlement.Plan.IsFree => included,
        _ => entitlement.Subscription?.SeatsUntilRenewal(now) ?? 1,
    };
}
