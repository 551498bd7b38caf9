using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Who pays is told what they have to do something about: once, whatever order events come in.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class CustomersAreToldOnce(DatabaseKind kind)
{
    private readonly SentMail _sent = new();
    private BillingHost _host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _sent.Messages.Clear();
        _host = await BillingHost.StartAsync(kind, services: services => services.AddSingleton<IEmailSender>(_sent));
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B13_A_first_failure_is_mailed_once_and_so_is_the_recovery()
    {
        var (account, ann) = await CustomerAsync();
        _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        await ToldAsync();
        Sent().ShouldBeEmpty("all is well");
        _host.Stripe("POST", $"/v1/customers/{account.CustomerId}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");

        // The renewal fails, and so does the second try three days later.
        _host.Clock.Advance(TimeSpan.FromDays(32));
        await ToldAsync();
        _host.Clock.Advance(TimeSpan.FromDays(3));
        await ToldAsync();
        await ToldAsync();

        Sent().ShouldBe([(ann.Email, "billing.payment-failed")]);
        _sent.Messages[0].Content.ShouldBeOfType<PaymentFailedMail>().Until.ShouldBe(new DateTime(2026, 4, 8, 12, 0, 0, DateTimeKind.Utc));
        _host.Fake.Act(_ => { _host.Fake.Checkout.UpdateCard(account.CustomerId!, FakeCard.Pays); return true; });
        await ToldAsync();
        await ToldAsync();
        Sent().ShouldBe([(ann.Email, "billing.payment-failed"), (ann.Email, "billing.payment-recovered")]);
    }

    [Test]
    public async Task B13_A_contract_that_ends_because_nobody_paid_is_told()
    {
        var (account, ann) = await CustomerAsync();
        _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        await ToldAsync();
        _host.Stripe("POST", $"/v1/customers/{account.CustomerId}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");

        _host.Clock.Advance(TimeSpan.FromDays(60));
        await ToldAsync();

        Sent().ShouldBe([(ann.Email, "billing.contract-ended")]);
    }

    [TestCase(14, 11)]
    [TestCase(2, 0)]
    public async Task B12_The_end_of_a_trial_is_told_three_days_before_and_of_a_short_one_at_once(int days, int after)
    {
        var (account, ann) = await CustomerAsync();
        _host.Subscribe(account, await _host.PriceAsync("team", 1900), $"&trial_period_days={days}");
        await ToldAsync();
        if (after > 0)
        {
            Sent().ShouldBeEmpty();
            _host.Clock.Advance(TimeSpan.FromDays(after));
            await ToldAsync();
        }

        Sent().ShouldBe([(ann.Email, "billing.trial-ending")]);
        _host.Clock.Advance(TimeSpan.FromDays(1));
        await _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(account.Id, default));
        Sent().Count.ShouldBe(1, "the daily look does not tell it again");
    }

    [Test]
    public async Task B12_The_end_of_a_trial_is_told_by_the_daily_look_when_the_event_was_lost()
    {
        var (account, ann) = await CustomerAsync();
        _host.Subscribe(account, await _host.PriceAsync("team", 1900), "&trial_period_days=14");
        await ToldAsync();
        var daily = _host.Services.GetRequiredService<DailyReconciliation>();
        _host.Clock.Advance(TimeSpan.FromDays(10.9));
        await daily.OnceAsync(default);
        Sent().ShouldBeEmpty("it is too early");
        _host.Clock.Advance(TimeSpan.FromDays(1));

        await daily.OnceAsync(default);
        await daily.OnceAsync(default);

        Sent().ShouldBe([(ann.Email, "billing.trial-ending")]);
    }

    [Test]
    public async Task B13_For_a_team_the_address_of_the_receipts_is_written_to()
    {
        var (account, _) = await CustomerAsync("team", "money@example.com");
        var id = _host.Subscribe(account, await _host.PriceAsync("team", 1900));
        await ToldAsync();
        _host.Stripe("DELETE", $"/v1/subscriptions/{id}");

        await ToldAsync();

        Sent().ShouldBe([("money@example.com", "billing.contract-ended")]);
    }

    private async Task<(BillingAccount Account, UserContact User)> CustomerAsync(string owner = "user", string email = "")
    {
        var (account, ann) = (await _host.CustomerAsync(), _host.People.Add());
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().Where(one => one.Id == account.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerId, ann.Id).SetProperty(one => one.OwnerKind, owner).SetProperty(one => one.Email, email)));
        return (account, ann);
    }

    private List<(string To, string Kind)> Sent() => _sent.Messages.ConvertAll(message => (message.To, message.Content.Kind));

    private async Task ToldAsync()
    {
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
    }
}
