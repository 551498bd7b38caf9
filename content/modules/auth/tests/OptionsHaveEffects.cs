using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>One test for each option of module.yml; those of passwords stand in <see cref="PasswordsAreJudged"/>.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class OptionsHaveEffects(DatabaseKind kind)
{
    private static readonly Dictionary<string, string> Form = new() { ["email"] = "ann@example.com", ["password"] = TestHost.Password };

    [Test]
    public async Task Registration_closed_makes_no_account()
    {
        await using var host = await StartAsync("registration", "closed");
        using var browser = host.Browser();

        (await browser.TextAsync(AuthPaths.SignUp)).ShouldNotContain("<form class=\"form\"");
        (await browser.TextAsync(AuthPaths.Login)).ShouldNotContain(AuthPaths.SignUp);
        using var answer = await browser.ApiAsync(HttpMethod.Post, "/sign-up", Form);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await host.InDatabaseAsync(context => context.Set<User>().CountAsync())).ShouldBe(0);
    }

    [Test]
    public async Task Registration_invite_lets_in_whom_an_invitation_names()
    {
        await using var host = await StartAsync("registration", "invite");
        using var browser = host.Browser();
        (await browser.PostAsync(AuthPaths.SignUp, Form)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var link = await InviteAsync(host, "ann@example.com");

        (await browser.PostAsync(link, new() { ["email"] = "bob@example.com", ["password"] = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.PostAsync(link[..^4] + "AAAA", Form)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.PostAsync(link, Form)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await host.InDatabaseAsync(context => context.Set<User>().CountAsync())).ShouldBe(1);
    }

    [Test]
    public async Task An_invitation_ends_after_a_week()
    {
        await using var host = await StartAsync("registration", "invite");
        var link = await InviteAsync(host, "ann@example.com");
        host.Clock.Advance(Registration.InvitationLifetime);

        (await host.Browser().PostAsync(link, Form)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task Registration_invite_asks_other_modules_too()
    {
        await using var host = await TestHost.StartAsync(
            kind, new() { ["Modules:auth:registration"] = "invite" }, services => services.AddScoped<IRegistrationAllowance, AnnIsAllowed>());

        (await host.Browser().PostAsync(AuthPaths.SignUp, new() { ["email"] = "bob@example.com", ["password"] = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Browser().PostAsync(AuthPaths.SignUp, Form)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A1_An_invitation_is_asked_for_alike_whether_or_not_there_is_an_account()
    {
        await using var host = await StartAsync("registration", "invite");
        (await host.Browser().PostAsync(await InviteAsync(host, "ann@example.com"), Form)).Dispose();

        using var known = await host.Browser().ApiAsync(HttpMethod.Post, "/sign-up", Form);
        using var unknown = await host.Browser().ApiAsync(HttpMethod.Post, "/sign-up", new { email = "bob@example.com", password = TestHost.Password });

        known.StatusCode.ShouldBe(unknown.StatusCode);
        known.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task Verification_not_required_lets_users_in_at_once_and_nobody_takes_their_account()
    {
        await using var host = await StartAsync("verification_required", "false");
        using var browser = host.Browser();
        (await browser.PostAsync(AuthPaths.SignUp, Form)).Dispose();
        (await browser.LoginAsync("ann@example.com", TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await host.Browser().PostAsync(AuthPaths.SignUp, new() { ["email"] = "ann@example.com", ["password"] = "what a stranger chose" })).Dispose();

        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Browser().LoginAsync("ann@example.com", "what a stranger chose")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task Password_min_length_is_asked_for()
    {
        await using var host = await StartAsync("password_min_length", "15");

        using var answer = await host.Browser().PostAsync(AuthPaths.SignUp, new() { ["email"] = "ann@example.com", ["password"] = "fourteen chars" });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Please choose a password of 15 characters or more.");
    }

    [TestCase("session_idle_hours", "2", 119, 121)]
    [TestCase("session_absolute_days", "1", 1439, 1441)]
    public async Task Sessions_end_when_the_options_say_so(string option, string value, int before, int after)
    {
        await using var host = await StartAsync(option, value);
        var email = await host.AccountAsync();
        using var early = await host.SignedInAsync(email);
        host.Clock.Advance(TimeSpan.FromMinutes(before));
        (await early.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var late = await host.SignedInAsync(email);
        host.Clock.Advance(TimeSpan.FromMinutes(after));

        (await late.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task Reauthentication_minutes_is_how_long_a_proof_counts()
    {
        await using var host = await StartAsync("reauthentication_minutes", "60");
        using var browser = await host.SignedInAsync(await host.AccountAsync());

        host.Clock.Advance(TimeSpan.FromMinutes(59));
        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.OK);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        (await browser.GetAsync("/sensitive")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task Trusted_browser_days_is_how_long_no_code_is_asked_for()
    {
        await using var host = await StartAsync("trusted_browser_days", "2");
        (await TrustAsync(host)).ShouldBe((true, AuthPaths.Start, AuthPaths.TwoFactor));
        await using var never = await StartAsync("trusted_browser_days", "0");
        (await TrustAsync(never)).ShouldBe((false, AuthPaths.TwoFactor, AuthPaths.TwoFactor));

        static async Task<(bool IsOffered, string Before, string After)> TrustAsync(TestHost host)
        {
            var email = await host.AccountAsync();
            using var owner = await host.SignedInAsync(email);
            var app = await Authenticator.TurnOnAsync(host, owner);
            using var browser = host.Browser();
            (await browser.LoginAsync(email, TestHost.Password)).Dispose();
            var page = await browser.TextAsync(AuthPaths.TwoFactor);
            (await browser.PostAsync(AuthPaths.TwoFactor, new() { ["code"] = app.NextCode(), ["trustBrowser"] = "true" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
            host.Clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromSeconds(1));
            var before = await LandsAtAsync(browser, email);
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            return (page.Contains("in this browser for 2 days", StringComparison.Ordinal), before, await LandsAtAsync(browser, email));
        }

        static async Task<string> LandsAtAsync(Browser browser, string email)
        {
            (await browser.PostAsync(AuthPaths.Logout, [])).Dispose();
            return (await browser.LoginAsync(email, TestHost.Password)).Headers.Location!.OriginalString;
        }
    }

    [Test]
    public async Task Access_token_minutes_is_how_long_an_access_token_is_good()
    {
        await using var host = await StartAsync("access_token_minutes", "3");
        using var client = new ApiClient(host);
        await client.LoginAsync(await host.AccountAsync());

        ((int)client.LastAnswer["expiresIn"]!).ShouldBe(180);
        host.Clock.Advance(TimeSpan.FromSeconds(179));
        (await client.GetAsync("/session")).StatusCode.ShouldBe(HttpStatusCode.OK);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await client.GetAsync("/session")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Terms_version_asks_for_agreement_and_records_it()
    {
        await using var host = await TestHost.StartAsync(kind, new() { ["Modules:auth:terms_version"] = "2026-01", ["Modules:auth:terms_url"] = "/legal/terms" });
        using var browser = host.Browser("192.0.2.5");
        (await browser.TextAsync(AuthPaths.SignUp)).ShouldContain("<a href=\"/legal/terms\">terms</a>");

        using var refused = await browser.PostAsync(AuthPaths.SignUp, Form);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Please agree to the terms.");
        (await browser.PostAsync(AuthPaths.SignUp, new(Form) { ["acceptTerms"] = "true" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var acceptance = await host.InDatabaseAsync(context => context.Set<TermsAcceptance>().SingleAsync());
        acceptance.ShouldSatisfyAllConditions(
            () => acceptance.Version.ShouldBe("2026-01"), () => acceptance.AcceptedAt.ShouldBe(host.Clock.GetUtcNow().UtcDateTime), () => acceptance.Ip.ShouldBe("192.0.2.5"));
        (await host.UserAsync("ann@example.com")).TermsVersion.ShouldBe("2026-01");
    }

    [TestCase("password_min_length", "7")]
    [TestCase("password_min_length", "65")]
    [TestCase("session_idle_hours", "0")]
    [TestCase("session_absolute_days", "366")]
    [TestCase("reauthentication_minutes", "0")]
    [TestCase("trusted_browser_days", "-1")]
    [TestCase("access_token_minutes", "0")]
    public async Task What_is_out_of_bounds_keeps_the_application_from_starting(string option, string value)
    {
        var refusal = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(option, value));

        refusal.Message.ShouldContain($"Set Modules__auth__{option} to a number from");
    }

    private Task<TestHost> StartAsync(string option, string value) => TestHost.StartAsync(kind, new() { [$"Modules:auth:{option}"] = value });

    private static Task<string> InviteAsync(TestHost host, string email) => host.InScopeAsync(services =>
        Task.FromResult(services.GetRequiredService<Registration>().Invite(TestHost.Email(email)).PathAndQuery));

    private sealed class AnnIsAllowed : IRegistrationAllowance
    {
        public Task<bool> AllowsAsync(EmailAddress address, CancellationToken cancellationToken) => Task.FromResult(address.Normalized == "ann@example.com");
    }
}
