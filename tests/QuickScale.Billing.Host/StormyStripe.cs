using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using QuickScale.Modules.Billing;

namespace QuickScale.Billing.Host;

/// <summary>What is delivered: the raw body and the header <c>Stripe-Signature</c>.</summary>
public sealed record StormDelivery(byte[] Body, string Signature, bool IsForged);

/// <summary>Which requests are left unanswered.</summary>
public enum Outages
{
    None,

    /// <summary>A tenth, up to eleven one after another; the first of them within the first <see cref="StormyStripe.LongestPeace"/>.</summary>
    Some,

    All,
}

/// <summary>How events are delivered; each rate is from 0 to 1.</summary>
public sealed record StormRules(int Seed, TimeSpan LongestDelay, double Duplicates, double Forgeries);

/// <summary>
/// The stand-in for Stripe over HTTP, with customers who live through contracts, each in a time of their own. A tenth of the time it answers nothing; events are
/// delivered by its own rules. What it should have led to is worked out here from its objects, and not by the module's client.
/// </summary>
public sealed class StormyStripe : IAsyncDisposable
{
    public const string Feature = "reports";

    /// <summary>Requests between two outages, at most.</summary>
    public const int LongestPeace = 100;

    private const int LongestOutage = 11;
    private const long Day = 24 * 60 * 60;

    private readonly FakeStripe _stripe = new(TimeProvider.System);
    private readonly WebApplication _app;
    private readonly FakeDeliveries _deliveries;
    private readonly List<string> _customers = [];
    private readonly Dictionary<string, int> _eventsOf = [];
    private int _counted;
    private readonly Random _outages;
    private int _requests;
    private int _unanswered;
    private int _peace;
    private int _left;

