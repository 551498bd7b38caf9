using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>What the pages know, the API tells: a front end of its own can do all that they do.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class AFrontEndNeedsNoPages(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task Strangers_learn_what_is_offered_by_itself()
    {
        var settings = await GetAsync(_host.Browser(), "/settings");

        settings.ToJsonString().ShouldBe(
            """{"registration":"open","password":{"minLength":10,"maxLength":256},"terms":null,"loginByCode":false,"passkeys":true,"providers":[],"trustedBrowserDays":30,"avatarMaxKb":2048,"nameMaxLength":100,"passkeyNameMaxLength":100}""");
    }

    [TestCase("registration", "invite", "registration", "\"invite\"")]
    [TestCase("registration", "closed", "registration", "\"closed\"")]
    [TestCase("password_min_length", "14", "password", "{\"minLength\":14,\"maxLength\":256}")]
    [TestCase("terms_version", "7", "terms", "{\"version\":\"7\",\"url\":\"/terms\"}")]
    [TestCase("login_by_code", "true", "loginByCode", "true")]
    [TestCase("passkeys", "false", "passkeys", "false")]
    [TestCase("trusted_browser_days", "3", "trustedBrowserDays", "3")]
    [TestCase("avatar_max_kb", "16", "avatarMaxKb", "16")]
    public async Task Each_option_that_a_form_shows_is_told(string option, string value, string name, string expected)
    {
        await using var host = await TestHost.StartAsync(kind, new() { [$"Modules:auth:{option}"] = value });

        (await GetAsync(host.Browser(), "/settings"))[name]!.ToJsonString().ShouldBe(expected);
    }

    [Test]
    public async Task Providers_with_credentials_are_told()
    {
        await using var host = await TestHost.StartAsync(kind, FakeProvider.Settings());

        var settings = await GetAsync(host.Browser(), "/settings");

        settings["providers"]!.AsArray().Select(one => (string)one!["displayName"]!).ShouldBe(["Google", "GitHub", "Microsoft"]);
    }

    [Test]
    public async Task Why_a_login_at_a_provider_came_to_nothing_is_told()
    {
        await using var host = await TestHost.StartAsync(kind, FakeProvider.Settings());
        using var browser = host.Browser();

        (await GetAsync(browser, "/external/google")).ToJsonString().ShouldBe("""{"name":"google","displayName":"Google","refusal":null}""");
        ((string?)(await GetAsync(browser, "/external/google?refused=link_needs_login"))["refusal"]!["message"]).ShouldBe(Refusals.LinkNeedsLogin.Message);
        // What nobody wrote into an address is not shown, whatever stands there.
        ((string?)(await GetAsync(browser, "/external/google?refused=your+account+was+stolen"))["refusal"]!["code"]).ShouldBe(Refusals.ExternalFailed.Code);
        (await browser.ApiAsync(HttpMethod.Get, "/external/nobody")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task A3_Looking_at_a_link_that_confirms_an_address_leaves_it_good()
    {
        const string Email = "looked-at@example.com";
        using var browser = _host.Browser();
        (await browser.ApiAsync(HttpMethod.Post, "/sign-up", new { email = Email, password = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var token = await TokenAsync(Email, "auth.verify-email");

        (await browser.ApiAsync(HttpMethod.Post, "/verify-email/check", new { token })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await browser.ApiAsync(HttpMethod.Post, "/verify-email", new { token })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await ShouldBeVoidAsync(browser, "/verify-email/check", token);
    }

    [Test]
    public async Task A3_Looking_at_a_reset_link_tells_whose_it_is_and_leaves_it_good()
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();
        (await browser.ApiAsync(HttpMethod.Post, "/forgot-password", new { email })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var token = await TokenAsync(email, "auth.reset-password");

        var answer = await (await browser.ApiAsync(HttpMethod.Post, "/reset-password/check", new { token })).Content.ReadFromJsonAsync<JsonObject>();
        ((string?)answer!["email"]).ShouldBe(email);
        (await browser.ApiAsync(HttpMethod.Post, "/reset-password", new { token, password = "another quiet river" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await ShouldBeVoidAsync(browser, "/reset-password/check", token);
    }

    [Test]
    public async Task A3_Looking_at_the_links_of_a_change_of_address_leaves_them_good()
    {
        var (email, changed) = (await _host.AccountAsync(), "changed-by-api@example.com");
        using var browser = await _host.SignedInAsync(email);
        (await GetAsync(browser, "/change-email")).ToJsonString().ShouldBe($$"""{"email":"{{email}}","pending":null}""");

        (await browser.ApiAsync(HttpMethod.Post, "/change-email", new { email = changed })).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        var pending = (await GetAsync(browser, "/change-email"))["pending"]!;
        ((string?)pending["oldEmail"], (string?)pending["newEmail"]).ShouldBe((email, changed));
        DateTime.Parse((string)pending["expiresAt"]!, System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime().ShouldBe(_host.Clock.GetUtcNow().UtcDateTime + ChangeEmail.ConfirmLifetime);
        using var stranger = _host.Browser();
        var confirm = await TokenAsync(changed, "auth.confirm-email-change");
        await ShouldTellChangeAsync(stranger, "/confirm-email-change/check", confirm, email, changed);
        (await stranger.ApiAsync(HttpMethod.Post, "/confirm-email-change", new { token = confirm })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await ShouldBeVoidAsync(stranger, "/confirm-email-change/check", confirm);

        var undo = await TokenAsync(email, "auth.security-notice");
        await ShouldTellChangeAsync(stranger, "/undo-email-change/check", undo, email, changed);
        (await stranger.ApiAsync(HttpMethod.Post, "/undo-email-change", new { token = undo })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await ShouldBeVoidAsync(stranger, "/undo-email-change/check", undo);
    }

    [TestCase("/verify-email/check")]
    [TestCase("/reset-password/check")]
    [TestCase("/confirm-email-change/check")]
    [TestCase("/undo-email-change/check")]
    public async Task A_link_that_was_made_up_is_void(string path)
    {
        using var browser = _host.Browser();

        await ShouldBeVoidAsync(browser, path, "made-up");
        await ShouldBeVoidAsync(browser, path, null);
        await ShouldBeVoidAsync(browser, path, new string('x', 43));
    }

    [Test]
    public async Task Whether_a_login_waits_for_the_second_factor_is_told()
    {
        var email = await _host.AccountAsync();
        using var owner = await _host.SignedInAsync(email);
        await Authenticator.TurnOnAsync(_host, owner);
        (await GetAsync(owner, "/two-factor"))["recoveryCodes"]!.GetValue<int>().ShouldBe(RecoveryCodes.Count);
        using var browser = _host.Browser();
        (await GetAsync(browser, "/login/second-factor")).ToJsonString().ShouldBe("""{"isPending":false}""");

        (await browser.ApiAsync(HttpMethod.Post, "/login", new { email, password = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await GetAsync(browser, "/login/second-factor")).ToJsonString().ShouldBe("""{"isPending":true}""");
    }

    [Test]
    public async Task How_a_user_confirms_who_they_are_is_told()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        (await GetAsync(browser, "/reauthenticate")).ToJsonString().ShouldBe("""{"isRecent":true,"hasPassword":true}""");

        _host.Clock.Advance(TimeSpan.FromMinutes(11));
        (await GetAsync(browser, "/reauthenticate")).ToJsonString().ShouldBe("""{"isRecent":false,"hasPassword":true}""");

        await _host.InDatabaseAsync(context => context.Set<User>().Where(user => user.Email == email).ExecuteUpdateAsync(change => change.SetProperty(user => user.PasswordHash, (string?)null)));
        (await GetAsync(browser, "/reauthenticate")).ToJsonString().ShouldBe("""{"isRecent":false,"hasPassword":false}""");
        (await _host.Browser().ApiAsync(HttpMethod.Get, "/reauthenticate")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task The_session_tells_by_what_pages_are_shown()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        var session = await GetAsync(browser, "/session");
        ((string?)session["locale"], (string?)session["timeZone"], (string?)session["theme"]).ShouldBe((null, null, "system"));

        (await browser.ApiAsync(HttpMethod.Put, "/profile", new { name = "Ann", locale = "de-CH", timeZone = "Europe/Zurich", theme = "dark" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        session = await GetAsync(browser, "/session");
        ((string?)session["name"], (string?)session["locale"], (string?)session["timeZone"], (string?)session["theme"]).ShouldBe(("Ann", "de-CH", "Europe/Zurich", "dark"));
    }

    [Test]
    public async Task Security_events_go_on_where_the_last_answer_ended()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        for (var wrong = 0; wrong < 3; wrong++)
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(1));
            (await browser.ApiAsync(HttpMethod.Post, "/reauthenticate", new { password = "not it" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        var all = await EventsAsync(browser, "");
        all.Count.ShouldBeGreaterThan(4);

        var inSteps = new List<string>();
        for (var step = await EventsAsync(browser, "?take=2"); step.Count > 0; step = await EventsAsync(browser, $"?take=2&before={inSteps[^1]}"))
        {
            step.Count.ShouldBeLessThanOrEqualTo(2);
            inSteps.AddRange(step);
        }

        inSteps.ShouldBe(all);
        (await EventsAsync(browser, "?take=-5")).Count.ShouldBe(1);
        // Somebody else's event says nothing of where to begin.
        using var stranger = await _host.SignedInAsync(await _host.AccountAsync());
        (await EventsAsync(stranger, $"?before={all[0]}")).ShouldBeEmpty();
    }

    [Test]
    public async Task The_page_of_events_leads_to_older_ones()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        var user = await _host.UserAsync(email);
        await _host.InDatabaseAsync(context =>
        {
            for (var number = 0; number < 60; number++)
            {
                // All at one moment: the id decides.
                context.Add(new SecurityEvent { UserId = user.Id, Type = $"sample-{number}", At = _host.Clock.GetUtcNow().UtcDateTime });
            }

            return context.SaveChangesAsync();
        });
        var all = await EventsAsync(browser, "");

        var first = await browser.TextAsync(AuthPaths.Events);
        first.ShouldContain($"href=\"/account/events?before={all[49]}\" hx-get");
        first.ShouldContain(">Older events</a>");
        var second = await browser.TextAsync($"{AuthPaths.Events}?before={all[49]}");

        second.ShouldNotContain("Older events");
        (System.Text.RegularExpressions.Regex.Count(first, "scope=\"row\""), System.Text.RegularExpressions.Regex.Count(second, "scope=\"row\"")).ShouldBe((50, all.Count - 50));
    }

    private static async Task<JsonObject> GetAsync(Browser browser, string path)
    {
        using var answer = await browser.ApiAsync(HttpMethod.Get, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static async Task<List<string>> EventsAsync(Browser browser, string query)
    {
        using var answer = await browser.ApiAsync(HttpMethod.Get, $"/security-events{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return [.. (await answer.Content.ReadFromJsonAsync<JsonArray>())!.Select(one => (string)one!["id"]!)];
    }

    private static async Task ShouldTellChangeAsync(Browser browser, string path, string token, string oldEmail, string newEmail)
    {
        using var answer = await browser.ApiAsync(HttpMethod.Post, path, new { token });
        (await answer.Content.ReadAsStringAsync()).ShouldBe($$"""{"oldEmail":"{{oldEmail}}","newEmail":"{{newEmail}}"}""");
    }

    private static async Task ShouldBeVoidAsync(Browser browser, string path, string? token)
    {
        using var answer = await browser.ApiAsync(HttpMethod.Post, path, new { token });
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"link_void\"");
    }

    private async Task<string> TokenAsync(string email, string kind) => Uri.UnescapeDataString((await _host.LinkToAsync(email, kind)).Split("token=")[1]);
}
