using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class RequestsAreGuarded(DatabaseKind kind)
{
    private static readonly Dictionary<string, string?> Mail = new() { ["Mail:Url"] = "smtp://127.0.0.1:1?tls=off", ["Mail:From"] = "hello@example.com" };

    private TestHost _host = null!;
    private string _email = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _host = await TestHost.StartAsync(kind);
        _email = await _host.AccountAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [TestCase("/notes?page=2", "/notes?page=2")]
    [TestCase("https://evil.example/", AuthPaths.Start)]
    [TestCase("//evil.example/", AuthPaths.Start)]
    [TestCase("/\\evil.example/", AuthPaths.Start)]
    [TestCase("javascript:alert(1)", AuthPaths.Start)]
    [TestCase("/\tevil", AuthPaths.Start)]
    public async Task A17_A_user_comes_back_to_a_path_of_this_site(string asked, string expected)
    {
        using var browser = _host.Browser();

        using var answer = await browser.PostAsync(AuthPaths.Login, new() { ["email"] = _email, ["password"] = TestHost.Password, ["returnUrl"] = asked });

        answer.Headers.Location!.OriginalString.ShouldBe(expected);
    }

    [Test]
    public async Task A17_The_way_back_is_kept_over_sign_up_and_confirmation()
    {
        const string Email = "a17@example.com";
        using var browser = _host.Browser();
        using var login = await browser.GetAsync("/account/sessions");
        var page = await browser.TextAsync(login.Headers.Location!.PathAndQuery);
        page.ShouldContain("href=\"/auth/sign-up?returnUrl=%2Faccount%2Fsessions\"");

        (await browser.PostAsync("/auth/sign-up?returnUrl=%2Faccount%2Fsessions", new() { ["email"] = Email, ["password"] = TestHost.Password })).Dispose();
        using var verified = await browser.PostAsync(await _host.LinkToAsync(Email, "auth.verify-email"), []);
        using var loggedIn = await browser.PostAsync(verified.Headers.Location!.OriginalString, new() { ["email"] = Email, ["password"] = TestHost.Password });

        loggedIn.Headers.Location!.OriginalString.ShouldBe("/account/sessions");
    }

    [Test]
    public async Task A18_Deployed_cookies_are_for_this_host_over_https_alone()
    {
        await using var host = await TestHost.StartAsync(kind, Mail, services => services.Configure<KeyManagementOptions>(options => options.XmlRepository = Keys()), "Production");
        var email = "a18@example.com";
        await host.InDatabaseAsync(async context =>
        {
            var user = new User { EmailVerifiedAt = DateTime.UtcNow };
            user.SetEmail(TestHost.Email(email));
            user.PasswordHash = new Microsoft.AspNetCore.Identity.PasswordHasher<User>().HashPassword(user, TestHost.Password);
            context.Add(user);
            return await context.SaveChangesAsync();
        });

        using var answer = await host.Browser().LoginAsync(email, TestHost.Password);

        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        cookies.Select(cookie => cookie.Split('=')[0]).ShouldBe(["__Host-auth-device", "__Host-auth-session"], ignoreOrder: true);
        cookies.ShouldAllBe(cookie => cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase) && cookie.Contains("; httponly", StringComparison.OrdinalIgnoreCase)
            && cookie.Contains("; samesite=lax", StringComparison.OrdinalIgnoreCase) && cookie.Contains("; path=/", StringComparison.OrdinalIgnoreCase) && !cookie.Contains("domain", StringComparison.OrdinalIgnoreCase));
    }

    [TestCase("/sign-up")]
    [TestCase("/login")]
    [TestCase("/logout")]
    [TestCase("/change-password")]
    [TestCase("/sessions/revoke-others")]
    public async Task A18_Without_an_antiforgery_token_nothing_is_done(string path)
    {
        using var browser = await _host.SignedInAsync(_email);

        using var api = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/api/auth{path}") { Content = JsonContent.Create(new { }) });

        api.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string?)(await api.Content.ReadFromJsonAsync<JsonObject>())!["code"]).ShouldBe("antiforgery");
        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A18_A_header_that_browsers_send_by_themselves_is_no_antiforgery_token()
    {
        using var browser = await _host.SignedInAsync(_email);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/logout") { Content = JsonContent.Create(new { }) };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String("proxy:password"u8));

        (await browser.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [TestCase("/session")]
    [TestCase("/sessions")]
    [TestCase("/profile")]
    [TestCase("/security-events")]
    [TestCase("/external-logins")]
    [TestCase("/start")]
    [TestCase("/change-email")]
    [TestCase("/reauthenticate")]
    public async Task No_cache_keeps_what_the_api_tells_a_user(string path)
    {
        using var browser = await _host.SignedInAsync(_email);

        using var answer = await browser.ApiAsync(HttpMethod.Get, path);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [TestCase(AuthPaths.Login)]
    [TestCase(AuthPaths.Logout)]
    [TestCase(AuthPaths.SignUp)]
    [TestCase(AuthPaths.Password)]
    public async Task A18_A_form_without_its_token_does_nothing(string path)
    {
        using var browser = await _host.SignedInAsync(_email);

        using var answer = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([]) });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A20_Keys_that_die_with_the_process_keep_a_deployed_instance_from_starting()
    {
        var refusal = await Should.ThrowAsync<OptionsValidationException>(() => TestHost.StartAsync(kind, Mail, environment: "Production"));

        refusal.Message.ShouldContain("Keep the data-protection keys");
    }

    [Test]
    public async Task A20_Keys_that_cannot_be_read_hide_no_other_violation()
    {
        var refusal = await Should.ThrowAsync<OptionsValidationException>(() => TestHost.StartAsync(
            kind,
            new(Mail) { ["Modules:auth:password_min_length"] = "1" },
            services => services.AddOptions<KeyManagementOptions>().Configure(_ => throw new InvalidOperationException("The keeper lacks a setting.")),
            "Production"));

        refusal.Message.ShouldContain("password_min_length");
    }

    [TestCase("/login", "{")]
    [TestCase("/login", "[]")]
    [TestCase("/login", "{}")]
    [TestCase("/login", "{\"email\":\"ann@example.com\",\"password\":7}")]
    [TestCase("/sign-up", "{}")]
    [TestCase("/sign-up", "{\"email\":null,\"password\":null}")]
    [TestCase("/verify-email", "{\"token\":\"' OR 1=1 --\"}")]
    [TestCase("/reset-password", "{\"token\":\"short\",\"password\":\"x\"}")]
    [TestCase("/forgot-password", "{\"email\":\"no address\"}")]
    [TestCase("/verify-email/check", "[]")]
    [TestCase("/reset-password/check", "{}")]
    [TestCase("/undo-email-change/check", "{\"token\":7}")]
    public async Task Malformed_input_is_refused_without_a_fault(string path, string body)
    {
        using var browser = _host.Browser();
        var token = await (await browser.ApiAsync(HttpMethod.Get, "/antiforgery")).Content.ReadFromJsonAsync<JsonObject>();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/auth{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add((string)token!["header"]!, (string)token["token"]!);

        using var answer = await browser.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("   at ");
    }

    [Test]
    public async Task A_browser_that_names_itself_at_length_is_no_fault()
    {
        var email = await _host.AccountAsync();
        var name = new string('x', UserSession.LongestUserAgent - 1);
        using var browser = _host.Browser();
        browser.Headers.Remove("User-Agent");
        browser.Headers.TryAddWithoutValidation("User-Agent", name + "\U0001F980");

        (await browser.LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var user = await _host.UserAsync(email);
        (await _host.InDatabaseAsync(context => context.Set<UserSession>().SingleAsync(one => one.UserId == user.Id))).UserAgent.ShouldBe(name);
    }

    [Test]
    public async Task Oversized_input_is_refused_alike_on_page_and_api()
    {
        var email = $"{new string('a', 300)}@example.com";
        using var page = await _host.Browser().PostAsync(AuthPaths.SignUp, new() { ["email"] = email, ["name"] = new string('n', 101), ["password"] = new string('p', 300) });
        using var api = await _host.Browser().ApiAsync(HttpMethod.Post, "/sign-up", new { email, name = new string('n', 101), password = new string('p', 300) });

        page.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        api.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var text = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        var errors = (await api.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsObject();
        errors.Select(error => error.Key).ShouldBe(["email", "name", "password"]);
        errors.SelectMany(error => error.Value!.AsArray()).ShouldAllBe(message => text.Contains((string)message!, StringComparison.Ordinal));
    }

    [Test]
    public async Task Pages_of_an_account_are_kept_by_no_cache()
    {
        using var browser = await _host.SignedInAsync(_email);

        using var answer = await browser.GetAsync(AuthPaths.Account);

        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    private static FileSystemXmlRepository Keys() => new(Directory.CreateTempSubdirectory("auth-test-keys-"), NullLoggerFactory.Instance);
}
