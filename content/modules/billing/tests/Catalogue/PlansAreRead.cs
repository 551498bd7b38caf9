namespace QuickScale.Modules.Billing.Tests;

public class PlansAreRead
{
    [Test]
    public void A_file_says_all_of_a_plan()
    {
        var reading = CatalogueFile.Read("""
            plans:
              - { key: free, name: Free, limits: { projects: 3 } }
              - key: team
                name: Team
                description: For teams
                points: [50 projects, Access for programs]
                prices: { month: { usd: 19.90, jpy: 2900 }, year: { usd: 199 } }
                features: [api, sso]
                limits: { projects: 50, exports: { max: 100, kind: per_period, soft: true } }
                trial: { days: 14, card: false, without_card: cancel }
                seats: { mode: fixed, included: 5 }
                public: false
                archived: true
            """, "billing.yml");

        reading.Violations.ShouldBeEmpty();
        reading.Plans.Select(plan => (plan.Key, plan.IsFree, plan.IsPublic)).ShouldBe([("free", true, true), ("team", false, false)]);
        var team = reading.Plans[1];
        team.Prices.ShouldBe([new(BillingInterval.Month, "usd", 1990), new(BillingInterval.Month, "jpy", 2900), new(BillingInterval.Year, "usd", 19900)]);
        team.Features.ShouldBe(["api", "sso"]);
        team.Limits.ShouldBe(new Dictionary<string, PlanLimit> { ["projects"] = new(LimitKind.Have, 50), ["exports"] = new(LimitKind.PerPeriod, 100, IsSoft: true) });
        team.Points.ShouldBe(["50 projects", "Access for programs"]);
        (team.Description, team.Trial, team.Seats, team.IsArchived).ShouldBe(("For teams", new PlanTrial(14, false, "cancel"), new PlanSeats(SeatMode.Fixed, 5), true));
    }

    [Test]
    public void B20_What_is_paid_by_quantity_names_a_meter_of_the_file()
    {
        var reading = CatalogueFile.Read("""
            meters: { calls: API calls }
            plans:
              - { key: team, name: Team, prices: { month: { usd: 19 } }, metered: { calls: { month: { usd: 0.02 } } }, limits: { calls: { max: 1000, kind: per_period } } }
            """, "billing.yml");

        reading.Violations.ShouldBeEmpty();
        reading.Plans[0].Metered.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            metered => metered.Meter.ShouldBe(new PlanMeter("calls", "API calls")), metered => metered.Prices.ShouldBe([new(BillingInterval.Month, "usd", 2)]));
    }

    [TestCase("plans:\n  - { key: team, name: Team, metered: { calls: { month: { usd: 1 } } } }", "line 2: name 'calls' under meters first.")]
    [TestCase("plan: []", "line 1: 'plan' is not known; there are plans, meters.")]
    [TestCase("plans:\n  - { key: team }", "line 2: add name.")]
    [TestCase("plans:\n  - { key: team, name: Team, prices: { week: { usd: 1 } } }", "line 2: write month, year or once.")]
    [TestCase("plans:\n  - { key: team, name: Team, prices: { month: { usd: 19.999 } } }", "line 2: USD is charged with 2 places behind the point.")]
    [TestCase("plans:\n  - { key: team, name: Team, prices: { month: { jpy: 19.9 } } }", "line 2: JPY is charged with 0 places behind the point.")]
    [TestCase("plans:\n  - { key: team, name: Team, prices: { month: { kwd: 5.125 } } }", "line 2: KWD is charged with 2 places behind the point.")]
    [TestCase("plans:\n  - { key: team, name: Team, prices: { month: { ugx: 500.5 } } }", "line 2: UGX is charged with 0 places behind the point.")]
    [TestCase("plans:\n  - { key: team, name: Team, prices: { month: { usd: -1 } } }", "line 2: write an amount such as 19.90.")]
    [TestCase("plans:\n  - { key: team, name: Team, limits: { a: many } }", "line 2: write a whole number from 0.")]
    [TestCase("plans:\n  - { key: team, name: Team, limits: { a: { max: 1, kind: week } } }", "line 2: write have or per_period.")]
    [TestCase("plans:\n  - { key: team, name: Team, seats: { mode: some } }", "line 2: write fixed or auto.")]
    [TestCase("plans:\n  - { key: team, name: Team, public: yes }", "line 2: write true or false.")]
    [TestCase("plans: [", "line 2:")]
    public void What_is_not_understood_is_refused_with_its_line(string text, string sentence)
    {
        var reading = CatalogueFile.Read(text, "billing.yml");

        reading.Plans.ShouldBeEmpty();
        reading.Violations.ShouldHaveSingleItem().ShouldContain($"Put right billing.yml, {sentence}");
    }

    [Test]
    public void An_empty_file_sells_nothing() => CatalogueFile.Read("# nothing yet\n", "billing.yml").ShouldSatisfyAllConditions(one => one.Plans.ShouldBeEmpty(), one => one.Violations.ShouldBeEmpty());

    [TestCase(1990, "usd", "19.90 USD")]
    [TestCase(2900, "jpy", "2,900 JPY")]
    [TestCase(5120, "kwd", "5.120 KWD")]
    [TestCase(500_00, "ugx", "500 UGX")]
    [TestCase(500_00, "isk", "500 ISK")]
    [TestCase(-500, "eur", "-5.00 EUR")]
    public void B21_Amounts_are_whole_minor_units_of_their_currency(long amount, string currency, string text) =>
        Money.Format(amount, currency, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(text);

    [TestCase("5.12", "kwd", 5120)]
    [TestCase("500", "ugx", 50000)]
    [TestCase("500", "jpy", 500)]
    [TestCase("19.9", "usd", 1990)]
    public void B21_What_people_write_is_charged_to_the_unit(string written, string currency, long amount) =>
        Money.Parse(decimal.Parse(written, System.Globalization.CultureInfo.InvariantCulture), currency).ShouldBe(amount);
}
