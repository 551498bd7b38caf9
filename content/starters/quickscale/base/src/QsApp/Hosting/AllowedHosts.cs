using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Primitives;

namespace QsApp.Hosting;

/// <summary>
/// Answers only under the host names of the setting <c>AllowedHosts</c> (separated by semicolons; <c>*.example.com</c> covers
/// subdomains). It takes the place of the framework's own filter, which would refuse the platform's health probes and would answer
/// without an error page and without the security headers.
/// </summary>
public static class AllowedHosts
{
    /// <summary>The names as configured; empty when the setting is missing.</summary>
    public static IList<StringSegment> Read(IConfiguration configuration) =>
        [.. (configuration["AllowedHosts"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => new StringSegment(name))];

    public static void AddAllowedHosts(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<HostFilteringOptions>(framework => framework.AllowedHosts = ["*"]);
    }

    public static void UseAllowedHosts(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var names = Read(app.Configuration);
        if (names.Count == 0 || names.Contains("*"))
        {
            return;
        }

        app.Use((context, next) =>
        {
            if (HostString.MatchesAny(context.Request.Host.Host, names) || Health.IsProbe(context) || context.IsErrorPage())
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        });
    }
}
