using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>
/// What the stand-in remembers: objects in Stripe's own shape, made from its sample objects. The samples are filled with values that contradict each other; what
/// matters is set anew by whoever makes an object.
/// </summary>
internal sealed class FakeState(TimeProvider time)
{
    private static readonly JsonObject Samples = ReadSamples();

    private readonly Dictionary<string, JsonObject> _objects = [];
    private readonly Dictionary<string, List<string>> _ids = [];
    private readonly Dictionary<(string Type, string Customer), List<string>> _idsOfCustomers = [];
    private readonly Dictionary<string, FakeFacts> _facts = [];

    /// <summary>Ids differ from run to run: an application's database may know those of an earlier one.</summary>
    private string _run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    /// <summary>Of ids so far: whatever happens makes one, be it that of its event.</summary>
    public int Count { get; private set; }

    /// <summary>Events in the order in which they happened.</summary>
    public List<JsonObject> Events { get; } = [];

    /// <summary>Seconds since 1970, where no test clock says otherwise.</summary>
    public long RealNow => time.GetUtcNow().ToUnixTimeSeconds();

    public string NewId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}_{_run}{++Count:D6}");

    /// <summary>A new object in the shape of a sample.</summary>
    /// <param name="type">As Stripe's field <c>object</c> has it.</param>
    /// <param name="set">The fields that matter.</param>
    public static JsonObject Shape(string type, JsonObject set)
    {
        var made = (JsonObject)Samples[type]!.DeepClone();
        foreach (var (name, value) in set)
        {
            made[name] = value?.DeepClone();
        }

        return made;
    }

    public JsonObject Add(string type, string id, JsonObject set)
    {
        if (_objects.ContainsKey(id))
        {
            throw FakeRefusal.Wrong($"{type} already exists.", "id", "resource_already_exists");
        }

        set["id"] = id;
        var made = Shape(type, set);
        Put(made);
        return made;
    }

    /// <exception cref="FakeRefusal">There is none of this type and id.</exception>
    public JsonObject Get(string type, string id) => Find(type, id) ?? throw FakeRefusal.Missing(type, id);

    public JsonObject? Find(string type, string id) => _objects.TryGetValue(id, out var found) && (string?)found["object"] == type ? found : null;

    /// <summary>The oldest first.</summary>
    public IEnumerable<JsonObject> All(string type) => _ids.TryGetValue(type, out var ids) ? ids.ToList().Select(id => _objects[id]) : [];

    /// <summary>Those of one customer, the oldest first.</summary>
    public IEnumerable<JsonObject> Of(string type, string customer) => _idsOfCustomers.TryGetValue((type, customer), out var ids) ? ids.ToList().Select(id => _objects[id]) : [];

    /// <summary>Those of one customer, or all without one.</summary>
    public IEnumerable<JsonObject> AllOf(string type, string? customer) => customer is null ? All(type) : Of(type, customer);

    /// <summary>What the stand-in knows of an object that Stripe's shape has no place for.</summary>
    public FakeFacts Facts(JsonObject of)
    {
        var id = of.Id();
        if (!_facts.TryGetValue(id, out var facts))
        {
            _facts[id] = facts = new FakeFacts();
        }

        return facts;
    }

    /// <summary>The time of a customer: that of a test clock, or the real one.</summary>
    public long Now(string? customerId) =>
        customerId is not null && _objects.TryGetValue(customerId, out var customer) && (string?)customer["test_clock"] is { } clock ? Get("test_helpers.test_clock", clock).Long("frozen_time") : RealNow;

    /// <summary>Notes an event with the object as it is now.</summary>
    public void Emit(string type, JsonObject about, long at) => Events.Add(Shape("event", new JsonObject
    {
        ["id"] = NewId("evt"),
        ["type"] = type,
        ["created"] = at,
        ["livemode"] = false,
        ["api_version"] = StripeSender.ApiVersion,
        ["data"] = new JsonObject { ["object"] = about.DeepClone() },
    }));

    /// <summary>A page of a list, the newest first (API reference, "Pagination").</summary>
    public static JsonObject Page(string url, IEnumerable<JsonObject> all, FakeCall call)
    {
        var limit = (int)(call.Number("limit") ?? 10);
        if (limit is < 1 or > 100)
        {
            throw FakeRefusal.Wrong("This value must be between 1 and 100.", "limit");
        }

        var rest = all.Reverse();
        if (call["starting_after"] is { } after)
        {
            rest = rest.SkipWhile(one => one.Id() != after).Skip(1);
        }

        var page = rest.Take(limit + 1).ToList();
        return List(url, page.Take(limit), page.Count > limit);
    }

    public static JsonObject List(string url, IEnumerable<JsonObject> data, bool hasMore = false) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. data.Select(one => one.DeepClone())]),
        ["has_more"] = hasMore,
        ["url"] = url,
    };

    /// <param name="answered">What was answered to requests with an idempotency key.</param>
    public FakeRecollection Remember(IReadOnlyDictionary<string, (string Request, FakeAnswer Answer)> answered) => new(_run, Count, [.. _ids.Keys.SelectMany(All)], _facts, Events, answered);

    public void Recall(FakeRecollection known)
    {
        (_run, Count) = (known.Run, known.Count);
        _objects.Clear();
        _ids.Clear();
        _idsOfCustomers.Clear();
        _facts.Clear();
        Events.Clear();
        foreach (var one in known.Objects)
        {
            Put(one);
        }

        foreach (var (id, facts) in known.Facts)
        {
            _facts[id] = facts;
        }

        Events.AddRange(known.Events);
    }

    private void Put(JsonObject made)
    {
        var (type, id) = (made.Text("object"), made.Id());
        _objects[id] = made;
        CollectionsMarshal.GetValueRefOrAddDefault(_ids, type, out _) ??= [];
        _ids[type].Add(id);
        if ((string?)made["customer"] is { } customer)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_idsOfCustomers, (type, customer), out _) ??= [];
            _idsOfCustomers[(type, customer)].Add(id);
        }
    }

    private static JsonObject ReadSamples()
    {
        using var stream = typeof(FakeState).Assembly.GetManifestResourceStream("QuickScale.Modules.Billing.Fake.samples.json")!;
        var samples = JsonNode.Parse(stream)!.AsObject();
        // Of older versions: an invoice names its subscription in its parent today.
        samples["invoice"]!.AsObject().Remove("subscription");
        return samples;
    }
}

