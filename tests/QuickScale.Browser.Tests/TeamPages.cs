using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>What the flows of teams have in common: people, their teams, and the invitations that are mailed.</summary>
internal static class TeamPages
{
    /// <summary>A person without an account, on the site of the flows of teams.</summary>
    public static async Task<AccountPages> StrangerAsync(Theme theme, bool hasScript = true) =>
        await AccountPages.OpenAsync(theme, hasScript, await RunningSite.ForTeamsAsync(theme));

    /// <summary>A person who is logged in.</summary>
    public static async Task<AccountPages> PersonAsync(Theme theme, string name, string email, bool hasScript = true)
    {
        var pages = await StrangerAsync(theme, hasScript);
        await pages.SignUpAsync(email, name);
        await pages.LogInAsync(email);
        return pages;
    }

    /// <summary>Makes a team; the person is at its start then.</summary>
    public static async Task MakeTeamAsync(this AccountPages pages, string name, string slug, string? list = null, string? start = null)
    {
        await pages.GoAsync("/teams", list);
        await pages.FillAsync("Name", name);
        await pages.FillAsync("Address", slug);
        await pages.PressAsync("Make the team", $"/t/{slug}", start);
    }

    public static async Task InviteAsync(this AccountPages pages, string slug, string email, string role = "Member", string? form = null, string? sent = null)
    {
        await pages.GoAsync($"/t/{slug}/invitations", form);
        await pages.FillAsync("E-mail addresses", email);
        await pages.ChooseAsync("Role", role);
        await pages.PressAsync("Invite", "The invitation is on its way.", sent);
    }

    public static Task ChooseAsync(this AccountPages pages, string label, string choice) =>
        pages.Page.GetByLabel(label, new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = choice });

    /// <summary>Follows the link in the newest invitation to an address, and gives its path.</summary>
    public static async Task<string> FollowInvitationAsync(this AccountPages pages, string email, string subject, string? name = null)
    {
        await pages.OpenMailAsync(email, subject);
        await pages.Page.GotoAsync((await pages.Page.Locator("main a[href*='/invitations/']").First.GetAttributeAsync("href"))!);
        var path = new Uri(pages.Page.Url).AbsolutePath;
        await pages.ShouldShowAsync(path);
        await pages.LookAsync(name);
        return path;
    }

    /// <summary>Accepts the newest invitation to an address that has no account yet.</summary>
    public static async Task SignUpByInvitationAsync(this AccountPages pages, string name, string email, string subject, string slug, string? form = null, string? joined = null)
    {
        await pages.FollowInvitationAsync(email, subject, form);
        await pages.FillSignUpAsync(name);
        await pages.PressAsync("Sign up and join", $"/t/{slug}", joined);
    }

    public static async Task FillSignUpAsync(this AccountPages pages, string name)
    {
        await pages.FillAsync("Name", name);
        await pages.FillAsync("Password", AccountPages.Password);
    }

    /// <summary>Goes to another team of the person's, or to the list of all, by the switcher.</summary>
    public static async Task SwitchAsync(this AccountPages pages, string to, string then, string? name = null)
    {
        // A page that came into the place of another may have left the list open.
        if (!await pages.Page.GetByRole(AriaRole.Link, new() { Name = to, Exact = true }).IsVisibleAsync())
            await pages.Page.GetByText("Switch team", new() { Exact = true }).ClickAsync();
        await pages.FollowAsync(to, then, name);
    }

    /// <summary>The cells of a member's row.</summary>
    public static Task<string> RowAsync(this AccountPages pages, string person) =>
        pages.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = person }).InnerTextAsync();
}
