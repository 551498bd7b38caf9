using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public partial class TwoFactorIsSetUp(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A11_The_page_shows_the_secret_once_and_a_code_turns_it_on()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        using var begun = await browser.PostAsync(AuthPaths.AccountTwoFactor, [], "Begin");
        var page = await begun.Content.ReadAsStringAsync();
        var typed = Code().Match(page).Groups[1].Value;
        var app = new Authenticator(Authenticator.FromBase32(typed), _host.Clock, []);
        typed.Length.ShouldBe(32);
        page.ShouldContain("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"QR code\"");
        begun.Headers.CacheControl!.NoStore.ShouldBeTrue();

        using var wrong = await ConfirmAsync(browser, app.WrongCode());
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await wrong.Content.ReadAsStringAsync()).ShouldNotContain(typed);
        (await browser.TextAsync(AuthPaths.AccountTwoFactor)).ShouldNotContain(typed);
        (await IsOnAsync(browser)).ShouldBeFalse();
        using var right = await ConfirmAsync(browser, app.Code());

        right.StatusCode.ShouldBe(HttpStatusCode.OK);
        var codes = await CodesAsync(right);
        codes.Length.ShouldBe(10);
        codes.ShouldAllBe(code => Regex.IsMatch(code, "^[a-z2-7]{6}(-[a-z2-7]{6}){3}$"));
        codes.ShouldBeUnique();
        (await browser.TextAsync(AuthPaths.AccountTwoFactor)).ShouldNotContain(codes[0]);
        (await IsOnAsync(browser)).ShouldBeTrue();
        (await _host.MailsToAsync(email)).ShouldHaveSingleItemOf("Two-factor login is on");
        (await browser.TextAsync(AuthPaths.Events)).ShouldContain("Two-factor login turned on");
    }

    [Test]
    public async Task A11_Only_confirmed_secrets_are_asked_for()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        (await browser.ApiAsync(HttpMethod.Post, "/two-factor/begin", new { })).Dispose();

        using var login = await _host.Browser().LoginAsync(email, TestHost.Password);

        login.Headers.Location!.OriginalString.ShouldBe(AuthPaths.Start);
    }

    [Test]
    public async Task A11_A_secret_waits_half_an_hour_and_the_newest_counts()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        var first = await BeginAsync(browser);
        var second = await BeginAsync(browser);
        (await browser.ApiAsync(HttpMethod.Post, "/two-factor/confirm", new { code = first.Code() })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _host.Clock.Advance(TwoFactorSetup.SetupLifetime);
        (await browser.PostAsync(AuthPaths.Confirm, new() { ["currentPassword"] = TestHost.Password })).Dispose();

        using var late = await browser.ApiAsync(HttpMethod.Post, "/two-factor/confirm", new { code = second.Code() });

        ((string?)(await late.Content.ReadFromJsonAsync<JsonObject>())!["code"]).ShouldBe("no_setup");
    }

    [Test]
    public async Task A11_The_confirming_code_is_used_up()
    {
        var email = await _host.AccountAsync();
        using var owner = await _host.SignedInAsync(email);
        var app = await Authenticator.TurnOnAsync(_host, owner);
        using var browser = _host.Browser();
        (await browser.LoginAsync(email, TestHost.Password)).Dispose();

        (await browser.ApiAsync(HttpMethod.Post, "/login/second-factor", new { code = app.Code() })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A11_Secret_and_recovery_codes_are_not_readable_in_the_database()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        var begun = await Authenticator.JsonAsync(await browser.ApiAsync(HttpMethod.Post, "/two-factor/begin", new { }));
        var secret = Authenticator.FromBase32((string)begun["secret"]!);
        var user = await _host.UserAsync(email);

        var stored = Convert.FromBase64String((await _host.InDatabaseAsync(context => context.Set<TwoFactor>().SingleAsync(one => one.UserId == user.Id))).SecretEncrypted);
        stored.AsSpan().IndexOf(secret).ShouldBe(-1);
        var codes = (await Authenticator.JsonAsync(await browser.ApiAsync(HttpMethod.Post, "/two-factor/confirm", new { code = Totp.CodeAt(secret, Totp.StepAt(_host.Clock.GetUtcNow())) })))["recoveryCodes"]!.AsArray();
        var hashes = await _host.InDatabaseAsync(context => context.Set<RecoveryCode>().Where(one => one.UserId == user.Id).Select(one => one.Hash).ToListAsync());
        hashes.Count.ShouldBe(10);
        hashes.ShouldAllBe(hash => hash.Length == 64);
        hashes.ShouldNotContain(Secrets.Hash(((string)codes[0]!).Replace("-", "", StringComparison.Ordinal)), "the user is part of the hash");
    }

    [Test]
    public async Task A11_A_secret_in_another_users_row_opens_nothing()
    {
        var (email, app, _) = await AccountAsync();
        var (other, _, _) = await AccountAsync();
        var (user, target) = (await _host.UserAsync(email), await _host.UserAsync(other));
        var secret = (await _host.InDatabaseAsync(context => context.Set<TwoFactor>().SingleAsync(one => one.UserId == user.Id))).SecretEncrypted;
        await _host.InDatabaseAsync(context => context.Set<TwoFactor>().Where(one => one.UserId == target.Id).ExecuteUpdateAsync(change => change.SetProperty(one => one.SecretEncrypted, secret)));
        using var browser = _host.Browser();
        (await browser.LoginAsync(other, TestHost.Password)).Dispose();

        (await browser.ApiAsync(HttpMethod.Post, "/login/second-factor", new { code = app.NextCode() })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A11_Turning_it_off_asks_for_password_and_code()
    {
        var (email, app, browser) = await AccountAsync();
        (await DisableAsync(browser, null, app.NextCode())).ShouldBe(HttpStatusCode.BadRequest);
        (await DisableAsync(browser, "not the password", app.NextCode())).ShouldBe(HttpStatusCode.BadRequest);
        (await DisableAsync(browser, TestHost.Password, null)).ShouldBe(HttpStatusCode.BadRequest);
        (await DisableAsync(browser, TestHost.Password, app.WrongCode())).ShouldBe(HttpStatusCode.BadRequest);
        (await IsOnAsync(browser)).ShouldBeTrue();

        using var done = await browser.PostAsync(AuthPaths.AccountTwoFactor, new() { ["currentPassword"] = TestHost.Password, ["code"] = app.NextCode() }, "Disable");

        done.Headers.Location!.OriginalString.ShouldBe($"{AuthPaths.AccountTwoFactor}?done=off");
        (await IsOnAsync(browser)).ShouldBeFalse();
        (await _host.MailsToAsync(email)).ShouldHaveSingleItemOf("Two-factor login is off");
        using var login = await _host.Browser().LoginAsync(email, TestHost.Password);
        login.Headers.Location!.OriginalString.ShouldBe(AuthPaths.Start);
        var user = await _host.UserAsync(email);
        (await _host.InDatabaseAsync(context => context.Set<RecoveryCode>().CountAsync(one => one.UserId == user.Id))).ShouldBe(0);
    }

    [Test]
    public async Task A11_New_recovery_codes_make_the_earlier_ones_void()
    {
        var (email, app, browser) = await AccountAsync();
        (await browser.ApiAsync(HttpMethod.Post, "/two-factor/recovery-codes", new { code = app.WrongCode() })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        using var page = await browser.PostAsync(AuthPaths.AccountTwoFactor, new() { ["code"] = app.NextCode() }, "RenewCodes");
        var codes = await CodesAsync(page);

        codes.Length.ShouldBe(10);
        (await _host.MailsToAsync(email)).ShouldHaveSingleItemOf("New recovery codes");
        using var login = _host.Browser();
        (await login.LoginAsync(email, TestHost.Password)).Dispose();
        (await login.ApiAsync(HttpMethod.Post, "/login/second-factor", new { code = app.RecoveryCodes[0] })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await login.ApiAsync(HttpMethod.Post, "/login/second-factor", new { code = codes[0] })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [TestCase("on")]
    [TestCase("codes")]
    [TestCase("off")]
    public async Task A5_A_change_of_the_second_factor_ends_other_sessions_refresh_tokens_and_trust(string change)
    {
        var email = await _host.AccountAsync();
        using var here = await _host.SignedInAsync(email);
        var app = change == "on" ? null : await Authenticator.TurnOnAsync(_host, here);
        using var there = _host.Browser();
        (await there.LoginAsync(email, TestHost.Password)).Dispose();
        if (app is not null)
        {
            (await there.ApiAsync(HttpMethod.Post, "/login/second-factor", new { code = app.NextCode(), trustBrowser = true })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        using var client = new ApiClient(_host);
        await client.LoginAsync(email, app?.NextCode());

        using var changed = change switch
        {
            "on" => await here.ApiAsync(HttpMethod.Post, "/two-factor/confirm", new { code = (await BeginAsync(here)).Code() }),
            "codes" => await here.ApiAsync(HttpMethod.Post, "/two-factor/recovery-codes", new { code = app!.NextCode() }),
            _ => await here.ApiAsync(HttpMethod.Post, "/two-factor/disable", new { currentPassword = TestHost.Password, code = app!.NextCode() }),
        };

        changed.IsSuccessStatusCode.ShouldBeTrue();
        (await there.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await client.GetAsync("/session")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await here.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var user = await _host.UserAsync(email);
        (await _host.InDatabaseAsync(context => context.Set<KnownDevice>().CountAsync(one => one.UserId == user.Id && one.TrustedUntil != null))).ShouldBe(0);
    }

    [Test]
    public async Task Setting_it_up_asks_for_a_recent_proof_of_identity()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        var app = await BeginAsync(browser);
        _host.Clock.Advance(TimeSpan.FromMinutes(10));

        foreach (var (path, body) in new (string, object)[] { ("begin", new { }), ("confirm", new { code = app.Code() }), ("recovery-codes", new { code = app.Code() }) })
        {
            (await browser.ApiAsync(HttpMethod.Post, $"/two-factor/{path}", body)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        (await browser.GetAsync(AuthPaths.AccountTwoFactor)).Headers.Location!.OriginalString.ShouldBe($"{AuthPaths.Confirm}?returnUrl=%2Faccount%2Ftwo-factor");
    }

    [Test]
    public async Task A_second_app_is_not_set_up_beside_the_first()
    {
        var (_, _, browser) = await AccountAsync();

        using var answer = await browser.ApiAsync(HttpMethod.Post, "/two-factor/begin", new { });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]).ShouldBe("two_factor_on");
    }

    [Test]
    public async Task A9_Codes_are_limited_within_a_session_too()
    {
        var (_, app, browser) = await AccountAsync();
        foreach (var _ in Enumerable.Range(0, 10))
        {
            (await browser.ApiAsync(HttpMethod.Post, "/two-factor/recovery-codes", new { code = app.WrongCode() })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await browser.ApiAsync(HttpMethod.Post, "/two-factor/recovery-codes", new { code = app.NextCode() })).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await DisableAsync(browser, TestHost.Password, app.NextCode())).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Test]
    public async Task A9_The_first_code_is_limited_too()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        var app = await BeginAsync(browser);
        foreach (var _ in Enumerable.Range(0, 10))
        {
            (await browser.ApiAsync(HttpMethod.Post, "/two-factor/confirm", new { code = app.WrongCode() })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await browser.ApiAsync(HttpMethod.Post, "/two-factor/confirm", new { code = app.Code() })).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private async Task<(string Email, Authenticator App, Browser Browser)> AccountAsync()
    {
        var email = await _host.AccountAsync();
        var browser = await _host.SignedInAsync(email);
        return (email, await Authenticator.TurnOnAsync(_host, browser), browser);
    }

    private async Task<Authenticator> BeginAsync(Browser browser)
    {
        var begun = await Authenticator.JsonAsync(await browser.ApiAsync(HttpMethod.Post, "/two-factor/begin", new { }));
        return new Authenticator(Authenticator.FromBase32((string)begun["secret"]!), _host.Clock, []);
    }

    /// <summary>As the page's form does; its token comes from a page that shows no secret.</summary>
    private static Task<HttpResponseMessage> ConfirmAsync(Browser browser, string code) =>
        browser.PostAsync(AuthPaths.AccountTwoFactor, new() { ["code"] = code }, "Confirm");

    private static async Task<HttpStatusCode> DisableAsync(Browser browser, string? currentPassword, string? code)
    {
        using var answer = await browser.ApiAsync(HttpMethod.Post, "/two-factor/disable", new { currentPassword, code });
        return answer.StatusCode;
    }

    private static async Task<bool> IsOnAsync(Browser browser) =>
        (bool)(await Authenticator.JsonAsync(await browser.ApiAsync(HttpMethod.Get, "/two-factor")))["isOn"]!;

    /// <summary>The recovery codes of a page, a line each.</summary>
    private static async Task<string[]> CodesAsync(HttpResponseMessage page) =>
        WebUtility.HtmlDecode(Code().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value).Split('\n');

    [GeneratedRegex("<pre class=\"code\">([^<]*)</pre>")]
    private static partial Regex Code();
}
