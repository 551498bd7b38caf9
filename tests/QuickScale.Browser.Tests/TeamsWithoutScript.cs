namespace QuickScale.Browser.Tests;

/// <summary>Teams need no script: from the invitation to the departure.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class TeamsWithoutScript(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.SomeWithoutScript(nameof(TeamsWithoutScript));

    private const string Slug = "scriptless";

    [Test]
    public async Task Inviting_accepting_changing_roles_handing_over_and_leaving_need_none()
    {
        const string email = "yara@teams.example.com";
        await using var owner = await TeamPages.PersonAsync(theme, "Xaver", "xaver@teams.example.com", hasScript: false);
        await owner.MakeTeamAsync("Scriptless", Slug, "teams-without-script", "team-without-script");
        await owner.InviteAsync(Slug, email, sent: "invitations-without-script");
        await using var member = await TeamPages.StrangerAsync(theme, hasScript: false);
        await member.SignUpByInvitationAsync("Yara", email, "Xaver invited you to Scriptless", Slug, "invitation-without-script");
        await owner.GoAsync($"/t/{Slug}/members", "members-without-script");
        await owner.ChooseAsync("Role of Yara", "Admin");
        await owner.PressAsync("Change the role of Yara", "The role is changed.");
        await owner.GoAsync($"/t/{Slug}/transfer");
        await owner.ChooseAsync("New owner", $"Yara ({email})");
        await owner.PressAsync("Hand over", $"/t/{Slug}/members");
        await owner.GoAsync($"/t/{Slug}");
        await owner.PressAsync("Leave the team", "/teams");
        await owner.GoAsync($"/t/{Slug}", status: 404);
        await member.GoAsync($"/t/{Slug}");
        (await member.TextAsync()).ShouldContain("Owner");
        owner.ShouldHaveNoProblem();
        member.ShouldHaveNoProblem();
    }
}
