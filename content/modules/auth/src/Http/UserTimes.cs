using System.Globalization;
using System.Security.Claims;

namespace QuickScale.Modules.Auth;

/// <summary>Writes times for a user: in the time zone that the profile names, else in UTC.</summary>
public static class UserTimes
{
    private const string Form = "yyyy-MM-dd HH:mm";

    /// <param name="utc">A time in UTC.</param>
    public static string Show(ClaimsPrincipal user, DateTime utc)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.FindFirstValue(AuthClaims.TimeZone) is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone).ToString(Form, CultureInfo.InvariantCulture)
            : utc.ToString($"{Form} 'UTC'", CultureInfo.InvariantCulture);
    }
}
