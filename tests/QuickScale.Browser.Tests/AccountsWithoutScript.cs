namespace QuickScale.Browser.Tests;

/// <summary>Passkeys need script; nothing else does.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class AccountsWithoutScript(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.SomeWithoutScript(nameof(AccountsWithoutScript));

    [Test]
    public async Task Signing_up_logging_in_and_two_factor_login_need_none()
    {
        const string email = "emma@example.com";
        await using var pages = await AccountPages.OpenAsync(theme, hasScript: false);
        await pages.SignUpAsync(email);
        await pages.GoAsync("/auth/login", "login-without-script");
        await ShouldShowNoPasskeyButtonAsync(pages);
        await pages.LogInAsync(email);
        var app = await pages.SetUpTwoFactorAsync();
        await pages.GoAsync("/account/passkeys", "passkeys-without-script");
        await ShouldShowNoPasskeyButtonAsync(pages);
        (await pages.TextAsync()).ShouldContain("Adding a passkey needs JavaScript.");
        await pages.GoAsync("/auth/confirm");
        await ShouldShowNoPasskeyButtonAsync(pages);
        await pages.FillAsync("Password", AccountPages.Password);
        await pages.PressAsync("Confirm", AccountPages.Start);
        await pages.LogOutAsync();

        await pages.LogInAsync(email, then: "/auth/two-factor");
        await pages.FillAsync("Code", app.NextCode());
        await pages.PressAsync("Log in", AccountPages.Start);
        await pages.GoAsync("/account");
        (await pages.TextAsync()).ShouldContain(email);
        pages.ShouldHaveNoProblem();
    }

    private static async Task ShouldShowNoPasskeyButtonAsync(AccountPages pages)
    {
        var button = pages.Page.Locator("[data-passkey] button");
        (await button.CountAsync()).ShouldBe(1);
        (await button.IsVisibleAsync()).ShouldBeFalse();
    }
}
