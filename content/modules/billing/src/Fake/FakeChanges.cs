using System.Globalization;
using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>Changes of a subscription: of plan and quantity with proration (documentation, "Prorations"), at once, when paid, or at the end of the period.</summary>
internal sealed partial class FakeSubscriptions
{
    /// <summary>What the next plan costs for the rest of the period, less what is not used of the present one; a new interval begins now.</summary>
    public IReadOnlyList<FakeLine> Prorate(JsonObject subscription, JsonObject price, int quantity, long at)
    {
        var item = subscription.Item();
        var (start, end) = (item.Long("current_period_start"), item.Long("current_period_end"));
        if (at < start || at > end)
        {
            throw FakeRefusal.Wrong("Cannot specify a proration date outside of the current period.", "proration_date");
        }

        var present = item["price"]!.AsObject();
        var isNewInterval = (string?)present["recurring"]!["interval"] != (string?)price["recurring"]!["interval"];
        // Nothing was paid for a trial, so nothing is given back.
        var unused = subscription.Text("status") == "trialing" ? 0 : Part(present.Long("unit_amount") * item.Long("quantity"), at, start, end);
        var (until, next) = isNewInterval ? (After(at, price), price.Long("unit_amount") * quantity) : (end, Part(price.Long("unit_amount") * quantity, at, start, end));
        var name = state.Get("product", price.Text("product")).Text("name");
        return
        [
            new FakeLine($"Unused time on {ProductOf(item)}", -unused, subscription.Id(), item.Id(), at, end, IsProration: true),
            new FakeLine(string.Create(CultureInfo.InvariantCulture, $"Remaining time on {quantity} × {name}"), subscription.Text("status") == "trialing" ? 0 : next, subscription.Id(), item.Id(), at, until, IsProration: !isNewInterval),
        ];
    }

    /// <summary>Changes price and quantity of the one line.</summary>
    public void Change(JsonObject subscription, FakeCall call)
    {
        var (line, metered) = Split(call.List("items"), subscription, "items");
        var now = state.Now(subscription.Text("customer"));
        if (line is null)
        {
            ApplyMetered(subscription, metered);
        }
        else
        {
            line = line["id"] == subscription.Item().Id() ? line : throw FakeRefusal.Wrong("The stand-in knows subscriptions of one item: name its id.", "items");
            var price = state.Get("price", line["price"] ?? subscription.Item()["price"]!.AsObject().Id());
            var quantity = (int)(line.Number("quantity") ?? subscription.Item().Long("quantity"));
            ChangeLine(subscription, price, quantity, metered, call["proration_behavior"] ?? "create_prorations", call["payment_behavior"], call.Number("proration_date") ?? now, now);
        }

        if (call.Flag("cancel_at_period_end") is { } ends)
        {
            if ((string?)subscription["schedule"] is { } schedule)
            {
                throw FakeRefusal.Wrong($"The subscription is managed by the subscription schedule `{schedule}`, and updating any cancelation behavior directly is not allowed.", "cancel_at_period_end");
            }

            (subscription["cancel_at_period_end"], subscription["cancel_at"], subscription["canceled_at"]) =
                (ends, ends ? subscription.Item().Long("current_period_end") : null, ends ? now : null);
        }

        if (call.Node("pause_collection") is not null)
        {
            Pause(subscription, call, now);
        }

        if (call.Object("metadata") is { } metadata)
        {
            subscription["metadata"] = metadata;
        }

        state.Emit("customer.subscription.updated", subscription, now);
    }

    private void ChangeLine(JsonObject subscription, JsonObject price, int quantity, IReadOnlyList<FakeMeteredLine> metered, string proration, string? payment, long prorationDate, long now)
    {
        var lines = Prorate(subscription, price, quantity, prorationDate);
        if (proration == "none" || subscription.Text("status") is "trialing")
        {
            Apply(subscription, price, quantity, now, metered);
            return;
        }

        if (proration != "always_invoice")
        {
            throw FakeRefusal.Wrong("The stand-in knows always_invoice and none.", "proration_behavior");
        }

        var invoice = invoices.Open(subscription, "subscription_update", lines, now);
        if (invoices.Attempt(invoice, now))
        {
            Apply(subscription, price, quantity, now, metered);
        }
        else if (payment == "pending_if_incomplete")
        {
            state.Facts(subscription).Pending = (invoice.Id(), price.Id(), quantity);
            state.Facts(subscription).PendingMetered = metered;
            subscription["pending_update"] = new JsonObject
            {
                ["billing_cycle_anchor"] = null,
                ["expires_at"] = now + FirstPayment,
                ["subscription_items"] = new JsonArray(),
                ["trial_end"] = null,
                ["trial_from_plan"] = null,
                ["cancel_at_period_end"] = null,
                ["discount"] = null,
                ["discounts"] = null,
                ["metadata"] = null,
            };
        }
        else
        {
            Apply(subscription, price, quantity, now, metered);
            invoice["next_payment_attempt"] = now + Retries[0];
            subscription["status"] = "past_due";
        }
    }

