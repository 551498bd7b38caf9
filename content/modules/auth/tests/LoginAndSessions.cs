using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class LoginAndSessions(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A6_A_session_tells_where_and_when()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email, "192.0.2.77");

        var session = (await SessionsAsync(email)).ShouldHaveSingleItem();

        session.ShouldSatisfyAllConditions(
            () => session.Ip.ShouldBe("192.0.2.77"),
            () => session.Device.ShouldBe("Firefox on Linux"),
            () => session.Method.ShouldBe(SignInMethods.Password),
            () => session.CreatedAt.ShouldBe(_host.Clock.GetUtcNow().UtcDateTime),
            () => session.ExpiresAt.ShouldBe(session.CreatedAt.AddDays(30)));
        var page = await browser.TextAsync(AuthPaths.Sessions);
        page.ShouldContain("192.0.2.77");
        page.ShouldContain("This device");
    }

    [Test]
    public async Task A6_One_device_is_logged_out_from_another()
    {
        var email = await _host.AccountAsync();
        using var here = await _host.SignedInAsync(email);
        using var there = await _host.SignedInAsync(email);
        (await there.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var other = (await SessionsAsync(email)).OrderBy(session => session.Id).Last();

        (await here.PostAsync(AuthPaths.Sessions, new() { ["id"] = other.Id.ToString() }, "Revoke")).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        await ShouldBeLoggedOutAsync(there);
        (await here.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SessionsAsync(email)).Single(session => session.RevokedAt is not null).RevokedReason.ShouldBe(RevocationReasons.ByUser);
    }

    [Test]
    public async Task A6_A_session_that_ends_while_a_request_reads_it_is_not_kept_as_alive()
    {
        // After the session and before the claims, in the reading of which it waits, the session is revoked.
        var pause = new PausedCommand("auth_user_claims");
        await using var host = await TestHost.StartAsync(kind, services: services => services.ConfigureDbContext<AccountsContext>(options => options.AddInterceptors(pause)));
        var email = await host.AccountAsync();
        using var browser = await host.SignedInAsync(email);
        var sessionId = await SessionIdAsync(browser);
        var user = await host.UserAsync(email);
        host.Clock.Advance(SessionCheck.KeptFor);
        var reached = pause.Arm();
        var meanwhile = browser.GetAsync(AuthPaths.Account);
        await reached.WaitAsync(TimeSpan.FromSeconds(30));

        (await host.InScopeAsync(services => services.GetRequiredService<Sessions>().RevokeAsync(user.Id, sessionId, RevocationReasons.ByUser, default))).ShouldBeTrue();

        pause.GoOn();
        using var answer = await meanwhile;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await ShouldBeLoggedOutAsync(browser);
    }

    [Test]
    public async Task A6_Nobody_logs_out_another_users_device()
    {
        var (victim, attacker) = (await _host.AccountAsync(), await _host.AccountAsync());
        using var victims = await _host.SignedInAsync(victim);
        using var attackers = await _host.SignedInAsync(attacker);
        var session = (await SessionsAsync(victim)).Single();

        using var answer = await attackers.ApiAsync(HttpMethod.Delete, $"/sessions/{session.Id}");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await victims.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A6_Logging_out_all_others_asks_for_the_password()
    {
        var email = await _host.AccountAsync();
        using var here = await _host.SignedInAsync(email);
        using var there = await _host.SignedInAsync(email);
        _host.Clock.Advance(TimeSpan.FromMinutes(11));

        (await here.ApiAsync(HttpMethod.Post, "/sessions/revoke-others", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await here.ApiAsync(HttpMethod.Post, "/sessions/revoke-others", new { password = "not the password" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await there.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await here.PostAsync(AuthPaths.Sessions, new() { ["currentPassword"] = TestHost.Password }, "RevokeOthers")).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        await ShouldBeLoggedOutAsync(there);
        (await here.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A6_A_login_and_a_confirmation_make_a_new_session_id()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        var first = await SessionIdAsync(browser);
        (await browser.PostAsync(AuthPaths.Logout, [])).Dispose();
        (await browser.LoginAsync(email, TestHost.Password)).Dispose();
        var second = await SessionIdAsync(browser);

        (await browser.PostAsync(AuthPaths.Confirm, new() { ["currentPassword"] = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var third = await SessionIdAsync(browser);

        new[] { first, second, third }.ShouldBeUnique();
        (await SessionsAsync(email)).Single(session => session.RevokedAt is null).Id.ShouldBe(third);
    }

    [Test]
    public async Task A6_A_login_ends_the_session_that_the_browser_had()
    {
        var (one, other) = (await _host.AccountAsync(), await _host.AccountAsync());
        using var browser = await _host.SignedInAsync(one);
        using var elsewhere = await _host.SignedInAsync(one);
        using var thief = _host.Browser();
        thief.Cookies.Add(browser.Cookies.GetCookies(TestHost.Address));
        (await thief.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await browser.ApiAsync(HttpMethod.Post, "/login", new { email = one, password = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await ShouldBeLoggedOutAsync(thief);
        var sessions = await SessionsAsync(one);
        sessions.Single(session => session.RevokedAt is not null).RevokedReason.ShouldBe(RevocationReasons.Renewed);
        sessions.Count(session => session.RevokedAt is null).ShouldBe(2);

        // Somebody else at the same browser: the first user reads of it in the list of events.
        (await browser.ApiAsync(HttpMethod.Post, "/login", new { email = other, password = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.TextAsync(AuthPaths.Account)).ShouldContain(other);
        (await SessionsAsync(one)).Count(session => session.RevokedAt is null).ShouldBe(1);
        (await elsewhere.TextAsync(AuthPaths.Events)).ShouldContain("Logged out");
    }

    [Test]
    public async Task A6_A_login_that_fails_and_one_of_an_API_client_end_no_session()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);

        (await browser.ApiAsync(HttpMethod.Post, "/login", new { email, password = "not the password" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.ApiAsync(HttpMethod.Post, "/token", new { email, password = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SessionsAsync(email)).ShouldAllBe(session => session.RevokedAt == null);
    }

    [Test]
    public async Task A6_A_cookie_is_worth_nothing_after_logging_out()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        using var thief = _host.Browser();
        thief.Cookies.Add(browser.Cookies.GetCookies(TestHost.Address));
        (await thief.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await browser.PostAsync(AuthPaths.Logout, [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        await ShouldBeLoggedOutAsync(thief);
    }

    [Test]
    public async Task A6_An_unused_session_ends_and_a_used_one_goes_on_to_its_last_day()
    {
        var email = await _host.AccountAsync();
        using var idle = await _host.SignedInAsync(email);
        using var used = await _host.SignedInAsync(email);
        foreach (var day in Enumerable.Range(1, 29))
        {
            _host.Clock.Advance(TimeSpan.FromDays(1));
            (await used.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK, $"day {day}");
            if (day == 13)
            {
                (await SessionsAsync(email)).Count(session => session.LastSeenAt == _host.Clock.GetUtcNow().UtcDateTime).ShouldBe(1);
            }
        }

        await ShouldBeLoggedOutAsync(idle);
        _host.Clock.Advance(TimeSpan.FromDays(1));
        await ShouldBeLoggedOutAsync(used);
    }

    [Test]
    public async Task A5_A_changed_password_ends_every_other_session()
    {
        var email = await _host.AccountAsync();
        using var here = await _host.SignedInAsync(email);
        using var there = await _host.SignedInAsync(email);

        using var changed = await here.PostAsync(AuthPaths.Password, new() { ["currentPassword"] = TestHost.Password, ["newPassword"] = "another river entirely" });

        changed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await ShouldBeLoggedOutAsync(there);
        (await here.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await there.LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await there.LoginAsync(email, "another river entirely")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _host.MailsToAsync(email)).ShouldContain(mail => mail.Mail.Subject == "Your password was changed");
    }

    [Test]
    public async Task A5_A_reset_password_ends_every_session()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        (await _host.Browser().PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();
        var link = await _host.LinkToAsync(email, "auth.reset-password");

        (await browser.PostAsync(link, new() { ["password"] = "after the flood" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        await ShouldBeLoggedOutAsync(browser);
        (await SessionsAsync(email)).ShouldAllBe(session => session.RevokedReason == RevocationReasons.CredentialsChanged);
        (await browser.LoginAsync(email, "after the flood")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A5_Whoever_changes_the_stamp_through_Identity_ends_the_sessions_too()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);

        await _host.InScopeAsync(async services =>
        {
            var users = services.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<User>>();
            return await users.UpdateSecurityStampAsync((await users.FindByEmailAsync(email))!);
        });
        _host.Clock.Advance(SessionCheck.KeptFor);

        await ShouldBeLoggedOutAsync(browser);
    }

    [TestCase(59, HttpStatusCode.Redirect)]
    [TestCase(61, HttpStatusCode.BadRequest)]
    public async Task A2_A_link_that_resets_is_good_for_an_hour(int minutes, HttpStatusCode answer)
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();
        (await browser.PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();
        var link = await _host.LinkToAsync(email, "auth.reset-password");
        _host.Clock.Advance(TimeSpan.FromMinutes(minutes));

        (await browser.PostAsync(link, new() { ["password"] = "after the flood", ["token"] = link.Split("token=")[1] })).StatusCode.ShouldBe(answer);
    }

    [Test]
    public async Task A4_A_reset_logs_nobody_in()
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();
        (await browser.PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();

        using var answer = await browser.PostAsync(await _host.LinkToAsync(email, "auth.reset-password"), new() { ["password"] = "after the flood" });

        answer.Headers.Location!.OriginalString.ShouldBe($"{AuthPaths.Login}?done=reset");
        await ShouldBeLoggedOutAsync(browser);
    }

    [Test]
    public async Task A4_With_a_second_factor_the_password_alone_logs_nobody_in()
    {
        var email = await _host.AccountAsync();
        var user = await _host.UserAsync(email);
        await _host.InDatabaseAsync(context =>
        {
            context.Add(new TwoFactor { UserId = user.Id, SecretEncrypted = "sealed", CreatedAt = DateTime.UtcNow, EnabledAt = DateTime.UtcNow });
            return context.SaveChangesAsync();
        });
        using var browser = _host.Browser();

        using var answer = await browser.LoginAsync(email, TestHost.Password, "/notes");

        answer.Headers.Location!.OriginalString.ShouldBe("/auth/two-factor?returnUrl=%2Fnotes");
        await ShouldBeLoggedOutAsync(browser);
        (await SessionsAsync(email)).ShouldBeEmpty();
    }

    [Test]
    public async Task Sensitive_actions_ask_for_a_recent_proof_of_identity()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _host.Clock.Advance(TimeSpan.FromMinutes(10));

        using var refused = await browser.GetAsync("/sensitive");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        ((string?)(await refused.Content.ReadFromJsonAsync<JsonObject>())!["code"]).ShouldBe("reauthentication_required");
        (await browser.PostAsync(AuthPaths.Confirm, new() { ["currentPassword"] = "not the password" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.PostAsync(AuthPaths.Confirm, new() { ["currentPassword"] = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task What_happened_is_shown_to_the_user()
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();
        (await browser.LoginAsync(email, "not the password")).Dispose();
        (await browser.LoginAsync(email, TestHost.Password)).Dispose();

        var page = await browser.TextAsync(AuthPaths.Events);
        page.ShouldContain("Login failed");
        page.ShouldContain("Logged in");
        var events = await (await browser.ApiAsync(HttpMethod.Get, "/security-events")).Content.ReadFromJsonAsync<JsonArray>();
        events!.Select(one => (string)one!["type"]!).ShouldBe(["signed-in", "sign-in-failed", "email-verified", "signed-up"]);
    }

    [Test]
    public async Task A_login_from_a_new_device_is_told_by_mail()
    {
        var email = await _host.AccountAsync();
        using var first = await _host.SignedInAsync(email);
        (await first.PostAsync(AuthPaths.Logout, [])).Dispose();
        (await first.LoginAsync(email, TestHost.Password)).Dispose();
        (await _host.MailsToAsync(email)).ShouldNotContain(mail => mail.Kind == "auth.security-notice");

        using var second = await _host.SignedInAsync(email);

        (await _host.MailsToAsync(email)).ShouldHaveSingleItemOf("New login to your account");
    }

    [Test]
    public async Task A_closed_account_is_out_at_once_and_stays_out()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);

        await _host.InDatabaseAsync(context => context.Set<User>().Where(user => user.NormalizedEmail == email)
            .ExecuteUpdateAsync(change => change.SetProperty(user => user.DisabledAt, _host.Clock.GetUtcNow().UtcDateTime)));
        _host.Clock.Advance(SessionCheck.KeptFor);

        await ShouldBeLoggedOutAsync(browser);
        (await browser.LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A_projects_own_claims_are_in_the_principal_and_cannot_take_the_place_of_ours()
    {
        var email = await _host.AccountAsync();
        var user = await _host.UserAsync(email);
        await _host.InDatabaseAsync(context =>
        {
            context.AddRange(
                new UserClaim { UserId = user.Id, ClaimType = "plan", ClaimValue = "gold" },
                new UserClaim { UserId = user.Id, ClaimType = AuthClaims.PlatformAdmin, ClaimValue = "true" });
            return context.SaveChangesAsync();
        });
        using var browser = await _host.SignedInAsync(email);
        var state = await _host.Services.GetRequiredService<SessionCheck>().FindAsync(await SessionIdAsync(browser), CancellationToken.None);

        state!.Principal("test").HasClaim("plan", "gold").ShouldBeTrue();
        (await browser.GetAsync("/administration")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<List<UserSession>> SessionsAsync(string email) => _host.InDatabaseAsync(context => (
        from session in context.Set<UserSession>().AsNoTracking()
        join user in context.Set<User>() on session.UserId equals user.Id
        where user.NormalizedEmail == email
        select session).ToListAsync());

    private static async Task<Guid> SessionIdAsync(Browser browser) =>
        (Guid)(await (await browser.ApiAsync(HttpMethod.Get, "/session")).Content.ReadFromJsonAsync<JsonObject>())!["sessionId"]!;

    private static async Task ShouldBeLoggedOutAsync(Browser browser)
    {
        using var page = await browser.GetAsync(AuthPaths.Account);
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location!.PathAndQuery.ShouldBe("/auth/login?returnUrl=%2Faccount");
        using var api = await browser.ApiAsync(HttpMethod.Get, "/session");
        api.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}

internal static class MailAssertions
{
    public static void ShouldHaveSingleItemOf(this IReadOnlyList<OutboxMail> mails, string subject) =>
        mails.Where(mail => mail.Mail.Subject == subject).ShouldHaveSingleItem();
}
