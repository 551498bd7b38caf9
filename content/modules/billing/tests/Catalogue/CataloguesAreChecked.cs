using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>All plans together, those of the file and those in code: what would sell the wrong thing is said, with what to put right.</summary>
public class CataloguesAreChecked
{
    private static readonly PlanMeter Calls = new("calls", "API calls");

    private static readonly Plan Good = new("team", "Team")
    {
        Prices = [new(BillingInterval.Month, "usd", 1900), new(BillingInterval.Year, "usd", 19000)],
        Metered = [new(Calls, [new(BillingInterval.Month, "usd", 2), new(BillingInterval.Year, "usd", 2)])],
        Features = ["api"],
        Limits = new Dictionary<string, PlanLimit> { ["projects"] = new(LimitKind.Have, 50), ["calls"] = new(LimitKind.PerPeriod, 1000) },
        Trial = new PlanTrial(730, NeedsCard: false, "cancel"),
        Seats = new PlanSeats(SeatMode.Auto),
    };

    private static readonly Plan Once = new("book", "Book") { Prices = [new(BillingInterval.Once, "usd", 500)] };

    /// <summary>Each is wrong in one way.</summary>
    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case("twice", "Give each plan a key of its own: team is there 2 times.", Good, Good);
        yield return Case("meter", "Give the meter calls one name in all plans.", Good, Good with { Key = "other", Metered = [new(Calls with { Name = "Requests" }, Good.Metered[0].Prices)] });
        foreach (var key in (string[])["", "Team", "1team", "my-team", "team\n", new string('a', 41)])
        {
            yield return Case($"key {key.Length}", $"Name the plan '{key}' with small letters, digits and underscores, 40 at most.", Good with { Key = key });
        }

        yield return Case("two prices", "Give the plan team one price for each interval and currency.", Plain(new(BillingInterval.Month, "usd", 1), new(BillingInterval.Month, "usd", 2)));
        foreach (var price in (PlanPrice[])[new(BillingInterval.Month, "usd", 0), new(BillingInterval.Month, "usd", -100), new(BillingInterval.Month, "USD", 100), new(BillingInterval.Month, "dollar", 100)])
        {
            yield return Case($"price {price.Currency} {price.Amount}", "Give the plan team prices above zero in currencies such as usd; a plan without prices is free.", Plain(price));
        }

