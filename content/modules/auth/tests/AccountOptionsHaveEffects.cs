using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>One test for each option of module.yml about accounts, and the terms whose version changes.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class AccountOptionsHaveEffects(DatabaseKind kind)
{
    [Test]
    public async Task Login_by_code_is_not_offered_by_itself()
    {
        await using var host = await TestHost.StartAsync(kind);
        var email = await host.AccountAsync();
        using var browser = host.Browser();

        (await browser.TextAsync(AuthPaths.Login)).ShouldNotContain(AuthPaths.LoginCode);
        (await browser.PostAsync(AuthPaths.LoginCode, new() { ["email"] = email })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.ApiAsync(HttpMethod.Post, "/login-code", new { email })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await browser.ApiAsync(HttpMethod.Post, "/login-code/verify", new { email, code = "123456" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.MailsToAsync(email)).ShouldNotContain(mail => mail.Kind == "auth.sign-in-code");
    }

    [TestCase(47, HttpStatusCode.Redirect)]
    [TestCase(48, HttpStatusCode.BadRequest)]
    public async Task Email_change_undo_days_is_how_long_the_old_address_has_a_say(int hours, HttpStatusCode answer)
    {
        await using var host = await StartAsync("email_change_undo_days", "2");
        var email = await host.AccountAsync();
        using var browser = await host.SignedInAsync(email);
        (await browser.PostAsync(AuthPaths.Email, new() { ["email"] = "new@example.com" })).Dispose();
        (await browser.PostAsync(await host.LinkToAsync("new@example.com", "auth.confirm-email-change"), [])).Dispose();
        var undo = await host.LinkToAsync(email, "auth.security-notice");

        host.Clock.Advance(TimeSpan.FromHours(hours));

        (await host.Browser().PostAsync(undo, new() { ["token"] = undo.Split("token=")[1] })).StatusCode.ShouldBe(answer);
    }

    [Test]
    public async Task Deletion_grace_days_is_when_an_account_is_erased()
    {
        await using var host = await StartAsync("deletion_grace_days", "2");
        using var browser = await host.SignedInAsync(await host.AccountAsync());
        (await browser.ApiAsync(HttpMethod.Post, "/delete-account")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        host.Clock.Advance(TimeSpan.FromHours(47));
        await host.Services.GetRequiredService<Housekeeping>().CleanAsync(CancellationToken.None);
        (await host.InDatabaseAsync(context => context.Set<User>().CountAsync())).ShouldBe(1);

        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Services.GetRequiredService<Housekeeping>().CleanAsync(CancellationToken.None);

        (await host.InDatabaseAsync(context => context.Set<User>().CountAsync())).ShouldBe(0);
    }

    [TestCase(16 * 1024, HttpStatusCode.NoContent)]
    [TestCase((16 * 1024) + 1, HttpStatusCode.BadRequest)]
    public async Task Avatar_max_kb_is_what_a_picture_may_have(int bytes, HttpStatusCode expected)
    {
        await using var host = await StartAsync("avatar_max_kb", "16");
        using var browser = await host.SignedInAsync(await host.AccountAsync());
        var token = (await (await browser.GetAsync("/api/auth/antiforgery")).Content.ReadFromJsonAsync<JsonObject>())!;
        var picture = new byte[bytes];
        "GIF89a"u8.CopyTo(picture);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/auth/profile/avatar") { Content = new ByteArrayContent(picture) { Headers = { ContentType = new("image/gif") } } };
        request.Headers.Add((string)token["header"]!, (string)token["token"]!);

        (await browser.SendAsync(request)).StatusCode.ShouldBe(expected);
    }

    [Test]
    public async Task A_new_terms_version_is_agreed_to_before_anything_else()
    {
        await using var host = await StartAsync("terms_version", "1");
        using var browser = host.Browser();
        (await browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = "ann@example.com", ["password"] = TestHost.Password, ["acceptTerms"] = "true" })).Dispose();
        (await browser.PostAsync(await host.LinkToAsync("ann@example.com", "auth.verify-email"), [])).Dispose();
        (await browser.LoginAsync("ann@example.com", TestHost.Password)).Dispose();
        (await browser.GetAsync(AuthPaths.Sessions)).StatusCode.ShouldBe(HttpStatusCode.OK);

        SetTerms(host, "2");

        (await browser.GetAsync(AuthPaths.Sessions)).Headers.Location!.OriginalString.ShouldBe("/auth/terms?returnUrl=%2Faccount%2Fsessions");
        using (var refused = await browser.ApiAsync(HttpMethod.Get, "/sessions"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"terms_due\"");
        }

        (await (await browser.ApiAsync(HttpMethod.Get, "/session")).Content.ReadFromJsonAsync<JsonObject>())!["termsAreDue"]!.GetValue<bool>().ShouldBeTrue();
        foreach (var open in new[] { AuthPaths.Delete, AuthPaths.Data, AuthPaths.Logout })
        {
            (await browser.GetAsync(open)).StatusCode.ShouldBe(HttpStatusCode.OK, open);
        }

        (await browser.PostAsync(AuthPaths.Terms, [])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.PostAsync("/auth/terms?returnUrl=%2Faccount%2Fsessions", new() { ["acceptTerms"] = "true" })).Headers.Location!.OriginalString.ShouldBe("/account/sessions");
        (await browser.GetAsync(AuthPaths.Sessions)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.InDatabaseAsync(context => context.Set<TermsAcceptance>().OrderBy(one => one.Version).Select(one => one.Version).ToListAsync())).ShouldBe(["1", "2"]);
    }

    [Test]
    public async Task A_program_agrees_to_new_terms()
    {
        await using var host = await TestHost.StartAsync(kind);
        using var browser = await host.SignedInAsync(await host.AccountAsync());
        SetTerms(host, "3");
        (await browser.ApiAsync(HttpMethod.Get, "/profile")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await browser.ApiAsync(HttpMethod.Post, "/accept-terms", new { acceptTerms = false })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.ApiAsync(HttpMethod.Post, "/accept-terms", new { acceptTerms = true })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await browser.ApiAsync(HttpMethod.Get, "/profile")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task Who_has_only_a_passkey_leaves_without_agreeing_to_new_terms()
    {
        await using var host = await TestHost.StartAsync(kind);
        var email = await host.AccountAsync();
        using var browser = await host.SignedInAsync(email);
        using var authenticator = new SoftwareAuthenticator();
        (await browser.ApiAsync(HttpMethod.Post, "/passkeys", new { name = "Passkey", credential = authenticator.Create(await OptionsAsync("registration-options")) })).StatusCode.ShouldBe(HttpStatusCode.OK);
        SetTerms(host, "2");
        host.Clock.Advance(TimeSpan.FromMinutes(11));
        (await browser.ApiAsync(HttpMethod.Post, "/delete-account")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await browser.ApiAsync(HttpMethod.Post, "/passkeys/confirm", new { credential = authenticator.Get(await OptionsAsync("confirm-options")) })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await browser.ApiAsync(HttpMethod.Post, "/delete-account")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        async Task<JsonObject> OptionsAsync(string of)
        {
            using var answer = await browser.ApiAsync(HttpMethod.Post, $"/passkeys/{of}");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        }
    }

    [TestCase("email_change_undo_days", "0")]
    [TestCase("deletion_grace_days", "91")]
    [TestCase("avatar_max_kb", "15")]
    public async Task What_is_out_of_bounds_keeps_the_application_from_starting(string option, string value)
    {
        var refusal = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(option, value));

        refusal.Message.ShouldContain($"Set Modules__auth__{option} to a number from");
    }

    private Task<TestHost> StartAsync(string option, string value) => TestHost.StartAsync(kind, new() { [$"Modules:auth:{option}"] = value });

    /// <summary>As a changed modules.json does.</summary>
    private static void SetTerms(TestHost host, string version)
    {
        var configuration = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();
        configuration["Modules:auth:terms_version"] = version;
        configuration.Reload();
    }
}
