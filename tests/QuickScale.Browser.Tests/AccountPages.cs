using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>One person's browser on a site with accounts, and the mail that the person gets.</summary>
internal sealed class AccountPages : SitePages
{
    public const string Password = "a quiet river bends";

    /// <summary>Where a login leads when nobody asked for another page.</summary>
    public const string Start = "/start";

    private AccountPages(Theme theme, string site, IBrowserContext context, IPage page, bool hasScript)
        : base(theme, site, context, page, hasScript)
    {
    }

    /// <summary>Opens a browser of its own; the site is that with all modules when none is given.</summary>
    public static async Task<AccountPages> OpenAsync(Theme theme, bool hasScript = true, string? site = null)
    {
        site ??= await RunningSite.WholeAsync(theme);
        var (context, page) = await NewPageAsync(hasScript);
        return new AccountPages(theme, site, context, page, hasScript);
    }

    public async Task SignUpAsync(string email, string name = "")
    {
        await GoAsync("/auth/sign-up");
        await FillAsync("E-mail address", email);
        await FillAsync("Name", name);
        await FillAsync("Password", Password);
        await PressAsync("Sign up", "/auth/check-mail");
        await FollowMailAsync(email, "Confirm your e-mail address");
        await PressAsync("Confirm the address", "/auth/login");
    }

    /// <summary>Types address and password; <paramref name="then"/> is where that leads.</summary>
    public async Task LogInAsync(string email, string password = Password, string then = Start)
    {
        await GoAsync("/auth/login");
        await FillAsync("E-mail address", email);
        await FillAsync("Password", password);
        await PressAsync("Log in", then);
    }

    public async Task LogOutAsync()
    {
        await GoAsync("/account");
        await PressAsync("Log out", "/");
        await Assertions.Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Log in", Exact = true })).ToHaveCountAsync(1);
    }

    /// <summary>Opens the newest message to an address on the development page.</summary>
    public async Task OpenMailAsync(string to, string subject, string? name = null)
    {
        await Page.GotoAsync(Site + await Mail.PathAsync(Site, to, subject));
        await Page.Locator("#shown").WaitForAsync();
        await LookAsync(name);
    }

    public async Task FollowMailAsync(string to, string subject, string? name = null)
    {
        await OpenMailAsync(to, subject);
        await Page.GotoAsync((await Page.Locator("main a[href*='token=']").First.GetAttributeAsync("href"))!);
        await ShouldShowAsync(new Uri(Page.Url).AbsolutePath);
        await LookAsync(name);
    }

    /// <summary>Sets two-factor login up; the page shows the recovery codes then.</summary>
    public async Task<AuthenticatorApp> SetUpTwoFactorAsync(string? name = null)
    {
        await GoAsync("/account/two-factor", name);
        await PressAsync("Set it up", "Or type this key into the app", name is null ? null : $"{name}-key");
        var app = new AuthenticatorApp(await CodeAsync());
        await FillAsync("Code", app.NextCode());
        await PressAsync("Turn it on", "Your recovery codes", name is null ? null : $"{name}-codes");
        return app;
    }

    /// <summary>The recovery codes that the page shows.</summary>
    public async Task<string[]> RecoveryCodesAsync() => (await CodeAsync()).Split('\n');

    private async Task<string> CodeAsync() => (await Page.Locator("main pre.code").InnerTextAsync()).Trim();
}