/// <summary>What the stand-in knows beside an object.</summary>
internal sealed class FakeFacts
{
    /// <summary>Of a checkout or a subscription: what is bought, each price with its quantity.</summary>
    public List<(string Price, int Quantity)> Lines { get; set; } = [];

    /// <summary>Of a checkout: the trial and the metadata of the subscription to be.</summary>
    public int TrialDays { get; set; }

    public string MissingPaymentMethod { get; set; } = "create_invoice";

    public JsonObject? Metadata { get; set; }

    /// <summary>Of a checkout: what it takes off, the id of a coupon or of a promotion code.</summary>
    public (string? Coupon, string? PromotionCode)? Discount { get; set; }

    /// <summary>Of a subscription: whether <c>trial_will_end</c> was said.</summary>
    public bool IsTrialEndAnnounced { get; set; }

    /// <summary>Of a subscription: the invoice of the change that waits for its payment, and what it will be.</summary>
    public (string Invoice, string Price, int Quantity)? Pending { get; set; }

    /// <summary>Of a subscription: the metered lines of the change that waits.</summary>
    public IReadOnlyList<FakeMeteredLine> PendingMetered { get; set; } = [];

    /// <summary>Of a checkout: the metered prices of the subscription to be.</summary>
    public IReadOnlyList<string> Metered { get; set; } = [];

    /// <summary>Of a meter: what it was told, with when it was told.</summary>
    public List<(string Customer, long Value, long At, string Identifier, long ToldAt)> Told { get; set; } = [];

    /// <summary>Of a payment method: what becomes of a charge.</summary>
    public FakeCard Card { get; set; }
}

/// <summary>What becomes of a charge, as with Stripe's test cards (documentation, "Test cards").</summary>
public enum FakeCard
{
    /// <summary>4242 4242 4242 4242, <c>pm_card_visa</c>.</summary>
    Pays,

    /// <summary>4000 0000 0000 0002: refused as soon as it is entered.</summary>
    Declined,

    /// <summary>4000 0000 0000 0341, <c>pm_card_chargeCustomerFail</c>: taken, and refused when it is charged.</summary>
    FailsLater,
}

/// <summary>Reads Stripe's objects.</summary>
internal static class FakeFields
{
    public static string Id(this JsonObject one) => (string)one["id"]!;

    public static string Text(this JsonObject one, string field) => (string)one[field]!;

    public static long Long(this JsonObject one, string field) => (long)one[field]!;

    public static JsonObject Item(this JsonObject subscription) => subscription["items"]!["data"]![0]!.AsObject();
}
