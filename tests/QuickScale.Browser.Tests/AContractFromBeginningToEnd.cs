using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>A customer from the pricing page to the cancellation, against the stand-in for the payment provider.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed partial class AContractFromBeginningToEnd(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(AContractFromBeginningToEnd));

    [Test]
    public async Task Subscribing_failing_recovering_changing_cancelling_and_resuming()
    {
        await using var pages = await BillingPages.PersonAsync(theme, "bea@billing.example.com");
        await ContractFlow.WalkAsync(pages, "bea@billing.example.com");
        pages.ShouldHaveNoProblem();
    }

    [Test]
    public async Task A_visitor_compares_prices_and_logs_in_to_buy_at_the_interval_that_was_chosen()
    {
        const string email = "carl@billing.example.com";
        await using var pages = await BillingPages.StrangerAsync(theme);
        await pages.SignUpAsync(email);
        await pages.GoAsync("/pricing", "pricing-visitor");
        (await pages.TextAsync()).ShouldContain("19.00 USD");
        (await pages.TextAsync()).ShouldNotContain("Your plan");
        await pages.FollowAsync("Yearly", "190.00 USD", "pricing-yearly");
        await pages.PressAsync("Choose Small", "/auth/login");
        await pages.FillAsync("E-mail address", email);
        await pages.FillAsync("Password", AccountPages.Password);
        await pages.PressAsync("Log in", "/pricing");
        await pages.ShouldShowAsync("190.00 USD");
        await pages.ChooseAsync("Small");
        (await pages.Page.InnerTextAsync("main")).ShouldContain("190.00 USD");
        await pages.PayAsync("Small");
        (await pages.FactAsync("Price")).ShouldBe("190.00 USD a year");
        pages.ShouldHaveNoProblem();
    }

    [Test]
    public async Task A_declined_card_buys_nothing_and_one_that_fails_changes_nothing()
    {
        await using var pages = await BillingPages.PersonAsync(theme, "dora@billing.example.com");
        await pages.GoAsync("/pricing");
        await pages.ChooseAsync("Small");
        await pages.Page.GetByLabel(BillingPages.Declined).CheckAsync();
        await pages.PressAsync("Pay", "Your card was declined.");
        pages.Expect(Declined());
        await pages.GoAsync("/billing");
        (await pages.TextAsync()).ShouldContain("Your plan is Free.");

        await pages.BuyAsync("Small");
        await pages.EnterCardAsync(BillingPages.FailsLater);
        await pages.GoAsync("/pricing");
        await pages.FollowAsync("Change to Large", "/billing/change");
        await pages.PressAsync("Change to Large", "The payment failed, and the plan stays as it is.", "change-failed");
        pages.Expect(Declined());
        await pages.GoAsync("/billing");
        (await pages.TextAsync()).ShouldContain("Your plan is Small.");
        pages.ShouldHaveNoProblem();
    }

    [Test]
    public async Task Two_tabs_do_not_buy_twice()
    {
        await using var pages = await BillingPages.PersonAsync(theme, "emil@billing.example.com");
        await pages.GoAsync("/pricing");
        var other = await pages.Page.Context.NewPageAsync();
        await other.GotoAsync($"{pages.Site}/pricing");
        await Assertions.Expect(other.GetByRole(AriaRole.Button, new() { Name = "Choose Large", Exact = true })).ToBeVisibleAsync(new() { Timeout = SitePages.Limit });
        await pages.ChooseAsync("Small");
        await pages.PayAsync("Small");

        await other.GetByRole(AriaRole.Button, new() { Name = "Choose Large", Exact = true }).ClickAsync();
        await other.GetByText("There is a contract already.").First.WaitForAsync(new() { Timeout = SitePages.Limit });
        await pages.GoAsync("/billing");
        (await pages.TextAsync()).ShouldContain("Your plan is Small.");
        pages.ShouldHaveNoProblem();
    }

    /// <summary>The stand-in's own refusal, and those of the themes.</summary>
    [GeneratedRegex("^(400|402|422) POST ")]
    private static partial Regex Declined();
}

/// <summary>The same needs no script.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class AContractWithoutScript(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.SomeWithoutScript(nameof(AContractWithoutScript));

    [Test]
    public async Task Subscribing_failing_recovering_changing_cancelling_and_resuming()
    {
        await using var pages = await BillingPages.PersonAsync(theme, "finn@billing.example.com", hasScript: false);
        await ContractFlow.WalkAsync(pages, "finn@billing.example.com");
        pages.ShouldHaveNoProblem();
    }
}
