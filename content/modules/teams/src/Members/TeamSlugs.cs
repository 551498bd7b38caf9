using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>
/// The teams' addresses (T14). Only ASCII is taken, so that no letter of another script passes for one; what looks like a reserved
/// word is reserved too. A renamed team keeps its last names, which lead to it.
/// </summary>
public sealed class TeamSlugs(TeamRows rows, IOptionsMonitor<TeamsSettings> settings, TimeProvider time)
{
    public const int Shortest = 3;
    public const int Longest = 40;

    /// <summary>Names that a team has had and that still lead to it; older ones become free again.</summary>
    public const int KeptNames = 5;

    /// <summary>Words that would pass for a part of the site, as a path or as a sub-domain.</summary>
    private static readonly string[] Words =
    [
        "about", "abuse", "account", "accounts", "admin", "administrator", "api", "app", "apps", "assets", "audit", "auth", "autoconfig", "autodiscover", "billing", "blog",
        "cdn", "client", "console", "contact", "dashboard", "demo", "dev", "dns", "docs", "download", "downloads", "email", "files", "ftp", "health", "healthz", "help",
        "home", "host", "hostmaster", "images", "imap", "info", "internal", "invitation", "invitations", "legal", "localhost", "login", "logout", "mail", "media", "members",
        "metrics", "mobile", "mx", "new", "news", "noreply", "notifications", "ns1", "ns2", "null", "oauth", "official", "openapi", "owner", "password", "permissions",
        "postmaster", "pricing", "privacy", "register", "root", "search", "secure", "security", "settings", "shop", "signin", "signout", "signup", "slugs", "smtp", "sso",
        "staff", "staging", "start", "static", "status", "store", "support", "suspensions", "system", "team", "teams", "terms", "test", "undefined", "upload", "uploads", "user", "users",
        "verify", "vpn", "web", "webhook", "webhooks", "webmaster", "www",
    ];

    private static readonly HashSet<string> Reserved = [.. Words.Select(Skeleton)];

    /// <summary>What was typed in the form of a slug, or why it is none. Whether it is taken is another question.</summary>
    public (string Slug, Refusal? Refusal) Read(string? typed)
    {
        var slug = typed?.Trim() ?? "";
        if (slug.EnumerateRunes().Contains(Rune.ReplacementChar))
        {
            return ("", TeamRefusals.SlugInvalid);
        }

        // Full-width letters and the like become the plain ones; letters of other scripts stay and are refused.
        slug = slug.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        if (slug.Length is < Shortest or > Longest || !slug.All(IsAllowed) || slug is ['-', ..] or [.., '-'] || slug.Contains("--", StringComparison.Ordinal))
        {
            return ("", TeamRefusals.SlugInvalid);
        }

        return (slug, IsReserved(slug) ? TeamRefusals.SlugReserved : null);
    }

    /// <summary>Null when nobody has it. Teams that are gone keep theirs for a while.</summary>
    public async Task<Refusal?> CheckFreeAsync(string slug, Guid? forTeam, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var taken = await rows.Slugs.AsNoTracking().SingleOrDefaultAsync(one => one.Slug == slug, cancellationToken);
        return taken is null || (taken.TeamId is { } team ? team == forTeam : taken.ReservedUntil <= now) ? null : TeamRefusals.SlugTaken;
    }

    /// <summary>Gives a slug to a team; the caller saves. Of two who take it at once, the second fails by the table's key.</summary>
    internal async Task TakeAsync(Guid teamId, string slug, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var row = await rows.Slugs.SingleOrDefaultAsync(one => one.Slug == slug, cancellationToken);
        if (row is null)
        {
            rows.Context.Add(new TeamSlug { Slug = slug, TeamId = teamId, TakenAt = now });
        }
        else
        {
            (row.TeamId, row.TakenAt, row.ReservedUntil) = (teamId, now, null);
        }

        var older = await rows.Slugs.Where(one => one.TeamId == teamId && one.Slug != slug).OrderByDescending(one => one.TakenAt).Skip(KeptNames).ToListAsync(cancellationToken);
        foreach (var one in older)
        {
            (one.TeamId, one.ReservedUntil) = (null, now + settings.CurrentValue.SlugReserved);
        }
    }

    /// <summary>A slug made of a name, which may be taken; random where the name has too few letters.</summary>
    public string Suggest(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder();
        foreach (var rune in name.Normalize(NormalizationForm.FormKD).ToLowerInvariant().EnumerateRunes())
        {
            if (rune.IsAscii && IsAllowed((char)rune.Value) && rune.Value != '-')
            {
                text.Append((char)rune.Value);
            }
            else if (text is [.., not '-'] && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.OtherPunctuation))
            {
                text.Append('-');
            }
        }

        var slug = text.ToString()[..Math.Min(text.Length, Longest - 6)].Trim('-');
        return slug.Length >= Shortest && !IsReserved(slug) ? slug : Extend(slug.Length > 0 ? slug : "team");
    }

    /// <summary>Another one of the same beginning, for when it is taken.</summary>
    internal static string Extend(string slug) => $"{slug[..Math.Min(slug.Length, Longest - 6)].Trim('-')}-{Tokens.ShortText(5)}";

    private bool IsReserved(string slug)
    {
        var skeleton = Skeleton(slug);
        return Reserved.Contains(skeleton) || settings.CurrentValue.ReservedSlugs.Any(word => Skeleton(word.ToLowerInvariant()) == skeleton);
    }

    /// <summary>What is left when characters that look alike are one: 0 and o, 1, i and l, rn and m, vv and w; dashes are left out.</summary>
    internal static string Skeleton(string slug) => slug
        .Replace("-", "", StringComparison.Ordinal).Replace('0', 'o').Replace('1', 'l').Replace('i', 'l').Replace('5', 's')
        .Replace("rn", "m", StringComparison.Ordinal).Replace("vv", "w", StringComparison.Ordinal);

    private static bool IsAllowed(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-';
}
