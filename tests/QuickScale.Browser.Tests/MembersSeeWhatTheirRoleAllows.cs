using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>A member's pages are those that the role opens, until the role is another one.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class MembersSeeWhatTheirRoleAllows(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(MembersSeeWhatTheirRoleAllows));

    private const string Slug = "by-role";

    [Test]
    public async Task No_more_and_at_once_more_with_another_role()
    {
        const string email = "vera@teams.example.com";
        await using var owner = await TeamPages.PersonAsync(theme, "Uwe", "uwe@teams.example.com");
        await owner.MakeTeamAsync("By Role", Slug);
        await owner.InviteAsync(Slug, email);
        await using var member = await TeamPages.StrangerAsync(theme);
        await member.SignUpByInvitationAsync("Vera", email, "Uwe invited you to By Role", Slug);
        (await LinksAsync(member)).ShouldBe(["Overview", "Members"]);
        await member.GoAsync($"/t/{Slug}/members", "members-of-a-member");
        (await member.Page.Locator("main table button").CountAsync()).ShouldBe(0);
        foreach (var page in new[] { "invitations", "roles", "settings", "audit", "transfer", "delete" })
        {
            await member.GoAsync($"/t/{Slug}/{page}", status: theme.StatusOfClosedPage);
            await member.Page.GetByRole(AriaRole.Heading, new() { Name = "You may not open this page." }).WaitForAsync();
        }

        await owner.GoAsync($"/t/{Slug}/members");
        await owner.ChooseAsync("Role of Vera", "Admin");
        await owner.PressAsync("Change the role of Vera", "The role is changed.", "role-changed");
        await member.GoAsync($"/t/{Slug}");
        (await LinksAsync(member)).ShouldBe(["Overview", "Members", "Invitations", "Roles", "Settings", "Changes"]);
        await member.GoAsync($"/t/{Slug}/settings", "team-settings-of-an-admin");
        (await member.TextAsync()).ShouldNotContain("Copy and deletion");

        await owner.PressAsync("Remove Vera", "The member is removed.");
        await member.GoAsync($"/t/{Slug}", status: 404);
        owner.ShouldHaveNoProblem();
        member.ShouldHaveNoProblem();
    }

    /// <summary>The pages of the team, and not the other teams below them.</summary>
    private static async Task<string[]> LinksAsync(AccountPages pages) =>
        [.. (await pages.Page.GetByRole(AriaRole.Navigation, new() { Name = "Team", Exact = true }).Locator("ul").First.GetByRole(AriaRole.Link).AllInnerTextsAsync()).Select(text => text.Trim())];
}
