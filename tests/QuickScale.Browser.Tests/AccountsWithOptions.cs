using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>What options of the module add: login by a mailed code, terms to agree to, providers.</summary>
[Category("Slow")]
public sealed partial class AccountsWithOptions
{
    [Test]
    public async Task A_mailed_code_new_terms_and_providers_have_their_pages()
    {
        const string email = "fay@example.com";
        await using var pages = await AccountPages.OpenAsync();
        await pages.SignUpAsync(email);
        pages.Site = await SiteWithAccounts.GetWithOptionsAsync();
        await pages.GoAsync("/auth/sign-up", "sign-up-options");
        await pages.GoAsync("/auth/login", "login-options");

        await pages.Page.GetByText("Log in by a code that we mail to you").ClickAsync();
        await pages.LookAsync("login-code");
        await pages.FillAsync("E-mail address", email);
        await pages.PressAsync("Send the code", "login-code-sent");
        var code = await MailedCodeAsync(pages, email);
        await pages.FillAsync("Code", "12");
        await pages.PressInVainAsync("Log in", "This code is not right", "login-code-refused");
        await pages.FillAsync("Code", code);
        await pages.PressAsync("Log in", "terms");
        pages.ShouldBeAt("/auth/terms");
        await pages.PressInVainAsync("Go on", "Please agree to the terms.", "terms-refused");
        await pages.Page.GetByLabel("I agree to the terms").CheckAsync();
        await pages.PressAsync("Go on");
        pages.ShouldBeAt("/account");

        await pages.GoAsync("/account/logins", "logins-options");
        await LeaveForGoogleAsync(pages);
        await pages.GoAsync("/auth/external/google", "external");
        await pages.GoAsync("/auth/external/google?refused=external_taken", "external-refused");
        await pages.GoAsync("/auth/logout", "logout");
        await pages.PressAsync("Log out of this device");
        await pages.GoAsync("/auth/external-sign-up", "external-sign-up-void");
        await pages.GoAsync("/auth/two-factor", "second-factor-void");
        pages.ShouldHaveNoProblem();
    }

    /// <summary>Read apart from the browser, whose page waits for the code.</summary>
    private static async Task<string> MailedCodeAsync(AccountPages pages, string email)
    {
        using var client = new HttpClient();
        for (var tries = 0; tries < 100; tries++)
        {
            var list = await client.GetStringAsync($"{pages.Site}/dev/mail");
            if (LinkToCode().Match(list) is { Success: true } link)
                return SixDigits().Match(await client.GetStringAsync($"{pages.Site}{link.Groups["path"].Value}")).Groups["code"].Value;
            await Task.Delay(100);
        }

        throw new InvalidOperationException($"No code was mailed to {email}.");
    }

    /// <summary>The Content-Security-Policy stops no way out, and what arrives at the provider is a request for a login.</summary>
    private static async Task LeaveForGoogleAsync(AccountPages pages)
    {
        await pages.Page.RouteAsync("https://accounts.google.com/**", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><title>Provider</title>" }));
        await pages.Page.GetByRole(AriaRole.Button, new() { Name = "Add Google" }).ClickAsync();
        await pages.Page.WaitForURLAsync(new Regex("^https://accounts.google.com/"));
        pages.Page.Url.ShouldContain("client_id=an-id");
    }

    [GeneratedRegex("href=\"(?<path>/dev/mail/[^\"]+)\">Your login code<")]
    private static partial Regex LinkToCode();

    [GeneratedRegex(@"<pre[^>]*>[\s\S]*?\b(?<code>[0-9]{6})\b")]
    private static partial Regex SixDigits();
}
