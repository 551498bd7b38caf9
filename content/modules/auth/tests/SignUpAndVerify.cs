using System.Net;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class SignUpAndVerify(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task From_sign_up_over_the_mail_to_the_account()
    {
        var browser = _host.Browser();

        using var signedUp = await browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = " Ann@Example.com ", ["name"] = "Ann", ["password"] = TestHost.Password });
        signedUp.Headers.Location!.OriginalString.ShouldBe(AuthPaths.CheckMail);
        var link = await _host.LinkToAsync("Ann@Example.com", "auth.verify-email");
        (await browser.TextAsync(link)).ShouldContain("Confirm the address</button>");
        using var verified = await browser.PostAsync(link, []);
        verified.Headers.Location!.OriginalString.ShouldBe($"{AuthPaths.Login}?done=verified");
        using var loggedIn = await browser.LoginAsync("ANN@example.com", TestHost.Password);
        loggedIn.Headers.Location!.OriginalString.ShouldBe(AuthPaths.Start);

        var account = await browser.TextAsync(AuthPaths.Account);
        account.ShouldContain("<dd>Ann</dd>");
        account.ShouldContain("<dd>Ann@Example.com</dd>");
        var user = await _host.UserAsync("ann@example.com");
        user.NormalizedEmail.ShouldBe("ann@example.com");
        user.EmailVerifiedAt.ShouldBe(_host.Clock.GetUtcNow().UtcDateTime);
        user.Id.Version.ShouldBe(7);
    }

    [TestCase("a2-newest")]
    public async Task A2_Only_the_newest_link_counts_and_only_once(string name)
    {
        var email = $"{name}@example.com";
        var browser = _host.Browser();
        (await browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = email, ["password"] = TestHost.Password })).Dispose();
        var first = await _host.LinkToAsync(email, "auth.verify-email");
        (await browser.PostAsync(AuthPaths.CheckMail, new() { ["email"] = email })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var second = await _host.LinkToAsync(email, "auth.verify-email");

        second.ShouldNotBe(first);
        (await browser.PostAsync(first, Token(first))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.PostAsync(second, Token(second))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await browser.PostAsync(second, Token(second))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [TestCase(71, HttpStatusCode.Redirect)]
    [TestCase(72, HttpStatusCode.BadRequest)]
    public async Task A2_A_link_that_verifies_is_good_for_three_days(int hours, HttpStatusCode answer)
    {
        var email = $"a2-days-{hours}@example.com";
        var browser = _host.Browser();
        (await browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = email, ["password"] = TestHost.Password })).Dispose();
        var link = await _host.LinkToAsync(email, "auth.verify-email");

        _host.Clock.Advance(TimeSpan.FromHours(hours));

        (await browser.PostAsync(link, Token(link))).StatusCode.ShouldBe(answer);
    }

    [Test]
    public async Task A2_Mailed_secrets_are_stored_as_hashes()
    {
        var email = await _host.AccountAsync();
        (await _host.Browser().PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();
        var token = Token(await _host.LinkToAsync(email, "auth.reset-password"))["token"];

        var hashes = await _host.InDatabaseAsync(context => context.Set<OneTimeCode>().Where(code => code.NormalizedEmail == email).Select(code => code.Hash).ToListAsync());

        hashes.ShouldContain(Secrets.Hash(token));
        hashes.ShouldNotContain(hash => hash.Contains(token, StringComparison.OrdinalIgnoreCase));
    }

    [Test]
    public async Task A3_Looking_at_a_link_consumes_nothing()
    {
        const string Email = "a3@example.com";
        var (browser, scanner) = (_host.Browser(), _host.Browser());
        (await browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = Email, ["password"] = TestHost.Password })).Dispose();
        var link = await _host.LinkToAsync(Email, "auth.verify-email");

        (await scanner.GetAsync(link)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await scanner.SendAsync(new HttpRequestMessage(HttpMethod.Head, link))).IsSuccessStatusCode.ShouldBeTrue();

        (await _host.UserAsync(Email)).EmailVerifiedAt.ShouldBeNull();
        (await browser.PostAsync(link, [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A4_Nobody_logs_in_before_the_address_is_confirmed()
    {
        const string Email = "a4-login@example.com";
        var browser = _host.Browser();
        (await browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = Email, ["password"] = TestHost.Password })).Dispose();

        using var answer = await browser.LoginAsync(Email, TestHost.Password);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("the address is not confirmed yet");
        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A4_An_unconfirmed_address_gets_no_link_that_hands_over_the_account()
    {
        const string Email = "a4-reset@example.com";
        (await _host.Browser().PostAsync(AuthPaths.SignUp, new() { ["email"] = Email, ["password"] = TestHost.Password })).Dispose();

        (await _host.Browser().PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = Email })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await _host.MailsToAsync(Email)).Select(mail => mail.Kind).ShouldBe(["auth.verify-email", "auth.verify-email"]);
    }

    [Test]
    public async Task A4_Who_signs_up_again_takes_over_an_account_that_nobody_confirmed()
    {
        const string Email = "a4-again@example.com";
        var (stranger, owner) = (_host.Browser(), _host.Browser());
        (await stranger.PostAsync(AuthPaths.SignUp, new() { ["email"] = Email, ["password"] = "what a stranger chose" })).Dispose();
        var strangers = await _host.LinkToAsync(Email, "auth.verify-email");

        (await owner.PostAsync(AuthPaths.SignUp, new() { ["email"] = Email, ["password"] = TestHost.Password })).Dispose();
        (await stranger.PostAsync(strangers, Token(strangers))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await owner.PostAsync(await _host.LinkToAsync(Email, "auth.verify-email"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await stranger.LoginAsync(Email, "what a stranger chose")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await owner.LoginAsync(Email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task The_same_address_signed_up_twice_at_once_makes_one_account()
    {
        const string Email = "twice@example.com";
        var browsers = Enumerable.Range(0, 4).Select(_ => _host.Browser()).ToList();

        var answers = await Task.WhenAll(browsers.Select(browser => browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = Email, ["password"] = TestHost.Password })));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Redirect);
        (await _host.UserAsync(Email)).NormalizedEmail.ShouldBe(Email);
    }

    [TestCase("ann@example.com", "Ann@EXAMPLE.com ")]
    [TestCase("ann@ｅｘａｍｐｌｅ.com", "ann@example.com")]
    [TestCase("ann@bücher.example", "ann@BÜCHER.example")]
    [TestCase("ann@bücher.example", "ann@xn--bcher-kva.example")]
    public void Addresses_that_look_alike_are_one(string one, string other)
    {
        EmailAddress.TryParse(one, out var first).ShouldBeTrue();
        EmailAddress.TryParse(other, out var second).ShouldBeTrue();

        first!.Normalized.ShouldBe(second!.Normalized);
    }

    [TestCase("")]
    [TestCase("ann")]
    [TestCase("ann@")]
    [TestCase("ann@example.com.")]
    [TestCase("Ann <ann@example.com>")]
    [TestCase("ann@example.com, bob@example.com")]
    [TestCase("ann@example.com\r\nBcc: all@example.com")]
    [TestCase("ann＠evil.com@example.com")]
    public void What_is_no_address_is_refused(string typed) => EmailAddress.TryParse(typed, out _).ShouldBeFalse();

    [Test]
    public void Half_a_character_is_no_address() => EmailAddress.TryParse($"ann{(char)0xD800}@example.com", out _).ShouldBeFalse();

    [Test]
    public void An_address_has_an_end() => EmailAddress.TryParse($"{new string('a', 250)}@example.com", out _).ShouldBeFalse();

    private static Dictionary<string, string> Token(string link) => new() { ["token"] = link.Split("token=")[1].Split('&')[0] };
}
