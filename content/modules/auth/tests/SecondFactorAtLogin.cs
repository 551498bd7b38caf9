using System.Net;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class SecondFactorAtLogin(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A11_A_login_asks_for_a_code_and_leads_on()
    {
        var (email, app, _) = await AccountAsync();
        using var browser = _host.Browser();
        using var first = await browser.LoginAsync(email, TestHost.Password, "/notes");
        var step = first.Headers.Location!.OriginalString;
        step.ShouldBe("/auth/two-factor?returnUrl=%2Fnotes");

        using var wrong = await browser.PostAsync(step, new() { ["code"] = app.WrongCode() });
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await IsSignedInAsync(browser)).ShouldBeFalse();
        using var right = await browser.PostAsync(step, new() { ["code"] = app.NextCode() });

        right.Headers.Location!.OriginalString.ShouldBe("/notes");
        (await IsSignedInAsync(browser)).ShouldBeTrue();
    }

    [Test]
    public async Task A11_The_API_goes_on_with_the_code_too()
    {
        var (email, app, _) = await AccountAsync();
        using var browser = _host.Browser();
        var login = await Authenticator.JsonAsync(await browser.ApiAsync(HttpMethod.Post, "/login", new { email, password = TestHost.Password }));
        ((string)login["next"]!).ShouldBe("two-factor");
        (await browser.ApiAsync(HttpMethod.Post, "/login/second-factor", new { code = app.WrongCode() })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        (await browser.ApiAsync(HttpMethod.Post, "/login/second-factor", new { code = app.NextCode() })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await browser.ApiAsync(HttpMethod.Get, "/session")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A11_A_code_counts_once()
    {
        var (email, app, _) = await AccountAsync();
        var code = app.NextCode();
        using var first = await FirstStepAsync(email);
        using var second = await FirstStepAsync(email);

        (await SecondStepAsync(first, code)).ShouldBe(HttpStatusCode.Redirect);
        (await SecondStepAsync(second, code)).ShouldBe(HttpStatusCode.BadRequest);
        (await SecondStepAsync(second, app.Code(-1))).ShouldBe(HttpStatusCode.BadRequest, "an earlier one does not count any more either");
        (await SecondStepAsync(second, app.Code(1))).ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A11_Of_the_same_code_at_once_one_counts()
    {
        var (email, app, _) = await AccountAsync();
        var browsers = new List<Browser>();
        foreach (var _ in Enumerable.Range(0, 4))
        {
            browsers.Add(await FirstStepAsync(email));
        }

        var code = app.NextCode();
        var answers = await Task.WhenAll(browsers.Select(browser => SecondStepAsync(browser, code)));

        answers.Count(answer => answer == HttpStatusCode.Redirect).ShouldBe(1);
        browsers.ForEach(browser => browser.Dispose());
    }

    [Test]
    public async Task A11_A_recovery_code_counts_once_and_is_told_by_mail()
    {
        var (email, app, owner) = await AccountAsync();
        var code = app.RecoveryCodes[3];
        using var browser = await FirstStepAsync(email);

        (await SecondStepAsync(browser, code.ToUpperInvariant().Replace('-', ' '))).ShouldBe(HttpStatusCode.Redirect);

        using var again = await FirstStepAsync(email);
        (await SecondStepAsync(again, code)).ShouldBe(HttpStatusCode.BadRequest);
        (await _host.MailsToAsync(email)).Single(mail => mail.Mail.Subject == "A recovery code was used").Mail.Text.ShouldContain("9 of 10 are left");
        ((int)(await Authenticator.JsonAsync(await owner.ApiAsync(HttpMethod.Get, "/two-factor")))["recoveryCodesLeft"]!).ShouldBe(9);
        (await owner.TextAsync(AuthPaths.AccountTwoFactor)).ShouldContain("9 of 10 are left");
    }

    [Test]
    public async Task A11_Another_users_codes_open_nothing()
    {
        var (victim, _, _) = await AccountAsync();
        var (_, attackers, _) = await AccountAsync();
        using var browser = await FirstStepAsync(victim);

        (await SecondStepAsync(browser, attackers.NextCode())).ShouldBe(HttpStatusCode.BadRequest);
        (await SecondStepAsync(browser, attackers.RecoveryCodes[0])).ShouldBe(HttpStatusCode.BadRequest);
    }

    [TestCase("")]
    [TestCase("12345")]
    [TestCase("1234567")]
    [TestCase("١٢٣٤٥٦")]
    [TestCase("' OR 1=1 --")]
    [TestCase("abcdef-abcdef-abcdef-abcdef")]
    public async Task A11_What_is_no_code_is_refused(string code)
    {
        var (email, _, _) = await AccountAsync();
        using var browser = await FirstStepAsync(email);

        (await SecondStepAsync(browser, code)).ShouldBe(HttpStatusCode.BadRequest);
        (await SecondStepAsync(browser, new string('1', 10_000))).ShouldBe(HttpStatusCode.BadRequest);
        (await IsSignedInAsync(browser)).ShouldBeFalse();
    }

    [Test]
    public async Task A9_Codes_have_the_limits_of_passwords()
    {
        var (email, app, _) = await AccountAsync();
        foreach (var _ in Enumerable.Range(0, 5))
        {
            using var guesser = await FirstStepAsync(email);
            (await SecondStepAsync(guesser, app.WrongCode())).ShouldBe(HttpStatusCode.BadRequest);
        }

        using var browser = _host.Browser();
        (await browser.LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, "password and code are counted together");
    }

    [Test]
    public async Task A9_Recovery_codes_have_them_too_and_a_known_device_gets_in()
    {
        var (email, app, owner) = await AccountAsync();
        (await owner.PostAsync(AuthPaths.Logout, [])).Dispose();
        using var guesser = await FirstStepAsync(email);
        foreach (var _ in Enumerable.Range(0, 5))
        {
            (await SecondStepAsync(guesser, "aaaaaa-aaaaaa-aaaaaa-aaaaaa")).ShouldBe(HttpStatusCode.BadRequest);
        }

        (await SecondStepAsync(guesser, app.RecoveryCodes[0])).ShouldBe(HttpStatusCode.TooManyRequests);
        (await owner.LoginAsync(email, TestHost.Password)).Dispose();
        (await SecondStepAsync(owner, app.NextCode())).ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A11_The_second_step_ends_after_ten_minutes()
    {
        var (email, app, _) = await AccountAsync();
        using var browser = await FirstStepAsync(email);
        _host.Clock.Advance(TimeSpan.FromMinutes(10));

        (await SecondStepAsync(browser, app.NextCode())).ShouldBe(HttpStatusCode.BadRequest);
        (await browser.TextAsync(AuthPaths.TwoFactor)).ShouldContain(Refusals.SignInExpired.Message);
    }

    [Test]
    public async Task A5_A_password_that_changes_meanwhile_voids_the_first_step()
    {
        var (email, app, owner) = await AccountAsync();
        using var browser = await FirstStepAsync(email);

        (await owner.PostAsync(AuthPaths.Password, new() { ["currentPassword"] = TestHost.Password, ["newPassword"] = "another river entirely" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await SecondStepAsync(browser, app.NextCode())).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A4_A_reset_does_not_skip_the_second_factor_even_in_a_trusted_browser()
    {
        var (email, app, _) = await AccountAsync();
        using var browser = await FirstStepAsync(email);
        (await SecondStepAsync(browser, app.NextCode(), trust: true)).ShouldBe(HttpStatusCode.Redirect);
        (await browser.PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();
        (await browser.PostAsync(await _host.LinkToAsync(email, "auth.reset-password"), new() { ["password"] = "after the flood" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        using var answer = await browser.LoginAsync(email, "after the flood");

        answer.Headers.Location!.OriginalString.ShouldBe(AuthPaths.TwoFactor);
        (await IsSignedInAsync(browser)).ShouldBeFalse();
    }

    [Test]
    public async Task A16_A_session_that_has_shown_the_second_factor_is_not_asked_for_it_again()
    {
        var (email, app, _) = await AccountAsync();
        using var browser = await FirstStepAsync(email);
        (await SecondStepAsync(browser, app.NextCode())).ShouldBe(HttpStatusCode.Redirect);
        _host.Clock.Advance(TimeSpan.FromMinutes(10));
        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await browser.PostAsync(AuthPaths.Confirm, new() { ["currentPassword"] = TestHost.Password })).Headers.Location!.OriginalString.ShouldBe(AuthPaths.Start);

        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_trusted_browser_is_asked_again_after_its_days()
    {
        var (email, app, _) = await AccountAsync();
        using var browser = await FirstStepAsync(email);
        (await SecondStepAsync(browser, app.NextCode(), trust: true)).ShouldBe(HttpStatusCode.Redirect);
        _host.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));

        (await LandsAtAsync(browser, email)).ShouldBe(AuthPaths.Start);
        (await LandsAtAsync(_host.Browser(), email)).ShouldBe(AuthPaths.TwoFactor, "others are asked");
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await LandsAtAsync(browser, email)).ShouldBe(AuthPaths.TwoFactor);
    }

    [Test]
    public async Task A_trusted_browser_is_for_one_user_alone()
    {
        var (email, app, _) = await AccountAsync();
        var (other, _, _) = await AccountAsync();
        using var browser = await FirstStepAsync(email);
        (await SecondStepAsync(browser, app.NextCode(), trust: true)).ShouldBe(HttpStatusCode.Redirect);

        (await LandsAtAsync(browser, other)).ShouldBe(AuthPaths.TwoFactor);
    }

    [Test]
    public async Task A_trusted_browser_is_not_known_by_a_secret_that_somebody_had_before()
    {
        var (before, after) = (await _host.AccountAsync(), await _host.AccountAsync());
        using var shared = await _host.SignedInAsync(before);
        var kept = Secrets.Hash(shared.Cookies.GetCookies(TestHost.Address)[KnownDevices.Cookie]!.Value);
        (await shared.PostAsync(AuthPaths.Logout, [])).Dispose();

        (await shared.LoginAsync(after, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var now = Secrets.Hash(shared.Cookies.GetCookies(TestHost.Address)[KnownDevices.Cookie]!.Value);
        now.ShouldNotBe(kept);
        // The browser stays one, which both of its users know.
        var users = new[] { (await _host.UserAsync(before)).Id, (await _host.UserAsync(after)).Id };
        (await _host.InDatabaseAsync(context => context.Set<KnownDevice>().Where(one => users.Contains(one.UserId)).Select(one => one.TokenHash).ToListAsync())).ShouldBe([now, now]);
    }

    [Test]
    public async Task A_trusted_browser_is_listed_and_its_trust_ended()
    {
        var (email, app, owner) = await AccountAsync();
        using var browser = await FirstStepAsync(email);
        (await SecondStepAsync(browser, app.NextCode(), trust: true)).ShouldBe(HttpStatusCode.Redirect);
        var (_, _, stranger) = await AccountAsync();
        var id = (await _host.InDatabaseAsync(context => context.Set<KnownDevice>().SingleAsync(one => one.TrustedUntil != null && context.Set<User>().Any(user => user.Id == one.UserId && user.NormalizedEmail == email)))).Id;
        (await owner.TextAsync(AuthPaths.AccountTwoFactor)).ShouldContain("Trusted until");
        (await stranger.ApiAsync(HttpMethod.Delete, $"/trusted-browsers/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await LandsAtAsync(browser, email)).ShouldBe(AuthPaths.Start);

        (await owner.PostAsync(AuthPaths.AccountTwoFactor, new() { ["id"] = id.ToString() }, "EndTrust")).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await LandsAtAsync(browser, email)).ShouldBe(AuthPaths.TwoFactor);
        (await owner.ApiAsync(HttpMethod.Delete, $"/trusted-browsers/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task A5_A_changed_password_ends_the_trust_in_browsers()
    {
        var (email, app, _) = await AccountAsync();
        using var browser = await FirstStepAsync(email);
        (await SecondStepAsync(browser, app.NextCode(), trust: true)).ShouldBe(HttpStatusCode.Redirect);

        (await browser.PostAsync(AuthPaths.Password, new() { ["currentPassword"] = TestHost.Password, ["newPassword"] = "another river entirely" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await LandsAtAsync(browser, email, "another river entirely")).ShouldBe(AuthPaths.TwoFactor);
    }

    /// <summary>An account with two-factor login, and the browser that turned it on.</summary>
    private async Task<(string Email, Authenticator App, Browser Owner)> AccountAsync()
    {
        var email = await _host.AccountAsync();
        var owner = await _host.SignedInAsync(email);
        return (email, await Authenticator.TurnOnAsync(_host, owner), owner);
    }

    private async Task<Browser> FirstStepAsync(string email)
    {
        var browser = _host.Browser();
        (await LandsAtAsync(browser, email)).ShouldBe(AuthPaths.TwoFactor);
        return browser;
    }

    private static async Task<string> LandsAtAsync(Browser browser, string email, string password = TestHost.Password)
    {
        (await browser.PostAsync(AuthPaths.Logout, [])).Dispose();
        using var answer = await browser.LoginAsync(email, password);
        return answer.Headers.Location!.OriginalString;
    }

    private static async Task<HttpStatusCode> SecondStepAsync(Browser browser, string code, bool trust = false)
    {
        using var answer = await browser.PostAsync(AuthPaths.TwoFactor, new() { ["code"] = code, ["trustBrowser"] = trust ? "true" : "false" });
        return answer.StatusCode;
    }

    private static async Task<bool> IsSignedInAsync(Browser browser)
    {
        using var answer = await browser.GetAsync(AuthPaths.Account);
        return answer.StatusCode == HttpStatusCode.OK;
    }
}
