namespace QuickScale.Browser.Tests;

/// <summary>Passkeys need script; nothing else does.</summary>
[Category("Slow")]
public sealed class AccountsWithoutScript
{
    [Test]
    public async Task Signing_up_logging_in_and_two_factor_login_need_none()
    {
        const string email = "emma@example.com";
        await using var pages = await AccountPages.OpenAsync(hasScript: false);
        await pages.SignUpAsync(email);
        await pages.GoAsync("/auth/login", "login-without-script");
        await ShouldShowNoPasskeyButtonAsync(pages);
        await pages.LogInAsync(email);
        pages.ShouldBeAt("/account");
        var app = await pages.SetUpTwoFactorAsync();
        await pages.GoAsync("/account/passkeys", "passkeys-without-script");
        await ShouldShowNoPasskeyButtonAsync(pages);
        (await pages.TextAsync()).ShouldContain("Adding a passkey needs JavaScript.");
        await pages.GoAsync("/auth/confirm");
        await ShouldShowNoPasskeyButtonAsync(pages);
        await pages.FillAsync("Password", AccountPages.Password);
        await pages.PressAsync("Confirm");
        pages.ShouldBeAt("/account");
        await pages.LogOutAsync();

        await pages.LogInAsync(email);
        await pages.FillAsync("Code", app.NextCode());
        await pages.PressAsync("Log in");
        pages.ShouldBeAt("/account");
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
