using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public partial class CodesAreMailed(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind, new() { ["Modules:auth:login_by_code"] = "true" });

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A2_A_code_of_six_digits_logs_in_once()
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();
        (await browser.TextAsync(AuthPaths.Login)).ShouldContain(AuthPaths.LoginCode);
        var code = await AskAsync(browser, email);

        (await TypeAsync(browser, email, $"{code[..3]} {code[3..]}", "/account/sessions")).Headers.Location!.OriginalString.ShouldBe("/account/sessions");

        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _host.InDatabaseAsync(context => context.Set<UserSession>().Select(one => one.Method).ToListAsync())).ShouldContain(SignInMethods.EmailCode);
        (await browser.PostAsync(AuthPaths.Logout, [])).Dispose();
        (await TypeAsync(browser, email, code)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A2_After_three_wrong_tries_the_right_code_is_worth_nothing()
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();
        var code = await AskAsync(browser, email);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            (await TypeAsync(browser, email, Wrong(code))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await TypeAsync(browser, email, code)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A2_The_third_try_may_be_right()
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();
        var code = await AskAsync(browser, email);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            (await TypeAsync(browser, email, Wrong(code))).Dispose();
        }

        (await TypeAsync(browser, email, code)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [TestCase(9, HttpStatusCode.Redirect)]
    [TestCase(10, HttpStatusCode.BadRequest)]
    public async Task A2_A_code_is_good_for_ten_minutes(int minutes, HttpStatusCode answer)
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();
        var code = await AskAsync(browser, email);

        _host.Clock.Advance(TimeSpan.FromMinutes(minutes));

        (await TypeAsync(browser, email, code)).StatusCode.ShouldBe(answer);
    }

    [Test]
    public async Task A2_A_code_is_sent_again_once_and_the_newest_counts()
    {
        _host.Clock.Advance(TimeSpan.FromHours(1));
        var email = await _host.AccountAsync();
        // What the sign-up was mailed counts too: here it is about the codes.
        _host.Clock.Advance(TimeSpan.FromHours(1));
        using var browser = _host.Browser();
        var first = await AskAsync(browser, email);
        var second = await AskAsync(browser, email);
        await AskAsync(browser, email);

        (await _host.MailsToAsync(email)).Count(mail => mail.Kind == "auth.sign-in-code").ShouldBe(2);
        if (first != second)
        {
            (await TypeAsync(browser, email, first)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await TypeAsync(browser, email, second)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A2_Many_tries_at_once_are_no_more_than_three()
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();
        await AskAsync(browser, email);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(number => browser.ApiAsync(HttpMethod.Post, "/login-code/verify", new { email, code = $"00000{number}" })));

        (await _host.InDatabaseAsync(context => context.Set<OneTimeCode>().SingleAsync(code => code.NormalizedEmail == email && code.Purpose == CodePurpose.SignIn))).Attempts.ShouldBe(3);
    }

    [Test]
    public async Task A_code_is_worth_nothing_in_another_browser()
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();
        var code = await AskAsync(browser, email);
        using var thief = _host.Browser();
        await thief.GetAsync(AuthPaths.LoginCode);

        (await TypeAsync(thief, email, code)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A2_No_code_can_be_found_from_the_database()
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();
        var code = await AskAsync(browser, email);

        var row = await _host.InDatabaseAsync(context => context.Set<OneTimeCode>().SingleAsync(one => one.NormalizedEmail == email && one.Purpose == CodePurpose.SignIn));

        row.Hash.Length.ShouldBe(64);
        new[] { code, $"{row.Id}{code}", $"{row.Id}:{code}", $"{row.Id}::{code}" }.ShouldAllBe(text => Secrets.Hash(text) != row.Hash);
    }

    [Test]
    public async Task A1_Strangers_learn_nothing_from_it()
    {
        var known = await AnswersAsync(await _host.AccountAsync());
        var unknown = await AnswersAsync("a1-nobody@example.com");

        known.ShouldBe(unknown);
        (await _host.MailsToAsync("a1-nobody@example.com")).ShouldBeEmpty();

        async Task<string> AnswersAsync(string email)
        {
            using var browser = _host.Browser();
            using var asked = await browser.PostAsync(AuthPaths.LoginCode, new() { ["email"] = email });
            using var typed = await TypeAsync(browser, email, "12345");
            using var api = await browser.ApiAsync(HttpMethod.Post, "/login-code/verify", new { email, code = "12345" });
            string[] answers = [$"{asked.StatusCode}", $"{asked.Headers.Contains("Set-Cookie")}", await asked.Content.ReadAsStringAsync(), $"{typed.StatusCode}", await typed.Content.ReadAsStringAsync(), $"{api.StatusCode}", await api.Content.ReadAsStringAsync()];
            return Changing().Replace(string.Join('\n', answers), "").Replace(email, "EMAIL", StringComparison.Ordinal);
        }
    }

    [Test]
    public async Task A4_An_unconfirmed_address_gets_the_link_that_confirms_it_and_no_code()
    {
        const string Email = "a4-code@example.com";
        using var browser = _host.Browser();
        (await browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = Email, ["password"] = TestHost.Password })).Dispose();

        (await browser.PostAsync(AuthPaths.LoginCode, new() { ["email"] = Email })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await _host.MailsToAsync(Email)).Select(mail => mail.Kind).ShouldBe(["auth.verify-email", "auth.verify-email"]);
    }

    [Test]
    public async Task A4_A_second_factor_is_still_asked_for()
    {
        var email = await _host.AccountAsync();
        var user = await _host.UserAsync(email);
        await _host.InDatabaseAsync(context =>
        {
            context.Add(new TwoFactor { UserId = user.Id, SecretEncrypted = "sealed", EnabledAt = _host.Clock.GetUtcNow().UtcDateTime });
            return context.SaveChangesAsync();
        });
        using var browser = _host.Browser();
        var code = await AskAsync(browser, email);

        using var answer = await TypeAsync(browser, email, code);

        answer.Headers.Location!.OriginalString.ShouldStartWith(AuthPaths.TwoFactor);
        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _host.InDatabaseAsync(context => context.Set<UserSession>().CountAsync(one => one.UserId == user.Id))).ShouldBe(0);
    }

    [Test]
    public async Task A9_Wrong_codes_and_wrong_passwords_are_counted_together()
    {
        var email = await _host.AccountAsync();
        foreach (var number in Enumerable.Range(0, 5))
        {
            using var guesser = _host.Browser();
            (await guesser.ApiAsync(HttpMethod.Post, "/login-code/verify", new { email, code = $"00000{number}" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await _host.Browser().LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private async Task<string> AskAsync(Browser browser, string email)
    {
        using var answer = await browser.PostAsync(AuthPaths.LoginCode, new() { ["email"] = email });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return Code().Match((await _host.MailsToAsync(email)).Last(mail => mail.Kind == "auth.sign-in-code").Mail.Text).Value;
    }

    private static Task<HttpResponseMessage> TypeAsync(Browser browser, string email, string code, string? returnUrl = null) =>
        browser.PostAsync(AuthPaths.LoginCode, new() { ["email"] = email, ["code"] = code, ["returnUrl"] = returnUrl ?? "" }, "Verify");

    private static string Wrong(string code) => (code[0] == '0' ? '1' : '0') + code[1..];

    [GeneratedRegex("[0-9]{6}")]
    private static partial Regex Code();

    [GeneratedRegex("<input name=\"__RequestVerificationToken\"[^>]*>|\"traceId\":\"[^\"]*\"")]
    private static partial Regex Changing();
}
