using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>A lost network, a session that ended, a server that fails: the page says what can be done, and nothing that was typed is lost.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed partial class AccountsWhenThingsFail(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(AccountsWhenThingsFail));

    private const string Typed = "Grace Hopper";

    [Test]
    public async Task A_form_outlives_a_lost_network()
    {
        await using var pages = await AtTheProfileAsync("gil@example.com");
        await pages.Page.Context.SetOfflineAsync(true);
        await pages.ClickAsync("Save");
        await theme.ShouldTellOfTheLostNetworkAsync(pages.Page);
        await pages.Page.Context.SetOfflineAsync(false);
        await theme.ReturnToFormAsync(pages.Page);
        await ShouldSaveWhatWasTypedAsync(pages);
    }

    [Test]
    public async Task A_form_outlives_a_session_that_ended()
    {
        const string email = "hal@example.com";
        await using var pages = await AtTheProfileAsync(email);
        await pages.Page.Context.ClearCookiesAsync(new() { NameRegex = SessionCookie() });
        await pages.ClickAsync("Save");
        await theme.SignInAgainAsync(pages.Page, async tab =>
        {
            if (new Uri(tab.Url).AbsolutePath != "/auth/login")
                await tab.GotoAsync($"{pages.Site}/auth/login");
            await tab.GetByLabel("E-mail address", new() { Exact = true }).FillAsync(email);
            await tab.GetByLabel("Password", new() { Exact = true }).FillAsync(AccountPages.Password);
            await tab.GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true }).ClickAsync();
            await tab.GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        });
        await ShouldSaveWhatWasTypedAsync(pages);
    }

    [Test]
    public async Task A_form_outlives_a_server_that_fails()
    {
        await using var pages = await AtTheProfileAsync("ida@example.com");
        // As a proxy answers whose server is not there.
        await pages.Page.RouteAsync("**", route => route.Request.Method == "GET"
            ? route.ContinueAsync()
            : route.FulfillAsync(new() { Status = 503, ContentType = "text/html", Body = "<!doctype html><title>503</title><h1>Service Unavailable</h1>" }));
        await pages.ClickAsync("Save");
        await theme.ShouldTellOfTheFailureAsync(pages.Page);
        await pages.Page.UnrouteAllAsync();
        await theme.ReturnToFormAsync(pages.Page);
        await ShouldSaveWhatWasTypedAsync(pages);
    }

    private async Task<AccountPages> AtTheProfileAsync(string email)
    {
        var pages = await AccountPages.OpenAsync(theme);
        await pages.SignUpAsync(email);
        await pages.LogInAsync(email);
        await pages.GoAsync("/account/profile");
        pages.ShouldHaveNoProblem();
        await pages.FillAsync("Name", Typed);
        return pages;
    }

    private static async Task ShouldSaveWhatWasTypedAsync(AccountPages pages)
    {
        (await pages.Page.GetByLabel("Name", new() { Exact = true }).InputValueAsync()).ShouldBe(Typed);
        await pages.PressAsync("Save", "Saved.");
        pages.Expect(Trouble());
        await pages.GoAsync("/account/profile");
        (await pages.Page.GetByLabel("Name", new() { Exact = true }).InputValueAsync()).ShouldBe(Typed);
    }

    [GeneratedRegex("(?i)session")]
    private static partial Regex SessionCookie();

    [GeneratedRegex("ERR_INTERNET_DISCONNECTED|Failed to fetch|^(401|503) ")]
    private static partial Regex Trouble();
}
