using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>axe-core finds nothing on any page, in both colour schemes, on a telephone and on a desk.</summary>
public sealed class EveryPageIsAccessible
{
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

    public static IEnumerable<TestCaseData> Views() =>
        from page in Pages
        from scheme in new[] { ColorScheme.Light, ColorScheme.Dark }
        from width in new[] { 390, 1440 }
        select new TestCaseData(page.Key, page.Value, scheme, width);

    [TestCaseSource(nameof(Views))]
    [Category("Slow")]
    public async Task No_violation_no_console_message_and_no_sideways_scrolling(string path, int status, ColorScheme scheme, int width)
    {
        // The pages do not depend on the database; the first one stands for all.
        var site = await RunningSite.GetAsync(Combination.All[0]);
        var browser = await Browser.GetAsync();
        await using var context = await browser.NewContextAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        var page = await context.NewPageAsync();
        var messages = new List<string>();
        page.Console += (_, message) => messages.Add(message.Text);
        page.PageError += (_, error) => messages.Add(error);

        var response = await page.GotoAsync(site + path, new() { WaitUntil = WaitUntilState.NetworkIdle });
        response!.Status.ShouldBe(status);
        var name = path == "/" ? "home" : path.Trim('/').Replace('/', '-');
        var screenshot = Repository.PathOf("artifacts", "screenshots", $"{name}-{scheme}-{width}.png");
        await page.ScreenshotAsync(new() { Path = screenshot, FullPage = true });

        // Chromium itself reports the status of an error page on its console.
        messages.Where(message => !message.StartsWith("Failed to load resource: the server responded with a status of " + status, StringComparison.Ordinal)).ShouldBeEmpty();
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
        (await Axe.ViolationsAsync(page)).ShouldBeEmpty();
    }

    [Test]
    [Category("Slow")]
    public async Task Axe_does_see_a_violation()
    {
        var browser = await Browser.GetAsync();
        var page = await browser.NewPageAsync();
        await page.SetContentAsync("<html><body><img src='data:,'></body></html>");
        (await Axe.ViolationsAsync(page)).ShouldContain(violation => violation.StartsWith("image-alt", StringComparison.Ordinal));
        await page.CloseAsync();
    }
}
