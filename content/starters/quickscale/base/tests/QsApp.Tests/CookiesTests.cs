using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace QsApp.Tests;

public class CookiesTests
{
    private AppFactory _database = null!;

    [OneTimeSetUp]
    public async Task CreateDatabase() => _database = await AppFactory.StartAsync();

    [OneTimeTearDown]
    public async Task DropDatabase() => await _database.DisposeAsync();

    [TestCase("Production", "__Host-qs-app-antiforgery=", true)]
    [TestCase("Testing", "qs-app-antiforgery=", false)]
    public async Task The_antiforgery_cookie_fits_its_environment(string environment, string name, bool isSecure)
    {
        await using var app = _database.Again(environment);
        app.Map("/token", context =>
        {
            context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
            return Task.CompletedTask;
        });
        using var client = app.CreateClient(new() { HandleCookies = false, BaseAddress = app.ClientOptions.BaseAddress });
        using var response = await client.GetAsync("/token");

        var cookie = response.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldStartWith(name);
        cookie.ShouldContain("; path=/");
        cookie.ShouldContain("; samesite=strict");
        cookie.ShouldContain("; httponly");
        cookie.Contains("; secure", StringComparison.Ordinal).ShouldBe(isSecure);
        cookie.ShouldNotContain("domain");
    }

    [TestCase("Production", "__Host-", CookieSecurePolicy.Always)]
    [TestCase("Development", "", CookieSecurePolicy.SameAsRequest)]
    public async Task All_kinds_of_cookies_are_made_the_same_way(string environment, string prefix, CookieSecurePolicy secure)
    {
        await using var app = _database.Again(environment);
        var services = app.Services;
        CookieBuilder[] cookies =
        [
            services.GetRequiredService<IOptions<AntiforgeryOptions>>().Value.Cookie,
            services.GetRequiredService<IOptions<CookieTempDataProviderOptions>>().Value.Cookie,
            services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get("any scheme").Cookie,
        ];

        cookies.Select(cookie => cookie.Name).ShouldBe([$"{prefix}qs-app-antiforgery", $"{prefix}qs-app-temp", $"{prefix}qs-app-session"]);
        cookies.ShouldAllBe(cookie => cookie.HttpOnly && cookie.SecurePolicy == secure && cookie.Path == "/" && cookie.Domain == null);
        cookies.ShouldAllBe(cookie => cookie.SameSite == SameSiteMode.Lax || cookie.SameSite == SameSiteMode.Strict);
    }
}
