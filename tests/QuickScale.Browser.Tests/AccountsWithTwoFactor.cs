namespace QuickScale.Browser.Tests;

/// <summary>Two-factor login and the ways back into an account, in a browser.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class AccountsWithTwoFactor(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(AccountsWithTwoFactor));

    [Test]
    public async Task An_app_a_trusted_browser_and_recovery_codes_open_the_account()
    {
        const string email = "bea@example.com";
        await using var pages = await AccountPages.OpenAsync(theme);
        await pages.SignUpAsync(email);
        await pages.LogInAsync(email);
        var app = await pages.SetUpTwoFactorAsync("two-factor");
        var codes = await pages.RecoveryCodesAsync();
        codes.Length.ShouldBe(10);
        await pages.LogOutAsync();

        await pages.LogInAsync(email, then: "/auth/two-factor");
        await pages.LookAsync("second-factor");
        await pages.FillAsync("Code", "not a code");
        await pages.PressInVainAsync("Log in", "This code is not good.", "second-factor-refused");
        await pages.FillAsync("Code", app.NextCode());
        await pages.Page.GetByLabel("Do not ask for a code in this browser").CheckAsync();
        await pages.PressAsync("Log in", AccountPages.Start);
        await pages.LogOutAsync();

        await pages.LogInAsync(email);
        await pages.GoAsync("/account/two-factor", "two-factor-on");
        await pages.Page.GetByText("Ask for codes again").ClickAsync();
        await pages.ShouldShowAsync("The browser asks for codes again.");
        await pages.LogOutAsync();

        await pages.LogInAsync(email, then: "/auth/two-factor");
        await pages.FillAsync("Code", codes[0]);
        await pages.PressAsync("Log in", AccountPages.Start);

        await pages.GoAsync("/account/two-factor");
        (await pages.TextAsync()).ShouldContain("9 of 10 are left");
        await pages.FillAsync("Password", AccountPages.Password);
        await pages.Page.GetByLabel("Code", new() { Exact = true }).Last.FillAsync(codes[1]);
        await pages.PressAsync("Turn it off", "Two-factor login is off", "two-factor-off");
        await pages.LogOutAsync();
        await pages.LogInAsync(email);
        pages.ShouldHaveNoProblem();
    }

    [Test]
    public async Task A_forgotten_password_is_chosen_anew()
    {
        const string email = "cara@example.com", newPassword = "an even quieter river";
        await using var pages = await AccountPages.OpenAsync(theme);
        await pages.SignUpAsync(email);
        await pages.GoAsync("/auth/forgot-password", "forgot-password");
        await pages.FillAsync("E-mail address", email);
        await pages.PressAsync("Send the link", "the link is on its way", "forgot-password-sent");
        await pages.FollowMailAsync(email, "Choose a new password", "reset-password");
        var link = pages.Page.Url;
        await pages.FillAsync("New password", "short");
        await pages.PressInVainAsync("Change the password", "Please choose a password of 10 characters", "reset-password-refused");
        await pages.FillAsync("New password", newPassword);
        await pages.PressAsync("Change the password", "Your password is changed", "reset");

        await pages.FillAsync("E-mail address", email);
        await pages.FillAsync("Password", AccountPages.Password);
        await pages.PressInVainAsync("Log in", "do not go together");
        await pages.LogInAsync(email, newPassword);
        await pages.LogOutAsync();

        foreach (var (page, name) in new[] { ("reset-password", "reset-void"), ("verify-email", "verify-void"), ("confirm-email-change", "change-void"), ("undo-email-change", "undo-void") })
            await pages.GoInVainAsync($"/auth/{page}{new Uri(link).Query}", name);
        pages.ShouldHaveNoProblem();
    }
}
