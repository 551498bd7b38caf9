using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>Logging in by a provider (A13), against one on loopback that checks what real ones check.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class LoginAtProviders(DatabaseKind kind)
{
    private FakeProvider _provider = null!;
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _provider = await FakeProvider.StartAsync();
        _host = await TestHost.StartAsync(kind, FakeProvider.Settings(), _provider.Replace);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [TestCase("google", "https://accounts.google.com/o/oauth2/v2/auth", "openid profile email")]
    [TestCase("github", "https://github.com/login/oauth/authorize", "read:user user:email")]
    [TestCase("microsoft", "https://login.microsoftonline.com/common/oauth2/v2.0/authorize", "openid profile email")]
    public async Task A13_The_way_to_a_provider_asks_for_no_more_than_who_it_is(string provider, string endpoint, string scope)
    {
        using var browser = _host.Browser();

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
        using var browser = _host.Browser();

        (await CallBackAsync(browser, "google", new UserInfo("g-new", email, true), "?returnUrl=%2Fnotes")).ShouldBe(AuthPaths.ExternalSignUp);
        (await browser.TextAsync(AuthPaths.ExternalSignUp)).ShouldContain(email);
        using var answer = await browser.PostAsync(AuthPaths.ExternalSignUp, new() { ["name"] = "Ann", ["email"] = "other@example.com" });

        answer.Headers.Location!.OriginalString.ShouldBe("/notes");
        var user = await _host.UserAsync(email);
        user.ShouldSatisfyAllConditions(
            () => user.Name.ShouldBe("Ann"), () => user.PasswordHash.ShouldBeNull(), () => user.EmailVerifiedAt.ShouldBe(_host.Clock.GetUtcNow().UtcDateTime));
        (await _host.MailsToAsync(email)).ShouldBeEmpty();
        // The second time there is no question.
        using var again = _host.Browser();
        (await CallBackAsync(again, "google", new UserInfo("g-new", email, true))).ShouldBe(AuthPaths.Account);
        (await again.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A13_The_subject_is_the_key_and_never_the_address()
    {
        var (email, changed) = (NewEmail(), NewEmail());
        await SignUpAsync("google", new UserInfo("g-key", email, true));
        using var same = _host.Browser();
        using var other = _host.Browser();

        // The address at the provider has changed: it is still the same account.
        (await CallBackAsync(same, "google", new UserInfo("g-key", changed, true))).ShouldBe(AuthPaths.Account);
        (await CurrentEmailAsync(same)).ShouldBe(email);
        // The same number at another provider is somebody else.
        (await CallBackAsync(other, "microsoft", new UserInfo("g-key", NewEmail(), null))).ShouldBe(AuthPaths.ExternalSignUp);
    }

    [Test]
    public async Task A13_An_account_is_found_by_the_address_when_both_sides_have_confirmed_it()
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();

        (await CallBackAsync(browser, "google", new UserInfo("g-auto", email.ToUpperInvariant(), true))).ShouldBe(AuthPaths.Account);

        (await CurrentEmailAsync(browser)).ShouldBe(email);
        (await LoginsAsync(email)).ShouldHaveSingleItem().ProviderKey.ShouldBe("g-auto");
        (await _host.MailsToAsync(email)).Select(mail => mail.Mail.Subject).ShouldContain("Google was added to your account");
    }

    [Test]
    public async Task A13_Github_vouches_for_the_address_that_its_list_calls_primary_and_verified()
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();

        (await CallBackAsync(browser, "github", new GitHubAccount(1001, "ann", null, new GitHubEmail("old@example.com", false, true), new GitHubEmail(email, true, true)))).ShouldBe(AuthPaths.Account);

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
        var victim = await _host.AccountAsync();
        using var browser = _host.Browser();

        (await CallBackAsync(browser, provider, account(victim))).ShouldBe(AuthPaths.ExternalSignUp);
        (await browser.PostAsync(AuthPaths.ExternalSignUp, new() { ["email"] = victim })).Dispose();

        (await LoginsAsync(victim)).ShouldBeEmpty();
        using var again = _host.Browser();
        await CallBackAsync(again, provider, account(victim));
        new[] { victim }.ShouldNotContain(await CurrentEmailAsync(again));
    }

    [Test]
    public async Task A1_Whether_an_address_without_proof_has_an_account_is_told_by_mail_alone()
    {
        var (known, unknown) = (await _host.AccountAsync(), NewEmail());
        var answers = new List<string>();
        foreach (var email in new[] { known, unknown })
        {
            using var browser = _host.Browser();
            await CallBackAsync(browser, "microsoft", new UserInfo($"ms-{email}", email, null));
            using var answer = await browser.PostAsync(AuthPaths.ExternalSignUp, new() { ["email"] = email });
            answers.Add($"{(int)answer.StatusCode} {answer.Headers.Location}");
        }

        answers[0].ShouldBe($"302 {AuthPaths.CheckMail}");
        answers[1].ShouldBe(answers[0]);
        (await _host.MailsToAsync(known))[^1].Kind.ShouldBe("auth.already-registered");
        (await _host.MailsToAsync(unknown)).Single().Kind.ShouldBe("auth.verify-email");
    }

    [Test]
    public async Task A1_The_second_attempt_does_not_tell_whether_the_address_was_free_at_the_first()
    {
        foreach (var email in new[] { await _host.AccountAsync(), NewEmail() })
        {
            using var browser = _host.Browser();
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
        using var stranger = _host.Browser();
        await CallBackAsync(stranger, "microsoft", strangers);
        (await stranger.PostAsync(AuthPaths.ExternalSignUp, new() { ["email"] = email })).Dispose();
        // The address's owner was about to sign up too, and follows the newest link.
        using var owner = _host.Browser();
        (await owner.PostAsync(await _host.LinkToAsync(email, "auth.verify-email"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await CallBackAsync(stranger, "microsoft", strangers)).ShouldBe(AuthPaths.Account);

        (await owner.PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();
        (await owner.PostAsync(await _host.LinkToAsync(email, "auth.reset-password"), new() { ["password"] = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await stranger.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await CallBackAsync(stranger, "microsoft", strangers)).ShouldBe(AuthPaths.ExternalSignUp);
        (await _host.MailsToAsync(email)).Select(mail => mail.Mail.Subject).ShouldContain("Microsoft was removed from your account");
        (await owner.LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A13_Whoever_mistyped_the_address_signs_up_by_the_provider_again()
    {
        var (mistyped, email) = (NewEmail(), NewEmail());
        var account = new UserInfo($"typo-{email}", null, null);
        using var browser = _host.Browser();
        foreach (var typed in new[] { mistyped, mistyped, email })
        {
            (await CallBackAsync(browser, "microsoft", account)).ShouldBe(AuthPaths.ExternalSignUp);
            (await browser.PostAsync(AuthPaths.ExternalSignUp, new() { ["email"] = typed })).Headers.Location!.OriginalString.ShouldBe(AuthPaths.CheckMail);
        }

        (await browser.PostAsync(await _host.LinkToAsync(email, "auth.verify-email"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await browser.PostAsync(await _host.LinkToAsync(mistyped, "auth.verify-email"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await CallBackAsync(browser, "microsoft", account)).ShouldBe(AuthPaths.Account);
        (await CurrentEmailAsync(browser)).ShouldBe(email);
        (await LoginsAsync(mistyped)).ShouldBeEmpty();
    }

    [Test]
    public async Task A13_An_account_that_somebody_made_with_the_address_before_is_not_shared_with_them()
    {
        var email = NewEmail();
        (await _host.Browser().PostAsync(AuthPaths.SignUp, new() { ["email"] = email, ["password"] = "what an attacker chose" })).Dispose();

        await SignUpAsync("google", new UserInfo("g-owner", email, true));

        (await _host.Browser().LoginAsync(email, "what an attacker chose")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.UserAsync(email)).PasswordHash.ShouldBeNull();
    }

    [Test]
    public async Task A13_Without_required_confirmation_an_unconfirmed_account_asks_for_a_login_first()
    {
        await using var host = await TestHost.StartAsync(kind, FakeProvider.Settings(("verification_required", "false")), _provider.Replace);
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
        using var attackers = _host.Browser();
        using var victims = _host.Browser();
        var callback = _provider.Authorize(await StartAsync(attackers, "google"), new UserInfo("g-attacker", attacker, true));

        // Login CSRF: the victim is led to the callback that belongs to the attacker's browser.
        (await victims.GetAsync(callback)).Headers.Location!.OriginalString.ShouldBe("/auth/external/google?refused=external_failed");
        // ... and that of an attempt of their own with the attacker's code.
        var own = _provider.Authorize(await StartAsync(victims, "google"), new UserInfo("g-victim", NewEmail(), true));
        var mixed = Regex.Replace(own, "code=[^&]*", Regex.Match(callback, "code=[^&]*").Value);
        (await victims.GetAsync(mixed)).Headers.Location!.OriginalString.ShouldBe("/auth/external/google?refused=external_failed");

        _provider.Refused.Last().ShouldBe("the verifier does not fit");
        (await victims.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [TestCase("")]
    [TestCase("?code=abc")]
    [TestCase("?code=abc&state=made-up")]
    [TestCase("?error=access_denied&state=made-up")]
    public async Task A13_A_callback_without_a_state_of_ours_does_nothing(string query)
    {
        using var browser = _host.Browser();

        using var answer = await browser.GetAsync($"/auth/external/google/callback{query}");

        answer.Headers.Location!.OriginalString.ShouldBe("/auth/external/google?refused=external_failed");
    }

    [Test]
    public async Task A13_A_state_of_one_provider_is_none_of_another()
    {
        using var browser = _host.Browser();
        var callback = _provider.Authorize(await StartAsync(browser, "google"), new UserInfo("g-mix", NewEmail(), true));

        using var answer = await browser.GetAsync(callback.Replace("/google/", "/microsoft/", StringComparison.Ordinal));

        answer.Headers.Location!.OriginalString.ShouldBe("/auth/external/microsoft?refused=external_failed");
    }

    [Test]
    public async Task A13_A_code_is_good_once()
    {
        var account = new UserInfo("g-replay", NewEmail(), true);
        await SignUpAsync("google", account);
        using var browser = _host.Browser();
        using var thief = _host.Browser();
        var callback = _provider.Authorize(await StartAsync(browser, "google"), account);
        // Whoever copied address and cookies before they were used.
        thief.Cookies.Add(browser.Cookies.GetCookies(TestHost.Address));

        (await browser.GetAsync(callback)).Headers.Location!.OriginalString.ShouldBe(AuthPaths.Account);
        (await browser.GetAsync(callback)).Headers.Location!.OriginalString.ShouldBe("/auth/external/google?refused=external_failed");
        (await thief.GetAsync(callback)).Headers.Location!.OriginalString.ShouldBe("/auth/external/google?refused=external_failed");

        _provider.Refused.Last().ShouldBe("the code is unknown or was used");
        (await thief.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A13_A_login_is_added_on_the_account_page_whatever_its_address()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);

        (await CallBackAsync(browser, "microsoft", new UserInfo("ms-add", NewEmail(), null), "?purpose=link")).ShouldBe($"{AuthPaths.Logins}?done=linked");

        (await browser.TextAsync(AuthPaths.Logins)).ShouldContain("Microsoft");
        using var other = _host.Browser();
        (await CallBackAsync(other, "microsoft", new UserInfo("ms-add", NewEmail(), null))).ShouldBe(AuthPaths.Account);
        (await CurrentEmailAsync(other)).ShouldBe(email);
        (await _host.MailsToAsync(email)).Select(mail => mail.Mail.Subject).ShouldContain("Microsoft was added to your account");
    }

    [Test]
    public async Task A13_A_login_that_another_account_has_is_not_added()
    {
        await SignUpAsync("google", new UserInfo("g-taken", NewEmail(), true));
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);

        (await CallBackAsync(browser, "google", new UserInfo("g-taken", email, true), "?purpose=link")).ShouldBe("/auth/external/google?refused=external_taken");

        (await LoginsAsync(email)).ShouldBeEmpty();
    }

    [Test]
    public async Task A13_Only_the_session_that_began_to_add_a_login_ends_it()
    {
        var (victim, attacker) = (await _host.AccountAsync(), await _host.AccountAsync());
        using var browser = await _host.SignedInAsync(attacker);
        var callback = _provider.Authorize(await StartAsync(browser, "google", "?purpose=link"), new UserInfo("g-hook", attacker, true));

        // The same browser, in which the victim has logged in meanwhile.
        (await browser.PostAsync(AuthPaths.Logout, [])).Dispose();
        (await browser.LoginAsync(victim, TestHost.Password)).Dispose();
        (await browser.GetAsync(callback)).Headers.Location!.OriginalString.ShouldBe("/auth/external/google?refused=external_failed");

        (await LoginsAsync(victim)).ShouldBeEmpty();
    }

    [Test]
    public async Task A13_Adding_and_removing_ask_for_a_recent_proof()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        await CallBackAsync(browser, "google", new UserInfo("g-old", NewEmail(), true), "?purpose=link");
        _host.Clock.Advance(TimeSpan.FromMinutes(11));

        (await browser.GetAsync(AuthPaths.Logins)).Headers.Location!.OriginalString.ShouldStartWith(AuthPaths.Confirm);
        (await browser.PostAsync("/auth/external/google?purpose=link", [])).Headers.Location!.OriginalString.ShouldStartWith(AuthPaths.Confirm);
        (await browser.ApiAsync(HttpMethod.Post, "/external/google", new { purpose = "link" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.ApiAsync(HttpMethod.Delete, "/external-logins/google/g-old")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await LoginsAsync(email)).Count.ShouldBe(1);
    }

    [Test]
    public async Task A13_Another_site_cannot_begin_it()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());

        using var form = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/auth/external/google") { Content = new FormUrlEncodedContent([]) });
        using var api = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/auth/external/google") { Content = JsonContent.Create(new { purpose = "link" }) });
        using var link = await browser.GetAsync("/auth/external/google?purpose=link");

        form.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        api.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        link.Headers.Contains("Refresh").ShouldBeFalse();
        (link.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : []).ShouldAllBe(cookie => !cookie.Contains("auth-external", StringComparison.Ordinal));
    }

    [Test]
    public async Task A13_The_last_way_in_is_not_removed()
    {
        var email = await SignUpAsync("google", new UserInfo("g-last", NewEmail(), true));
        using var browser = _host.Browser();
        await CallBackAsync(browser, "google", new UserInfo("g-last", email, true));

        using var refused = await browser.PostAsync(AuthPaths.Logins, new() { ["provider"] = "google", ["subject"] = "g-last" }, "Remove");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("This is the only way in which you can log in.");
        (await browser.ApiAsync(HttpMethod.Delete, "/external-logins/google/g-last")).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        (await browser.ApiAsync(HttpMethod.Post, "/change-password", new { newPassword = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var other = await _host.SignedInAsync(email);
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
        using var browser = _host.Browser();
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
        using var attacker = await _host.SignedInAsync(await _host.AccountAsync());

        (await attacker.ApiAsync(HttpMethod.Delete, "/external-logins/google/g-mine")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await LoginsAsync(email)).Count.ShouldBe(1);
    }

    [Test]
    public async Task A13_A_user_without_a_password_confirms_by_the_provider_and_no_other_does()
    {
        var email = await SignUpAsync("google", new UserInfo("g-confirm", NewEmail(), true));
        using var browser = _host.Browser();
        await CallBackAsync(browser, "google", new UserInfo("g-confirm", email, true));
        _host.Clock.Advance(TimeSpan.FromMinutes(11));
        var page = await browser.TextAsync(AuthPaths.Confirm);
        page.ShouldContain("Confirm with Google");
        page.ShouldNotContain("currentPassword");

        (await CallBackAsync(browser, "google", new UserInfo("g-somebody", email, true), "?purpose=confirm")).ShouldBe("/auth/external/google?refused=not_your_login");
        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await CallBackAsync(browser, "google", new UserInfo("g-confirm", email, true), "?purpose=confirm&returnUrl=%2Faccount%2Flogins")).ShouldBe(AuthPaths.Logins);
        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var withPassword = await _host.SignedInAsync(await _host.AccountAsync());
        await CallBackAsync(withPassword, "google", new UserInfo("g-extra", NewEmail(), true), "?purpose=link");
        _host.Clock.Advance(TimeSpan.FromMinutes(11));
        (await withPassword.TextAsync(AuthPaths.Confirm)).ShouldNotContain("Confirm with Google");
        (await CallBackAsync(withPassword, "google", new UserInfo("g-extra", NewEmail(), true), "?purpose=confirm")).ShouldBe("/auth/external/google?refused=reauthentication_required");
        (await withPassword.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A13_The_second_factor_is_still_asked_for()
    {
        var email = await _host.AccountAsync();
        var user = await _host.UserAsync(email);
        await _host.InDatabaseAsync(context =>
        {
            context.Add(new TwoFactor { UserId = user.Id, SecretEncrypted = "sealed", EnabledAt = _host.Clock.GetUtcNow().UtcDateTime });
            return context.SaveChangesAsync();
        });
        using var browser = _host.Browser();

        (await CallBackAsync(browser, "google", new UserInfo("g-2fa", email, true), "?returnUrl=%2Fnotes")).ShouldBe("/auth/two-factor?returnUrl=%2Fnotes");

        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A13_The_api_does_the_same()
    {
        var email = NewEmail();
        using var browser = _host.Browser();
        var providers = await (await browser.ApiAsync(HttpMethod.Get, "/providers")).Content.ReadFromJsonAsync<JsonArray>();
        providers!.Select(one => (string)one!["name"]!).ShouldBe(FakeProvider.Names);

        using var start = await browser.ApiAsync(HttpMethod.Post, "/external/google", new { returnUrl = "/notes" });
        var address = new Uri((string)(await start.Content.ReadFromJsonAsync<JsonObject>())!["url"]!);
        (await browser.GetAsync(_provider.Authorize(address, new UserInfo("g-api", email, true)))).Headers.Location!.OriginalString.ShouldBe(AuthPaths.ExternalSignUp);
        var pending = await (await browser.ApiAsync(HttpMethod.Get, "/external-sign-up")).Content.ReadFromJsonAsync<JsonObject>();
        ((string?)pending!["email"]).ShouldBe(email);
        using var signUp = await browser.ApiAsync(HttpMethod.Post, "/external-sign-up", new { name = "Ann" });
        var done = await signUp.Content.ReadFromJsonAsync<JsonObject>();
        ((string?)done!["next"]).ShouldBe("done");
        ((string?)done["returnUrl"]).ShouldBe("/notes");

        (await CurrentEmailAsync(browser)).ShouldBe(email);
        var logins = await (await browser.ApiAsync(HttpMethod.Get, "/external-logins")).Content.ReadFromJsonAsync<JsonArray>();
        ((string?)logins!.Single()!["subject"]).ShouldBe("g-api");
        (await _host.Browser().ApiAsync(HttpMethod.Post, "/external-sign-up", new { })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.ApiAsync(HttpMethod.Post, "/external/nobody", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await browser.ApiAsync(HttpMethod.Post, "/external/google", new { purpose = "steal" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [TestCase(AuthPaths.Account)]
    [TestCase(AuthPaths.Logins)]
    [TestCase(AuthPaths.Sessions)]
    [TestCase(AuthPaths.Confirm)]
    public async Task A18_Every_form_of_the_account_carries_its_token(string path)
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());

        var forms = Regex.Matches(await browser.TextAsync(path), "<form.*?</form>", RegexOptions.Singleline);

        forms.Count.ShouldBeGreaterThan(0);
        forms.ShouldAllBe(form => form.Value.Contains("__RequestVerificationToken", StringComparison.Ordinal));
    }

    [TestCase(AuthPaths.Login)]
    [TestCase(AuthPaths.SignUp)]
    public async Task A18_Every_form_of_a_stranger_carries_its_token(string path)
    {
        var forms = Regex.Matches(await _host.Browser().TextAsync(path), "<form.*?</form>", RegexOptions.Singleline);

        forms.Count.ShouldBe(4); // Its own, and one for each provider.
        forms.ShouldAllBe(form => form.Value.Contains("__RequestVerificationToken", StringComparison.Ordinal));
    }

    private static string NewEmail() => $"user-{Guid.CreateVersion7():N}@example.com";

    private static async Task<Uri> StartAsync(Browser browser, string provider, string query = "")
    {
        using var page = await browser.PostAsync($"/auth/external/{provider}{query}", []);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new Uri(page.Headers.GetValues("Refresh").Single()["0; url=".Length..]);
    }

    /// <summary>Goes to the provider and comes back.</summary>
    /// <returns>Where the callback leads to.</returns>
    private async Task<string> CallBackAsync(Browser browser, string provider, object account, string query = "")
    {
        using var answer = await browser.GetAsync(_provider.Authorize(await StartAsync(browser, provider, query), account));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return answer.Headers.Location!.OriginalString;
    }

    private async Task<string> SignUpAsync(string provider, UserInfo account)
    {
        using var browser = _host.Browser();
        (await CallBackAsync(browser, provider, account)).ShouldBe(AuthPaths.ExternalSignUp);
        (await browser.PostAsync(AuthPaths.ExternalSignUp, [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return account.email!;
    }

    private static async Task<string?> CurrentEmailAsync(Browser browser)
    {
        using var answer = await browser.ApiAsync(HttpMethod.Get, "/session");
        return answer.IsSuccessStatusCode ? (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["email"] : null;
    }

    private async Task<List<ExternalLogin>> LoginsAsync(string email)
    {
        var user = await _host.UserAsync(email);
        return await _host.InDatabaseAsync(context => context.Set<ExternalLogin>().AsNoTracking().Where(login => login.UserId == user.Id).ToListAsync());
    }
}
