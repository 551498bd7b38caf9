using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>What the client of a theme lays over a page, under the Content-Security-Policy: nothing of it is blocked, and axe finds nothing.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class PartsOfTheClient(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.All.Where(theme => theme.IsClientRendered);

    [Test]
    public async Task A_dialog_and_a_list_open()
    {
        await using var pages = await SitePages.OpenAsync(theme, await RunningSite.PlainAsync(theme));
        var page = pages.Page;
        // It shows what waits for something too, so that it is never all there.
        await page.GotoAsync($"{pages.Site}/parts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask a question" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog, new() { Name = "Shall it be done?" }).WaitForAsync();
        await pages.LookAsync("parts-dialog", ColorScheme.Dark, 400);
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, do it" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Combobox, new() { Name = "Plan" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Large" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Plan" })).ToContainTextAsync("Large");
        await pages.LookAsync("parts", ColorScheme.Light, 1000);
        pages.ShouldHaveNoProblem();
    }
}
