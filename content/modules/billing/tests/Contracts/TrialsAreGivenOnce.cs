using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>A trial is given once for each account, and by option once for each domain.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class TrialsAreGivenOnce(DatabaseKind kind)
{
    private static readonly Plan Team = new("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1000)], Trial = new PlanTrial(14, NeedsCard: false) };

    [TestCase("ann@firm.example", "ben@firm.example", false)]
    [TestCase("ann@firm.example", "BEN@Firm.Example", false)]
    [TestCase("ann@firm.example", "ben@other.example", true)]
    [TestCase("ann@gmail.com", "ben@gmail.com", true)]
    [TestCase("ann@gmail.com", "Ann+2@gmail.com", false)]
    public async Task B12_By_option_a_domain_has_one_trial(string first, string second, bool hasTrial)
    {
        await using var shop = await Shop.OpenAsync(kind, new() { ["Modules:billing:trial_per_domain"] = "true" }, Team);
        await TryAsync(shop, first);

        var (_, other) = Come(shop, second);
        using (other)
        {
            (await CostsNothingAsync(other)).ShouldBe(hasTrial);
        }
    }

    [Test]
    public async Task B12_Without_the_option_each_account_has_its_own_and_only_once()
    {
        await using var shop = await Shop.OpenAsync(kind, [], Team);
        var ann = await TryAsync(shop, "ann@firm.example");
        var (_, other) = Come(shop, "ben@firm.example");
        using (other)
        {
            (await CostsNothingAsync(other)).ShouldBeTrue();
        }

        using (ann)
        {
            var subscription = await shop.Host.InDatabaseAsync(context => context.Set<Subscription>().AsNoTracking().FirstAsync());
            shop.Host.Stripe("DELETE", $"/v1/subscriptions/{subscription.ExternalId}");
            await shop.ToldAsync();
            (await CostsNothingAsync(ann)).ShouldBeFalse();
        }
    }

    [TestCase("ann@firm.example", "firm.example")]
    [TestCase("Ann.Lee+news@GMail.com", "ann.lee@gmail.com")]
    [TestCase("ann@firm.example.", "firm.example")]
    [TestCase("\"a@b\"@firm.example", "firm.example")]
    [TestCase("@firm.example", null)]
    [TestCase("ann", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void B12_Somebody_is_known_by_the_domain_or_at_open_ones_by_the_address(string? email, string? mark) => TrialMark.Of(email).ShouldBe(mark);

    private static async Task<Visitor> TryAsync(Shop shop, string email)
    {
        var (_, visitor) = Come(shop, email);
        await Shop.PayAsync(visitor, await Shop.BeginAsync(visitor, "team"));
        return visitor;
    }

    private static (UserContact Buyer, Visitor Visitor) Come(Shop shop, string email)
    {
        var buyer = shop.Host.People.Add("Somebody", email);
        return (buyer, shop.Host.Visitor(buyer.Id));
    }

    /// <summary>Whether a trial without a card is offered: else the page asks for one.</summary>
    private static async Task<bool> CostsNothingAsync(Visitor visitor)
    {
        var page = await Shop.BeginAsync(visitor, "team");
        using var answer = await visitor.SubmitAsync(page, new KeyValuePair<string, string>("card", "none"));
        return answer.StatusCode == System.Net.HttpStatusCode.Redirect;
    }
}
