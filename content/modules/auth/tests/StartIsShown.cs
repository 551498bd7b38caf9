using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>The signed-in start page, and the endpoint that tells the same.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class StartIsShown(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A_login_leads_to_it_unless_it_was_on_the_way_elsewhere()
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();
        (await browser.GetAsync(AuthPaths.Start)).Headers.Location!.OriginalString.ShouldBe("https://localhost/auth/login?returnUrl=%2Fstart");

        (await browser.LoginAsync(email, TestHost.Password)).Headers.Location!.OriginalString.ShouldBe(AuthPaths.Start);

        (await browser.GetAsync(AuthPaths.Login)).Headers.Location!.OriginalString.ShouldBe(AuthPaths.Start);
        using var other = _host.Browser();
        (await other.LoginAsync(email, TestHost.Password, "/notes")).Headers.Location!.OriginalString.ShouldBe("/notes");
    }

    [Test]
    public async Task It_greets_and_leads_on()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        (await browser.TextAsync(AuthPaths.Start)).ShouldContain("<h1>Welcome</h1>");
        (await browser.ApiAsync(HttpMethod.Put, "/profile", new { name = "Ann <b>", locale = "", timeZone = "", theme = "dark" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var page = await browser.TextAsync(AuthPaths.Start);

        page.ShouldContain("<h1>Welcome, Ann &lt;b&gt;</h1>");
        page.ShouldContain("data-theme=\"dark\"");
        page.ShouldContain("href=\"/account/profile\"");
        page.ShouldContain("<dt>Logged in</dt>");
        // Nobody else's entries: this application has two modules.
        page.ShouldNotContain("Go on with");
        page.ShouldContain("<a href=\"/start\" aria-current=\"page\">Start</a>");
    }

    [Test]
    public async Task Other_modules_entries_are_links_on_it()
    {
        await using var host = await TestHost.StartAsync(kind, others: new NotesModule());
        using var browser = await host.SignedInAsync(await host.AccountAsync());

        var page = await browser.TextAsync(AuthPaths.Start);

        page.ShouldContain("<a class=\"button button-secondary\" href=\"/notes\">Notes</a>");
        page.ShouldNotContain("Secret notes");
    }

    [Test]
    public async Task What_needs_attention_goes_once_it_is_put_right()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        (await CodesAsync(browser)).ShouldBe(["two_factor_off"]);

        var app = await Authenticator.TurnOnAsync(_host, browser);
        (await CodesAsync(browser)).ShouldBeEmpty();
        (await browser.TextAsync(AuthPaths.Start)).ShouldContain("All is well with your account.");

        var user = await _host.UserAsync(email);
        var used = await _host.InDatabaseAsync(context => context.Set<RecoveryCode>().Where(code => code.UserId == user.Id).OrderBy(code => code.Id).Take(7)
            .ExecuteUpdateAsync(change => change.SetProperty(code => code.UsedAt, _host.Clock.GetUtcNow().UtcDateTime)));
        used.ShouldBe(app.RecoveryCodes.Count - 3);
        (await CodesAsync(browser)).ShouldBe(["recovery_codes_low"]);
        (await browser.TextAsync(AuthPaths.Start)).ShouldContain("3 recovery codes are left");
    }

    [Test]
    public async Task A_change_of_address_that_waits_is_told()
    {
        var (email, fresh) = (await _host.AccountAsync(), $"fresh-{Guid.CreateVersion7():N}@example.com");
        using var browser = await _host.SignedInAsync(email);

        (await browser.ApiAsync(HttpMethod.Post, "/change-email", new { email = fresh })).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        (await CodesAsync(browser)).ShouldBe(["email_change_pending", "two_factor_off"]);
        (await browser.TextAsync(AuthPaths.Start)).ShouldContain($"the message that we sent to {fresh}. Until then {email} stays.");
        _host.Clock.Advance(ChangeEmail.ConfirmLifetime);
        (await CodesAsync(browser)).ShouldBe(["two_factor_off"]);
    }

    [Test]
    public async Task Who_has_one_way_in_and_no_password_is_told()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        using var authenticator = new SoftwareAuthenticator();
        var options = await (await browser.ApiAsync(HttpMethod.Post, "/passkeys/registration-options")).Content.ReadFromJsonAsync<JsonObject>();
        (await browser.ApiAsync(HttpMethod.Post, "/passkeys", new { name = "Passkey", credential = authenticator.Create(options!) })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _host.InDatabaseAsync(context => context.Set<User>().Where(user => user.Email == email).ExecuteUpdateAsync(change => change.SetProperty(user => user.PasswordHash, (string?)null)));

        (await CodesAsync(browser)).ShouldBe(["one_way_in"]);
    }

    [Test]
    public async Task An_address_that_was_never_confirmed_is_told_where_it_may_be_used()
    {
        await using var host = await TestHost.StartAsync(kind, new() { ["Modules:auth:verification_required"] = "false" });
        (await host.Browser().PostAsync(AuthPaths.SignUp, new() { ["email"] = "ann@example.com", ["password"] = TestHost.Password })).Dispose();
        using var browser = await host.SignedInAsync("ann@example.com");

        (await CodesAsync(browser)).ShouldBe(["email_unconfirmed", "two_factor_off"]);
    }

    [Test]
    public async Task Page_and_endpoint_say_the_same_to_the_signed_in_alone()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        var answer = await (await browser.ApiAsync(HttpMethod.Get, "/start")).Content.ReadFromJsonAsync<JsonObject>();
        var item = answer!["attention"]!.AsArray().Single()!;

        var page = await browser.TextAsync(AuthPaths.Start);

        page.ShouldContain($"id=\"{item["code"]}\">{item["title"]}</h3>");
        page.ShouldContain($"<a href=\"{item["path"]}\">{item["action"]}</a>");
        Regex.IsMatch(page, Regex.Escape(WebUtility.HtmlEncode((string)item["text"]!))).ShouldBeTrue();
        (await _host.Browser().ApiAsync(HttpMethod.Get, "/start")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<List<string>> CodesAsync(Browser browser)
    {
        using var answer = await browser.ApiAsync(HttpMethod.Get, "/start");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return [.. (await answer.Content.ReadFromJsonAsync<JsonObject>())!["attention"]!.AsArray().Select(item => (string)item!["code"]!)];
    }

    private sealed class NotesModule : IModule
    {
        public IReadOnlyList<NavigationEntry> Navigation { get; } = [new("Notes", "/notes", AuthPolicies.SignedIn), new("Secret notes", "/notes/secret", PlatformAdmin.Policy)];

        public void AddServices<TContext>(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder)
            where TContext : DbContext
        {
        }
    }
}
