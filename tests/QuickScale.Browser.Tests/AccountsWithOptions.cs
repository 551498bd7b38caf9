using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>What options of the module add: login by a mailed code, terms to agree to, providers.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class AccountsWithOptions(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(AccountsWithOptions));

    /// <summary>What is off as the module is embedded. The credentials open nothing: no test reaches a provider.</summary>
    private static readonly Dictionary<string, string?> Options = new()
    {
        ["Modules__auth__login_by_code"] = "true",
        ["Modules__auth__terms_version"] = "2",
        ["Modules__auth__terms_url"] = "/about",
        ["GOOGLE_CLIENT_ID"] = "an-id",
        ["GOOGLE_CLIENT_SECRET"] = "a-secret",
        ["GITHUB_CLIENT_ID"] = "an-id",
        ["GITHUB_CLIENT_SECRET"] = "a-secret",
    };

    [Test]
    public async Task A_mailed_code_new_terms_and_providers_have_their_pages()
    {
        const string email = "fay@example.com";
        await using var pages = await AccountPages.OpenAsync(theme);
        (var before, pages.Site) = await RunningSite.StartAsync(theme, "options", new Dictionary<string, string?>());
        await using (before)
            await pages.SignUpAsync(email);
        (var after, pages.Site) = await RunningSite.StartAsync(theme, "options", Options);
        await using var _ = after;
        await pages.GoAsync("/auth/sign-up", "sign-up-options");
        await pages.GoAsync("/auth/login", "login-options");

        await pages.FollowAsync("Log in by a code that we mail to you", "/auth/login-code", "login-code");
        await pages.FillAsync("E-mail address", email);
        await pages.PressAsync("Send the code", "a code is on its way", "login-code-sent");
        var code = await Mail.CodeAsync(pages.Site, email, "Your login code");
        await pages.FillAsync("Code", "12");
        await pages.PressInVainAsync("Log in", "This code is not right", "login-code-refused");
        await pages.FillAsync("Code", code);
        await pages.PressAsync("Log in", "/auth/terms", "terms");
        await pages.PressInVainAsync("Go on", "Please agree to the terms.", "terms-refused");
        await pages.Page.GetByLabel("I agree to the terms").CheckAsync();
        await pages.PressAsync("Go on", AccountPages.Start);

        await pages.GoAsync("/account/logins", "logins-options");
        await LeaveForGoogleAsync(pages);
        await pages.GoAsync("/auth/external/google", "external");
        await pages.GoAsync("/auth/external/google?refused=external_taken", "external-refused");
        await pages.GoAsync("/auth/logout", "logout");
        await pages.PressAsync("Log out of this device", "/");
        await pages.GoInVainAsync("/auth/external-sign-up", "external-sign-up-void");
        await pages.GoInVainAsync("/auth/two-factor", "second-factor-void");
        pages.ShouldHaveNoProblem();
    }

    /// <summary>The Content-Security-Policy stops no way out, and what arrives at the provider is a request for a login.</summary>
    private static async Task LeaveForGoogleAsync(AccountPages pages)
    {
        await pages.Page.RouteAsync("https://accounts.google.com/**", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><title>Provider</title>" }));
        await pages.Page.GetByRole(AriaRole.Button, new() { Name = "Add Google" }).ClickAsync();
        await Assertions.Expect(pages.Page).ToHaveURLAsync(new Regex("^https://accounts.google.com/"));
        pages.Page.Url.ShouldContain("client_id=an-id");
    }
}
