using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Refunds, those that fail days later, and disputes: on the invoice, on the account, and to those who run the site.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class MoneyGoesBack(DatabaseKind kind)
{
    private readonly SentMail _sent = new();
    private BillingHost _host = null!;
    private BillingAccount _account = null!;
    private UserContact _ann = null!;
    private string _charge = "";

    [SetUp]
    public async Task StartAsync()
    {
        _sent.Messages.Clear();
        _host = await BillingHost.StartAsync(kind, new() { ["Modules:billing:alert_emails:0"] = "root@example.com" }, services => services.AddSingleton<IEmailSender>(_sent));
        _account = await _host.CustomerAsync();
        _ann = _host.People.Add();
        await _host.InDatabaseAsync(context => context.Set<BillingAccount>().ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerId, _ann.Id)));
        _host.Subscribe(_account, await _host.PriceAsync("team", 1900));
        await ToldAsync();
        _charge = _host.Fake.Act(state => state.All("charge").Single().Id());
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task B14_A_refund_is_shown_on_the_invoice_and_one_that_fails_later_is_told_once()
    {
        using var ann = _host.Visitor(_ann.Id);
        _host.Stripe("POST", "/v1/refunds", $"charge={_charge}&amount=500");
        await ToldAsync();
        (await ann.PageAsync("/billing")).ShouldContain("5.00 USD refunded");
        var rest = (string)_host.Stripe("POST", "/v1/refunds", $"charge={_charge}")["id"]!;
        await ToldAsync();
        (await ann.PageAsync("/billing")).ShouldContain("Refunded");
        (await InvoiceAsync()).AmountRefunded.ShouldBe(1900);
        _sent.Messages.ShouldBeEmpty();

        _host.Fake.Act(_ => { _host.Fake.Charges.FailRefund(rest); return true; });
        await ToldAsync();
        await ToldAsync();

        (await InvoiceAsync()).ShouldSatisfyAllConditions(one => one.AmountRefunded.ShouldBe(500), one => one.HasFailedRefund.ShouldBeTrue());
        (await ann.PageAsync("/billing")).ShouldSatisfyAllConditions(page => page.ShouldContain("Refund failed"), page => page.ShouldContain("5.00 USD refunded"));
        var mail = _sent.Messages.ShouldHaveSingleItem();
        (mail.To, mail.Content.ShouldBeOfType<AdministratorAlertMail>().About).ShouldBe(("root@example.com", "A refund failed"));
        var json = (await ann.JsonAsync("/contract"))["invoices"]![0]!;
        ((long)json["amountRefunded"]!, (bool)json["hasFailedRefund"]!, (bool)json["isDisputed"]!).ShouldBe((500, true, false));
    }

    [Test]
    public async Task B14_A_dispute_flags_the_account_and_is_told_and_one_that_is_won_leaves_no_flag()
    {
        var id = _host.Fake.Act(_ => _host.Fake.Charges.Dispute(_charge).Id());
        _host.Told().Last().Type.ShouldBe("charge.dispute.created");
        await ToldAsync();
        await ToldAsync();

        (await _host.AccountAsync(_account.Id)).DisputedAt.ShouldBe(_host.Now, "its event names no customer, and finds the account all the same");
        (await InvoiceAsync()).IsDisputed.ShouldBeTrue();
        var mail = _sent.Messages.ShouldHaveSingleItem();
        mail.Content.ShouldBeOfType<AdministratorAlertMail>().Text.ShouldBe($"A payment of 19.00 USD is disputed (fraudulent). Answer in the payment provider's dashboard by 2026-03-15: {id}.");
        _host.People.Administrators[_ann.Id] = true;
        using var admin = _host.Visitor(_ann.Id);
        (await admin.PageAsync($"/billing/accounts/{_account.Id}")).ShouldSatisfyAllConditions(page => page.ShouldContain("A payment is disputed since 2026-03-01."), page => page.ShouldContain(id));
        (await admin.PageAsync("/billing/accounts")).ShouldContain("Disputed");

        _host.Fake.Act(_ => _host.Fake.Charges.Decide(id, "won"));
        await ToldAsync();
        (await _host.AccountAsync(_account.Id)).DisputedAt.ShouldBeNull();
        (await InvoiceAsync()).IsDisputed.ShouldBeFalse();
        _sent.Messages.Count.ShouldBe(1);
        (await LedgerAsync()).ShouldBe([(LedgerKind.Payment, 1900), (LedgerKind.Dispute, -1900), (LedgerKind.DisputeWon, 1900)], ignoreOrder: true);
    }

    [Test]
    public async Task B14_A_bank_that_only_asks_has_moved_no_money()
    {
        var id = _host.Fake.Act(_ =>
        {
            var dispute = _host.Fake.Charges.Dispute(_charge);
            dispute["status"] = "warning_needs_response";
            return dispute.Id();
        });
        await ToldAsync();

        (await _host.AccountAsync(_account.Id)).DisputedAt.ShouldBe(_host.Now);
        _sent.Messages.ShouldHaveSingleItem();
        (await LedgerAsync()).ShouldBe([(LedgerKind.Payment, 1900)]);
        _host.Fake.Act(_ => _host.Fake.Charges.Decide(id, "warning_closed"));
        await ToldAsync();
        (await _host.AccountAsync(_account.Id)).DisputedAt.ShouldBeNull();
        (await LedgerAsync()).ShouldBe([(LedgerKind.Payment, 1900)]);
    }

    [Test]
    public async Task B14_All_who_are_to_be_told_are_told()
    {
        SentMail sent = new();
        await using var host = await BillingHost.StartAsync(
            kind, new() { ["Modules:billing:alert_emails:0"] = "root@example.com", ["Modules:billing:alert_emails:1"] = "money@example.com" }, services => services.AddSingleton<IEmailSender>(sent), first: _host);
        _host.Fake.Act(_ => _host.Fake.Charges.Dispute(_charge));

        await host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(_account.Id, default));

        sent.Messages.Select(message => message.To).ShouldBe(["root@example.com", "money@example.com"], ignoreOrder: true);
    }

    [Test]
    public async Task B14_B3_The_event_of_a_dispute_waits_while_Stripe_is_away_and_of_a_stranger_is_ignored()
    {
        _host.Fake.Act(_ => _host.Fake.Charges.Dispute(_charge));
        await _host.DeliverAllAsync();
        _host.Fake.IsUnreachable = true;
        await _host.HandleAsync();
        (await _host.EventsAsync()).Single(one => one.Type == "charge.dispute.created").ShouldSatisfyAllConditions(
            one => one.State.ShouldBe(ProviderEventState.Pending), one => one.Attempts.ShouldBe(1), one => one.CustomerId.ShouldBeNull());
        _host.Fake.IsUnreachable = false;
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        await _host.HandleAsync();
        (await _host.EventsAsync()).Single(one => one.Type == "charge.dispute.created").ShouldSatisfyAllConditions(one => one.State.ShouldBe(ProviderEventState.Processed), one => one.CustomerId.ShouldBe(_account.CustomerId));

        var body = System.Text.Encoding.UTF8.GetBytes("""{"id":"evt_x","type":"charge.dispute.created","created":1772366400,"livemode":false,"data":{"object":{"object":"dispute","charge":"ch_none"}}}""");
        using var answer = await _host.DeliverAsync(body);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var odd = await _host.DeliverAsync(System.Text.Encoding.UTF8.GetBytes("""{"id":"evt_y","type":"charge.dispute.created","data":{"object":{"charge":{"id":7}}}}"""));
        odd.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await _host.HandleAsync();
        (await _host.EventsAsync()).Where(one => one.EventId is "evt_x" or "evt_y").ShouldAllBe(one => one.State == ProviderEventState.Ignored);
    }

    [Test]
    public async Task B21_Each_payment_and_refund_is_in_the_ledger_once_without_tax()
    {
        // A fifth of what the next invoice costs is tax.
        _host.Clock.Advance(TimeSpan.FromDays(31));
        _host.Stripe("GET", "/v1/products");
        _host.Fake.Act(state => state.All("invoice").Last()["total_taxes"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"amount":380}]"""));
        var second = _host.Fake.Act(state => state.All("charge").Last().Id());
        var failing = (string)_host.Stripe("POST", "/v1/refunds", $"charge={second}&amount=1000")["id"]!;
        await ToldAsync();
        await _host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(_account.Id, default));
        _host.Fake.Act(_ => { _host.Fake.Charges.FailRefund(failing); return true; });
        await ToldAsync();

        (await LedgerAsync()).ShouldBe([(LedgerKind.Payment, 1900), (LedgerKind.Payment, 1520), (LedgerKind.Refund, -800), (LedgerKind.RefundFailed, 800)], ignoreOrder: true);
    }

    private async Task ToldAsync()
    {
        await _host.DeliverAllAsync();
        await _host.HandleAsync();
    }

    private Task<Invoice> InvoiceAsync() => _host.InDatabaseAsync(context => context.Set<Invoice>().AsNoTracking().OrderBy(one => one.CreatedAt).FirstAsync());

    private async Task<List<(LedgerKind Kind, long Amount)>> LedgerAsync() =>
        (await _host.InDatabaseAsync(context => context.Set<LedgerEntry>().Where(one => one.AmountDelta != 0).OrderBy(one => one.Id).ToListAsync())).ConvertAll(one => (one.Kind, one.AmountDelta));
}
