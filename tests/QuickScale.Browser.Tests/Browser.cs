using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>The machine's own Chromium, started once for the run; that which can only be without windows, where there is one, starts and works faster.</summary>
internal static class Browser
{
    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "google-chrome", "chromium-browser", "chrome", "msedge"];

    // Root in a container has no sandbox; the rest keeps Chromium from asking the network for anything of its own.
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static readonly Lazy<Task<IBrowser>> Started = new(StartAsync);

    public static Task<IBrowser> GetAsync() => Started.Value;

    private static async Task<IBrowser> StartAsync()
    {
        var path = Environment.GetEnvironmentVariable("BROWSER_PATH") ?? FindOnPath();
        path.ShouldNotBeNull("Install Chromium or Chrome, or name one in BROWSER_PATH.");
        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(SitePages.Limit);
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Headless = true, Args = Arguments });
        TestRun.AtEnd(async () =>
        {
            await browser.DisposeAsync();
            playwright.Dispose();
        });
        return browser;
    }

    private static string? FindOnPath()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return (from name in Names from folder in folders let file = Path.Combine(folder, name) where File.Exists(file) select file).FirstOrDefault();
    }
}
