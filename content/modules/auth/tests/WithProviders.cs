using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>An application that offers all providers, and one on loopback in their place that checks what real ones check.</summary>
public abstract class WithProviders(DatabaseKind kind)
{
    protected DatabaseKind Kind => kind;

    private protected FakeProvider Provider { get; private set; } = null!;

    private protected TestHost Host { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        Provider = await FakeProvider.StartAsync();
        Host = await TestHost.StartAsync(kind, FakeProvider.Settings(), Provider.Replace);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }

    private protected static string NewEmail() => $"user-{Guid.CreateVersion7():N}@example.com";

    private protected static async Task<Uri> StartAsync(Browser browser, string provider, string query = "")
    {
        using var page = await browser.PostAsync($"/auth/external/{provider}{query}", []);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new Uri(page.Headers.GetValues("Refresh").Single()["0; url=".Length..]);
    }

    /// <summary>Goes to the provider and comes back.</summary>
    /// <returns>Where the callback leads to.</returns>
    private protected async Task<string> CallBackAsync(Browser browser, string provider, object account, string query = "")
    {
        using var answer = await browser.GetAsync(Provider.Authorize(await StartAsync(browser, provider, query), account));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return answer.Headers.Location!.OriginalString;
    }

    private protected async Task<string> SignUpAsync(string provider, UserInfo account)
    {
        using var browser = Host.Browser();
        (await CallBackAsync(browser, provider, account)).ShouldBe(AuthPaths.ExternalSignUp);
        (await browser.PostAsync(AuthPaths.ExternalSignUp, [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return account.email!;
    }

    private protected static async Task<string?> CurrentEmailAsync(Browser browser)
    {
        using var answer = await browser.ApiAsync(HttpMethod.Get, "/session");
        return answer.IsSuccessStatusCode ? (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["email"] : null;
    }

    private protected async Task<List<ExternalLogin>> LoginsAsync(string email)
    {
        var user = await Host.UserAsync(email);
        return await Host.InDatabaseAsync(context => context.Set<ExternalLogin>().AsNoTracking().Where(login => login.UserId == user.Id).ToListAsync());
    }
}
