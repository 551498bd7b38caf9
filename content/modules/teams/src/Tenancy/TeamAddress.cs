using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// The team that a request names. Whatever the option <c>resolution</c> says, a path names it: the second part of <c>/t/acme/…</c>, the
/// third of <c>/api/t/acme/…</c>, and the value of a route's parameter <c>team</c>, as in <c>/api/teams/{team}/members</c>. By option
/// the sub-domain (<c>acme.example.com</c>) or the header <c>X-Team</c> names it for all other paths.
/// </summary>
/// <param name="Slug">As it was written.</param>
/// <param name="ByPath">Whether the path names it, so that the address means nothing without the team.</param>
internal readonly record struct TeamAddress(string Slug, bool ByPath)
{
    public const string Header = "X-Team";
    public const string RouteValue = "team";

    /// <summary>Null when no team is named.</summary>
    /// <param name="isContradictory">Whether two are.</param>
    public static TeamAddress? Of(HttpContext http, TeamResolution resolution, SiteLinks site, out bool isContradictory)
    {
        var path = InPath(http);
        var other = resolution switch
        {
            TeamResolution.Subdomain => InHost(http.Request.Host.Host, site.Base.Host),
            TeamResolution.Header => http.Request.Headers[Header] is { Count: > 0 } header ? header.ToString() : null,
            _ => null,
        };
        isContradictory = path is not null && other is not null && !string.Equals(path, other, StringComparison.OrdinalIgnoreCase);
        return path is not null ? new TeamAddress(path, true) : other is not null ? new TeamAddress(other, false) : null;
    }

    /// <summary>The same address with another slug.</summary>
    public string With(string slug, HttpContext http, Uri site)
    {
        var request = http.Request;
        if (!ByPath)
        {
            var root = RootOf(site.Host);
            return $"{request.Scheme}://{slug}.{root}{(request.Host.Port is { } port ? $":{port}" : "")}{request.PathBase}{request.Path}{request.QueryString}";
        }

        // The first part that is the slug: it stands before everything that may be alike.
        var parts = request.Path.ToUriComponent().Split('/');
        var asked = Uri.EscapeDataString(Slug);
        var index = Array.FindIndex(parts, part => string.Equals(part, asked, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            parts[index] = slug;
        }

        return $"{request.PathBase.ToUriComponent()}{string.Join('/', parts)}{request.QueryString}";
    }

    private static string? InPath(HttpContext http)
    {
        var parts = (http.Request.Path.Value ?? "").Split('/');
        return parts switch
        {
            ["", var first, { Length: > 0 } slug, ..] when Is(first, "t") => slug,
            ["", var first, var second, { Length: > 0 } slug, ..] when Is(first, "api") && Is(second, "t") => slug,
            _ => http.GetRouteValue(RouteValue) as string,
        };
    }

    /// <summary>As routing compares: without regard to case.</summary>
    private static bool Is(string part, string name) => part.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The one label before the site's own name; the site itself and its www are nobody's.</summary>
    private static string? InHost(string host, string site)
    {
        var root = RootOf(site);
        return host.EndsWith("." + root, StringComparison.OrdinalIgnoreCase) && host[..^(root.Length + 1)] is { } label && label.Length > 0 && !label.Contains('.') && !label.Equals("www", StringComparison.OrdinalIgnoreCase)
            ? label
            : null;
    }

    private static string RootOf(string site) => site.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? site[4..] : site;
}
