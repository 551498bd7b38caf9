namespace QuickScale.Modules.Billing;

/// <summary>What is sold. Plans stand in <c>billing.yml</c>, or are registered with <c>services.AddSingleton(new Plan("team", "Team") { … })</c>.</summary>
/// <param name="Key">Small letters, digits and underscores; it never changes once somebody has bought it.</param>
/// <param name="Name">What people see.</param>
public sealed record Plan(string Key, string Name)
{
    public string Description { get; init; } = "";

    /// <summary>What the pricing page says it has, a short line each; features and limits have names for programs alone.</summary>
    public IReadOnlyList<string> Points { get; init; } = [];

    /// <summary>None for the plan of those who pay nothing.</summary>
    public IReadOnlyList<PlanPrice> Prices { get; init; } = [];

    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>By the name of the limit; what is not named here has no limit. What is bought once adds so much to the limit of the plan.</summary>
    public IReadOnlyDictionary<string, PlanLimit> Limits { get; init; } = new Dictionary<string, PlanLimit>();

    /// <summary>What is paid by quantity beside the price. A limit of the same name is its cap: hard it refuses more, soft it only tells.</summary>
    public IReadOnlyList<PlanMetered> Metered { get; init; } = [];

    /// <summary>Null without a trial.</summary>
    public PlanTrial? Trial { get; init; }

    /// <summary>Null for any number of members at one price.</summary>
    public PlanSeats? Seats { get; init; }

    /// <summary>Whether the pricing page shows it.</summary>
    public bool IsPublic { get; init; } = true;

    /// <summary>Nobody can buy it any more; who has it keeps it.</summary>
    public bool IsArchived { get; init; }

    public bool IsFree => Prices.Count == 0;

    /// <summary>Whether it is bought once and kept, beside whatever plan there is.</summary>
    public bool IsOneOff => Prices.Count > 0 && Prices.All(price => price.Interval == BillingInterval.Once);

    public PlanPrice? Price(BillingInterval interval, string currency) => Prices.FirstOrDefault(one => one.Interval == interval && one.Currency == currency);
}

/// <param name="Currency">ISO 4217 in small letters.</param>
/// <param name="Amount">For one interval, and for one seat where there are seats; in the currency's minor unit.</param>
public sealed record PlanPrice(BillingInterval Interval, string Currency, long Amount);

/// <summary>Something that is counted as it is used.</summary>
/// <param name="Key">Small letters, digits and underscores; events are sent to Stripe under this name, and it never changes.</param>
/// <param name="Name">What people see, on invoices too.</param>
public sealed record PlanMeter(string Key, string Name);

/// <param name="Prices">For one unit, one for each interval and currency in which the plan is sold.</param>
public sealed record PlanMetered(PlanMeter Meter, IReadOnlyList<PlanPrice> Prices)
{
    public PlanPrice? Price(BillingInterval interval, string currency) => Prices.FirstOrDefault(one => one.Interval == interval && one.Currency == currency);
}

/// <param name="Max">The most that is allowed.</param>
/// <param name="IsSoft">Whether more is told and not refused.</param>
public sealed record PlanLimit(LimitKind Kind, long Max, bool IsSoft = false);

public enum LimitKind
{
    /// <summary>How many there are at once.</summary>
    Have,

    /// <summary>How much is used in a period that is paid, or in a calendar month (UTC) on the free plan.</summary>
    PerPeriod,
}

/// <param name="Days">From 1 to 730.</param>
/// <param name="NeedsCard">Whether it begins with a card.</param>
/// <param name="WithoutCard">What becomes of it at its end without one: "pause" or "cancel".</param>
public sealed record PlanTrial(int Days, bool NeedsCard, string WithoutCard = "pause");

/// <param name="Mode">Whether a member more is refused, or paid for.</param>
/// <param name="Included">Members of the free plan; on others the number that is bought counts.</param>
public sealed record PlanSeats(SeatMode Mode, int Included = 1);

public enum SeatMode
{
    /// <summary>So many as were bought.</summary>
    Fixed,

    /// <summary>The number that is paid for follows the members.</summary>
    Auto,
}
