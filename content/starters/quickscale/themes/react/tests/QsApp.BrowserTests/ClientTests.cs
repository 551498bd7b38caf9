using Microsoft.Playwright;

namespace QsApp.BrowserTests;

/// <summary>What only a browser can tell of the client: the policy lets its parts work, and nothing else.</summary>
public sealed class ClientTests
{
    private IBrowserContext _visitor = null!;
    private IPage _page = null!;
    private List<string> _complaints = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _visitor = await Site.VisitorAsync();
        _page = await _visitor.NewPageAsync();
        _complaints = [];
        _page.PageError += (_, error) => _complaints.Add(error);
        _page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add(message.Text);
            }
        };
    }

    [TearDown]
    public async Task CloseAsync() => await _visitor.DisposeAsync();

    [Test]
    public async Task A_link_changes_the_page_without_a_reload_and_puts_the_focus_on_its_heading()
    {
        await _page.GotoAsync(Site.Address);
        await _page.EvaluateAsync("window.isTheSame = true");
        await _page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "About" }).ClickAsync();
        await Assertions.Expect(_page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync(new() { Timeout = 30_000 });

        _page.Url.ShouldBe(Site.Address + "/about");
        (await _page.TitleAsync()).ShouldStartWith("About");
        (await _page.EvaluateAsync<bool>("window.isTheSame")).ShouldBeTrue();
        await _page.GoBackAsync();
        await _page.WaitForURLAsync(Site.Address + "/");
        _complaints.ShouldBeEmpty();
    }

    [Test]
    public async Task A_dialog_a_select_a_menu_and_a_message_open_under_the_policy()
    {
        await _page.GotoAsync(Site.Address + "/parts");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Ask a question" }).ClickAsync();
        await _page.GetByRole(AriaRole.Dialog, new() { Name = "Shall it be done?" }).WaitForAsync();
        // What keeps the page from scrolling is an inserted style: without the nonce it would do nothing.
        (await _page.EvaluateAsync<string>("getComputedStyle(document.body).overflowY")).ShouldBe("hidden");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Yes, do it" }).ClickAsync();
        await _page.GetByText("It is done.").First.WaitForAsync();
        await _page.GetByRole(AriaRole.Combobox, new() { Name = "Plan" }).ClickAsync();
        await _page.GetByRole(AriaRole.Option, new() { Name = "Large" }).ClickAsync();
        (await _page.GetByRole(AriaRole.Combobox, new() { Name = "Plan" }).TextContentAsync()).ShouldNotBeNull().ShouldStartWith("Large");
        await _page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await _page.GetByRole(AriaRole.Menuitem, new() { Name = "The first one" }).ClickAsync();

        await _page.GetByText("The first one.").First.WaitForAsync();
        _complaints.ShouldBeEmpty();
    }

    [Test]
    public async Task A_page_whose_server_is_gone_says_so_and_recovers()
    {
        await _page.RouteAsync("**/api/status", route => route.AbortAsync());
        await _page.GotoAsync(Site.Address + "/status");
        await Assertions.Expect(_page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The site cannot be reached.", new() { Timeout = 30_000 });
        await _page.UnrouteAllAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Assertions.Expect(_page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("All systems are working.");
    }

    [Test]
    public async Task Without_scripts_a_reader_is_told_what_is_missing()
    {
        await using var visitor = await Site.VisitorAsync(new() { JavaScriptEnabled = false });
        var page = await visitor.NewPageAsync();
        await page.GotoAsync(Site.Address);

        (await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).TextContentAsync()).ShouldBe("This site needs JavaScript.");
    }
}
