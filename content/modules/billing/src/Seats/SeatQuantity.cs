using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Sets the number of seats at Stripe. More than the period has paid for costs at once the rest of the period (documentation, "Prorations"); fewer is told without
/// proration, so that the next period costs less: what is paid stays paid, and taking such a seat again before the renewal costs nothing.
/// </summary>
public sealed class SeatQuantity(IStripe stripe, PlanCatalogue catalogue, ModuleDb db)
{
    /// <param name="theirs">The contract as Stripe has it now.</param>
    /// <param name="ours">The contract as it is written here, which knows what the period has paid for.</param>
    /// <param name="key">The same for each try.</param>
    /// <param name="prorationDate">The moment of a preview that was agreed to; then what is more takes effect only when it is paid. Null for what is owed anyway.</param>
    /// <returns>The contract afterwards.</returns>
    /// <exception cref="StripeException">It is not done, or only the first step of it; the next try with the same key does the rest.</exception>
    public async Task<StripeSubscription> SetAsync(StripeSubscription theirs, Subscription ours, int quantity, string key, long? prorationDate, CancellationToken cancellationToken)
    {
        var item = LineOf(theirs);
        var (present, paid) = (item.Quantity ?? 1, Paid(theirs, ours));
        if (quantity == present)
        {
            return theirs;
        }

        var costs = quantity > paid && theirs.Status != "trialing";
        if (costs && present < paid)
        {
            await stripe.UpdateSubscriptionAsync(theirs.Id, Parameters(item, paid, "none"), $"{key}:paid", cancellationToken);
        }

        var change = !costs ? Parameters(item, quantity, "none") : Parameters(item, quantity, "always_invoice") with
        {
            PaymentBehavior = prorationDate is null ? null : "pending_if_incomplete",
            ProrationDate = prorationDate,
        };
        var changed = await stripe.UpdateSubscriptionAsync(theirs.Id, change, key, cancellationToken);
        if (theirs.Schedule is { } schedule && LineOf(changed).Quantity == quantity)
        {
            await RescheduleAsync(schedule, item, quantity, key, cancellationToken);
        }

        return changed;
    }

    /// <summary>Seats that the present period has paid for: those that were given up since are among them.</summary>
    public static int Paid(StripeSubscription theirs, Subscription ours)
    {
        var item = LineOf(theirs);
        var isSame = item.Price.Id == ours.PriceId && ours.CurrentPeriodStart is { } start && new DateTimeOffset(start, TimeSpan.Zero).ToUnixTimeSeconds() == item.CurrentPeriodStart;
        return Math.Max(item.Quantity ?? 1, isSame ? ours.PaidSeats : 0);
    }

    /// <summary>The line whose quantity is the number of seats.</summary>
    /// <exception cref="StripeException">There is none.</exception>
    public static StripeSubscriptionItem LineOf(StripeSubscription theirs) =>
        StripeProvider.LineOf(theirs) ?? throw new StripeException(StripeFault.Request, "The subscription has no line.");

    /// <summary>
    /// A plan that follows with the next period follows with the new number, where it has seats: one at one price for all is paid once. What is metered has no quantity,
    /// and phases that are over cannot be changed.
    /// </summary>
    private async Task RescheduleAsync(string id, StripeSubscriptionItem line, int quantity, string key, CancellationToken cancellationToken)
    {
        var phases = (await stripe.GetScheduleAsync(id, cancellationToken)).Phases.Where(phase => phase.EndDate > line.CurrentPeriodStart).ToList();
        var prices = phases.SelectMany(phase => phase.Items).Select(item => item.Price).Distinct().ToList();
        var plans = await db.Context.Set<ProviderPrice>().Where(one => one.Provider == StripeProvider.Id && prices.Contains(one.ExternalId)).AsNoTracking()
            .ToDictionaryAsync(one => one.ExternalId, one => one.PlanKey, cancellationToken);
        int? Quantity(StripePhaseItem item) => item.Price == line.Price.Id || (plans.TryGetValue(item.Price, out var plan) && catalogue.Find(plan) is { Seats: not null }) ? quantity : item.Quantity;
        var next = phases.Select((phase, index) => new SchedulePhase([.. phase.Items.Select(item => new SchedulePhaseItem(item.Price, Quantity(item)))])
        {
            StartDate = phase.StartDate,
            EndDate = phase.EndDate,
            ProrationBehavior = index == 0 ? null : "none",
            Discounts = SchedulePhaseDiscount.Of(phase),
        });
        await stripe.UpdateScheduleAsync(id, new ScheduleParameters([.. next]), $"{key}:phases", cancellationToken);
    }

    private static SubscriptionParameters Parameters(StripeSubscriptionItem item, int quantity, string proration) =>
        new() { Items = [new SubscriptionLine(item.Id, item.Price.Id, quantity)], ProrationBehavior = proration };
}
