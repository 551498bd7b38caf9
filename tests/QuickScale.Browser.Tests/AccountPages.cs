using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>
/// One person's browser on a site with accounts. Pages that are given a name are looked at: a screenshot, axe and the width, light
/// on a desk and dark on a telephone. What the console says and answers that are no success are kept, and asserted at the end.
/// </summary>
internal sealed partial class AccountPages : IAsyncDisposable
{
    public const string Password = "a quiet river bends";

    private static readonly (ColorScheme Scheme, int Width)[] Views = [(ColorScheme.Dark, 400), (ColorScheme.Light, 1000)];

    private readonly IBrowserContext _context;
    private readonly bool _hasScript;
    private readonly List<string> _problems = [];

    private AccountPages(string site, IBrowserContext context, IPage page, bool hasScript)
    {
        (Site, _context, Page, _hasScript) = (site, context, page, hasScript);
        // Chromium tells of refused requests on its console too.
        page.Console += (_, message) => AddUnless(message.Text.StartsWith("Failed to load resource: the server responded", StringComparison.Ordinal), message.Text);
        page.PageError += (_, error) => _problems.Add(error);
        page.Response += (_, response) => AddUnless(response.Status < 400, $"{response.Status} {response.Request.Method} {new Uri(response.Url).AbsolutePath}");
    }

    /// <summary>The instance that pages are opened at; its cookies are those of the other instance too.</summary>
    public string Site { get; set; }

    public IPage Page { get; }

    public static async Task<AccountPages> OpenAsync(bool hasScript = true)
    {
        var context = await (await Browser.GetAsync()).NewContextAsync(new() { JavaScriptEnabled = hasScript, ReducedMotion = ReducedMotion.Reduce });
        return new AccountPages(await SiteWithAccounts.GetAsync(), context, await context.NewPageAsync(), hasScript);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    /// <summary>Nothing was refused but what a test has taken note of, and the console is empty: the Content-Security-Policy stopped nothing.</summary>
    public void ShouldHaveNoProblem() => _problems.ShouldBeEmpty();

    /// <summary>Text of the page, without header and footer.</summary>
    public Task<string> TextAsync() => Page.InnerTextAsync("main");

    public async Task GoAsync(string path, string? name = null)
    {
        (await Page.GotoAsync(Site + path))!.Status.ShouldBe(200, path);
        await LookAsync(name);
    }

    public Task FillAsync(string label, string value) => Page.GetByLabel(label, new() { Exact = true }).FillAsync(value);

    public async Task PressAsync(string button, string? name = null)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Page.WaitForLoadStateAsync();
        await LookAsync(name);
    }

    /// <summary>As <see cref="PressAsync"/>, where the page has to say no.</summary>
    public async Task PressInVainAsync(string button, string sentence, string? name = null)
    {
        ShouldHaveNoProblem();
        await Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Page.GetByText(sentence).WaitForAsync();
        _problems.ShouldHaveSingleItem().ShouldMatch("^40[01] POST ");
        _problems.Clear();
        await LookAsync(name);
    }

    public async Task SignUpAsync(string email)
    {
        await GoAsync("/auth/sign-up");
        await FillAsync("E-mail address", email);
        await FillAsync("Password", Password);
        await PressAsync("Sign up");
        await FollowMailAsync(email, "Confirm your e-mail address");
        await PressAsync("Confirm the address");
    }

    /// <summary>Types address and password; where that leads, the test says.</summary>
    public async Task LogInAsync(string email, string password = Password)
    {
        await GoAsync("/auth/login");
        await FillAsync("E-mail address", email);
        await FillAsync("Password", password);
        await PressAsync("Log in");
    }

    public async Task LogOutAsync()
    {
        await GoAsync("/account");
        await PressAsync("Log out");
        ShouldBeAt("/");
        (await Page.GetByRole(AriaRole.Link, new() { Name = "Log in", Exact = true }).CountAsync()).ShouldBe(1);
    }

    public void ShouldBeAt(string path) => new Uri(Page.Url).AbsolutePath.ShouldBe(path);

    /// <summary>Opens the newest message to an address on the development page.</summary>
    public async Task OpenMailAsync(string to, string subject, string? name = null)
    {
        var link = Page.GetByRole(AriaRole.Row).Filter(new() { HasText = to }).GetByRole(AriaRole.Link, new() { Name = subject, Exact = true }).First;
        await Page.GotoAsync($"{Site}/dev/mail");
        // It is sent in the background.
        for (var tries = 0; await link.CountAsync() == 0 && tries < 100; tries++)
        {
            await Task.Delay(100);
            await Page.ReloadAsync();
        }

        await link.ClickAsync();
        await Page.Locator("#shown").WaitForAsync();
        await LookAsync(name);
    }

    public async Task FollowMailAsync(string to, string subject, string? name = null)
    {
        await OpenMailAsync(to, subject);
        await Page.GotoAsync((await Page.Locator("main a[href*='token=']").First.GetAttributeAsync("href"))!);
        await LookAsync(name);
    }

    /// <summary>Sets two-factor login up; the page shows the recovery codes then.</summary>
    public async Task<AuthenticatorApp> SetUpTwoFactorAsync(string? name = null)
    {
        await GoAsync("/account/two-factor", name);
        await PressAsync("Set it up", name is null ? null : $"{name}-key");
        var app = new AuthenticatorApp(await Page.Locator("main .code").InnerTextAsync());
        await FillAsync("Code", app.NextCode());
        await PressAsync("Turn it on", name is null ? null : $"{name}-codes");
        return app;
    }

    /// <summary>The recovery codes that the page shows.</summary>
    public async Task<string[]> RecoveryCodesAsync() => (await Page.Locator("main .code").InnerTextAsync()).Split('\n');

    /// <param name="name">Null looks at nothing.</param>
    public async Task LookAsync(string? name)
    {
        if (name is null)
            return;

        await ShouldHaveTheRightScriptAsync();
        foreach (var (scheme, width) in Views)
            await LookAsync(name, scheme, width);
    }

    public async Task LookAsync(string name, ColorScheme scheme, int width)
    {
        await Page.SetViewportSizeAsync(width, 800);
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await Page.ScreenshotAsync(new() { Path = Repository.PathOf("artifacts", "screenshots", $"account-{name}-{width}.png"), FullPage = true });
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, $"{name}, {width} px");
        if (_hasScript)
            (await Axe.ViolationsAsync(Page)).ShouldBeEmpty($"{name}, {width} px");
    }

    /// <summary>One file, and on the pages alone that deal with passkeys.</summary>
    private async Task ShouldHaveTheRightScriptAsync()
    {
        var scripts = await Page.EvaluateAsync<string[]>("[...document.scripts].map(script => new URL(script.src).pathname)");
        scripts.Select(path => Fingerprint().Replace(path, "")).ShouldBe(
            new Uri(Page.Url).AbsolutePath is "/auth/login" or "/auth/confirm" or "/account/passkeys" ? ["/_content/QuickScale.Modules.Auth/passkeys.js"] : [], Page.Url);
    }

    private void AddUnless(bool isFine, string problem)
    {
        if (!isFine)
            _problems.Add(problem);
    }

    /// <summary>What <c>MapStaticAssets</c> may put into a file's name.</summary>
    [GeneratedRegex(@"(?<=passkeys)\.[a-z0-9]{10}(?=\.js$)")]
    private static partial Regex Fingerprint();
}