    /// <summary>Collects nothing for a time, or goes on; with a new period, which is paid at once (documentation, "Pause payment collection").</summary>
    private void Pause(JsonObject subscription, FakeCall call, long now)
    {
        if (call["pause_collection"] is { } empty)
        {
            subscription["pause_collection"] = empty.Length == 0 ? null : throw FakeRefusal.Wrong("Invalid object", "pause_collection");
            if (call["billing_cycle_anchor[type]"] == "now")
            {
                Renew(subscription, now);
            }

            return;
        }

        subscription["pause_collection"] = new JsonObject
        {
            ["behavior"] = call.Need("pause_collection[behavior]") is "void" ? "void" : throw FakeRefusal.Wrong("The stand-in knows void.", "pause_collection[behavior]"),
            ["resumes_at"] = call.Number("pause_collection[resumes_at]") is { } at && at <= now ? throw FakeRefusal.Wrong("It must be in the future.", "pause_collection[resumes_at]") : call.Number("pause_collection[resumes_at]"),
        };
    }

    private void ApplyPending(JsonObject subscription, long at)
    {
        var (_, price, quantity) = state.Facts(subscription).Pending!.Value;
        (state.Facts(subscription).Pending, subscription["pending_update"]) = (null, null);
        Apply(subscription, state.Get("price", price), quantity, at, state.Facts(subscription).PendingMetered);
        state.Emit("customer.subscription.updated", subscription, at);
    }

    /// <summary>A change that nobody paid for in time never happened.</summary>
    private void DropPending(JsonObject subscription, long at)
    {
        invoices.Void(state.Get("invoice", state.Facts(subscription).Pending!.Value.Invoice), at);
        (state.Facts(subscription).Pending, subscription["pending_update"]) = (null, null);
        state.Emit("customer.subscription.updated", subscription, at);
    }

    private void Apply(JsonObject subscription, JsonObject price, int quantity, long at, IReadOnlyList<FakeMeteredLine> metered)
    {
        var item = subscription.Item();
        if (subscription.Text("status") != "trialing" && (string?)item["price"]!["recurring"]!["interval"] != (string?)price["recurring"]!["interval"])
        {
            // What was used at the price of the old interval is paid now.
            InvoiceUsage(subscription, at);
            SetPeriod(subscription, at, After(at, price));
        }

        (item["price"], item["quantity"]) = (price.DeepClone(), (long)quantity);
        ApplyMetered(subscription, metered);
    }

    /// <summary>Turns to the phase that begins now; at the end of the last one the schedule lets the subscription go.</summary>
    private void ApplySchedule(JsonObject subscription, long at)
    {
        if ((string?)subscription["schedule"] is not { } id)
        {
            return;
        }

        var schedule = state.Get("subscription_schedule", id);
        var phases = schedule["phases"]!.AsArray().Select(phase => phase!.AsObject()).ToList();
        var current = phases.Last(phase => phase.Long("start_date") <= at);
        var lines = current["items"]!.AsArray().Select(item => item!.AsObject()).ToLookup(item => IsMetered(item.Text("price")));
        var line = lines[false].First();
        (subscription.Item()["price"], subscription.Item()["quantity"]) = (state.Get("price", line.Text("price")).DeepClone(), line.Long("quantity"));
        var kept = current["discounts"]!.AsArray().Select(one => (string)one!["discount"]!).ToHashSet();
        subscription["discounts"] = new JsonArray([.. subscription["discounts"]!.AsArray().Select(id => (string)id!).Where(kept.Contains).Select(id => JsonValue.Create(id))]);
        SetMetered(subscription, [.. lines[true].Select(item => item.Text("price"))]);
        schedule["current_phase"] = new JsonObject { ["start_date"] = current.Long("start_date"), ["end_date"] = current.Long("end_date") };
        if (phases[^1].Long("end_date") <= at)
        {
            Release(schedule, at);
        }
    }

    public void Release(JsonObject schedule, long at)
    {
        var subscription = state.Get("subscription", schedule.Text("subscription"));
        (schedule["status"], schedule["released_at"], schedule["released_subscription"], schedule["subscription"], schedule["current_phase"]) = ("released", at, subscription.Id(), null, null);
        subscription["schedule"] = null;
        state.Emit("subscription_schedule.released", schedule, at);
    }

    /// <summary>The part of a price for the time from a moment to the end of the period, rounded to the minor unit.</summary>
    private static long Part(long amount, long at, long start, long end) => (long)Math.Round((decimal)amount * (end - at) / (end - start), MidpointRounding.AwayFromZero);
}
