using System.Globalization;
using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>Meters of the stand-in (documentation, "Usage-based billing"): what they are told is added up for each customer, and each identifier counts once.</summary>
internal sealed class FakeMeters(FakeState state)
{
    private const long Day = 24 * 60 * 60;

    public IEnumerable<FakeRoute> Routes =>
    [
        new("GET", "/v1/billing/meters", "Stripe.Billing.MeterListParams", "limit starting_after status", call =>
            FakeState.Page("/v1/billing/meters", state.All("billing.meter").Where(one => call["status"] is not { } status || one.Text("status") == status), call)),
        new("POST", "/v1/billing/meters", "Stripe.Billing.MeterCreateParams",
            "display_name event_name default_aggregation[formula] customer_mapping[event_payload_key] customer_mapping[type] value_settings[event_payload_key]", Create),
        new("GET", "/v1/billing/meters/{id}", "", "", call => state.Get("billing.meter", call.Id)),
        new("POST", "/v1/billing/meters/{id}", "Stripe.Billing.MeterUpdateParams", "display_name", call =>
        {
            var meter = state.Get("billing.meter", call.Id);
            (meter["display_name"], meter["updated"]) = (call["display_name"] ?? meter.Text("display_name"), state.RealNow);
            return meter;
        }),
        new("POST", "/v1/billing/meters/{id}/deactivate", "Stripe.Billing.MeterDeactivateParams", "", call => Switch(call.Id, "inactive")),
        new("POST", "/v1/billing/meters/{id}/reactivate", "Stripe.Billing.MeterReactivateParams", "", call => Switch(call.Id, "active")),
        new("GET", "/v1/billing/meters/{id}/event_summaries", "Stripe.Billing.MeterListEventSummariesParams", "customer start_time end_time limit starting_after", call =>
        {
            var (start, end) = (call.Number("start_time") ?? 0, call.Number("end_time") ?? long.MaxValue);
            return FakeState.List($"/v1/billing/meters/{call.Id}/event_summaries", [FakeState.Shape("billing.meter_event_summary", new JsonObject
            {
                ["id"] = state.NewId("mtrusg"),
                ["meter"] = state.Get("billing.meter", call.Id).Id(),
                ["aggregated_value"] = Used(call.Id, call.Need("customer"), start, end),
                ["start_time"] = start,
                ["end_time"] = end,
                ["livemode"] = false,
            })]);
        }),
        new("POST", "/v1/billing/meter_events", "Stripe.Billing.MeterEventCreateParams", "event_name payload[*] identifier timestamp", Tell),
    ];

    /// <summary>What a customer has used from one moment until before another.</summary>
    public long Used(string meterId, string customerId, long from, long until) =>
        state.Facts(state.Get("billing.meter", meterId)).Told.Where(one => one.Customer == customerId && one.At >= from && one.At < until).Sum(one => one.Value);

    private JsonObject Create(FakeCall call)
    {
        var name = call.Need("event_name");
        if (Active(name) is not null)
        {
            throw FakeRefusal.Wrong($"There is already an active meter with the event name {name}.", "event_name");
        }

        var formula = call.Need("default_aggregation[formula]");
        return state.Add("billing.meter", state.NewId("mtr"), new JsonObject
        {
            ["display_name"] = call.Need("display_name"),
            ["event_name"] = name,
            ["created"] = state.RealNow,
            ["updated"] = state.RealNow,
            ["livemode"] = false,
            ["default_aggregation"] = new JsonObject { ["formula"] = formula == "sum" ? formula : throw FakeRefusal.Wrong("The stand-in adds up.", "default_aggregation[formula]") },
            ["customer_mapping"] = new JsonObject { ["event_payload_key"] = call["customer_mapping[event_payload_key]"] ?? MeterPayload.CustomerKey, ["type"] = "by_id" },
            ["value_settings"] = new JsonObject { ["event_payload_key"] = call["value_settings[event_payload_key]"] ?? MeterPayload.ValueKey },
        });
    }

    private JsonObject Switch(string id, string status)
    {
        var meter = state.Get("billing.meter", id);
        meter["status"] = status == "active" && Active(meter.Text("event_name")) is { } other && other.Id() != id
            ? throw FakeRefusal.Wrong("There is already an active meter with this event name.")
            : status;
        meter["status_transitions"]!["deactivated_at"] = status == "inactive" ? state.RealNow : null;
        return meter;
    }

    private JsonObject Tell(FakeCall call)
    {
        var meter = Active(call.Need("event_name")) ?? throw FakeRefusal.Wrong($"No active meter found for event name {call["event_name"]}.", "event_name", "no_meter_found");
        var payload = call.Object("payload") ?? [];
        var customer = Field(payload, meter, "customer_mapping");
        var value = long.TryParse(Field(payload, meter, "value_settings"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw FakeRefusal.Wrong("The value of a meter event is a whole number.", "payload");
        var now = state.Now(customer);
        var (identifier, at) = (call["identifier"] ?? Guid.CreateVersion7().ToString(), call.Number("timestamp") ?? now);
        if (at > now + (5 * 60) || at < now - (35 * Day))
        {
            throw FakeRefusal.Wrong("The timestamp must be within the past 35 calendar days or up to 5 minutes in the future.", "timestamp");
        }

        if (state.All("billing.meter").Any(one => state.Facts(one).Told.Exists(told => told.Identifier == identifier && told.ToldAt > now - Day)))
        {
            throw FakeRefusal.Wrong($"An event already exists with identifier {identifier}.");
        }

        state.Facts(meter).Told.Add((customer, value, at, identifier, now));
        return FakeState.Shape("billing.meter_event", new JsonObject
        {
            ["event_name"] = meter.Text("event_name"),
            ["identifier"] = identifier,
            ["payload"] = payload,
            ["timestamp"] = at,
            ["created"] = now,
            ["livemode"] = false,
        });
    }

    private static string Field(JsonObject payload, JsonObject meter, string setting)
    {
        var name = (string)meter[setting]!["event_payload_key"]!;
        return (string?)payload[name] ?? throw FakeRefusal.Wrong($"The payload lacks {name}.", $"payload[{name}]", "parameter_missing");
    }

    private JsonObject? Active(string name) => state.All("billing.meter").FirstOrDefault(one => one.Text("event_name") == name && one.Text("status") == "active");
}
