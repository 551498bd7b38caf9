using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>The pages that a new project has, without a module.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed partial class TheStarterIsSound(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(TheStarterIsSound));

    private static readonly Dictionary<string, int> Pages = new()
    {
        ["/"] = 200,
        ["/about"] = 200,
        ["/status"] = 200,
        ["/error/400"] = 400,
        ["/error/403"] = 403,
        ["/error/500"] = 500,
        ["/no-such-page"] = 404,
    };

    private static IEnumerable<TestCaseData> EveryPage() => Pages.Select(page => new TestCaseData(page.Key, page.Value));

    [TestCaseSource(nameof(EveryPage))]
    public async Task No_violation_no_console_message_and_no_sideways_scrolling(string path, int status)
    {
        await using var pages = await OpenAsync();

        await pages.GoAsync(path, path, status);

        // The smallest telephone and the widest desk, beside those that every page is looked at in.
        await pages.LookAsync(path, ColorScheme.Light, 320);
        await pages.LookAsync(path, ColorScheme.Dark, 1440);
        (await pages.Page.Locator("h1").CountAsync()).ShouldBe(1);
        pages.ShouldHaveNoProblem();
    }

    [TestCaseSource(nameof(EveryPage))]
    public async Task Every_answer_carries_the_security_headers(string path, int status)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(await RunningSite.PlainAsync(theme) + path);

        ((int)answer.StatusCode).ShouldBe(status);
        var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldNotContain("unsafe-");
        policy.ShouldContain("object-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldHaveSingleItem().ShouldBe("nosniff");
        answer.Headers.GetValues("Cross-Origin-Opener-Policy").ShouldHaveSingleItem().ShouldBe("same-origin");
        answer.Headers.GetValues("X-Request-Id").ShouldHaveSingleItem();
    }

    [Test]
    public async Task Its_links_lead_where_they_say_and_the_way_back_leads_back()
    {
        await using var pages = await OpenAsync();
        await WalkAsync(pages);
        pages.ShouldHaveNoProblem();
    }

    [Test]
    public async Task Without_script_it_can_be_read_where_the_theme_promises_it()
    {
        if (theme.IsClientRendered)
        {
            // It says so, instead of an empty page.
            await using var nothing = await SitePages.OpenAsync(theme, await RunningSite.PlainAsync(theme), hasScript: false);
            await nothing.Page.GotoAsync(nothing.Site);
            (await nothing.Page.Locator("noscript").InnerTextAsync()).ShouldContain("JavaScript");
            return;
        }

        await using var pages = await SitePages.OpenAsync(theme, await RunningSite.PlainAsync(theme), hasScript: false);
        await WalkAsync(pages);
        pages.ShouldHaveNoProblem();
    }

    [Test]
    public async Task The_first_key_offers_to_skip_the_navigation()
    {
        await using var pages = await OpenAsync();
        await pages.GoAsync("/");

        await pages.Page.Keyboard.PressAsync("Tab");

        (await pages.Page.EvaluateAsync<string>("document.activeElement.textContent")).ShouldBe("Skip to content");
    }

    [Test]
    public async Task Without_accounts_there_is_no_way_to_them()
    {
        await using var pages = await OpenAsync();
        await pages.GoAsync("/");
        (await pages.Page.GetByRole(AriaRole.Link, new() { Name = "Log in", Exact = true }).CountAsync()).ShouldBe(0);
        await pages.GoAsync("/auth/login", status: 404);
        pages.ShouldHaveNoProblem();
    }

    /// <summary>What is lost comes back by one step that the page, or the browser itself, offers.</summary>
    [Test]
    public async Task A_lost_network_is_told_and_the_way_on_is_open()
    {
        await using var pages = await OpenAsync();
        await pages.GoAsync("/");

        await pages.Page.Context.SetOfflineAsync(true);
        await pages.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Status" }).ClickAsync();
        await theme.ShouldTellOfTheLostNetworkAsync(pages.Page);
        await pages.Page.Context.SetOfflineAsync(false);
        await theme.TryAgainAsync(pages.Page, pages.Site + "/status");

        await pages.ShouldShowAsync("/status");
        await pages.ShouldShowAsync("All systems are working.");
        pages.Expect(LostNetwork());
    }

    private static async Task WalkAsync(SitePages pages)
    {
        var navigation = pages.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        await pages.GoAsync("/");
        await navigation.GetByRole(AriaRole.Link, new() { Name = "About" }).ClickAsync();
        await pages.ShouldShowAsync("/about");
        await pages.ShouldShowAsync("Small, fast and plain to see through.");
        (await navigation.GetByRole(AriaRole.Link, new() { Name = "About" }).GetAttributeAsync("aria-current")).ShouldBe("page");
        await navigation.GetByRole(AriaRole.Link, new() { Name = "Status" }).ClickAsync();
        await pages.ShouldShowAsync("/status");
        await pages.ShouldShowAsync("All systems are working.");
        await pages.Page.GoBackAsync();
        await pages.ShouldShowAsync("/about");
        await pages.ShouldShowAsync("Small, fast and plain to see through.");
    }

    private async Task<SitePages> OpenAsync() => await SitePages.OpenAsync(theme, await RunningSite.PlainAsync(theme));

    [GeneratedRegex("ERR_INTERNET_DISCONNECTED|Failed to fetch")]
    private static partial Regex LostNetwork();
}