        yield return Case("step", "Give the plan team a price in isk that is a multiple of 100 of the minor unit: Stripe charges no other.", Plain(new PlanPrice(BillingInterval.Month, "isk", 1950)));
        yield return Case("once and monthly", "Give the plan team either a price for once or prices by interval.", Plain(new(BillingInterval.Month, "usd", 100), new(BillingInterval.Once, "usd", 900)));
        yield return Case("once with a trial", "Take trial, seats and meters from book: it is bought once.", Once with { Trial = new PlanTrial(14, NeedsCard: true) });
        yield return Case("once with seats", "Take trial, seats and meters from book: it is bought once.", Once with { Seats = new PlanSeats(SeatMode.Fixed) });
        yield return Case("once with a meter", "Take trial, seats and meters from book: it is bought once.", Once with { Metered = [new(Calls, Once.Prices)] });
        yield return Case("meter twice", "Name the meter calls once in the plan team.", Good with { Metered = [Good.Metered[0], Good.Metered[0]] });
        yield return Case("meter's key", "Give the meter 'API' a key of small letters, digits and underscores, 40 at most, and a name.", Good with { Metered = [Good.Metered[0] with { Meter = new("API", "API calls") }] });
        yield return Case("meter's name", "Give the meter 'calls' a key of small letters, digits and underscores, 40 at most, and a name.", Good with { Metered = [Good.Metered[0] with { Meter = new("calls", "") }] });
        const string priced = "Give the meter calls of the plan team a price above zero for each interval and currency of the plan, and for no others.";
        yield return Case("meter of a free plan", priced, Good with { Prices = [] });
        yield return Case("meter without a price by the year", priced, Good with { Metered = [new(Calls, [Good.Metered[0].Prices[0]])] });
        yield return Case("meter with one price more", priced, Good with { Metered = [new(Calls, [.. Good.Metered[0].Prices, new(BillingInterval.Month, "eur", 2)])] });
        yield return Case("meter for nothing", priced, Good with { Metered = [new(Calls, [Good.Metered[0].Prices[0] with { Amount = 0 }, Good.Metered[0].Prices[1]])] });
        yield return Case("cap", "Give the limit calls of the plan team the kind per_period: it caps what is used in one.", Good with { Limits = new Dictionary<string, PlanLimit> { ["calls"] = new(LimitKind.Have, 5) } });
        const string trial = "Give the trial of the plan team from 1 to 730 days, and pause or cancel for its end without a card.";
        yield return Case("trial of no day", trial, Good with { Trial = new PlanTrial(0, NeedsCard: true) });
        yield return Case("trial for years", trial, Good with { Trial = new PlanTrial(731, NeedsCard: true) });
        yield return Case("trial's end", trial, Good with { Trial = new PlanTrial(14, NeedsCard: false, "stop") });
        yield return Case("feature", "Name 'single sign-on' of the plan team with small letters, digits and underscores, 40 at most.", Good with { Features = ["api", "single sign-on"] });
        yield return Case("limit", "Name 'Projects' of the plan team with small letters, digits and underscores, 40 at most.", Good with { Limits = new Dictionary<string, PlanLimit> { ["Projects"] = new(LimitKind.Have, 5) } });
    }

    [TestCaseSource(nameof(Wrong))]
    public void What_is_wrong_is_said(Plan[] plans, string sentence) => Catalogue(plans).Violations.ShouldBe([sentence]);

    [Test]
    public void What_is_right_is_sold()
    {
        var catalogue = Catalogue([Once, Good, Good with { Key = "old", IsArchived = true }, Good with { Key = "hidden", IsPublic = false }]);

        catalogue.Violations.ShouldBeEmpty();
        catalogue.Public.ShouldBe([Good]);
        catalogue.OneOffs.ShouldBe([Once]);
        catalogue.Meters.ShouldBe([Calls]);
        (catalogue.Find("old")!.IsArchived, catalogue.Find("none")).ShouldBe((true, null));
        catalogue.Free.ShouldSatisfyAllConditions(free => free.Key.ShouldBe("free"), free => free.Features.ShouldBeEmpty("the catalogue names no plan for those who pay nothing"));
    }

    [Test]
    public void The_plans_of_the_file_come_before_those_in_code()
    {
        var folder = Directory.CreateTempSubdirectory("billing-test-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "plans.yml"), "plans:\n  - { key: none, name: Nothing yet }\n  - { key: small, name: Small, prices: { month: { usd: 9 } } }\n");

            var catalogue = Catalogue([Good], folder, "plans.yml");

            catalogue.Violations.ShouldBeEmpty();
            catalogue.Plans.Select(plan => plan.Key).ShouldBe(["none", "small", "team"]);
            catalogue.Free.Name.ShouldBe("Nothing yet");

            File.WriteAllText(Path.Combine(folder, "plans.yml"), "plans:\n  - { key: small }\n");
            Catalogue([Good], folder, "plans.yml").Violations.ShouldHaveSingleItem().ShouldStartWith("Put right plans.yml, line 2:");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TestCaseData Case(string name, string sentence, params Plan[] plans) => new TestCaseData(plans, sentence).SetArgDisplayNames(name);

    private static Plan Plain(params PlanPrice[] prices) => new("team", "Team") { Prices = prices };

    private static PlanCatalogue Catalogue(Plan[] plans, string folder = "", string file = "")
    {
        var environment = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ContentRootPath = folder.Length > 0 ? folder : AppContext.BaseDirectory }).Environment;
        return new PlanCatalogue(plans, Options.Create(new BillingSettings { Catalogue = file }), environment);
    }
}
