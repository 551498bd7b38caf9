using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>What the client of a theme lays over a page, under the Content-Security-Policy: nothing of it is blocked.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class PartsOfTheClient(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.All.Where(theme => theme.IsClientRendered);

    [Test]
    public async Task A_dialog_and_a_list_open()
    {
        await using var pages = await SitePages.OpenAsync(theme, await RunningSite.WholeAsync(theme));
        await pages.GoAsync("/parts", "parts");
        await pages.Page.GetByRole(AriaRole.Combobox, new() { Name = "Colour" }).ClickAsync();
        await pages.Page.GetByRole(AriaRole.Option, new() { Name = "Blue" }).ClickAsync();
        (await pages.Page.GetByRole(AriaRole.Combobox, new() { Name = "Colour" }).InnerTextAsync()).ShouldContain("Blue");

        await pages.PressAsync("Ask me", "Are you sure?", "parts-dialog");
        await pages.PressAsync("Do it", "It is done.");
        (await pages.Page.GetByRole(AriaRole.Dialog).CountAsync()).ShouldBe(0);
        pages.ShouldHaveNoProblem();
    }

    [Test]
    public async Task The_pages_of_a_module_are_there_while_it_is()
    {
        await using var pages = await SitePages.OpenAsync(theme, await RunningSite.WholeAsync(theme));
        await pages.GoAsync("/");
        await pages.FollowAsync("Parts", "/parts");
        pages.Site = await RunningSite.PlainAsync(theme);
        await pages.GoAsync("/");
        (await pages.Page.GetByRole(AriaRole.Link, new() { Name = "Parts" }).CountAsync()).ShouldBe(0);
        await pages.GoAsync("/parts", status: 404);
        pages.ShouldHaveNoProblem();
    }
}
