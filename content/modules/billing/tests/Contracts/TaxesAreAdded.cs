using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>By option Stripe works out the tax, and businesses give their tax id; both stand on the invoices.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class TaxesAreAdded(DatabaseKind kind)
{
    private static readonly Plan[] Plans =
    [
        new("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1000)] },
        new("large", "Large") { Prices = [new(BillingInterval.Month, "usd", 3000)] },
        new("pack", "Pack") { Prices = [new(BillingInterval.Once, "usd", 5000)] },
    ];

    [Test]
    public async Task B21_Tax_is_added_to_each_invoice_and_shown()
    {
        await using var shop = await Shop.OpenAsync(kind, new() { ["Modules:billing:automatic_tax"] = "true" }, Plans);
        var page = await shop.BeginAsync("team");
        (await shop.Visitor.PageAsync(page)).ShouldSatisfyAllConditions(one => one.ShouldContain("To pay: 12.00 USD"), one => one.ShouldNotContain("Tax id"));
        await shop.PayAsync(page);

        var preview = await shop.Visitor.JsonAsync("/change?plan=large");
        ((long)preview["due"]!).ShouldBe(2400, "what is shown is with tax");
        await shop.PayAsync(await shop.BeginAsync("pack"));
        shop.Host.Clock.Advance(TimeSpan.FromDays(32));
        await shop.SyncAsync();

        var invoices = await shop.Host.InDatabaseAsync(context => context.Set<Invoice>().AsNoTracking().OrderBy(one => one.CreatedAt).ThenBy(one => one.ExternalId).ToListAsync());
        invoices.Select(one => (one.Total, one.Tax, one.Status)).ShouldBe([(1200, 200, "paid"), (6000, 1000, "paid"), (1200, 200, "paid")]);
        invoices.ShouldAllBe(one => one.PdfUrl!.EndsWith("/pdf"));
        (await shop.Visitor.PageAsync("/billing")).ShouldSatisfyAllConditions(one => one.ShouldContain("60.00 USD"), one => one.ShouldContain("10.00 USD"), one => one.ShouldContain("PDF"));
        ((long)(await shop.Visitor.JsonAsync("/contract"))["invoices"]![0]!["tax"]!).ShouldBe(200);
    }

    [Test]
    public async Task B21_A_business_gives_its_tax_id_and_sees_it()
    {
        await using var shop = await Shop.OpenAsync(kind, new() { ["Modules:billing:tax_ids"] = "true" }, Plans);
        var page = await shop.BeginAsync("team");
        (await shop.Visitor.PageAsync(page)).ShouldSatisfyAllConditions(one => one.ShouldContain("To pay: 10.00 USD"), one => one.ShouldContain("Tax id of a business"));

        await shop.PayAsync(page, new KeyValuePair<string, string>("tax_id", "DE123456789"));

        (await shop.Visitor.PageAsync("/billing")).ShouldContain("Tax id on invoices: DE123456789");
        ((string?)(await shop.Visitor.JsonAsync("/contract"))["taxIds"]).ShouldBe("DE123456789");
        (await shop.AccountAsync()).TaxIds.ShouldBe("DE123456789");
    }

    [Test]
    public async Task B21_The_tax_id_of_who_was_erased_does_not_come_back()
    {
        await using var shop = await Shop.OpenAsync(kind, new() { ["Modules:billing:tax_ids"] = "true" }, Plans);
        await shop.PayAsync(await shop.BeginAsync("team"), new KeyValuePair<string, string>("tax_id", "DE123456789"));
        var account = await shop.AccountAsync();

        await shop.Host.InScopeAsync(async services =>
        {
            await services.GetServices<IPersonalDataSource>().OfType<BillingData>().Single().EraseAsync(shop.Buyer.Id, default);
            return await services.GetRequiredService<AccountSync>().SyncAsync(account.Id, default);
        });

        (account.TaxIds, (await shop.Host.AccountAsync(account.Id)).TaxIds).ShouldBe(("DE123456789", null));
    }

    [Test]
    public async Task B21_Without_the_options_nothing_is_added_or_asked()
    {
        await using var shop = await Shop.OpenAsync(kind, [], Plans);
        var page = await shop.BeginAsync("team");

        (await shop.Visitor.PageAsync(page)).ShouldSatisfyAllConditions(one => one.ShouldContain("To pay: 10.00 USD"), one => one.ShouldNotContain("Tax id"));
        await shop.PayAsync(page);
        (await shop.Visitor.PageAsync("/billing")).ShouldNotContain("Tax id on invoices");
        shop.Host.Fake.Log.ShouldNotContain(one => one.EndsWith("/tax_ids"), "nobody is asked");
    }
}
