using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Stripe has no event for a card that expires: a daily look finds it, and tells once for each card and expiry.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class CardsExpire(DatabaseKind kind)
{
    private readonly SentMail _sent = new();
    private BillingHost _host = null!;
    private BillingAccount _account = null!;
    private UserContact _ann = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _sent.Messages.Clear();
        _host = await BillingHost.StartAsync(kind, services: services => services.AddSingleton<IEmailSender>(_sent));
        _account = await _host.CustomerAsync();
        _ann = _host.People.Add();
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerId, _ann.Id)));
        _host.Subscribe(_account, await _host.PriceAsync("team", 1900));
        await _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(_account.Id, default));
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B13_A_card_that_expires_within_thirty_days_is_told_once_and_with_its_next_date_again()
    {
        Expires(2026, 4);
        (await ScanAsync()).ShouldBe(0, "it is good for two months");
        Expires(2026, 3);
        _host.Clock.Advance(TimeSpan.FromHours(11));
        (await ScanAsync()).ShouldBe(0, "it is good until the end of the month, thirty days and an hour ahead");
        _host.Clock.Advance(TimeSpan.FromDays(1));
        (await ScanAsync()).ShouldBe(1);
        (await ScanAsync()).ShouldBe(0);
        var mail = _sent.Messages.ShouldHaveSingleItem();
        (mail.To, mail.Content.ShouldBeOfType<CardExpiresMail>().Last4, mail.Content.ShouldBeOfType<CardExpiresMail>().Month).ShouldBe((_ann.Email, "4242", 3));

        Expires(2027, 3);
        (await ScanAsync()).ShouldBe(0);
        _host.Stripe("POST", $"/v1/customers/{_account.CustomerId}", "invoice_settings[default_payment_method]=pm_card_visa");
        Expires(2026, 3);
        (await ScanAsync()).ShouldBe(1, "another card");
    }

    [Test]
    public async Task Who_pays_nothing_any_more_or_has_no_card_is_not_told_and_an_absent_provider_is_asked_tomorrow()
    {
        Expires(2026, 3);
        _host.Clock.Advance(TimeSpan.FromDays(10));
        _host.Fake.IsUnreachable = true;
        (await ScanAsync()).ShouldBe(0);
        _host.Logs.ShouldContain(line => line.Contains("could not be looked at"));
        _host.Fake.IsUnreachable = false;
        await _host.InDatabaseAsync(context => context.Set<Subscription>().ExecuteUpdateAsync(set => set.SetProperty(one => one.CancelAtPeriodEnd, true)));
        (await ScanAsync()).ShouldBe(0);
        await _host.InDatabaseAsync(context => context.Set<Subscription>().ExecuteUpdateAsync(set => set.SetProperty(one => one.CancelAtPeriodEnd, false)));
        _host.Fake.Act(state => state.Get("customer", _account.CustomerId!)["invoice_settings"]!["default_payment_method"] = null);
        (await ScanAsync()).ShouldBe(0);
        _sent.Messages.ShouldBeEmpty();
    }

    [Test]
    public async Task The_card_of_the_subscription_counts_before_that_of_the_customer()
    {
        Expires(2026, 3);
        var own = _host.Fake.Act(state => FakeRoutes.AddCard(state, state.Get("customer", _account.CustomerId!), FakeCard.Pays));
        _host.Fake.Act(state => state.All("subscription").Single()["default_payment_method"] = own);
        _host.Clock.Advance(TimeSpan.FromDays(10));

        (await ScanAsync()).ShouldBe(0);
        _host.Stripe("POST", $"/v1/payment_methods/{own}", "card[exp_month]=3&card[exp_year]=2026");
        (await ScanAsync()).ShouldBe(1);
    }

    [Test]
    public async Task The_daily_look_scans()
    {
        Expires(2026, 3);
        _host.Clock.Advance(TimeSpan.FromDays(10));

        await _host.Services.GetRequiredService<DailyReconciliation>().OnceAsync(default);

        _sent.Messages.ShouldHaveSingleItem().Content.Kind.ShouldBe("billing.card-expires");
    }

    private Task<int> ScanAsync() => _host.Services.GetRequiredService<CardScan>().RunAsync(default);

    private void Expires(int year, int month)
    {
        var card = _host.Fake.Act(state => (string)state.Get("customer", _account.CustomerId!)["invoice_settings"]!["default_payment_method"]!);
        _host.Stripe("POST", $"/v1/payment_methods/{card}", $"card[exp_month]={month}&card[exp_year]={year}");
    }
}
