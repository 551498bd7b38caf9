using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using QsApp.Tests;

namespace QsApp.BrowserTests;

/// <summary>The application on a loopback port with a throw-away database, and a browser: both started once for all tests.</summary>
[SetUpFixture]
public sealed class Site
{
    // The server listens on an address instead of a name, and all tests together are one busy visitor.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["AllowedHosts"] = "*",
        ["RateLimits:Global:PermitsPerMinute"] = "100000",
    };

    private static AppFactory? _app;
    private static IPlaywright? _playwright;
    private static IBrowser? _browser;

    /// <summary>The address of the home page, without a slash at the end.</summary>
    public static string Address { get; private set; } = "";

    /// <summary>A fresh profile: no cookies, no cache.</summary>
    public static Task<IBrowserContext> VisitorAsync(BrowserNewContextOptions? options = null) => _browser!.NewContextAsync(options);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await InstalledBrowser.LaunchAsync(_playwright);
        if (_browser is null)
        {
            const string reason = "No browser was found: install Chromium, Chrome or Edge, or set BROWSER_PATH to one.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(reason);
            }

            Assert.Ignore(reason);
        }

        _app = await AppFactory.StartAsync(settings: Settings);
        _app.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app.StartServer();
        var addresses = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        Address = addresses.Addresses.Single();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}
