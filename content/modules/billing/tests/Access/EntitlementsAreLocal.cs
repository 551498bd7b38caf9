using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>What an owner may do follows from the plan, and is read here and never at Stripe.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class EntitlementsAreLocal(DatabaseKind kind)
{
    private static readonly Plan[] Plans =
    [
        new("free", "Free") { Limits = new Dictionary<string, PlanLimit> { ["projects"] = new(LimitKind.Have, 3), ["exports"] = new(LimitKind.PerPeriod, 2) }, Seats = new PlanSeats(SeatMode.Fixed, 2) },
        new("small", "Small")
        {
            Prices = [new(BillingInterval.Month, "usd", 500)], Limits = new Dictionary<string, PlanLimit> { ["projects"] = new(LimitKind.Have, 5, IsSoft: true), ["exports"] = new(LimitKind.PerPeriod, 10) },
            Seats = new PlanSeats(SeatMode.Fixed),
        },
        new("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1900)], Features = ["api"], Limits = new Dictionary<string, PlanLimit> { ["projects"] = new(LimitKind.Have, 50) }, Seats = new PlanSeats(SeatMode.Auto) },
    ];

    private readonly ProjectCount _projects = new();
    private BillingHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await BillingHost.StartAsync(kind, services: services =>
    {
        foreach (var plan in Plans)
        {
            services.AddSingleton(plan);
        }

        services.AddSingleton<ILimitCount>(_projects);
    });

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B19_A_feature_comes_with_the_plan_and_goes_with_it()
    {
        var (account, owner) = await AccountAsync();
        (await HasAsync(owner, "api")).ShouldBeFalse();

        var id = _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        await ToldAsync();
        var asked = _host.Fake.Log.Count;
        (await HasAsync(owner, "api")).ShouldBeTrue("the worker says at once that it has changed");
        (await HasAsync(owner, "unknown")).ShouldBeFalse();
        _host.Fake.Log.Count.ShouldBe(asked, "Stripe is not asked");

        _host.Stripe("DELETE", $"/v1/subscriptions/{id}");
        await ToldAsync();
        (await HasAsync(owner, "api")).ShouldBeFalse();
    }

    [Test]
    public async Task B19_Another_instance_sees_a_change_within_a_minute()
    {
        await using var other = await BillingHost.StartAsync(kind, first: _host, services: services => services.AddSingleton(Plans[2]));
        var (account, owner) = await AccountAsync();
        (await Of(other, owner)).Plan.Key.ShouldBe("free");
        _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        await ToldAsync();

        (await Of(other, owner)).Plan.Key.ShouldBe("free", "it is kept");
        _host.Clock.Advance(TimeSpan.FromSeconds(61));
        (await Of(other, owner)).Plan.Key.ShouldBe("team");
    }

    [Test]
    public async Task B19_A_limit_of_what_there_is_refuses_or_warns_and_names_the_next_plan()
    {
        var (account, owner) = await AccountAsync();
        _projects.Count = 3;
        (await CheckAsync(owner, "projects", 1)).ShouldBe(new LimitCheck(LimitOutcome.Hard, 3, 3, "small"));
        (await CheckAsync(owner, "projects", 0)).Outcome.ShouldBe(LimitOutcome.Allowed);
        (await CheckAsync(owner, "projects", 10)).UpgradeTo.ShouldBe("team", "the small one would be too small");

        _host.Subscribe(account, await _host.PriceAsync("small", 500));
        await ToldAsync();
        (await CheckAsync(owner, "projects", 2)).ShouldBe(new LimitCheck(LimitOutcome.Allowed, 3, 5, null));
        (await CheckAsync(owner, "projects", 3)).ShouldBe(new LimitCheck(LimitOutcome.Soft, 3, 5, "team"));
        (await CheckAsync(owner, "anything", 1000)).ShouldBe(new LimitCheck(LimitOutcome.Allowed, 0, null, null));
    }

    [Test]
    public async Task B19_A_limit_for_a_period_counts_what_was_used_in_it_and_each_use_once()
    {
        var (account, owner) = await AccountAsync();
        (await UseAsync(owner, "exports", 1, "a")).ShouldBeTrue();
        (await UseAsync(owner, "exports", 1, "a")).ShouldBeFalse();
        (await UseAsync(owner, "exports", 1, "b")).ShouldBeTrue();
        (await CheckAsync(owner, "exports", 1)).ShouldBe(new LimitCheck(LimitOutcome.Hard, 2, 2, "small"));

        _host.Clock.Advance(TimeSpan.FromDays(31));
        (await CheckAsync(owner, "exports", 1)).Used.ShouldBe(0, "it is another month");

        await UseAsync(owner, "exports", 4, "c");
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        _host.Subscribe(account, await _host.PriceAsync("small", 500));
        await ToldAsync();
        (await CheckAsync(owner, "exports", 1)).ShouldBe(new LimitCheck(LimitOutcome.Allowed, 0, 10, null), "the period that is paid has just begun");
    }

    [Test]
    public async Task B6_After_the_grace_one_may_look_and_add_nothing()
    {
        var (account, owner) = await AccountAsync();
        _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        _host.Stripe("POST", $"/v1/customers/{account.CustomerId}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");
        // The renewal fails on April 1 at noon.
        _host.Clock.Advance(TimeSpan.FromDays(31) + TimeSpan.FromHours(1));
        await ToldAsync();
        (await CheckAsync(owner, "projects", 1)).Outcome.ShouldBe(LimitOutcome.Allowed);
        (await Of(_host, owner)).Access.ShouldBe(new AccessState(AccessLevel.Full, AccessNotice.PaymentFailed, new DateTime(2026, 4, 8, 12, 0, 0, DateTimeKind.Utc)));

        _host.Clock.Advance(TimeSpan.FromDays(7));
        (await CheckAsync(owner, "projects", 1)).Outcome.ShouldBe(LimitOutcome.Hard, "no event has come, and the grace is over");
        (await HasAsync(owner, "api")).ShouldBeTrue("what is there can be seen");
    }

    [Test]
    public async Task B19_An_administrator_grants_and_takes_away_for_a_time()
    {
        var (account, owner) = await AccountAsync();
        await _host.AddAsync(
            new EntitlementOverride { AccountId = account.Id, Key = "api", Value = 1, Until = _host.Now.AddDays(2), CreatedAt = _host.Now, Reason = "a trial" },
            new EntitlementOverride { AccountId = account.Id, Key = "projects", Value = null, CreatedAt = _host.Now, Reason = "a friend" });

        (await HasAsync(owner, "api")).ShouldBeTrue();
        (await CheckAsync(owner, "projects", 1000)).Max.ShouldBeNull();
        _host.Clock.Advance(TimeSpan.FromDays(2));
        (await HasAsync(owner, "api")).ShouldBeFalse();
    }

    [Test]
    public async Task B11_Seats_are_those_of_the_plan_or_those_that_were_bought()
    {
        var (account, owner) = await AccountAsync();
        (await SeatsAsync(owner)).ShouldBe(2);
        (await SeatsAsync(new AccountOwner("team", Guid.CreateVersion7()))).ShouldBe(2, "who never paid has the free plan");

        var id = _host.Subscribe(account, await _host.PriceAsync("small", 500), "&items[0][quantity]=4");
        await ToldAsync();
        (await SeatsAsync(owner)).ShouldBe(4);

        _host.Stripe("DELETE", $"/v1/subscriptions/{id}");
        _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        await ToldAsync();
        (await SeatsAsync(owner)).ShouldBeNull("the number follows the members");
    }

    [Test]
    public async Task B19_The_tag_helper_shows_or_hides_its_content()
    {
        var features = await _host.InScopeAsync(async services => (await ShownAsync(services, "api", missing: false), await ShownAsync(services, "api", missing: true)));

        features.ShouldBe((false, true));
    }

    private static async Task<bool> ShownAsync(IServiceProvider services, string name, bool missing)
    {
        var output = new TagHelperOutput("feature", [], (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent().SetContent("shown")));
        output.Content.SetContent("shown");
        await new FeatureTagHelper(services.GetRequiredService<Features>()) { Name = name, Missing = missing }.ProcessAsync(new TagHelperContext([], new Dictionary<object, object>(), "a"), output);
        return !output.Content.IsEmptyOrWhiteSpace;
    }

    private async Task<(BillingAccount Account, AccountOwner Owner)> AccountAsync()
    {
        var account = await _host.CustomerAsync();
        return (account, new AccountOwner(account.OwnerKind, account.OwnerId));
    }

    private async Task ToldAsync()
    {
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
    }

    private static Task<Entitlement> Of(BillingHost host, AccountOwner owner) => host.Services.GetRequiredService<Entitlements>().OfAsync(owner, default);

    private Task<bool> HasAsync(AccountOwner owner, string feature) => _host.InScopeAsync(services => services.GetRequiredService<Features>().HasAsync(owner, feature, default));

    private Task<LimitCheck> CheckAsync(AccountOwner owner, string limit, long adding) => _host.InScopeAsync(services => services.GetRequiredService<Limits>().CheckAsync(owner, limit, adding, default));

    private Task<int?> SeatsAsync(AccountOwner owner) => _host.InScopeAsync(services => services.GetRequiredService<ISeatLimit>().LimitAsync(owner, default));

    private Task<bool> UseAsync(AccountOwner owner, string limit, long quantity, string key) => _host.InScopeAsync(async services =>
    {
        var isNew = await services.GetRequiredService<Limits>().UseAsync(owner, limit, quantity, key, default);
        await services.GetRequiredService<ModuleDb>().Context.SaveChangesAsync();
        return isNew;
    });

    private sealed class ProjectCount : ILimitCount
    {
        public long Count { get; set; }

        public string Limit => "projects";

        public Task<long> CountAsync(AccountOwner owner, CancellationToken cancellationToken) => Task.FromResult(Count);
    }
}
