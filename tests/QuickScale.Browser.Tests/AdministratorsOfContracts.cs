using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>What whoever runs the site sees of contracts, amounts and events, and does about them.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class AdministratorsOfContracts(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(AdministratorsOfContracts));

    private const string Fetch = "Take over what the provider has";

    [Test]
    public async Task Accounts_are_found_events_are_replayed_and_what_the_provider_has_is_compared_and_taken_over()
    {
        const string email = "rhea@billing.example.com";
        await using var pages = await BillingPages.StrangerAsync(theme);
        await pages.SignUpAsync(email);
        await RunningSite.BillingCommandAsync(theme, "auth", "create-admin", email);
        await pages.LogInAsync(email);
        await pages.BuyAsync("Small");

        await FindAccountAsync(pages, email);
        await ReplayEventAsync(pages);
        await CompareAsync(pages);
        await pages.GoAsync("/billing/figures", "administration-figures");
        (await pages.TextAsync()).ShouldContain("Months in USD");
        await pages.GoAsync("/billing/usage", "administration-usage");
        (await pages.TextAsync()).ShouldContain("All that was used is told, or waits its turn.");
        pages.ShouldHaveNoProblem();
    }

    [Test]
    public async Task Nobody_else_sees_any_of_it()
    {
        await using var pages = await BillingPages.PersonAsync(theme, "sven@billing.example.com");
        foreach (var path in new[] { "/billing/accounts", "/billing/figures", "/billing/events", "/billing/drift", "/billing/usage" })
        {
            await pages.GoAsync(path, status: theme.IsClientRendered ? 200 : 403);
            await pages.ShouldShowAsync("You may not open this page.");
            // The client of react tells its console too, which a person does not see.
            pages.Expect(new Regex("^(403 GET /api/billing/|Problem: You may not do this|React Router caught the following error)"));
        }

        (await pages.Page.GetByRole(AriaRole.Link, new() { Name = "Billing accounts" }).CountAsync()).ShouldBe(0);
    }

    private static async Task FindAccountAsync(AccountPages pages, string email)
    {
        await pages.GoAsync("/billing/accounts");
        await pages.FillAsync("Search", email);
        await pages.ClickAsync("Show");
        await Assertions.Expect(pages.Page).ToHaveURLAsync(new Regex(@"\?search="));
        await pages.ShouldShowAsync(email);
        await pages.LookAsync("administration-accounts");
        await pages.FollowAsync(email, "Back to the accounts", "administration-account");
        (await pages.TextAsync()).ShouldContain("19.00 USD a month");
        await pages.PressAsync(Fetch, "What the payment provider has is taken over.");
        await pages.FollowAsync("Events", "What the payment provider has told", "administration-events");
    }

    private static async Task ReplayEventAsync(AccountPages pages)
    {
        await pages.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "customer.subscription.created" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await pages.ShouldShowAsync("Back to the events");
        await pages.LookAsync("administration-event");
        (await pages.TextAsync()).ShouldContain("\"customer.subscription.created\"");
        await pages.PressAsync("Replay", "The event is handled once more, within some seconds.");
    }

    private static async Task CompareAsync(AccountPages pages)
    {
        await pages.GoAsync("/billing/drift", "administration-drift");
        await pages.ClickAsync("Compare now");
        // Other flows buy and cancel at the same time.
        await pages.Page.GetByText("Nothing differs.").Or(pages.Page.GetByRole(AriaRole.Table)).First.WaitForAsync();
        await pages.LookAsync("administration-compared");
        await pages.PressAsync(Fetch, "Customers that were taken over: ");
    }
}
