using System.Text.Json;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>Passkeys, by Chromium's virtual authenticator (the WebAuthn domain of its DevTools protocol).</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class AccountsWithPasskeys(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(AccountsWithPasskeys));

    [Test]
    public async Task A_passkey_is_added_logs_in_confirms_and_is_removed()
    {
        const string email = "dora@example.com";
        await using var pages = await AccountPages.OpenAsync(theme);
        await AddAuthenticatorAsync(pages.Page);
        await pages.SignUpAsync(email);
        await pages.LogInAsync(email);

        await pages.GoAsync("/account/passkeys", "passkeys-none");
        await pages.FillAsync("Name of the new passkey", "My phone");
        await pages.PressAsync("Add a passkey", "The passkey is added.");
        await pages.LookAsync("passkeys");
        // Where the account's menu stands beside the page.
        await pages.LookAsync("passkeys", ColorScheme.Light, 1280);
        await pages.FillAsync("Name of My phone", "My old phone");
        await pages.PressAsync("Rename My phone", "The passkey has its new name.", "passkeys-renamed");
        await pages.LogOutAsync();

        await pages.GoAsync("/auth/login");
        await pages.PressAsync("Log in with a passkey", AccountPages.Start);
        await pages.GoAsync("/account");
        (await pages.TextAsync()).ShouldContain(email);

        await pages.GoAsync("/auth/confirm?returnUrl=%2Faccount%2Fpasskeys", "confirm");
        await pages.PressAsync("Confirm with a passkey", "/account/passkeys");
        await pages.PressAsync("Remove My old phone", "No passkey is added so far.", "passkeys-removed");
        await pages.LogOutAsync();

        // The authenticator still has it.
        await pages.GoAsync("/auth/login");
        await pages.PressInVainAsync("Log in with a passkey", "This passkey was not accepted.", "login-passkey-refused");
        pages.ShouldHaveNoProblem();
    }

    private static async Task AddAuthenticatorAsync(IPage page)
    {
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        var options = new Dictionary<string, object>
        {
            ["protocol"] = "ctap2",
            ["transport"] = "internal",
            ["hasResidentKey"] = true,
            ["hasUserVerification"] = true,
            ["isUserVerified"] = true,
            ["automaticPresenceSimulation"] = true,
        };
        (await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = options })).ShouldNotBeNull().GetProperty("authenticatorId").ValueKind.ShouldBe(JsonValueKind.String);
    }
}