    private StormyStripe(StormRules rules)
    {
        _outages = new Random(rules.Seed);
        (_peace, _left) = (_outages.Next(1, LongestPeace + 1), _outages.Next(1, LongestOutage + 1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use(async (context, next) =>
        {
            Interlocked.Increment(ref _requests);
            if (IsOut())
            {
                Interlocked.Increment(ref _unanswered);
                context.Abort();
                return;
            }

            await next(context);
        });
        _app.MapFakeStripe(_stripe);
        _deliveries = new FakeDeliveries(_stripe, TimeProvider.System, new FakeDeliveryRules
        {
            Seed = rules.Seed,
            LongestDelay = rules.LongestDelay,
            Duplicates = rules.Duplicates,
            Forgeries = rules.Forgeries,
            AtOnce = 8,
            RetryAfter = TimeSpan.FromSeconds(1),
        });
        Prices = [.. Plans.Select(plan => (Sell(plan), plan.Key, plan.Prices[0].Amount))];
    }

    public static IReadOnlyList<Plan> Plans { get; } =
    [
        new("small", "Small") { Prices = [new(BillingInterval.Month, "usd", 500)] },
        new("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1900)] },
        new("large", "Large") { Prices = [new(BillingInterval.Month, "usd", 4900)], Features = [Feature] },
    ];

    public Uri Address => new(_app.Urls.Single());

    public IReadOnlyList<(string Id, string Plan, long Amount)> Prices { get; }

    public IReadOnlyList<string> Customers => _customers;

    /// <summary>Counted in requests and not timed, so that a slow machine meets them too.</summary>
    public Outages Outages { get; set; }

    public int Requests => _requests;

    public int Unanswered => _unanswered;

    /// <summary>How many events there are.</summary>
    public int Count => _stripe.Act(state => state.Events.Count);

    /// <summary>All events so far, the oldest first.</summary>
    public IReadOnlyList<string> Told => _stripe.Act(state => state.Events.ConvertAll(one => one.Id()));

    public static async Task<StormyStripe> StartAsync(StormRules rules, int customers)
    {
        var stripe = new StormyStripe(rules);
        for (var count = 0; count < customers; count++)
        {
            var clock = stripe.Call("POST", "/v1/test_helpers/test_clocks", $"frozen_time={DateTimeOffset.UtcNow.ToUnixTimeSeconds()}")!.Id();
            stripe._customers.Add(stripe.Call("POST", "/v1/customers", $"email=customer-{count}@example.com&payment_method=pm_card_visa&test_clock={clock}")!.Id());
        }

        await stripe._app.StartAsync();
        return stripe;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _deliveries.Dispose();
    }

    /// <summary>How many events there are about a customer.</summary>
    public int EventsOf(string customer) => _stripe.Act(state =>
    {
        for (; _counted < state.Events.Count; _counted++)
        {
            var about = state.Events[_counted]["data"]!["object"]!.AsObject();
            var whose = (string?)about["customer"] ?? about.Id();
            _eventsOf[whose] = _eventsOf.GetValueOrDefault(whose) + 1;
        }

        return _eventsOf.GetValueOrDefault(customer);
    });

    /// <summary>Delivers what is due.</summary>
    /// <param name="deliver">Gives it to an endpoint, and returns the status of the answer; 0 without one.</param>
    public Task<int> DeliverDueAsync(Func<StormDelivery, Task<int>> deliver) => _deliveries.DeliverDueAsync(one => deliver(new StormDelivery(one.Body, one.Signature, one.IsForged)));

    /// <summary>A customer does something, and then some days go by.</summary>
    public void Live(string customer, Random chance)
    {
        ArgumentNullException.ThrowIfNull(chance);
        var mine = Living(customer);
        if (mine is null)
        {
            var trial = chance.Next(3) == 0 ? $"&trial_period_days={chance.Next(1, 15)}&trial_settings[end_behavior][missing_payment_method]={Any(chance, "pause", "cancel", "create_invoice")}" : "";
            Call("POST", "/v1/subscriptions", $"customer={customer}&items[0][price]={AnyPrice(chance)}{trial}");
        }
        else
        {
            Change(customer, mine, chance);
        }

        var clock = _stripe.Act(state => (string)state.Get("customer", customer)["test_clock"]!);
        var days = chance.Next(4) == 0 ? chance.Next(28, 40) : chance.Next(0, 6);
        if (days > 0)
        {
            var now = _stripe.Act(state => state.Now(customer));
            Call("POST", $"/v1/test_helpers/test_clocks/{clock}/advance", $"frozen_time={now + (days * Day) + chance.Next(3600)}");
        }
    }

    /// <summary>Every status that a contract had, one after another, by its events.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Histories() => _stripe.Act(state => state.Events
        .Where(one => one.Text("type").StartsWith("customer.subscription.", StringComparison.Ordinal))
        .GroupBy(one => one["data"]!["object"]!.AsObject().Id())
        .ToDictionary(group => group.Key, group => (IReadOnlyList<string>)[.. group.Select(one => Name(one["data"]!["object"]!.AsObject().Text("status")))]));

    /// <summary>Each contract as it should be here by now.</summary>
    public IReadOnlyDictionary<string, ContractState> Contracts() => _stripe.Act(state => state.All("subscription").ToDictionary(one => one.Id(), one =>
    {
        var (item, price) = (one.Item(), one.Item()["price"]!.AsObject().Id());
        var next = (string?)one["schedule"] is { } schedule ? (string?)state.Get("subscription_schedule", schedule)["phases"]!.AsArray().Select(phase => phase!["items"]![0]!["price"]).Last() : null;
        return new ContractState(
            Name(one.Text("status")), PlanOf(price), price, (int)item.Long("quantity"), Time(item["current_period_end"]), (bool)one["cancel_at_period_end"]!, Time(one["trial_end"]), Time(one["ended_at"]),
            next is null || next == price ? null : PlanOf(next));
    }));

    public IReadOnlyDictionary<string, string> Invoices() =>
        _stripe.Act(state => state.All("invoice").ToDictionary(one => one.Id(), one => string.Create(CultureInfo.InvariantCulture, $"{one.Text("status")} {one.Long("amount_paid")} of {one.Long("total")}")));

    /// <summary>What each customer should be allowed by now: B6's table once more, in other words.</summary>
    public IReadOnlyDictionary<string, CustomerAccess> Access() => _customers.ToDictionary(customer => customer, customer =>
    {
        var best = _stripe.Act(state => state.Of("subscription", customer).Select(one => (Status: one.Text("status"), Plan: PlanOf(one.Item()["price"]!.AsObject().Id()))).ToList())
            .Where(one => one.Status is "active" or "trialing" or "past_due" or "paused").ToList();
        return best switch
        {
            [] => new CustomerAccess("free", "Free", false),
            [var one] => new CustomerAccess(one.Plan, one.Status == "paused" ? "ReadOnly" : "Full", one.Plan == "large"),
            _ => throw new InvalidOperationException($"{customer} has several contracts."),
        };
    });

    private bool IsOut()
    {
        if (Outages != Outages.Some)
        {
            return Outages == Outages.All;
        }

        lock (_outages)
        {
            if (_peace > 0)
            {
                _peace--;
                return false;
            }

            if (--_left == 0)
            {
                (_peace, _left) = (_outages.Next(1, LongestPeace + 1), _outages.Next(1, LongestOutage + 1));
            }

            return true;
        }
    }

    private void Change(string customer, JsonObject mine, Random chance)
    {
        var path = $"/v1/subscriptions/{mine.Id()}";
        var isActive = mine.Text("status") == "active" && mine["pending_update"] is null;
        switch (chance.Next(12))
        {
            case 0:
                Call("DELETE", path);
                break;
            case 1 or 2 when mine["schedule"] is null:
                Call("POST", path, $"cancel_at_period_end={Any(chance, "true", "false")}");
                break;
            case 3 or 4 when isActive:
                Call("POST", path, $"items[0][id]={mine.Item().Id()}&items[0][price]={AnyPrice(chance)}&items[0][quantity]={chance.Next(1, 5)}&proration_behavior=always_invoice&payment_behavior=pending_if_incomplete");
                break;
            case 5 when isActive && mine["schedule"] is null && !(bool)mine["cancel_at_period_end"]!:
                Plan(mine, AnyPrice(chance));
                break;
            case 6 when (string?)mine["schedule"] is { } schedule:
                Call("POST", $"/v1/subscription_schedules/{schedule}/release");
                break;
            case 7 or 8:
                Call("POST", $"/v1/customers/{customer}", $"invoice_settings[default_payment_method]={Any(chance, "pm_card_visa", "pm_card_chargeCustomerFail")}");
                break;
            case 9 or 10:
                _stripe.Act(_ =>
                {
                    _stripe.Checkout.UpdateCard(customer, FakeCard.Pays);
                    return true;
                });
                break;
        }
    }

    private void Plan(JsonObject mine, string next)
    {
        var schedule = Call("POST", "/v1/subscription_schedules", $"from_subscription={mine.Id()}")!;
        var phase = schedule["phases"]![0]!.AsObject();
        Call("POST", $"/v1/subscription_schedules/{schedule.Id()}", $"phases[0][items][0][price]={mine.Item()["price"]!.AsObject().Id()}&phases[0][items][0][quantity]={mine.Item().Long("quantity")}"
            + $"&phases[0][start_date]={phase.Long("start_date")}&phases[0][end_date]={phase.Long("end_date")}&phases[1][items][0][price]={next}&phases[1][items][0][quantity]=1");
    }

    private JsonObject? Living(string customer) => _stripe.Act(state =>
        (JsonObject?)state.Of("subscription", customer).LastOrDefault(one => one.Text("status") is not ("canceled" or "incomplete_expired"))?.DeepClone());

    private string Sell(Plan plan)
    {
        Call("POST", "/v1/products", $"id=plan_{plan.Key}&name={plan.Name}");
        return Call("POST", "/v1/prices", $"product=plan_{plan.Key}&currency=usd&unit_amount={plan.Prices[0].Amount}&recurring[interval]=month")!.Id();
    }

    /// <returns>Null when a card was declined.</returns>
    private JsonObject? Call(string method, string path, string form = "")
    {
        var answer = _stripe.Handle(new FakeRequest(method, path, form, FakeStripe.Key));
        return answer.Status switch
        {
            200 => JsonNode.Parse(answer.Body)!.AsObject(),
            402 => null,
            _ => throw new InvalidOperationException($"{method} {path} {form}: {answer.Body}"),
        };
    }

    private string AnyPrice(Random chance) => Prices[chance.Next(Prices.Count)].Id;

    private string PlanOf(string price) => Prices.Single(one => one.Id == price).Plan;

    private static string Any(Random chance, params ReadOnlySpan<string> choices) => choices[chance.Next(choices.Length)];

    private static DateTime? Time(JsonNode? seconds) => seconds is null ? null : DateTimeOffset.FromUnixTimeSeconds((long)seconds).UtcDateTime;

    /// <summary>As the module's enumeration spells it.</summary>
    private static string Name(string status) => string.Concat(status.Split('_').Select(word => JsonNamingPolicy.CamelCase.ConvertName(word)).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
