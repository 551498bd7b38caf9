using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>The logins at providers that an account has (A13): added, removed, and shown again to confirm who one is.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class LoginsOfAccounts(DatabaseKind kind) : WithProviders(kind)
{
    [Test]
    public async Task A13_A_login_is_added_on_the_account_page_whatever_its_address()
    {
        var email = await Host.AccountAsync();
        using var browser = await Host.SignedInAsync(email);

        (await CallBackAsync(browser, "microsoft", new UserInfo("ms-add", NewEmail(), null), "?purpose=link")).ShouldBe($"{AuthPaths.Logins}?done=linked");

        (await browser.TextAsync(AuthPaths.Logins)).ShouldContain("Microsoft");
        using var other = Host.Browser();
        (await CallBackAsync(other, "microsoft", new UserInfo("ms-add", NewEmail(), null))).ShouldBe(AuthPaths.Start);
        (await CurrentEmailAsync(other)).ShouldBe(email);
        (await Host.MailsToAsync(email)).Select(mail => mail.Mail.Subject).ShouldContain("Microsoft was added to your account");
    }

    [Test]
    public async Task A13_A_login_that_another_account_has_is_not_added()
    {
        await SignUpAsync("google", new UserInfo("g-taken", NewEmail(), true));
        var email = await Host.AccountAsync();
        using var browser = await Host.SignedInAsync(email);

        (await CallBackAsync(browser, "google", new UserInfo("g-taken", email, true), "?purpose=link")).ShouldBe("/auth/external/google?refused=external_taken");

        (await LoginsAsync(email)).ShouldBeEmpty();
    }

    [Test]
    public async Task A13_Only_the_session_that_began_to_add_a_login_ends_it()
    {
        var (victim, attacker) = (await Host.AccountAsync(), await Host.AccountAsync());
        using var browser = await Host.SignedInAsync(attacker);
        var callback = Provider.Authorize(await StartAsync(browser, "google", "?purpose=link"), new UserInfo("g-hook", attacker, true));

        // The same browser, in which the victim has logged in meanwhile.
        (await browser.PostAsync(AuthPaths.Logout, [])).Dispose();
        (await browser.LoginAsync(victim, TestHost.Password)).Dispose();
        (await browser.GetAsync(callback)).Headers.Location!.OriginalString.ShouldBe("/auth/external/google?refused=external_failed");

        (await LoginsAsync(victim)).ShouldBeEmpty();
    }

    [Test]
    public async Task A13_Adding_and_removing_ask_for_a_recent_proof()
    {
        var email = await Host.AccountAsync();
        using var browser = await Host.SignedInAsync(email);
        await CallBackAsync(browser, "google", new UserInfo("g-old", NewEmail(), true), "?purpose=link");
        Host.Clock.Advance(TimeSpan.FromMinutes(11));

        (await browser.GetAsync(AuthPaths.Logins)).Headers.Location!.OriginalString.ShouldStartWith(AuthPaths.Confirm);
        (await browser.PostAsync("/auth/external/google?purpose=link", [])).Headers.Location!.OriginalString.ShouldStartWith(AuthPaths.Confirm);
        (await browser.ApiAsync(HttpMethod.Post, "/external/google", new { purpose = "link" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.ApiAsync(HttpMethod.Delete, "/external-logins/google/g-old")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await LoginsAsync(email)).Count.ShouldBe(1);
    }

    [Test]
    public async Task A13_The_last_way_in_is_not_removed()
    {
        var email = await SignUpAsync("google", new UserInfo("g-last", NewEmail(), true));
        using var browser = Host.Browser();
        await CallBackAsync(browser, "google", new UserInfo("g-last", email, true));

        using var refused = await browser.PostAsync(AuthPaths.Logins, new() { ["provider"] = "google", ["subject"] = "g-last" }, "Remove");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("This is the only way in which you can log in.");
        (await browser.ApiAsync(HttpMethod.Delete, "/external-logins/google/g-last")).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        (await browser.ApiAsync(HttpMethod.Post, "/change-password", new { newPassword = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var other = await Host.SignedInAsync(email);
        (await browser.PostAsync(AuthPaths.Logins, new() { ["provider"] = "google", ["subject"] = "g-last" }, "Remove")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await LoginsAsync(email)).ShouldBeEmpty();
        // A5: whoever came in by it is out.
        (await other.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A13_Of_two_removals_at_once_one_way_in_stays()
    {
        var email = await SignUpAsync("google", new UserInfo("g-race", NewEmail(), true));
        using var browser = Host.Browser();
        await CallBackAsync(browser, "google", new UserInfo("g-race", email, true));
        await CallBackAsync(browser, "microsoft", new UserInfo("ms-race", email, null), "?purpose=link");
        var token = await (await browser.ApiAsync(HttpMethod.Get, "/antiforgery")).Content.ReadFromJsonAsync<JsonObject>();

        async Task RemoveAsync(string login)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/auth/external-logins/{login}");
            request.Headers.Add((string)token!["header"]!, (string)token["token"]!);
            (await browser.SendAsync(request)).Dispose();
        }

        await Task.WhenAll(RemoveAsync("google/g-race"), RemoveAsync("microsoft/ms-race"));

        (await LoginsAsync(email)).Count.ShouldBe(1);
    }

    [Test]
    public async Task A13_Nobody_removes_anothers_login()
    {
        var email = await SignUpAsync("google", new UserInfo("g-mine", NewEmail(), true));
        using var attacker = await Host.SignedInAsync(await Host.AccountAsync());

        (await attacker.ApiAsync(HttpMethod.Delete, "/external-logins/google/g-mine")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await LoginsAsync(email)).Count.ShouldBe(1);
    }

    [Test]
    public async Task A13_A_user_without_a_password_confirms_by_the_provider_and_no_other_does()
    {
        var email = await SignUpAsync("google", new UserInfo("g-confirm", NewEmail(), true));
        using var browser = Host.Browser();
        await CallBackAsync(browser, "google", new UserInfo("g-confirm", email, true));
        Host.Clock.Advance(TimeSpan.FromMinutes(11));
        var page = await browser.TextAsync(AuthPaths.Confirm);
        page.ShouldContain("Confirm with Google");
        page.ShouldNotContain("currentPassword");

        (await CallBackAsync(browser, "google", new UserInfo("g-somebody", email, true), "?purpose=confirm")).ShouldBe("/auth/external/google?refused=not_your_login");
        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await CallBackAsync(browser, "google", new UserInfo("g-confirm", email, true), "?purpose=confirm&returnUrl=%2Faccount%2Flogins")).ShouldBe(AuthPaths.Logins);
        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var withPassword = await Host.SignedInAsync(await Host.AccountAsync());
        await CallBackAsync(withPassword, "google", new UserInfo("g-extra", NewEmail(), true), "?purpose=link");
        Host.Clock.Advance(TimeSpan.FromMinutes(11));
        (await withPassword.TextAsync(AuthPaths.Confirm)).ShouldNotContain("Confirm with Google");
        (await CallBackAsync(withPassword, "google", new UserInfo("g-extra", NewEmail(), true), "?purpose=confirm")).ShouldBe("/auth/external/google?refused=reauthentication_required");
        (await withPassword.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A13_A_front_end_of_its_own_comes_back_from_the_provider()
    {
        var email = await Host.AccountAsync();
        using var browser = await Host.SignedInAsync(email);

        async Task<string> CallBackByApiAsync(string purpose, UserInfo account, Func<string, string>? change = null)
        {
            using var start = await browser.ApiAsync(HttpMethod.Post, "/external/google", new { purpose, returnUrl = "/app/logins?added=google" });
            var callback = Provider.Authorize(new Uri((string)(await start.Content.ReadFromJsonAsync<JsonObject>())!["url"]!), account);
            using var answer = await browser.GetAsync(change is null ? callback : change(callback));
            return answer.Headers.Location!.OriginalString;
        }

        (await CallBackByApiAsync("link", new UserInfo("g-spa", NewEmail(), true))).ShouldBe("/app/logins?added=google");
        (await LoginsAsync(email)).ShouldHaveSingleItem();

        // Whoever declines at the provider comes back to a path of the front end, which asks for the words.
        var refused = await CallBackByApiAsync("sign-in", new UserInfo("g-spa", NewEmail(), true), callback => Regex.Replace(callback, "code=[^&]*", "error=access_denied"));
        refused.ShouldBe("/auth/external/google?refused=external_failed");
        using var words = await browser.ApiAsync(HttpMethod.Get, refused["/auth".Length..]);
        ((string?)(await words.Content.ReadFromJsonAsync<JsonObject>())!["refusal"]!["message"]).ShouldBe(Refusals.ExternalFailed.Message);
    }

    [TestCase(AuthPaths.Account)]
    [TestCase(AuthPaths.Logins)]
    [TestCase(AuthPaths.Sessions)]
    [TestCase(AuthPaths.Confirm)]
    public async Task A18_Every_form_of_the_account_carries_its_token(string path)
    {
        using var browser = await Host.SignedInAsync(await Host.AccountAsync());

        var forms = Regex.Matches(await browser.TextAsync(path), "<form.*?</form>", RegexOptions.Singleline);

        forms.Count.ShouldBeGreaterThan(0);
        forms.ShouldAllBe(form => form.Value.Contains("__RequestVerificationToken", StringComparison.Ordinal));
    }
}
