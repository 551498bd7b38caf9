using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Who may pay for several owners says in the address for whom: what is shown, bought and changed is that one's.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class OwnersAreChosen(DatabaseKind kind)
{
    private static readonly Plan[] Plans =
    [
        new("free", "Free"),
        new("small", "Small") { Prices = [new(BillingInterval.Month, "usd", 1900), new(BillingInterval.Year, "usd", 19000)], Seats = new PlanSeats(SeatMode.Fixed) },
        new("large", "Large") { Prices = [new(BillingInterval.Month, "usd", 4900), new(BillingInterval.Year, "usd", 49000)] },
    ];

    private readonly SentMail _sent = new();
    private Shop _shop = null!;
    private AccountOwner _acme;

    private BillingHost Host => _shop.Host;

    private Visitor Ann => _shop.Visitor;

    [SetUp]
    public async Task OpenAsync()
    {
        _sent.Messages.Clear();
        _shop = await Shop.OpenAsync(kind, [], services => services.AddSingleton<IEmailSender>(_sent), Plans);
        _acme = Host.People.Team("acme", _shop.Buyer.Id);
    }

    [TearDown]
    public async Task CloseAsync() => await _shop.DisposeAsync();

    [Test]
    public async Task B8_A_plan_is_bought_for_the_owner_that_the_address_names_and_for_no_other()
    {
        await BuyAsync("acme", "small");

        (await OwnersAsync()).ShouldBe([_acme]);
        (await Ann.PageAsync("/billing?for=acme")).ShouldContain("Your plan is Small.");
        (await Ann.PageAsync("/billing")).ShouldContain("Your plan is Free.");
        (await Ann.PageAsync("/pricing?for=acme")).ShouldContain("Change to Large");
        (await Ann.PageAsync("/pricing")).ShouldContain("Choose Large");
        ((string?)(await Ann.JsonAsync("/contract?for=acme"))["plan"]).ShouldBe("small");
        ((string?)(await Ann.JsonAsync("/contract"))["plan"]).ShouldBe("free");
    }

    [Test]
    public async Task The_address_of_one_owner_is_in_every_link_form_and_redirect_of_its_pages()
    {
        await BuyAsync("acme", "small");
        foreach (var path in (string[])["/billing?for=acme", "/pricing?for=acme", "/pricing?interval=year&for=acme", "/billing/seats?for=acme", "/billing/change?plan=large&interval=month&for=acme"])
        {
            var page = await Ann.PageAsync(path);
            var links = Links(page);
            links.Count.ShouldBeGreaterThan(0, path);
            links.ShouldAllBe(link => link.Contains("for=acme", StringComparison.Ordinal), $"{path}: {string.Join(' ', links)}");
        }

        using var cancelled = await Ann.PostAsync("/billing?for=acme", [], "Cancel");
        cancelled.Headers.Location!.OriginalString.ShouldBe("/billing?done=cancelled&for=acme");
        (await Ann.PageAsync("/billing?for=acme")).ShouldContain("Ends on");
        (await Ann.PageAsync("/pricing?code=FALL&for=acme")).ShouldContain("/pricing?interval=year&code=FALL&for=acme");
    }

    [Test]
    public async Task Two_teams_of_one_person_have_a_contract_each_and_a_button_changes_the_one_that_its_page_shows()
    {
        Host.People.Team("beta", _shop.Buyer.Id);
        await BuyAsync("acme", "small");
        await BuyAsync("beta", "large");

        using var ended = await Ann.PostAsync("/billing?for=beta", [], "Cancel");
        ended.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await Ann.PageAsync("/billing?for=beta")).ShouldSatisfyAllConditions(page => page.ShouldContain("Your plan is Large."), page => page.ShouldContain("Ends on"));
        (await Ann.PageAsync("/billing?for=acme")).ShouldSatisfyAllConditions(page => page.ShouldContain("Your plan is Small."), page => page.ShouldContain("Next payment"));
        (await Ann.PageAsync("/billing?for=acme")).ShouldContain("<a href=\"/billing?for=beta\">Beta</a>");
        foreach (var path in (string[])["/billing?for=acme", "/pricing?for=acme", "/billing/seats?for=acme", "/billing/change?plan=large&interval=month&for=acme"])
        {
            (await Ann.PageAsync(path)).ShouldContain("<p class=\"eyebrow\">Acme</p>", Case.Sensitive, path);
        }

        (await Ann.ApiAsync(HttpMethod.Post, "/resume?for=beta")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Ann.PageAsync("/billing?for=beta")).ShouldContain("Next payment");
    }

    [TestCase("/billing?for={0}")]
    [TestCase("/pricing?for={0}")]
    [TestCase("/billing/seats?for={0}")]
    [TestCase("/billing/change?plan=small&interval=month&for={0}")]
    [TestCase("/billing/return?session_id=cs_1&for={0}")]
    [TestCase("/api/billing/contract?for={0}")]
    [TestCase("/api/billing/seats?for={0}")]
    [TestCase("/api/billing/usage?for={0}")]
    [TestCase("/api/billing/pause?for={0}")]
    [TestCase("/api/billing/owners?for={0}")]
    public async Task An_owner_to_whom_one_does_not_belong_is_as_one_that_is_not_there(string path)
    {
        Host.People.Team("foreign", Guid.CreateVersion7());
        foreach (var key in (string[])["foreign", "nobody", "%00", "acme&for=foreign", "acme&for=acme", new string('a', 2000)])
        {
            (await Ann.GetAsync(string.Format(CultureInfo.InvariantCulture, path, key))).StatusCode.ShouldBe(HttpStatusCode.NotFound, key);
        }
    }

    [Test]
    public async Task Nothing_is_bought_or_changed_for_somebody_elses_team()
    {
        var (ben, foreign) = _shop.Come("Ben");
        Host.People.Team("foreign", ben.Id);
        await BuyAsync(foreign, "foreign", "small");

        (await Ann.PostAsync("/pricing?for=foreign", [new("plan", "large")], tokenFrom: "/pricing")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Ann.PostAsync("/billing?for=foreign", [], "Cancel", tokenFrom: "/billing")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Ann.RefusalAsync(HttpMethod.Post, "/checkout?for=foreign", new { plan = "large" })).ShouldBe((HttpStatusCode.NotFound, "no_such_account_owner"));
        (await Ann.RefusalAsync(HttpMethod.Post, "/cancel?for=foreign")).ShouldBe((HttpStatusCode.NotFound, "no_such_account_owner"));

        (await foreign.PageAsync("/billing?for=foreign")).ShouldContain("Next payment");
        foreign.Dispose();
    }

    [Test]
    public async Task A_member_sees_the_plan_and_may_neither_buy_nor_see_invoices()
    {
        await BuyAsync("acme", "small");
        var (ben, member) = _shop.Come("Ben");
        Host.People.Members[(_acme.Id, ben.Id)] = false;

        var page = await member.PageAsync("/billing?for=acme");
        page.ShouldSatisfyAllConditions(one => one.ShouldContain("Your plan is Small."), one => one.ShouldContain("Only owners of the account can change the contract."), one => one.ShouldNotContain("Invoices"), one => one.ShouldContain("Acme"));
        using var refused = await member.PostAsync("/pricing?for=acme", [new("plan", "large")], tokenFrom: "/pricing");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await member.JsonAsync("/owners"))["choices"]!.AsArray().ShouldBeEmpty();
        member.Dispose();
    }

    [Test]
    public async Task Who_has_nothing_of_their_own_is_asked_for_whom_and_nothing_is_guessed()
    {
        Host.People.Team("beta", _shop.Buyer.Id);
        Host.People.WithoutOwn[_shop.Buyer.Id] = true;

        using var shown = await Ann.GetAsync("/billing");
        shown.Headers.Location!.OriginalString.ShouldBe("/billing?for=acme");
        (await Ann.PageAsync("/pricing")).ShouldSatisfyAllConditions(page => page.ShouldContain("href=\"/pricing?for=acme\""), page => page.ShouldContain("href=\"/pricing?for=beta\""));
        using var refused = await Ann.PostAsync("/pricing", [new("plan", "small")]);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()).ShouldContain("Choose first for whom you buy.");
        (await Ann.RefusalAsync(HttpMethod.Post, "/checkout", new { plan = "small" })).ShouldBe((HttpStatusCode.Conflict, "for_whom"));
        (await OwnersAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task Whoever_has_one_account_alone_reads_nothing_about_others()
    {
        var (_, visitor) = _shop.Come("Solo");
        (await visitor.PageAsync("/billing")).ShouldNotContain("For whom");
        var owners = await visitor.JsonAsync("/owners");
        owners["current"].ShouldBeNull();
        owners["choices"]!.AsArray().ShouldBeEmpty();
        (await Ann.PageAsync("/billing")).ShouldContain("For whom");
        var hers = await Ann.JsonAsync("/owners?for=acme");
        ((string?)hers["current"]!["name"], (string?)hers["choices"]![0]!["key"]).ShouldBe(("Acme", "acme"));
        visitor.Dispose();
    }

    [Test]
    public async Task B13_A_mail_says_whose_contract_it_is_about_and_leads_to_it()
    {
        await BuyAsync("acme", "small");
        await _shop.ToldAsync();
        var customer = await Host.InDatabaseAsync(context => context.Set<BillingAccount>().Select(one => one.CustomerId!).SingleAsync());
        Host.Stripe("POST", $"/v1/customers/{customer}", "invoice_settings[default_payment_method]=pm_card_chargeCustomerFail");

        Host.Clock.Advance(TimeSpan.FromDays(32));
        await _shop.ToldAsync();

        var mail = _sent.Messages.ShouldHaveSingleItem().Content.ShouldBeOfType<PaymentFailedMail>();
        (mail.For, mail.Billing.PathAndQuery).ShouldBe(("Acme", "/billing?for=acme"));
        mail.Body[0].ShouldBe(new EmailParagraph("For: Acme"));
    }

    private Task BuyAsync(string key, string plan) => BuyAsync(Ann, key, plan);

    private static async Task BuyAsync(Visitor visitor, string key, string plan)
    {
        using var answer = await visitor.PostAsync($"/pricing?for={key}", [new("plan", plan)]);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var page = new Uri(answer.Headers.GetValues("Refresh").Single()["0; url=".Length..]).PathAndQuery;
        using var paid = await visitor.SubmitAsync(page, new KeyValuePair<string, string>("card", "pays"));
        paid.Headers.Location!.PathAndQuery.ShouldContain($"/billing/return?for={key}&session_id=");
        (await visitor.PageAsync(paid.Headers.Location!.PathAndQuery)).ShouldContain("Thank you.");
    }

    /// <summary>Where the page leads to within the module, by links and by forms; the site's own navigation, above the title, leads to one's own.</summary>
    private static List<string> Links(string page) =>
        [.. Regex.Matches(page[page.IndexOf("<h1", StringComparison.Ordinal)..], "(href|action)=\"(?<to>/(billing|pricing)[^\"]*)\"").Select(match => match.Groups["to"].Value)];

    private Task<List<AccountOwner>> OwnersAsync() =>
        Host.InDatabaseAsync(async context => (await context.Set<BillingAccount>().Where(one => one.CustomerId != null).ToListAsync()).ConvertAll(one => new AccountOwner(one.OwnerKind, one.OwnerId)));
}
