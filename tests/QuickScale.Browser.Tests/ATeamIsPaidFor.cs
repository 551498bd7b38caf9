using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>Whoever owns a team buys for it, from the team's own menu, and has a plan of their own beside it.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class ATeamIsPaidFor(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(ATeamIsPaidFor));

    [Test]
    public async Task From_the_menu_of_the_team_to_its_plan() => await WalkAsync(theme, hasScript: true);

    internal static async Task WalkAsync(Theme theme, bool hasScript)
    {
        var (slug, name) = hasScript ? ("paid-team", "Gus") : ("paid-quietly", "Hal");
        await using var pages = await BillingPages.StrangerAsync(theme, hasScript);
        var email = $"{name.ToLowerInvariant()}@billing.example.com";
        await pages.SignUpAsync(email, name);
        await pages.LogInAsync(email);
        await pages.MakeTeamAsync("Paid Team", slug);

        await pages.FollowInAsync("Team", "Billing", "/billing", "contract-of-a-team-free");
        (await pages.TextAsync()).ShouldContain("Your plan is Free.");
        (await CurrentAsync(pages)).ShouldBe("Paid Team");
        await pages.FollowAsync("See all plans", "/pricing", "pricing-for-a-team");
        (await CurrentAsync(pages)).ShouldBe("Paid Team");
        await pages.ChooseAsync("Small");
        await pages.PayAsync("Small", "payment-for-a-team", "contract-of-a-team");
        (await pages.TextAsync()).ShouldContain("Your plan is Small.");
        (await CurrentAsync(pages)).ShouldBe("Paid Team");

        await pages.FollowInAsync("For whom", "Personal", "Your plan is Free.", "contract-beside-a-team");
        (await CurrentAsync(pages)).ShouldBe("Personal");
        await pages.FollowInAsync("For whom", "Paid Team", "Your plan is Small.");
        await pages.FollowAsync("See all plans", "/pricing");
        await pages.FollowAsync("Change to Large", "To pay now", "change-of-a-team");
        await pages.PressAsync("Change to Large", "Your change of plan is noted.");
        await pages.ShouldShowAsync("Your plan is Large.");
        await pages.PressAsync("Cancel the contract", "The contract ends with the period that is paid.");
        (await CurrentAsync(pages)).ShouldBe("Paid Team");
        (await pages.TextAsync()).ShouldContain("Ends on");

        await pages.GoAsync("/billing");
        (await pages.TextAsync()).ShouldContain("Your plan is Free.");
        pages.ShouldHaveNoProblem();
    }

    /// <summary>For whom the page says that it is.</summary>
    private static Task<string> CurrentAsync(AccountPages pages) => pages.Page.GetByRole(AriaRole.Navigation, new() { Name = "For whom" }).Locator("[aria-current]").InnerTextAsync();
}

/// <summary>The same needs no script.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class ATeamIsPaidForWithoutScript(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.SomeWithoutScript(nameof(ATeamIsPaidForWithoutScript));

    [Test]
    public Task From_the_menu_of_the_team_to_its_plan() => ATeamIsPaidFor.WalkAsync(theme, hasScript: false);
}
