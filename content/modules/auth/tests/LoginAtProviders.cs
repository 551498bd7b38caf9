using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>Logging in and signing up by a provider (A13).</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class LoginAtProviders(DatabaseKind kind) : WithProviders(kind)
{
    [TestCase("google", "https://accounts.google.com/o/oauth2/v2/auth", "openid profile email")]
    [TestCase("github", "https://github.com/login/oauth/authorize", "read:user user:email")]
    [TestCase("microsoft", "https://login.microsoftonline.com/common/oauth2/v2.0/authorize", "openid profile email")]
    public async Task A13_The_way_to_a_provider_asks_for_no_more_than_who_it_is(string provider, string endpoint, string scope)
    {
        using var browser = Host.Browser();

        using var page = await browser.PostAsync($"/auth/external/{provider}", []);

        // No redirect: the answer to a form may lead to this site alone (form-action 'self').
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var address = new Uri(page.Headers.GetValues("Refresh").Single()["0; url=".Length..]);
        address.GetLeftPart(UriPartial.Path).ShouldBe(endpoint);
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Query)["scope"].ToString().ShouldBe(scope);
        (await page.Content.ReadAsStringAsync()).ShouldContain($"href=\"{WebUtility.HtmlEncode(address.AbsoluteUri)}\"");
    }

    [Test]
    public async Task A13_A_new_user_signs_up_by_a_provider_that_vouches_for_the_address()
    {
        var email = NewEmail();
        using var browser = Host.Browser();

        (await CallBackAsync(browser, "google", new UserInfo("g-new", email, true), "?returnUrl=%2Fnotes")).ShouldBe(AuthPaths.ExternalSignUp);
        (await browser.TextAsync(AuthPaths.ExternalSignUp)).ShouldContain(email);
        using var answer = await browser.PostAsync(AuthPaths.ExternalSignUp, new() { ["name"] = "Ann", ["email"] = "other@example.com" });

        answer.Headers.Location!.OriginalString.ShouldBe("/notes");
        var user = await Host.UserAsync(email);
        user.ShouldSatisfyAllConditions(
            () => user.Name.ShouldBe("Ann"), () => user.PasswordHash.ShouldBeNull(), () => user.EmailVerifiedAt.ShouldBe(Host.Clock.GetUtcNow().UtcDateTime));
        (await Host.MailsToAsync(email)).ShouldBeEmpty();
        // The second time there is no question.
        using var again = Host.Browser();
        (await CallBackAsync(again, "google", new UserInfo("g-new", email, true))).ShouldBe(AuthPaths.Start);
        (await again.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A13_The_subject_is_the_key_and_never_the_address()
    {
        var (email, changed) = (NewEmail(), NewEmail());
        await SignUpAsync("google", new UserInfo("g-key", email, true));
        using var same = Host.Browser();
        using var other = Host.Browser();

        // The address at the provider has changed: it is still the same account.
        (await CallBackAsync(same, "google", new UserInfo("g-key", changed, true))).ShouldBe(AuthPaths.Start);
        (await CurrentEmailAsync(same)).ShouldBe(email);
        // The same number at another provider is somebody else.
        (await CallBackAsync(other, "microsoft", new UserInfo("g-key", NewEmail(), null))).ShouldBe(AuthPaths.ExternalSignUp);
    }

    [Test]
    public async Task A13_An_account_is_found_by_the_address_when_both_sides_have_confirmed_it()
    {
        var email = await Host.AccountAsync();
        using var browser = Host.Browser();

        (await CallBackAsync(browser, "google", new UserInfo("g-auto", email.ToUpperInvariant(), true))).ShouldBe(AuthPaths.Start);

        (await CurrentEmailAsync(browser)).ShouldBe(email);
        (await LoginsAsync(email)).ShouldHaveSingleItem().ProviderKey.ShouldBe("g-auto");
        (await Host.MailsToAsync(email)).Select(mail => mail.Mail.Subject).ShouldContain("Google was added to your account");
    }

    [Test]
    public async Task A13_Github_vouches_for_the_address_that_its_list_calls_primary_and_verified()
    {
        var email = await Host.AccountAsync();
        using var browser = Host.Browser();

        (await CallBackAsync(browser, "github", new GitHubAccount(1001, "ann", null, new GitHubEmail("old@example.com", false, true), new GitHubEmail(email, true, true)))).ShouldBe(AuthPaths.Start);

        (await CurrentEmailAsync(browser)).ShouldBe(email);
    }

    private static IEnumerable<TestCaseData> AccountsThatProveNothing()
    {
        yield return new TestCaseData("google", (Func<string, object>)(email => new UserInfo("evil", email, false))).SetArgDisplayNames("google, unverified");
        yield return new TestCaseData("google", (Func<string, object>)(email => new UserInfo("evil", email, null))).SetArgDisplayNames("google, not stated");
        yield return new TestCaseData("microsoft", (Func<string, object>)(email => new UserInfo("evil", email, null))).SetArgDisplayNames("microsoft");
        yield return new TestCaseData("microsoft", (Func<string, object>)(email => new UserInfo("evil", email, true))).SetArgDisplayNames("microsoft, stated all the same");
        yield return new TestCaseData("github", (Func<string, object>)(email => new GitHubAccount(666, "evil", email, new GitHubEmail(email, true, false)))).SetArgDisplayNames("github, unverified");
        yield return new TestCaseData("github", (Func<string, object>)(email => new GitHubAccount(666, "evil", email, new GitHubEmail("evil@example.com", true, true)))).SetArgDisplayNames("github, on the profile alone");
    }

    [TestCaseSource(nameof(AccountsThatProveNothing))]
    public async Task A13_The_victims_address_at_the_attackers_account_opens_nothing(string provider, Func<string, object> account)
    {
        var victim = await Host.AccountAsync();
        using var browser = Host.Browser();

        (await CallBackAsync(browser, provider, account(victim))).ShouldBe(AuthPaths.ExternalSignUp);
        (await browser.PostAsync(AuthPaths.ExternalSignUp, new() { ["email"] = victim })).Dispose();

        (await LoginsAsync(victim)).ShouldBeEmpty();
        using var again = Host.Browser();
        await CallBackAsync(again, provider, account(victim));
        new[] { victim }.ShouldNotContain(await CurrentEmailAsync(again));
    }

    [Test]
    public async Task A1_Whether_an_address_without_proof_has_an_account_is_told_by_mail_alone()
    {
        var (known, unknown) = (await Host.AccountAsync(), NewEmail());
        var answers = new List<string>();
        foreach (var email in new[] { known, unknown })
        {
            using var browser = Host.Browser();
            await CallBackAsync(browser, "microsoft", new UserInfo($"ms-{email}", email, null));
            using var answer = await browser.PostAsync(AuthPaths.ExternalSignUp, new() { ["email"] = email });
            answers.Add($"{(int)answer.StatusCode} {answer.Headers.Location}");
        }

        answers[0].ShouldBe($"302 {AuthPaths.CheckMail}");
        answers[1].ShouldBe(answers[0]);
        (await Host.MailsToAsync(known))[^1].Kind.ShouldBe("auth.already-registered");
        (await Host.MailsToAsync(unknown)).Single().Kind.ShouldBe("auth.verify-email");
    }

    [Test]
    public async Task A1_The_second_attempt_does_not_tell_whether_the_address_was_free_at_the_first()
    {
        foreach (var email in new[] { await Host.AccountAsync(), NewEmail() })
        {
            using var browser = Host.Browser();
            var account = new UserInfo($"again-{email}", null, null);
            await CallBackAsync(browser, "microsoft", account);
            (await browser.PostAsync(AuthPaths.ExternalSignUp, new() { ["email"] = email })).Headers.Location!.OriginalString.ShouldBe(AuthPaths.CheckMail);

            (await CallBackAsync(browser, "microsoft", account)).ShouldBe(AuthPaths.ExternalSignUp);
        }
    }

    [Test]
    public async Task A13_Who_gives_the_account_its_first_password_by_mail_has_it_alone()
    {
        var email = NewEmail();
        var strangers = new UserInfo($"stranger-{email}", null, null);
        using var stranger = Host.Browser();
        await CallBackAsync(stranger, "microsoft", strangers);
        (await stranger.PostAsync(AuthPaths.ExternalSignUp, new() { ["email"] = email })).Dispose();
        // The address's owner was about to sign up too, and follows the newest link.
        using var owner = Host.Browser();
        (await owner.PostAsync(await Host.LinkToAsync(email, "auth.verify-email"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await CallBackAsync(stranger, "microsoft", strangers)).ShouldBe(AuthPaths.Start);

        (await owner.PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();
        (await owner.PostAsync(await Host.LinkToAsync(email, "auth.reset-password"), new() { ["password"] = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await stranger.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await CallBackAsync(stranger, "microsoft", strangers)).ShouldBe(AuthPaths.ExternalSignUp);
        (await Host.MailsToAsync(email)).Select(mail => mail.Mail.Subject).ShouldContain("Microsoft was removed from your account");
        (await owner.LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A13_Whoever_mistyped_the_address_signs_up_by_the_provider_again()
    {
        var (mistyped, email) = (NewEmail(), NewEmail());
        var account = new UserInfo($"typo-{email}", null, null);
        using var browser = Host.Browser();
        foreach (var typed in new[] { mistyped, mistyped, email })
        {
            (await CallBackAsync(browser, "microsoft", account)).ShouldBe(AuthPaths.ExternalSignUp);
            (await browser.PostAsync(AuthPaths.ExternalSignUp, new() { ["email"] = typed })).Headers.Location!.OriginalString.ShouldBe(AuthPaths.CheckMail);
        }

        (await browser.PostAsync(await Host.LinkToAsync(email, "auth.verify-email"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await browser.PostAsync(await Host.LinkToAsync(mistyped, "auth.verify-email"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await CallBackAsync(browser, "microsoft", account)).ShouldBe(AuthPaths.Start);
        (await CurrentEmailAsync(browser)).ShouldBe(email);
        (await LoginsAsync(mistyped)).ShouldBeEmpty();
    }

    [Test]
    public async Task A13_An_account_that_somebody_made_with_the_address_before_is_not_shared_with_them()
    {
        var email = NewEmail();
        (await Host.Browser().PostAsync(AuthPaths.SignUp, new() { ["email"] = email, ["password"] = "what an attacker chose" })).Dispose();

        await SignUpAsync("google", new UserInfo("g-owner", email, true));

        (await Host.Browser().LoginAsync(email, "what an attacker chose")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Host.UserAsync(email)).PasswordHash.ShouldBeNull();
    }

    [Test]
    public async Task A13_Without_required_confirmation_an_unconfirmed_account_asks_for_a_login_first()
    {
        await using var host = await TestHost.StartAsync(Kind, FakeProvider.Settings(("verification_required", "false")), Provider.Replace);
        (await host.Browser().PostAsync(AuthPaths.SignUp, new() { ["email"] = "ann@example.com", ["password"] = TestHost.Password })).Dispose();
        using var browser = host.Browser();

        (await CallBackAsync(browser, "google", new UserInfo("g-1", "ann@example.com", true))).ShouldBe("/auth/external/google?refused=link_needs_login");

        (await host.InDatabaseAsync(context => context.Set<ExternalLogin>().AnyAsync())).ShouldBeFalse();
        (await browser.TextAsync("/auth/external/google?refused=link_needs_login")).ShouldContain("Log in to it in the way you know");
    }

    [Test]
    public async Task A13_A_foreign_state_signs_nobody_in()
    {
        var attacker = await SignUpAsync("google", new UserInfo("g-attacker", NewEmail(), true));
        using var attackers = Host.Browser();
        using var victims = Host.Browser();
        var callback = Provider.Authorize(await StartAsync(attackers, "google"), new UserInfo("g-attacker", attacker, true));

        // Login CSRF: the victim is led to the callback that belongs to the attacker's browser.
        (await victims.GetAsync(callback)).Headers.Location!.OriginalString.ShouldBe("/auth/external/google?refused=external_failed");
        // ... and that of an attempt of their own with the attacker's code.
        var own = Provider.Authorize(await StartAsync(victims, "google"), new UserInfo("g-victim", NewEmail(), true));
        var mixed = Regex.Replace(own, "code=[^&]*", Regex.Match(callback, "code=[^&]*").Value);
        (await victims.GetAsync(mixed)).Headers.Location!.OriginalString.ShouldBe("/auth/external/google?refused=external_failed");

        Provider.Refused.Last().ShouldBe("the verifier does not fit");
        (await victims.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [TestCase("")]
    [TestCase("?code=abc")]
    [TestCase("?code=abc&state=made-up")]
    [TestCase("?error=access_denied&state=made-up")]
    public async Task A13_A_callback_without_a_state_of_ours_does_nothing(string query)
    {
        using var browser = Host.Browser();

        using var answer = await browser.GetAsync($"/auth/external/google/callback{query}");

        answer.Headers.Location!.OriginalString.ShouldBe("/auth/external/google?refused=external_failed");
    }

    [Test]
    public async Task A13_A_state_of_one_provider_is_none_of_another()
    {
        using var browser = Host.Browser();
        var callback = Provider.Authorize(await StartAsync(browser, "google"), new UserInfo("g-mix", NewEmail(), true));

        using var answer = await browser.GetAsync(callback.Replace("/google/", "/microsoft/", StringComparison.Ordinal));

        answer.Headers.Location!.OriginalString.ShouldBe("/auth/external/microsoft?refused=external_failed");
    }

    [Test]
    public async Task A13_A_code_is_good_once()
    {
        var account = new UserInfo("g-replay", NewEmail(), true);
        await SignUpAsync("google", account);
        using var browser = Host.Browser();
        using var thief = Host.Browser();
        var callback = Provider.Authorize(await StartAsync(browser, "google"), account);
        // Whoever copied address and cookies before they were used.
        thief.Cookies.Add(browser.Cookies.GetCookies(TestHost.Address));

        (await browser.GetAsync(callback)).Headers.Location!.OriginalString.ShouldBe(AuthPaths.Start);
        (await browser.GetAsync(callback)).Headers.Location!.OriginalString.ShouldBe("/auth/external/google?refused=external_failed");
        (await thief.GetAsync(callback)).Headers.Location!.OriginalString.ShouldBe("/auth/external/google?refused=external_failed");

        Provider.Refused.Last().ShouldBe("the code is unknown or was used");
        (await thief.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A13_Another_site_cannot_begin_it()
    {
        using var browser = await Host.SignedInAsync(await Host.AccountAsync());

        using var form = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/auth/external/google") { Content = new FormUrlEncodedContent([]) });
        using var api = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/auth/external/google") { Content = JsonContent.Create(new { purpose = "link" }) });
        using var link = await browser.GetAsync("/auth/external/google?purpose=link");

        form.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        api.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        link.Headers.Contains("Refresh").ShouldBeFalse();
        (link.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : []).ShouldAllBe(cookie => !cookie.Contains("auth-external", StringComparison.Ordinal));
    }

    [Test]
    public async Task A13_The_second_factor_is_still_asked_for()
    {
        var email = await Host.AccountAsync();
        var user = await Host.UserAsync(email);
        await Host.InDatabaseAsync(context =>
        {
            context.Add(new TwoFactor { UserId = user.Id, SecretEncrypted = "sealed", EnabledAt = Host.Clock.GetUtcNow().UtcDateTime });
            return context.SaveChangesAsync();
        });
        using var browser = Host.Browser();

        (await CallBackAsync(browser, "google", new UserInfo("g-2fa", email, true), "?returnUrl=%2Fnotes")).ShouldBe("/auth/two-factor?returnUrl=%2Fnotes");

        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A13_The_api_does_the_same()
    {
        var email = NewEmail();
        using var browser = Host.Browser();
        var providers = await (await browser.ApiAsync(HttpMethod.Get, "/providers")).Content.ReadFromJsonAsync<JsonArray>();
        providers!.Select(one => (string)one!["name"]!).ShouldBe(FakeProvider.Names);

        using var start = await browser.ApiAsync(HttpMethod.Post, "/external/google", new { returnUrl = "/notes" });
        var address = new Uri((string)(await start.Content.ReadFromJsonAsync<JsonObject>())!["url"]!);
        (await browser.GetAsync(Provider.Authorize(address, new UserInfo("g-api", email, true)))).Headers.Location!.OriginalString.ShouldBe(AuthPaths.ExternalSignUp);
        var pending = await (await browser.ApiAsync(HttpMethod.Get, "/external-sign-up")).Content.ReadFromJsonAsync<JsonObject>();
        ((string?)pending!["email"]).ShouldBe(email);
        using var signUp = await browser.ApiAsync(HttpMethod.Post, "/external-sign-up", new { name = "Ann" });
        var done = await signUp.Content.ReadFromJsonAsync<JsonObject>();
        ((string?)done!["next"]).ShouldBe("done");
        ((string?)done["returnUrl"]).ShouldBe("/notes");

        (await CurrentEmailAsync(browser)).ShouldBe(email);
        var logins = await (await browser.ApiAsync(HttpMethod.Get, "/external-logins")).Content.ReadFromJsonAsync<JsonArray>();
        ((string?)logins!.Single()!["subject"]).ShouldBe("g-api");
        (await Host.Browser().ApiAsync(HttpMethod.Post, "/external-sign-up", new { })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.ApiAsync(HttpMethod.Post, "/external/nobody", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await browser.ApiAsync(HttpMethod.Post, "/external/google", new { purpose = "steal" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [TestCase(AuthPaths.Login)]
    [TestCase(AuthPaths.SignUp)]
    public async Task A18_Every_form_of_a_stranger_carries_its_token(string path)
    {
        var forms = Regex.Matches(await Host.Browser().TextAsync(path), "<form.*?</form>", RegexOptions.Singleline);

        forms.Count.ShouldBe(4); // Its own, and one for each provider.
        forms.ShouldAllBe(form => form.Value.Contains("__RequestVerificationToken", StringComparison.Ordinal));
    }
}
