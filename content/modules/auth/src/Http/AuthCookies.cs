using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// The module's cookies: out of scripts' reach, and not sent along by other sites. Deployed, they carry the prefix <c>__Host-</c>, by
/// which a browser takes them over https alone, for this host and all of its paths (A18).
/// </summary>
public sealed class AuthCookies(IHostEnvironment environment, IHttpContextAccessor accessor)
{
    public static string NameOf(string name, IHostEnvironment environment) => environment.IsDeployed() ? $"__Host-{name}" : name;

    /// <summary>For a cookie scheme of ASP.NET Core.</summary>
    public static void Harden(CookieBuilder cookie, string name, IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(cookie);
        cookie.Name = NameOf(name, environment);
        cookie.SecurePolicy = environment.IsDeployed() ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.Path = "/";
        cookie.Domain = null;
        cookie.IsEssential = true;
    }

    public string? Read(string name) => accessor.HttpContext?.Request.Cookies[NameOf(name, environment)];

    /// <param name="lifetime">Null keeps it until the browser is closed.</param>
    public void Write(string name, string value, TimeSpan? lifetime) =>
        accessor.HttpContext?.Response.Cookies.Append(NameOf(name, environment), value, Options(lifetime));

    public void Delete(string name) => accessor.HttpContext?.Response.Cookies.Delete(NameOf(name, environment), Options(null));

    private CookieOptions Options(TimeSpan? lifetime) => new()
    {
        Secure = environment.IsDeployed() || accessor.HttpContext!.Request.IsHttps,
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
        MaxAge = lifetime,
    };
}
