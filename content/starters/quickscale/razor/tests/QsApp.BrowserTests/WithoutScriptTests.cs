using Microsoft.Playwright;

namespace QsApp.BrowserTests;

public sealed class WithoutScriptTests
{
    [Test]
    public async Task The_pages_work_without_script()
    {
        await using var visitor = await Site.VisitorAsync(new() { JavaScriptEnabled = false });
        var page = await visitor.NewPageAsync();
        await page.GotoAsync(Site.Address);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "About" }).ClickAsync();
        page.Url.ShouldBe(Site.Address + "/about");
        (await page.Locator("h1").IsVisibleAsync()).ShouldBeTrue();
    }
}
