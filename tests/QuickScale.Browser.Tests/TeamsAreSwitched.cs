namespace QuickScale.Browser.Tests;

/// <summary>A person in several teams goes from one to another, and settings of one are of that one alone.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class TeamsAreSwitched(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(TeamsAreSwitched));

    [Test]
    public async Task From_any_page_of_a_team_to_the_next_one()
    {
        await using var pages = await TeamPages.PersonAsync(theme, "Wim", "wim@teams.example.com");
        await pages.MakeTeamAsync("Switch One", "switch-one");
        await pages.MakeTeamAsync("Switch Two", "switch-two");
        await pages.GoAsync("/t/switch-one/settings");
        await pages.FillAsync("Name", "Switch First");
        await pages.FillAsync("Address", "switch-first");
        await pages.FillAsync("Colour", "#2f6f4f");
        await pages.PressAsync("Save", "/t/switch-first/settings");
        (await pages.TextAsync()).ShouldContain("Saved.");

        await pages.SwitchAsync("Switch Two", "/t/switch-two", "team-switched");
        (await pages.TextAsync()).ShouldContain("switch-two");
        await pages.SwitchAsync("Switch First", "/t/switch-first");
        // The address from before leads here still.
        await pages.GoAsync("/t/switch-one/members");
        await pages.ShouldShowAsync("/t/switch-first/members");
        await pages.SwitchAsync("All your teams", "/teams");
        pages.ShouldHaveNoProblem();
    }
}
