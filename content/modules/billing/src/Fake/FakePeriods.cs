using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>The end of a period at once, by the button of the stand-in's portal, so that nobody has to wait a month for a payment.</summary>
internal sealed partial class FakeSubscriptions
{
    /// <summary>
    /// Moves the period that runs back in time, so that it is over now; what follows from that follows. Time itself stays as it is, since the application's does.
    /// </summary>
    public void EndPeriods(string customerId)
    {
        var now = state.Now(customerId);
        foreach (var subscription in state.All("subscription").Where(one => one.Text("customer") == customerId && one.Text("status") is "trialing" or "active").ToList())
        {
            var item = subscription.Item();
            var moved = item.Long("current_period_end") - now;
            (item["current_period_start"], item["current_period_end"], subscription["billing_cycle_anchor"]) = (item.Long("current_period_start") - moved, now, now);
            if ((long?)subscription["trial_end"] is { } end && end > now)
            {
                subscription["trial_end"] = now;
            }

            if ((long?)subscription["cancel_at"] > now)
            {
                subscription["cancel_at"] = now;
            }

            if ((string?)subscription["schedule"] is { } schedule)
            {
                foreach (var phase in state.Get("subscription_schedule", schedule)["phases"]!.AsArray().Select(phase => phase!.AsObject()))
                {
                    (phase["start_date"], phase["end_date"]) = (phase.Long("start_date") - moved, phase.Long("end_date") - moved);
                }
            }
        }

        Advance((string?)state.Get("customer", customerId)["test_clock"], now);
    }
}
