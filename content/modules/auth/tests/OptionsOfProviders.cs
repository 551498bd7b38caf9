using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>The options of module.yml that are about logging in by a provider, and those of signing up where it happens by one.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class OptionsOfProviders(DatabaseKind kind)
{
    [Test]
    public async Task A_provider_without_credentials_is_not_offered()
    {
        await using var host = await TestHost.StartAsync(kind);
        using var browser = host.Browser();

        (await browser.TextAsync(AuthPaths.Login)).ShouldNotContain(AuthPaths.External);
        (await browser.GetAsync("/auth/external/google")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await browser.GetAsync("/auth/external/google/callback?code=a&state=b")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await browser.ApiAsync(HttpMethod.Post, "/external/google", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [TestCase("google")]
    [TestCase("github")]
    [TestCase("microsoft")]
    public async Task The_options_name_the_variables_with_the_credentials(string provider)
    {
        await using var host = await TestHost.StartAsync(kind, new()
        {
            [$"Modules:auth:{provider}_client_id"] = "MY_ID",
            [$"Modules:auth:{provider}_client_secret"] = "MY_SECRET",
            ["MY_ID"] = "an-id",
            ["MY_SECRET"] = "a-secret",
        });
        using var browser = host.Browser();
        var page = await browser.TextAsync(AuthPaths.Login);

        using var answer = await browser.PostAsync($"/auth/external/{provider}", []);

        answer.Headers.GetValues("Refresh").Single().ShouldContain("client_id=an-id");
        answer.Headers.GetValues("Refresh").Single().ShouldNotContain("a-secret");
        FakeProvider.Names.Where(name => page.Contains($"{AuthPaths.External}/{name}", StringComparison.Ordinal)).ShouldBe([provider]);
    }

    [TestCase("GOOGLE_CLIENT_ID", "Set GOOGLE_CLIENT_SECRET too, or remove GOOGLE_CLIENT_ID")]
    [TestCase("GITHUB_CLIENT_SECRET", "Set GITHUB_CLIENT_ID too, or remove GITHUB_CLIENT_SECRET")]
    [TestCase("MICROSOFT_CLIENT_ID", "Set MICROSOFT_CLIENT_SECRET too, or remove MICROSOFT_CLIENT_ID")]
    public async Task Half_of_the_credentials_keep_the_application_from_starting(string variable, string sentence)
    {
        var refusal = await Should.ThrowAsync<OptionsValidationException>(() => TestHost.StartAsync(kind, new() { [variable] = "x" }));

        refusal.Message.ShouldContain(sentence);
    }

    [Test]
    public async Task Microsoft_tenant_says_whose_accounts()
    {
        await using var host = await TestHost.StartAsync(kind, FakeProvider.Settings(("microsoft_tenant", "contoso.example")));

        using var answer = await host.Browser().PostAsync("/auth/external/microsoft", []);

        answer.Headers.GetValues("Refresh").Single().ShouldContain("https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize?");
    }

    [Test]
    public async Task Registration_closed_makes_no_account_by_a_provider()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await TestHost.StartAsync(kind, FakeProvider.Settings(("registration", "closed")), provider.Replace);
        using var browser = host.Browser();

        (await CallBackAsync(provider, browser, "ann@example.com")).ShouldBe("/auth/external/google?refused=registration_closed");

        (await browser.PostAsync(AuthPaths.ExternalSignUp, [])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.InDatabaseAsync(context => context.Set<User>().AnyAsync())).ShouldBeFalse();
    }

    [Test]
    public async Task Registration_invite_lets_in_whom_an_invitation_names_by_a_provider_too()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await TestHost.StartAsync(kind, FakeProvider.Settings(("registration", "invite")), provider.Replace);
        var link = await host.InScopeAsync(services => Task.FromResult(((Registration)services.GetService(typeof(Registration))!).Invite(TestHost.Email("ann@example.com"))));
        using var browser = host.Browser();

        await CallBackAsync(provider, browser, "ann@example.com");
        (await browser.PostAsync(AuthPaths.ExternalSignUp, [])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await CallBackAsync(provider, browser, "bob@example.com", link.Query);
        (await browser.PostAsync(AuthPaths.ExternalSignUp, [])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await CallBackAsync(provider, browser, "ann@example.com", link.Query);
        (await browser.PostAsync(AuthPaths.ExternalSignUp, [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await host.InDatabaseAsync(context => context.Set<User>().SingleAsync())).Email.ShouldBe("ann@example.com");
    }

    [Test]
    public async Task Terms_version_asks_for_agreement_at_a_sign_up_by_a_provider_too()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await TestHost.StartAsync(kind, FakeProvider.Settings(("terms_version", "2026-01")), provider.Replace);
        using var browser = host.Browser();
        await CallBackAsync(provider, browser, "ann@example.com");

        using var refused = await browser.PostAsync(AuthPaths.ExternalSignUp, []);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Please agree to the terms.");
        (await browser.PostAsync(AuthPaths.ExternalSignUp, new() { ["acceptTerms"] = "true" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await host.UserAsync("ann@example.com")).TermsVersion.ShouldBe("2026-01");
    }

    private static async Task<string> CallBackAsync(FakeProvider provider, Browser browser, string email, string query = "")
    {
        using var page = await browser.PostAsync($"/auth/external/google{query}", []);
        var address = new Uri(page.Headers.GetValues("Refresh").Single()["0; url=".Length..]);
        using var answer = await browser.GetAsync(provider.Authorize(address, new UserInfo($"g-{email}", email, true)));
        return answer.Headers.Location!.OriginalString;
    }
}
