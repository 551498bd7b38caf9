using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;

namespace QsApp.Hosting;

/// <summary>
/// How every cookie of the application is made: invisible to scripts, for this host alone, and not sent along by other sites.
/// Deployed ones have the prefix __Host-, which makes the browser insist on https, the path / and no domain. Over plain http in
/// Development the same cookies go without prefix and Secure.
/// </summary>
public static class Cookies
{
    public static void AddCookies(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var isDeployed = builder.Environment.IsDeployed();
        builder.Services.Configure<AntiforgeryOptions>(options =>
            Harden(options.Cookie, "qs-app-antiforgery", isDeployed, SameSiteMode.Strict));
        builder.Services.Configure<CookieTempDataProviderOptions>(options =>
            Harden(options.Cookie, "qs-app-temp", isDeployed));

        // Sign-in cookies of whatever scheme a module adds.
        builder.Services.ConfigureAll<CookieAuthenticationOptions>(options =>
            Harden(options.Cookie, "qs-app-session", isDeployed));
    }

    public static void Harden(CookieBuilder cookie, string name, bool isDeployed, SameSiteMode sameSite = SameSiteMode.Lax)
    {
        ArgumentNullException.ThrowIfNull(cookie);
        cookie.Name = isDeployed ? $"__Host-{name}" : name;
        cookie.SecurePolicy = isDeployed ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.HttpOnly = true;
        cookie.SameSite = sameSite;
        cookie.Path = "/";
        cookie.Domain = null;
        cookie.IsEssential = true;
    }
}
