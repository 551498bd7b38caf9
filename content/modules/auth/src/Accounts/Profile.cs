using System.Globalization;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>What users say about themselves; empty text stands for nothing said.</summary>
/// <param name="Locale">A language tag such as "de-CH" (BCP 47).</param>
/// <param name="TimeZone">An IANA time zone such as "Europe/Zurich".</param>
/// <param name="Theme">"light", "dark" or "system".</param>
public sealed record ProfileRequest(string? Name, string? Locale, string? TimeZone, string? Theme);

/// <summary>Shows and changes the profile. Each request reads it anew from the session, so it is in force at once.</summary>
public sealed class Profile(ModuleDb db, SessionCheck check)
{
    public const string SystemTheme = "system";

    private const int LongestLocale = 35;

    public static IReadOnlyList<string> Themes { get; } = [SystemTheme, "light", "dark"];

    public Task<User?> FindAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var id = AuthClaims.UserOf(principal);
        return db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
    }

    public async Task<AuthResult> ChangeAsync(ClaimsPrincipal principal, ProfileRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await FindAsync(principal, cancellationToken) is not { } user)
        {
            return Refusals.NotSignedIn;
        }

        var (name, locale, timeZone, theme, refusals) = Read(request);
        if (refusals.Count > 0)
        {
            return AuthResult.Refused(refusals);
        }

        (user.Name, user.Locale, user.TimeZone, user.Theme) = (name, locale, timeZone, theme);
        await db.Context.SaveChangesAsync(cancellationToken);
        check.ForgetUser(user.Id);
        return AuthResult.Done;
    }

    /// <summary>Changes the colours alone: "light", "dark" or "system".</summary>
    public async Task<AuthResult> ChangeThemeAsync(ClaimsPrincipal principal, string? theme, CancellationToken cancellationToken)
    {
        if (await FindAsync(principal, cancellationToken) is not { } user)
        {
            return Refusals.NotSignedIn;
        }

        if (!TryTheme(theme, out var known))
        {
            return Refusals.ThemeUnknown;
        }

        user.Theme = known;
        await db.Context.SaveChangesAsync(cancellationToken);
        check.ForgetUser(user.Id);
        return AuthResult.Done;
    }

    /// <summary>What is wrong with what is typed so far.</summary>
    public static IReadOnlyList<Refusal> Check(ProfileRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Read(request).Refusals;
    }

    private static (string Name, string? Locale, string? TimeZone, string? Theme, List<Refusal> Refusals) Read(ProfileRequest request)
    {
        var refusals = new List<Refusal>();
        var name = request.Name?.Trim() ?? "";
        if (name.Length > User.LongestName || name.Any(char.IsControl))
        {
            refusals.Add(Refusals.NameTooLong);
        }

        if (!TryLocale(request.Locale, out var locale))
        {
            refusals.Add(Refusals.LocaleUnknown);
        }

        if (!TryTimeZone(request.TimeZone, out var timeZone))
        {
            refusals.Add(Refusals.TimeZoneUnknown);
        }

        if (!TryTheme(request.Theme, out var theme))
        {
            refusals.Add(Refusals.ThemeUnknown);
        }

        return (name, locale, timeZone, theme, refusals);
    }

    private static bool TryTheme(string? chosen, out string? theme)
    {
        theme = string.IsNullOrEmpty(chosen) || chosen == SystemTheme ? null : chosen;
        return theme is null || Themes.Contains(theme);
    }

    private static bool TryLocale(string? typed, out string? locale)
    {
        locale = null;
        if (string.IsNullOrWhiteSpace(typed))
        {
            return true;
        }

        try
        {
            // Its own way of writing it: "de-CH", however it was typed.
            locale = typed.Length <= LongestLocale ? CultureInfo.GetCultureInfo(typed.Trim(), predefinedOnly: true).Name : null;
            return locale is { Length: > 0 };
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    private static bool TryTimeZone(string? typed, out string? timeZone)
    {
        timeZone = null;
        if (string.IsNullOrWhiteSpace(typed))
        {
            return true;
        }

        if (typed.Length > 64 || !TimeZoneInfo.TryFindSystemTimeZoneById(typed.Trim(), out var zone))
        {
            return false;
        }

        // Windows knows zones by names of its own; stored is the one that all systems know.
        timeZone = zone.HasIanaId ? zone.Id : TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var iana) ? iana : null;
        return timeZone is not null;
    }
}
