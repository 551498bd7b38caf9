using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>
/// A stand-in for Stripe, for development and tests: the part of its interface that the module uses, with its statuses, refusals, events and signatures. It keeps
/// everything in memory, and in a file if it is given one, and needs no key. What it answers has the shape of Stripe's sample objects, and tests compare it with Stripe's declarations; it knows
/// fewer parameters than Stripe, and refuses the others.
/// </summary>
public sealed class FakeStripe
{
    /// <summary>No secret: whoever reaches the stand-in may use it.</summary>
    public const string Key = "sk_test_fake";

    public const string WebhookSecret = "whsec_fake";

    /// <summary>Stands in objects for the address of the hosted pages, which is known when they are answered.</summary>
    internal const string PagesPlaceholder = "https://pages.fake.invalid";

    private readonly Lock _lock = new();
    private Dictionary<string, (string Request, FakeAnswer Answer)> _answered = [];
    private readonly IReadOnlyList<FakeRoute> _routes;
    private readonly FakeMemory? _memory;

    public FakeStripe(TimeProvider time)
        : this(time, null)
    {
    }

    /// <param name="memory">Null keeps everything in memory alone.</param>
    internal FakeStripe(TimeProvider time, FakeMemory? memory)
    {
        _memory = memory;
        State = new FakeState(time);
        Discounts = new FakeDiscounts(State);
        Invoices = new FakeInvoices(State, Discounts);
        Meters = new FakeMeters(State);
        Subscriptions = new FakeSubscriptions(State, Invoices, Meters);
        Purchases = new FakePurchases(State, Invoices);
        Checkout = new FakeCheckout(State, Subscriptions, Discounts, Purchases);
        _routes =
        [
            .. FakeRoutes.Customers(State), .. FakeRoutes.Catalogue(State), .. FakeRoutes.Contracts(State, Subscriptions, Invoices, Discounts), .. Discounts.Routes, .. Purchases.Routes, .. Checkout.Routes,
            .. Meters.Routes, .. Charges.Routes, .. FakeRoutes.Times(State, Subscriptions),
        ];
    }

    /// <summary>Where the hosted pages are, without a slash at the end.</summary>
    public string PagesUrl { get; set; } = "http://localhost/fake-stripe";

    /// <summary>Whether requests fail as if nobody answered.</summary>
    public bool IsUnreachable { get; set; }

    internal FakeState State { get; }

    internal FakeDiscounts Discounts { get; }

    internal FakeInvoices Invoices { get; }

    internal FakePurchases Purchases { get; }

    internal FakeCharges Charges => Invoices.Charges;

    internal FakeMeters Meters { get; }

    internal FakeSubscriptions Subscriptions { get; }

    internal FakeCheckout Checkout { get; }

    internal IReadOnlyList<FakeRoute> Routes => _routes;

    /// <summary>Requests that were answered, without those that were replayed: as <c>POST /v1/customers</c>.</summary>
    internal List<string> Log { get; } = [];

    internal FakeAnswer Handle(FakeRequest request) =>
        Alone(request.Method != "GET", () =>
        {
            try
            {
                return Answer(request);
            }
            catch (FakeRefusal refusal)
            {
                return new FakeAnswer(refusal.Status, refusal.ToJson().ToJsonString());
            }
        });

    /// <summary>Does something that nobody asks for by a request, as customers do on hosted pages.</summary>
    internal T Act<T>(Func<FakeState, T> act) => Alone(isWrite: false, () => act(State));

    /// <summary>One request at a time, on what is known by then; what it changes is kept.</summary>
    private T Alone<T>(bool isWrite, Func<T> work)
    {
        lock (_lock)
        {
            if (_memory?.Recall() is { } known)
            {
                State.Recall(known);
                _answered = new(known.Answered);
            }

            var before = State.Count;
            MoveTime();
            var done = work();
            if (_memory is not null && (isWrite || State.Count != before))
            {
                _memory.Keep(State.Remember(_answered));
            }

            return done;
        }
    }

    /// <summary>As Stripe does when a key is a day old.</summary>
    internal void ForgetIdempotencyKeys()
    {
        lock (_lock)
        {
            _answered.Clear();
        }
    }

    /// <summary>What customers without a test clock live through while time passes.</summary>
    private void MoveTime()
    {
        Subscriptions.Advance(null, State.RealNow);
        Checkout.ExpireDue();
    }

    private FakeAnswer Answer(FakeRequest request)
    {
        if (request.Key is null || !request.Key.StartsWith("sk_test_", StringComparison.Ordinal))
        {
            throw new FakeRefusal(401, "invalid_request_error", "The stand-in takes any key that begins with sk_test_.");
        }

        if (request.Version is { } version && version != StripeSender.ApiVersion)
        {
            throw FakeRefusal.Wrong($"The stand-in speaks {StripeSender.ApiVersion}, not {version}.");
        }

        var what = $"{request.Method} {request.Path} {request.Form}";
        if (request is { Method: not "GET", IdempotencyKey: { } key } && _answered.TryGetValue(key, out var earlier))
        {
            return earlier.Request == what
                ? earlier.Answer with { IsReplayed = true }
                : throw new FakeRefusal(400, "idempotency_error", $"Keys for idempotent requests can only be used with the same parameters they were first used with: '{key}'.");
        }

        var (route, id) = Route(request);
        var call = new FakeCall(id, FakeCall.Decode(request.Form));
        route.Check(call.Parameters);
        var answer = new FakeAnswer(200, Show(route.Handle(call)));
        Log.Add($"{request.Method} {request.Path}");
        if (request is { Method: not "GET", IdempotencyKey: { } used })
        {
            _answered[used] = (what, answer);
        }

        return answer;
    }

    private (FakeRoute Route, string Id) Route(FakeRequest request)
    {
        foreach (var route in _routes.Where(route => route.Method == request.Method))
        {
            if (route.Match(request.Path) is { } id)
            {
                return (route, id);
            }
        }

        throw new FakeRefusal(404, "invalid_request_error", $"Unrecognized request URL ({request.Method}: {request.Path}). The stand-in knows the part of Stripe that the module uses.");
    }

    /// <summary>An object as it leaves: with the address of the pages in it.</summary>
    internal string Show(JsonObject one) => one.ToJsonString().Replace(PagesPlaceholder, PagesUrl, StringComparison.Ordinal);
}
