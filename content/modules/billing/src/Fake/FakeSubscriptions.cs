using System.Globalization;
using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>
/// The course of subscriptions in the stand-in (documentation, "How subscriptions work" and "Automatic collection"): trials, renewals, failed payments, cancellations.
/// Time moves by <see cref="Advance"/> alone.
/// </summary>
internal sealed partial class FakeSubscriptions(FakeState state, FakeInvoices invoices, FakeMeters meters)
{
    private const long Day = 24 * 60 * 60;

    /// <summary>An incomplete subscription has so long for its first payment.</summary>
    private const long FirstPayment = 23 * 60 * 60;

    /// <summary>Between the tries of a payment that has failed; after the last one the subscription ends.</summary>
    private static readonly long[] Retries = [3 * Day, 5 * Day, 7 * Day];

    /// <summary>What becomes of a subscription after the last try: "canceled" or "unpaid" (a setting of the account at Stripe).</summary>
    public string AfterRetries { get; set; } = "canceled";

    /// <param name="mustPay">Whether a first payment that fails leaves nothing behind, as in Checkout.</param>
    /// <param name="metered">The prices of what is paid by use.</param>
    /// <param name="before">What is done with it before its first invoice.</param>
    /// <returns>Null when it had to be paid and was not.</returns>
    public JsonObject? Start(
        string customerId, (string Price, int Quantity) line, int trialDays, string missingPaymentMethod, JsonObject? metadata, bool mustPay, IReadOnlyCollection<string>? metered = null,
        Action<JsonObject, long>? before = null)
    {
        var (customer, now) = (state.Get("customer", customerId), state.Now(customerId));
        var price = state.Get("price", line.Price);
        if (mustPay && trialDays == 0 && price.Long("unit_amount") > 0 && invoices.CardOf(customerId) != FakeCard.Pays)
        {
            return null;
        }

        var end = trialDays > 0 ? now + (trialDays * Day) : After(now, price);
        var id = state.NewId("sub");
        var subscription = state.Add("subscription", id, Fields(id, customer, price, line.Quantity, metadata, missingPaymentMethod, now, end));
        SetMetered(subscription, metered ?? []);
        customer["currency"] = price.Text("currency");
        if (trialDays > 0)
        {
            (subscription["status"], subscription["trial_start"], subscription["trial_end"]) = ("trialing", now, end);
        }

        before?.Invoke(subscription, now);
        state.Emit("customer.subscription.created", subscription, now);
        if (trialDays == 0)
        {
            var invoice = invoices.Open(subscription, "subscription_create", [FullPeriod(subscription, now, end)], now);
            if (invoices.Attempt(invoice, now))
            {
                Set(subscription, "active", now);
            }
        }

        Announce(subscription, now);
        return subscription;
    }

    /// <summary>Does everything that falls due until a time, in the order in which it does.</summary>
    /// <param name="clock">The test clock whose customers are meant; null for those without one.</param>
    public void Advance(string? clock, long until)
    {
        while (Next(clock) is { } next && next.At <= until)
        {
            Step(next.Subscription, next.At);
        }
    }

    /// <summary>Ends a subscription.</summary>
    public void End(JsonObject subscription, string status, long at)
    {
        (subscription["status"], subscription["ended_at"], subscription["cancel_at_period_end"]) = (status, at, false);
        subscription["canceled_at"] ??= at;
        foreach (var invoice in invoices.OpenOf(subscription.Id()).ToList())
        {
            if (status == "incomplete_expired")
            {
                invoices.Void(invoice, at);
            }
            else
            {
                invoice["next_payment_attempt"] = null;
            }
        }

        state.Emit(status == "canceled" ? "customer.subscription.deleted" : "customer.subscription.updated", subscription, at);
    }

    /// <summary>Pays what is open, with the card that is there now.</summary>
    public void Pay(JsonObject invoice, long at)
    {
        if (!invoices.Attempt(invoice, at))
        {
            throw new FakeRefusal(402, "card_error", "Your card was declined.", "card_declined");
        }

        if (FakeInvoices.SubscriptionOf(invoice) is not { } id)
        {
            return;
        }

        var subscription = state.Get("subscription", id);
        if (state.Facts(subscription).Pending is { } pending && pending.Invoice == invoice.Id())
        {
            ApplyPending(subscription, at);
        }
        else if (subscription.Text("status") is "past_due" or "incomplete" or "unpaid" && !invoices.OpenOf(id).Any())
        {
            Set(subscription, "active", at);
        }
    }

