using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>Passkeys (A12), by an authenticator in software.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class PasskeysSignIn(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A12_A_passkey_is_added_named_used_and_removed()
    {
        var email = await _host.AccountAsync();
        using var owner = await _host.SignedInAsync(email);
        using var authenticator = new SoftwareAuthenticator();

        (await AddAsync(owner, authenticator, "My phone")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await owner.PostAsync(AuthPaths.Passkeys, new() { ["id"] = authenticator.Id, ["name"] = "My new phone" }, "Rename")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var browser = _host.Browser();
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        using var signedIn = await SignInAsync(browser, authenticator);

        ((string?)(await signedIn.Content.ReadFromJsonAsync<JsonObject>())!["next"]).ShouldBe("done");
        (await CurrentEmailAsync(browser)).ShouldBe(email);
        var passkey = (await PasskeysAsync(email)).ShouldHaveSingleItem();
        passkey.ShouldSatisfyAllConditions(
            () => passkey.Data.Name.ShouldBe("My new phone"), () => passkey.Data.SignCount.ShouldBe(1u), () => passkey.LastUsedAt.ShouldBe(_host.Clock.GetUtcNow().UtcDateTime));
        (await _host.MailsToAsync(email)).Select(mail => mail.Mail.Subject).ShouldContain("A passkey was added to your account");

        (await browser.PostAsync(AuthPaths.Passkeys, new() { ["id"] = authenticator.Id }, "Remove")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await SignInAsync(_host.Browser(), authenticator)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await owner.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect); // A5
        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A12_The_options_ask_for_a_discoverable_verified_passkey_of_this_site()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());

        var creation = await OptionsAsync(browser, "registration-options");
        var request = await OptionsAsync(_host.Browser(), "sign-in-options");

        ((string?)creation["rp"]!["id"]).ShouldBe("localhost");
        ((string?)creation["authenticatorSelection"]!["residentKey"]).ShouldBe("required");
        ((string?)creation["authenticatorSelection"]!["userVerification"]).ShouldBe("required");
        ((string?)request["rpId"]).ShouldBe("localhost");
        ((string?)request["userVerification"]).ShouldBe("required");
        (request["allowCredentials"]?.AsArray() ?? []).ShouldBeEmpty();
    }

    private static readonly Dictionary<string, Action<SoftwareAuthenticator>> Make = new()
    {
        ["another origin"] = one => one.Origin = "https://evil.example",
        ["another port"] = one => one.Origin = "https://localhost:8443",
        ["plain http"] = one => one.Origin = "http://localhost",
        ["a subdomain"] = one => one.Origin = "https://x.localhost",
        ["a frame"] = one => one.IsCrossOrigin = true,
        ["another relying party"] = one => one.RpId = "evil.example",
        ["user not verified"] = one => one.UserVerified = false,
    };

    private static IEnumerable<string> Wrongs => Make.Keys;

    [TestCaseSource(nameof(Wrongs))]
    public async Task A12_A_sign_in_with_something_wrong_is_refused(string wrong)
    {
        var (_, authenticator) = await AccountWithPasskeyAsync();
        using var browser = _host.Browser();
        Make[wrong](authenticator);

        using var answer = await SignInAsync(browser, authenticator);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        ((string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]).ShouldBe("passkey_refused");
        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [TestCaseSource(nameof(Wrongs))]
    public async Task A12_A_registration_with_something_wrong_is_refused(string wrong)
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        using var authenticator = new SoftwareAuthenticator();
        Make[wrong](authenticator);

        (await AddAsync(browser, authenticator)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await PasskeysAsync(email)).ShouldBeEmpty();
    }

    [Test]
    public async Task A12_The_counter_never_goes_back()
    {
        var (_, authenticator) = await AccountWithPasskeyAsync();
        authenticator.Counter = 10;
        (await SignInAsync(_host.Browser(), authenticator)).StatusCode.ShouldBe(HttpStatusCode.OK);

        // A copy of the key, which has been used less often.
        authenticator.Counter = 5;
        (await SignInAsync(_host.Browser(), authenticator)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        authenticator.Counter = 10; // The next one is 11, as before.
        (await SignInAsync(_host.Browser(), authenticator)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SignInAsync(_host.Browser(), authenticator)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A12_A_challenge_is_good_once_for_a_while_and_in_its_browser()
    {
        var (_, authenticator) = await AccountWithPasskeyAsync();
        // Without a counter, as most synchronised passkeys: nothing else gives a replay away.
        using var browser = _host.Browser();
        var answer = new { credential = Uncounted(authenticator, await OptionsAsync(browser, "sign-in-options")) };
        using var thief = _host.Browser();
        using var stranger = _host.Browser();
        thief.Cookies.Add(browser.Cookies.GetCookies(TestHost.Address));

        (await stranger.ApiAsync(HttpMethod.Post, "/passkeys/sign-in", answer)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.ApiAsync(HttpMethod.Post, "/passkeys/sign-in", answer)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.ApiAsync(HttpMethod.Post, "/passkeys/sign-in", answer)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await thief.ApiAsync(HttpMethod.Post, "/passkeys/sign-in", answer)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var late = _host.Browser();
        var options = await OptionsAsync(late, "sign-in-options");
        _host.Clock.Advance(PasskeyCeremonies.Lifetime);
        (await late.ApiAsync(HttpMethod.Post, "/passkeys/sign-in", new { credential = Uncounted(authenticator, options) })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A12_An_answer_to_another_challenge_is_refused()
    {
        var (_, authenticator) = await AccountWithPasskeyAsync();
        using var browser = _host.Browser();
        var old = authenticator.Get(await OptionsAsync(browser, "sign-in-options"));
        await OptionsAsync(browser, "sign-in-options");

        (await browser.ApiAsync(HttpMethod.Post, "/passkeys/sign-in", new { credential = old })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A12_A_passkey_of_another_key_with_the_victims_handle_opens_nothing()
    {
        var (_, victims) = await AccountWithPasskeyAsync();
        var (_, attackers) = await AccountWithPasskeyAsync();
        using var browser = _host.Browser();
        var options = await OptionsAsync(browser, "sign-in-options");
        var forged = attackers.Get(options);
        forged["response"]!["userHandle"] = (string)victims.Get(options)["response"]!["userHandle"]!;

        (await browser.ApiAsync(HttpMethod.Post, "/passkeys/sign-in", new { credential = forged })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A12_Options_made_for_one_user_add_nothing_to_another()
    {
        var (first, second) = (await _host.AccountAsync(), await _host.AccountAsync());
        using var browser = await _host.SignedInAsync(first);
        using var authenticator = new SoftwareAuthenticator();
        var credential = authenticator.Create(await OptionsAsync(browser, "registration-options"));
        (await browser.PostAsync(AuthPaths.Logout, [])).Dispose();
        (await browser.LoginAsync(second, TestHost.Password)).Dispose();

        (await browser.ApiAsync(HttpMethod.Post, "/passkeys", new { name = "x", credential })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await PasskeysAsync(second)).ShouldBeEmpty();
    }

    [Test]
    public async Task A12_The_same_passkey_is_added_once()
    {
        var (_, authenticator) = await AccountWithPasskeyAsync();
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);

        (await AddAsync(browser, authenticator)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await PasskeysAsync(email)).ShouldBeEmpty();
    }

    [Test]
    public async Task A12_A_verified_passkey_is_two_factors_and_a_closed_account_stays_closed()
    {
        var (email, authenticator) = await AccountWithPasskeyAsync();
        var user = await _host.UserAsync(email);
        await _host.InDatabaseAsync(context =>
        {
            context.Add(new TwoFactor { UserId = user.Id, SecretEncrypted = "sealed", EnabledAt = _host.Clock.GetUtcNow().UtcDateTime });
            return context.SaveChangesAsync();
        });
        using var answer = await SignInAsync(_host.Browser(), authenticator);
        ((string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["next"]).ShouldBe("done");

        await _host.InDatabaseAsync(context => context.Set<User>().Where(one => one.Id == user.Id).ExecuteUpdateAsync(change => change.SetProperty(one => one.DisabledAt, DateTime.UtcNow)));
        using var closed = await SignInAsync(_host.Browser(), authenticator);
        ((string?)(await closed.Content.ReadFromJsonAsync<JsonObject>())!["code"]).ShouldBe("account_closed");
    }

    [Test]
    public async Task A9_A_passkey_gets_in_while_passwords_are_throttled()
    {
        var (_, authenticator) = await AccountWithPasskeyAsync();
        using var browser = _host.Browser();
        for (var attempt = 0; attempt < 12; attempt++)
        {
            (await browser.LoginAsync("nobody@example.com", "a wrong password")).Dispose();
        }

        (await browser.LoginAsync("nobody@example.com", "a wrong password")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignInAsync(browser, authenticator)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A12_The_last_way_in_is_not_removed()
    {
        var (email, authenticator) = await AccountWithPasskeyAsync();
        await _host.InDatabaseAsync(context => context.Set<User>().Where(one => one.Email == email).ExecuteUpdateAsync(change => change.SetProperty(one => one.PasswordHash, (string?)null)));
        using var browser = _host.Browser();
        (await SignInAsync(browser, authenticator)).Dispose();

        using var page = await browser.PostAsync(AuthPaths.Passkeys, new() { ["id"] = authenticator.Id }, "Remove");
        page.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await page.Content.ReadAsStringAsync()).ShouldContain("This is the only way in which you can log in.");
        (await browser.ApiAsync(HttpMethod.Delete, $"/passkeys/{authenticator.Id}")).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        using var second = new SoftwareAuthenticator();
        (await AddAsync(browser, second)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.ApiAsync(HttpMethod.Delete, $"/passkeys/{authenticator.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await PasskeysAsync(email)).Count.ShouldBe(1);
    }

    [Test]
    public async Task A12_A_passkey_confirms_who_one_is()
    {
        var (email, authenticator) = await AccountWithPasskeyAsync();
        var (_, others) = await AccountWithPasskeyAsync();
        using var browser = await _host.SignedInAsync(email);
        _host.Clock.Advance(TimeSpan.FromMinutes(11));
        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.ApiAsync(HttpMethod.Post, "/passkeys/registration-options")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.ApiAsync(HttpMethod.Delete, $"/passkeys/{authenticator.Id}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await browser.ApiAsync(HttpMethod.Post, "/passkeys/confirm", new { credential = others.Get(await OptionsAsync(browser, "confirm-options")) })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        // What was answered to the challenge of a login does not confirm.
        (await browser.ApiAsync(HttpMethod.Post, "/passkeys/confirm", new { credential = authenticator.Get(await OptionsAsync(browser, "sign-in-options")) })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.ApiAsync(HttpMethod.Post, "/passkeys/confirm", new { credential = authenticator.Get(await OptionsAsync(browser, "confirm-options")) })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A12_Nobody_names_or_removes_anothers_passkey()
    {
        var (email, authenticator) = await AccountWithPasskeyAsync();
        using var attacker = await _host.SignedInAsync(await _host.AccountAsync());

        (await attacker.ApiAsync(HttpMethod.Put, $"/passkeys/{authenticator.Id}", new { name = "mine" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await attacker.ApiAsync(HttpMethod.Delete, $"/passkeys/{authenticator.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await attacker.ApiAsync(HttpMethod.Delete, "/passkeys/no%20id")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await PasskeysAsync(email)).ShouldHaveSingleItem().Data.Name.ShouldBe("Passkey");
    }

    [TestCase("{}")]
    [TestCase("{\"credential\":null}")]
    [TestCase("{\"credential\":[]}")]
    [TestCase("{\"credential\":{\"id\":\"AAAA\",\"type\":\"public-key\",\"response\":{}}}")]
    [TestCase("{\"credential\":{\"id\":\"%\",\"type\":7}}")]
    public async Task Malformed_answers_are_refused_without_a_fault(string body)
    {
        using var browser = _host.Browser();
        await OptionsAsync(browser, "sign-in-options");

        using var answer = await browser.ApiAsync(HttpMethod.Post, "/passkeys/sign-in", JsonNode.Parse(body));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [TestCase(null)]
    [TestCase("  ")]
    [TestCase("a\nb")]
    public async Task A_passkey_needs_a_name(string? name)
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        using var authenticator = new SoftwareAuthenticator();

        (await AddAsync(browser, authenticator, name)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task The_script_is_on_the_pages_with_passkeys_alone_and_nothing_is_inline()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        const string Script = "/_content/QuickScale.Modules.Auth/passkeys.js";

        foreach (var page in new[] { await _host.Browser().TextAsync(AuthPaths.Login), await browser.TextAsync(AuthPaths.Passkeys), await browser.TextAsync(AuthPaths.Confirm) })
        {
            page.ShouldContain($"<script src=\"{Script}\" defer></script>");
            page.Split("<script").Length.ShouldBe(2);
            page.ShouldNotContain(" onclick");
        }

        (await _host.Browser().TextAsync(AuthPaths.SignUp)).ShouldNotContain("<script");
        (await browser.TextAsync(AuthPaths.Account)).ShouldNotContain("<script");
    }

    [Test]
    public async Task Passkeys_off_offers_none_and_takes_none()
    {
        await using var host = await TestHost.StartAsync(kind, new() { ["Modules:auth:passkeys"] = "false" });
        using var browser = await host.SignedInAsync(await host.AccountAsync());

        (await host.Browser().TextAsync(AuthPaths.Login)).ShouldNotContain("passkey");
        (await browser.ApiAsync(HttpMethod.Post, "/passkeys/registration-options")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.ApiAsync(HttpMethod.Post, "/passkeys/sign-in-options")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.ApiAsync(HttpMethod.Post, "/passkeys/sign-in", new { credential = new { } })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task Passkey_domain_is_what_passkeys_are_bound_to()
    {
        var settings = new Dictionary<string, string?> { ["App:BaseUrl"] = "https://www.example.com/", ["Modules:auth:passkey_domain"] = "example.com" };
        await using (var host = await TestHost.StartAsync(kind, settings))
        {
            // The host of the request says nothing.
            ((string?)(await OptionsAsync(host.Browser(), "sign-in-options"))["rpId"]).ShouldBe("example.com");
        }

        foreach (var wrong in new[] { "example.org", "com", "ww.example.com" })
        {
            settings["Modules:auth:passkey_domain"] = wrong;
            (await Should.ThrowAsync<OptionsValidationException>(() => TestHost.StartAsync(kind, settings))).Message.ShouldContain("Set Modules__auth__passkey_domain to www.example.com");
        }
    }

    private static async Task<JsonObject> OptionsAsync(Browser browser, string kind)
    {
        using var answer = await browser.ApiAsync(HttpMethod.Post, $"/passkeys/{kind}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static async Task<HttpResponseMessage> AddAsync(Browser browser, SoftwareAuthenticator authenticator, string? name = "Passkey") =>
        await browser.ApiAsync(HttpMethod.Post, "/passkeys", new { name, credential = authenticator.Create(await OptionsAsync(browser, "registration-options")) });

    private static async Task<HttpResponseMessage> SignInAsync(Browser browser, SoftwareAuthenticator authenticator) =>
        await browser.ApiAsync(HttpMethod.Post, "/passkeys/sign-in", new { credential = authenticator.Get(await OptionsAsync(browser, "sign-in-options")) });

    /// <summary>An answer with the counter at zero.</summary>
    private static JsonObject Uncounted(SoftwareAuthenticator authenticator, JsonObject options)
    {
        authenticator.Counter = uint.MaxValue; // One more is zero.
        return authenticator.Get(options);
    }

    private async Task<(string Email, SoftwareAuthenticator Authenticator)> AccountWithPasskeyAsync()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        var authenticator = new SoftwareAuthenticator();
        (await AddAsync(browser, authenticator)).StatusCode.ShouldBe(HttpStatusCode.OK);
        return (email, authenticator);
    }

    private static async Task<string?> CurrentEmailAsync(Browser browser)
    {
        using var answer = await browser.ApiAsync(HttpMethod.Get, "/session");
        return answer.IsSuccessStatusCode ? (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["email"] : null;
    }

    private async Task<List<UserPasskey>> PasskeysAsync(string email)
    {
        var user = await _host.UserAsync(email);
        return await _host.InDatabaseAsync(context => context.Set<UserPasskey>().AsNoTracking().Where(one => one.UserId == user.Id).ToListAsync());
    }
}
