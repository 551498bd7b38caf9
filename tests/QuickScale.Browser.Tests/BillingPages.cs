namespace QuickScale.Browser.Tests;

/// <summary>What the flows of billing have in common: people on a site that sells, and the pages of the stand-in for the payment provider.</summary>
internal static class BillingPages
{
    /// <summary>The stand-in's cards, by what they do.</summary>
    public const string Pays = "4242 4242 4242 4242, which pays";
    public const string FailsLater = "4000 0000 0000 0341, which fails when it is charged";
    public const string Declined = "4000 0000 0000 0002, which is declined";

    /// <summary>What each page of the stand-in says.</summary>
    private const string StandIn = "This is a stand-in for Stripe.";

    /// <summary>A visitor without an account.</summary>
    public static async Task<AccountPages> StrangerAsync(Theme theme, bool hasScript = true) =>
        await AccountPages.OpenAsync(theme, hasScript, await RunningSite.ForBillingAsync(theme));

    /// <summary>A person who is logged in and pays nothing yet.</summary>
    public static async Task<AccountPages> PersonAsync(Theme theme, string email, bool hasScript = true)
    {
        var pages = await StrangerAsync(theme, hasScript);
        await pages.SignUpAsync(email);
        await pages.LogInAsync(email);
        return pages;
    }

    /// <summary>Begins to buy, from any page with that button; the person is at the stand-in's checkout then.</summary>
    public static Task ChooseAsync(this AccountPages pages, string plan) => pages.PressAsync($"Choose {plan}", StandIn);

    /// <summary>Buys a plan by the month, and comes back to the contract.</summary>
    public static async Task BuyAsync(this AccountPages pages, string plan)
    {
        await pages.GoAsync("/pricing");
        await pages.ChooseAsync(plan);
        await pages.PayAsync(plan);
    }

    /// <summary>Pays on the stand-in's checkout, and goes to the contract.</summary>
    public static async Task PayAsync(this AccountPages pages, string plan, string? returned = null, string? contract = null)
    {
        await pages.Page.GetByLabel(Pays).CheckAsync();
        await pages.PressAsync("Pay", "/billing/return");
        // The event may be written at that very moment, and the page says then that it waits.
        await pages.UntilAsync(new Uri(pages.Page.Url).PathAndQuery, $"Thank you. Your plan is {plan}.", isShown: true, returned);
        await pages.FollowAsync("Go to billing", "/billing", contract);
    }

    /// <summary>Enters a card on the stand-in's portal, by one of the buttons that lead there.</summary>
    public static async Task EnterCardAsync(this AccountPages pages, string card, string by = "Cards, address and tax id")
    {
        await pages.PressAsync(by, StandIn);
        await pages.Page.GetByLabel(card).CheckAsync();
        await pages.PressAsync("Save card", "/billing");
    }

    /// <summary>Lets the period that is paid be over, so that the next payment is due.</summary>
    public static async Task EndPeriodAsync(this AccountPages pages)
    {
        await pages.PressAsync("Cards, address and tax id", StandIn);
        await pages.PressAsync("End the period now", "/billing");
    }

    /// <summary>Opens the page of the contract until it shows a sentence, or no longer.</summary>
    public static Task ContractUntilAsync(this AccountPages pages, string sentence, bool isShown, string? name = null) => pages.UntilAsync("/billing", sentence, isShown, name);

    /// <summary>Opens a page again and again until an event has come that changes it.</summary>
    private static async Task UntilAsync(this AccountPages pages, string path, string sentence, bool isShown, string? name)
    {
        for (var end = DateTime.UtcNow.AddMilliseconds(SitePages.Limit); ; await Task.Delay(200))
        {
            await pages.GoAsync(path);
            if ((await pages.TextAsync()).Contains(sentence, StringComparison.Ordinal) == isShown)
                break;
            if (DateTime.UtcNow > end)
                throw new AssertionException($"'{sentence}' does not {(isShown ? "come" : "go")}. {await SitePages.DescribeAsync(pages.Page)}");
        }

        await pages.LookAsync(name);
    }

    /// <summary>The value of a short pair on the page of the contract.</summary>
    public static Task<string> FactAsync(this AccountPages pages, string label) =>
        pages.Page.Locator("dl.facts > div").Filter(new() { Has = pages.Page.GetByText(label, new() { Exact = true }) }).Locator("dd").InnerTextAsync();
}
