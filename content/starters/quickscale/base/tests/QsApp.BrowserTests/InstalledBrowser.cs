using Microsoft.Playwright;

namespace QsApp.BrowserTests;

/// <summary>The Chromium, Chrome or Edge that the machine already has; nothing is downloaded.</summary>
public static class InstalledBrowser
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge", "msedge"];

    // Windows and macOS install browsers off the PATH; Playwright knows where.
    private static readonly string[] Channels = ["chrome", "msedge"];

    /// <summary>Starts the browser named by BROWSER_PATH, or else the first one found; null when there is none.</summary>
    public static async Task<IBrowser?> LaunchAsync(IPlaywright playwright)
    {
        ArgumentNullException.ThrowIfNull(playwright);
        var path = Environment.GetEnvironmentVariable("BROWSER_PATH") ?? FindOnPath();
        if (path is not null)
        {
            return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path });
        }

        foreach (var channel in Channels)
        {
            try
            {
                return await playwright.Chromium.LaunchAsync(new() { Channel = channel });
            }
            catch (PlaywrightException)
            {
                // Not installed: the next one may be.
            }
        }

        return null;
    }

    private static string? FindOnPath()
    {
        var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Programs
            .SelectMany(program => folders.Select(folder => Path.Combine(folder, program + suffix)))
            .FirstOrDefault(File.Exists);
    }
}
