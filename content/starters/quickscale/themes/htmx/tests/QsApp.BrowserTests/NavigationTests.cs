using Microsoft.Playwright;

namespace QsApp.BrowserTests;

/// <summary>What the script adds to links: the next page comes without a new document.</summary>
public sealed class NavigationTests
{
    private IBrowserContext _context = null!;
    private IPage _page = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _context = await Site.VisitorAsync();
        _page = await _context.NewPageAsync();
        await _page.GotoAsync(Site.Address);
        // It vanishes with its document.
        await _page.EvaluateAsync("window.isSameDocument = true");
    }

    [TearDown]
    public async Task CloseAsync() => await _context.DisposeAsync();

    [Test]
    public async Task A_link_brings_title_place_focus_and_current_page_along()
    {
        await _page.EvaluateAsync("scrollTo(0, 600)");
        await Link("About").ClickAsync();
        await ArriveAtAsync("About");

        (await _page.TitleAsync()).ShouldStartWith("About");
        (await _page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("main");
        (await _page.EvaluateAsync<double>("scrollY")).ShouldBe(0);
        (await Link("About").GetAttributeAsync("aria-current")).ShouldBe("page");
        (await _page.EvaluateAsync<bool>("window.isSameDocument === true")).ShouldBeTrue();
    }

    [Test]
    public async Task Going_back_shows_the_page_before()
    {
        await Link("About").ClickAsync();
        await ArriveAtAsync("About");
        await Link("Status").ClickAsync();
        await ArriveAtAsync("Status");

        await _page.GoBackAsync();

        await ArriveAtAsync("About");
        (await Link("About").GetAttributeAsync("aria-current")).ShouldBe("page");
        (await _page.EvaluateAsync<bool>("window.isSameDocument === true")).ShouldBeTrue();
    }

    [Test]
    public async Task Without_a_connection_the_page_stays_and_offers_to_try_again()
    {
        await _context.SetOfflineAsync(true);
        await Link("About").ClickAsync();

        var problem = _page.GetByRole(AriaRole.Alert);
        await problem.GetByText("The site cannot be reached.").WaitForAsync();
        _page.Url.ShouldBe(Site.Address + "/");

        await _context.SetOfflineAsync(false);
        await problem.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await _page.WaitForURLAsync("**/about");
        (await problem.TextContentAsync()).ShouldBeNullOrWhiteSpace();
    }

    /// <summary>Waits until a screen reader is told of the page, which is the last that happens.</summary>
    private Task ArriveAtAsync(string title) =>
        _page.Locator("#announcement", new() { HasText = title }).WaitForAsync(new() { State = WaitForSelectorState.Attached });

    private ILocator Link(string name) =>
        _page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = name });
}
