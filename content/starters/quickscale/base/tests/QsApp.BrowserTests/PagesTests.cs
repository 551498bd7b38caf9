using Microsoft.Playwright;
using NUnit.Framework.Interfaces;

namespace QsApp.BrowserTests;

/// <summary>What only a browser can tell of the pages. A failed test leaves a picture in TestResults.</summary>
public sealed class PagesTests
{
    private static readonly Dictionary<string, int> Pages = new()
    {
        ["/"] = 200,
        ["/about"] = 200,
        ["/status"] = 200,
        ["/no-such-page"] = 404,
        ["/error/500"] = 500,
    };

    private static readonly ViewportSize Desk = new() { Width = 1280, Height = 800 };
    private static readonly ViewportSize Phone = new() { Width = 320, Height = 640 };

    private IPage? _page;

    private static IEnumerable<TestCaseData> EveryView() =>
        from page in Pages
        from scheme in new[] { ColorScheme.Light, ColorScheme.Dark }
        from size in new[] { Phone, Desk }
        select new TestCaseData(page.Key, page.Value, scheme, size)
            .SetArgDisplayNames(page.Key, $"{scheme}", $"{size.Width} px");

    [TestCaseSource(nameof(EveryView))]
    public async Task A_page_opens_without_complaint_and_fits_the_window(string path, int status, ColorScheme scheme, ViewportSize size)
    {
        var page = await OpenAsync(new() { ColorScheme = scheme, ViewportSize = size });
        var complaints = new List<string>();
        page.PageError += (_, error) => complaints.Add(error);
        page.RequestFailed += (_, request) => complaints.Add($"{request.Url}: {request.Failure}");
        page.Console += (_, message) =>
        {
            // The browser itself notes the status of an error page. All else counts: a blocked style or script is a message, too.
            if (message.Type is "error" or "warning" && !(status >= 400 && message.Location.StartsWith(Site.Address + path, StringComparison.Ordinal)))
            {
                complaints.Add(message.Text);
            }
        };

        var response = await page.GotoAsync(Site.Address + path);

        response.ShouldNotBeNull().Status.ShouldBe(status);
        await page.Locator("h1").WaitForAsync(); // There may be a script that makes it.
        complaints.ShouldBeEmpty();
        (await page.Locator("h1").CountAsync()).ShouldBe(1);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
    }

    [Test]
    public async Task The_first_key_offers_to_skip_the_navigation()
    {
        var page = await OpenAsync();
        await page.GotoAsync(Site.Address);
        await page.Locator("h1").WaitForAsync();
        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<string>("document.activeElement.textContent")).ShouldBe("Skip to content");
        (await page.EvaluateAsync<double>("document.activeElement.getBoundingClientRect().top")).ShouldBeGreaterThanOrEqualTo(0);

        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<bool>("document.activeElement.closest('main') !== null")).ShouldBeTrue();
    }

    [Test]
    public async Task The_scheme_of_the_reader_decides_the_colours()
    {
        var light = await BackgroundAsync(ColorScheme.Light);
        var dark = await BackgroundAsync(ColorScheme.Dark);
        light.ShouldNotBe(dark);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        if (_page is null)
        {
            return;
        }

        var test = TestContext.CurrentContext;
        if (test.Result.Outcome.Status == TestStatus.Failed)
        {
            var picture = Path.Combine(test.WorkDirectory, "TestResults", test.Test.ID + ".png");
            await _page.ScreenshotAsync(new() { Path = picture, FullPage = true });
            TestContext.AddTestAttachment(picture, test.Test.Name);
        }

        await _page.Context.DisposeAsync();
        _page = null;
    }

    private async Task<string> BackgroundAsync(ColorScheme scheme)
    {
        var page = await OpenAsync(new() { ColorScheme = scheme });
        await page.GotoAsync(Site.Address);
        return await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
    }

    private async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        if (_page is not null)
        {
            await _page.Context.DisposeAsync();
        }

        var context = await Site.VisitorAsync(options);
        return _page = await context.NewPageAsync();
    }
}
