using System.IO.Compression;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>
/// The scripts that a first visit loads stay below the limits of their theme, compressed as a published application sends them:
/// by Brotli at its best, made once at the publish.
/// </summary>
[Category("Slow")]
[TestFixtureSource(typeof(Theme), nameof(Theme.All))]
public sealed class FirstVisitsAreLight(Theme theme)
{
    [TestCase("/")]
    [TestCase("/auth/login")]
    [TestCase("/pricing")]
    [TestCase("/start")]
    public async Task No_page_loads_more_script_than_its_theme_may(string path)
    {
        await using var pages = await AccountPages.OpenAsync(theme);
        if (path == "/start")
        {
            var email = $"first-visit@{theme}.example.com";
            await pages.SignUpAsync(email);
            await pages.LogInAsync(email);
        }

        var scripts = new List<IResponse>();
        // Where requests are looked at nothing comes from the browser's cache.
        await pages.Page.RouteAsync("**/*.js", route => route.ContinueAsync());
        pages.Page.Response += (_, response) =>
        {
            if (response.Request.ResourceType == "script")
                scripts.Add(response);
        };
        await pages.GoAsync(path);
        await LoadedAsync(pages.Page);

        (scripts.Count > 0).ShouldBe(theme.FirstScriptLimit(path) > 0, string.Join('\n', scripts.Select(script => script.Url)));
        var kilobytes = 0.0;
        foreach (var script in scripts)
            kilobytes += Compressed(await script.BodyAsync()) / 1000.0;
        TestContext.Out.WriteLine($"{theme} {path}: {kilobytes:0.0} kB");
        kilobytes.ShouldBeLessThanOrEqualTo(theme.FirstScriptLimit(path));
    }

    /// <summary>htmx's script hides names of the browser from Alpine while that loads.</summary>
    [Test]
    public async Task What_the_browser_has_by_itself_is_there_for_scripts_of_ones_own()
    {
        await using var pages = await AccountPages.OpenAsync(theme);
        await pages.GoAsync("/");
        await LoadedAsync(pages.Page);

        new[] { "HTMLElement", "Function", "fetch" }.ShouldBeSubsetOf(await pages.Page.EvaluateAsync<string[]>("Object.getOwnPropertyNames(globalThis)"));
    }

    /// <summary>Asked from here, again and again: what the page itself repeats is evaluated by a script, which its Content-Security-Policy does not allow.</summary>
    private static async Task LoadedAsync(IPage page)
    {
        for (var end = DateTime.UtcNow.AddMilliseconds(SitePages.Limit); !await page.EvaluateAsync<bool>("performance.getEntriesByType('navigation')[0].loadEventEnd > 0"); await Task.Delay(20))
            DateTime.UtcNow.ShouldBeLessThan(end, $"{page.Url} has loaded at last");
    }

    private static long Compressed(byte[] script)
    {
        using var buffer = new MemoryStream();
        using (var packed = new BrotliStream(buffer, CompressionLevel.SmallestSize, leaveOpen: true))
            packed.Write(script);
        return buffer.Length;
    }
}
