namespace QuickScale.Browser.Tests;

/// <summary>The whole way of a customer, the same with scripts and without.</summary>
internal static class ContractFlow
{
    private const string Failed = "A payment has failed.";

    public static async Task WalkAsync(AccountPages pages, string email)
    {
        await SubscribeAsync(pages);
        await FailAndRecoverAsync(pages, email);
        await ChangeAsync(pages);
        await CancelAndResumeAsync(pages);
    }

    private static async Task SubscribeAsync(AccountPages pages)
    {
        await pages.GoAsync("/billing", "contract-free");
        (await pages.TextAsync()).ShouldContain("Your plan is Free.");
        await pages.FollowAsync("See all plans", "/pricing", "pricing");
        await pages.ShouldShowAsync("Your plan");
        await pages.ChooseAsync("Small");
        await pages.PayAsync("Small", "payment-made", "contract");
        (await pages.TextAsync()).ShouldContain("Your plan is Small.");
        (await pages.FactAsync("Price")).ShouldBe("19.00 USD a month");
        (await pages.FactAsync("Next payment")).ShouldBe(Day(DateTime.UtcNow.AddMonths(1)));
        (await pages.TextAsync()).ShouldContain("Paid");
    }

    private static async Task FailAndRecoverAsync(AccountPages pages, string email)
    {
        await pages.EnterCardAsync(BillingPages.FailsLater);
        await pages.EndPeriodAsync();
        await pages.ContractUntilAsync(Failed, isShown: true, "contract-payment-failed");
        (await pages.TextAsync()).ShouldContain($"Enter another card by {Day(DateTime.UtcNow.AddDays(7))}");
        await Mail.PathAsync(pages.Site, email, "Your payment to MyApp failed");

        await pages.EnterCardAsync(BillingPages.Pays, by: "Enter another card");
        await pages.ContractUntilAsync(Failed, isShown: false);
        (await pages.TextAsync()).ShouldContain("Your plan is Small.");
        await Mail.PathAsync(pages.Site, email, "Your payment to MyApp arrived");
    }

    private static async Task ChangeAsync(AccountPages pages)
    {
        await pages.GoAsync("/pricing", "pricing-customer");
        await pages.FollowAsync("Change to Large", "To pay now", "change-upgrade");
        pages.ShouldBeAt("/billing/change");
        await pages.PressAsync("Change to Large", "Your change of plan is noted.", "contract-changed");
        pages.ShouldBeAt("/billing");
        await pages.ShouldShowAsync("Your plan is Large.");
        (await pages.FactAsync("Price")).ShouldBe("49.00 USD a month");

        await pages.GoAsync("/pricing");
        await pages.FollowAsync("Change to Small", "The plan changes on", "change-downgrade");
        await pages.PressAsync("Change to Small", "Your plan changes to Small on", "contract-change-planned");
        (await pages.TextAsync()).ShouldContain("Your plan is Large.");
        await pages.PressAsync("Keep Large", "You keep your plan.");
        (await pages.TextAsync()).ShouldNotContain("Your plan changes to Small");
    }

    private static async Task CancelAndResumeAsync(AccountPages pages)
    {
        await pages.PressAsync("Cancel the contract", "The contract ends with the period that is paid.", "contract-cancelled");
        await pages.ShouldShowAsync("Ends on");
        (await pages.TextAsync()).ShouldContain("Your plan is Large.");
        await pages.PressAsync("Go on with the contract", "The contract goes on.");
        await pages.ShouldShowAsync("Next payment");
    }

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