    /// <summary>Takes up a subscription that was paused for the lack of a card.</summary>
    public void Resume(JsonObject subscription)
    {
        var now = state.Now(subscription.Text("customer"));
        if (subscription.Text("status") != "paused")
        {
            throw FakeRefusal.Wrong("Only a paused subscription can be resumed.");
        }

        Renew(subscription, now);
    }

    public void Set(JsonObject subscription, string status, long at)
    {
        if (subscription.Text("status") != status)
        {
            subscription["status"] = status;
            state.Emit("customer.subscription.updated", subscription, at);
        }
    }

    /// <summary>One interval later; the day of the month that it began with is kept where the month has it.</summary>
    public static long After(long start, JsonObject price) => price["recurring"]!["interval"]!.GetValue<string>() switch
    {
        "year" => DateTimeOffset.FromUnixTimeSeconds(start).AddYears(1).ToUnixTimeSeconds(),
        _ => DateTimeOffset.FromUnixTimeSeconds(start).AddMonths(1).ToUnixTimeSeconds(),
    };

    private (JsonObject Subscription, long At)? Next(string? clock)
    {
        (JsonObject, long At)? next = null;
        foreach (var subscription in state.All("subscription").Where(one => (string?)one["test_clock"] == clock))
        {
            if (DueAt(subscription) is { } at && (next is null || at < next.Value.At))
            {
                next = (subscription, at);
            }
        }

        return next;
    }

    private long? DueAt(JsonObject subscription)
    {
        var status = subscription.Text("status");
        var periodEnd = subscription.Item().Long("current_period_end");
        long?[] dates = status switch
        {
            "incomplete" => [subscription.Long("created") + FirstPayment],
            "trialing" => [state.Facts(subscription).IsTrialEndAnnounced ? null : subscription.Long("trial_end") - (3 * Day), periodEnd],
            "active" or "past_due" => [(long?)subscription["pending_update"]?["expires_at"], (long?)subscription["pause_collection"]?["resumes_at"], .. invoices.OpenOf(subscription.Id()).Select(one => (long?)one["next_payment_attempt"]), (long?)subscription["cancel_at"] ?? periodEnd, periodEnd],
            _ => [],
        };
        return dates.Min();
    }

    private void Step(JsonObject subscription, long at)
    {
        var status = subscription.Text("status");
        if (status == "incomplete")
        {
            End(subscription, "incomplete_expired", at);
        }
        else if (status == "trialing" && at < subscription.Long("trial_end"))
        {
            Announce(subscription, at);
        }
        else if ((long?)subscription["pending_update"]?["expires_at"] <= at)
        {
            DropPending(subscription, at);
        }
        else if ((long?)subscription["pause_collection"]?["resumes_at"] <= at)
        {
            subscription["pause_collection"] = null;
            state.Emit("customer.subscription.updated", subscription, at);
        }
        else if (invoices.OpenOf(subscription.Id()).FirstOrDefault(one => (long?)one["next_payment_attempt"] <= at) is { } open)
        {
            Retry(subscription, open, at);
        }
        else if ((bool)subscription["cancel_at_period_end"]!)
        {
            InvoiceUsage(subscription, at);
            End(subscription, "canceled", at);
        }
        else if (status == "trialing" && invoices.CardOf(subscription.Text("customer")) is null && state.Facts(subscription).MissingPaymentMethod is "pause" or "cancel")
        {
            EndTrialWithoutCard(subscription, at);
        }
        else
        {
            Renew(subscription, at);
        }
    }

    private void EndTrialWithoutCard(JsonObject subscription, long at)
    {
        if (state.Facts(subscription).MissingPaymentMethod == "cancel")
        {
            End(subscription, "canceled", at);
            return;
        }

        subscription["status"] = "paused";
        state.Emit("customer.subscription.paused", subscription, at);
        state.Emit("customer.subscription.updated", subscription, at);
    }

    /// <summary>Three days before the end of a trial, or at its beginning when it is shorter.</summary>
    private void Announce(JsonObject subscription, long at)
    {
        if (subscription.Text("status") == "trialing" && subscription.Long("trial_end") - (3 * Day) <= at && !state.Facts(subscription).IsTrialEndAnnounced)
        {
            state.Facts(subscription).IsTrialEndAnnounced = true;
            state.Emit("customer.subscription.trial_will_end", subscription, at);
        }
    }

