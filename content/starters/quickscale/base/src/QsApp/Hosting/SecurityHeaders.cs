using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace QsApp.Hosting;

/// <summary>The section <c>Hsts</c>.</summary>
public sealed class HstsSettings
{
    /// <summary>
    /// How long browsers insist on https. Start with 1 day; when all works, 7, then 30, then 365. 0 takes the promise back.
    /// </summary>
    public int MaxAgeDays { get; set; } = 1;
}

/// <summary>
/// Puts the security headers on every response: pages, files, errors and redirects. They are set when the response starts, because
/// an error handler clears what was set before it.
/// </summary>
public static class SecurityHeaders
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Referrer = "strict-origin-when-cross-origin";
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues ForData = ContentSecurityPolicy.ForData;
    private static readonly StringValues ReportingEndpoints = $"csp=\"{ContentSecurityPolicy.ReportPath}\"";
    private static readonly StringValues Permissions = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()";

    public static void AddSecurityHeaders(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<HstsSettings>().BindConfiguration("Hsts")
            .Validate(hsts => hsts.MaxAgeDays is >= 0 and <= 730, "Set Hsts__MaxAgeDays to a number of days from 0 to 730.")
            .ValidateOnStart();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
    }

    public static void UseSecurityHeaders(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var days = app.Services.GetRequiredService<IOptions<HstsSettings>>().Value.MaxAgeDays;
        StringValues hsts = app.Environment.IsDeployed()
            ? string.Create(CultureInfo.InvariantCulture, $"max-age={days * 24 * 60 * 60}")
            : StringValues.Empty;
        var isDevelopment = app.Environment.IsDevelopment();
        Func<object, Task> onStarting = state =>
        {
            Apply((HttpContext)state, hsts, isDevelopment);
            return Task.CompletedTask;
        };

        app.Use((context, next) =>
        {
            context.Response.OnStarting(onStarting, context);
            return next(context);
        });
    }

    private static void Apply(HttpContext context, StringValues hsts, bool isDevelopment)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = NoSniff;
        headers["Referrer-Policy"] = Referrer;
        headers["Permissions-Policy"] = Permissions;
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
        headers["Cross-Origin-Resource-Policy"] = SameOrigin;
        if (hsts.Count > 0 && context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = hsts;
        }

        if (headers.ContentSecurityPolicy.Count > 0)
        {
            // The endpoint states its own: files that people brought are served in a sandbox.
        }
        else if (context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) != true)
        {
            headers.ContentSecurityPolicy = ForData;
        }
        else if (!isDevelopment || context.Features.Get<IExceptionHandlerFeature>() is null)
        {
            // The developer's exception page has inline scripts and styles of its own.
            headers.ContentSecurityPolicy = ContentSecurityPolicy.ForPage(context, isDevelopment);
            headers["Reporting-Endpoints"] = ReportingEndpoints;
        }
    }
}