    /// <summary>Begins the next period: with the price that a schedule has for it, and with an invoice. The period begins whether or not it is paid.</summary>
    private void Renew(JsonObject subscription, long at)
    {
        var used = Used(subscription, at);
        ApplySchedule(subscription, at);
        var end = After(at, subscription.Item()["price"]!.AsObject());
        SetPeriod(subscription, at, end);
        var invoice = invoices.Open(subscription, "subscription_cycle", [FullPeriod(subscription, at, end), .. used], at);
        if (subscription["pause_collection"] is not null)
        {
            invoices.Void(invoice, at);
        }
        else if (invoices.Attempt(invoice, at))
        {
            subscription["status"] = subscription.Text("status") is "past_due" && invoices.OpenOf(subscription.Id()).Any() ? "past_due" : "active";
        }
        else
        {
            subscription["status"] = "past_due";
            invoice["next_payment_attempt"] = at + Retries[0];
        }

        state.Emit("customer.subscription.updated", subscription, at);
    }

    private void Retry(JsonObject subscription, JsonObject invoice, long at)
    {
        if (invoices.Attempt(invoice, at))
        {
            if (!invoices.OpenOf(subscription.Id()).Any())
            {
                Set(subscription, "active", at);
            }

            return;
        }

        var tried = (int)invoice.Long("attempt_count");
        invoice["next_payment_attempt"] = tried <= Retries.Length ? at + Retries[tried - 1] : null;
        if (tried > Retries.Length)
        {
            if (AfterRetries == "unpaid")
            {
                Set(subscription, "unpaid", at);
            }
            else
            {
                End(subscription, "canceled", at);
            }
        }
    }

    private FakeLine FullPeriod(JsonObject subscription, long start, long end)
    {
        var item = subscription.Item();
        var (amount, quantity) = (item["price"]!.AsObject().Long("unit_amount"), item.Long("quantity"));
        return new FakeLine(string.Create(CultureInfo.InvariantCulture, $"{quantity} × {ProductOf(item)}"), amount * quantity, subscription.Id(), item.Id(), start, end);
    }

    private string ProductOf(JsonObject item) => state.Get("product", item["price"]!.AsObject().Text("product")).Text("name");

    private JsonObject Fields(string id, JsonObject customer, JsonObject price, int quantity, JsonObject? metadata, string missingPaymentMethod, long start, long end)
    {
        state.Facts(new JsonObject { ["id"] = id }).MissingPaymentMethod = missingPaymentMethod;
        string?[] absent =
        [
            "cancel_at", "canceled_at", "ended_at", "trial_start", "trial_end", "schedule", "latest_invoice", "pending_update", "pause_collection", "transfer_data", "pending_invoice_item_interval",
            "next_pending_invoice_item_invoice", "billing_cycle_anchor_config", "billing_thresholds", "managed_payments", "payment_settings",
        ];
        var fields = new JsonObject();
        foreach (var name in absent)
        {
            fields[name!] = null;
        }

        fields["customer"] = customer.Id();
        fields["status"] = "incomplete";
        fields["currency"] = price.Text("currency");
        fields["created"] = start;
        fields["start_date"] = start;
        fields["billing_cycle_anchor"] = end;
        fields["cancel_at_period_end"] = false;
        fields["test_clock"] = customer["test_clock"]?.DeepClone();
        fields["metadata"] = metadata?.DeepClone() ?? new JsonObject();
        fields["trial_settings"] = new JsonObject { ["end_behavior"] = new JsonObject { ["missing_payment_method"] = missingPaymentMethod, ["billing_cycle_anchor"] = null } };
        fields["cancellation_details"] = new JsonObject { ["comment"] = null, ["feedback"] = null, ["feedback_option"] = null, ["reason"] = null };
        fields["billing_schedules"] = new JsonArray();
        fields["default_payment_method"] = null;
        fields["discounts"] = new JsonArray();
        fields["items"] = FakeState.List($"/v1/subscription_items?subscription={id}", [Item(id, price, quantity, start, end)]);
        return fields;
    }

    /// <param name="quantity">Null for a metered price, which has none.</param>
    private JsonObject Item(string subscription, JsonObject price, int? quantity, long start, long end)
    {
        var item = FakeState.Shape("subscription_item", new JsonObject
        {
            ["id"] = state.NewId("si"),
            ["subscription"] = subscription,
            ["created"] = start,
            ["price"] = price.DeepClone(),
            ["current_period_start"] = start,
            ["current_period_end"] = end,
            ["billing_thresholds"] = null,
            ["current_trial"] = null,
        });
        if (quantity is { } number)
        {
            item["quantity"] = (long)number;
        }
        else
        {
            item.Remove("quantity");
        }

        return item;
    }
}
