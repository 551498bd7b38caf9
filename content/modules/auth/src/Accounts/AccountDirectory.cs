using System.Globalization;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Tells other modules how a user is written to: by the account's address, in the language and the zone of the profile.</summary>
internal sealed class AccountDirectory(ModuleDb db) : IUserDirectory
{
    public async Task<UserContact?> FindAsync(Guid userId, CancellationToken cancellationToken)
    {
        var user = await db.Context.Set<User>().AsNoTracking()
            .Where(one => one.Id == userId && one.DisabledAt == null && one.DeletedAt == null)
            .Select(one => new { one.Name, one.Email, one.Locale, one.TimeZone }).SingleOrDefaultAsync(cancellationToken);
        return user?.Email is { } email ? new UserContact(userId, user.Name, email, CultureOf(user.Locale), ZoneOf(user.TimeZone)) : null;
    }

    /// <summary>Null where none was chosen, or the machine does not know it any more.</summary>
    internal static CultureInfo? CultureOf(string? locale)
    {
        try
        {
            return locale is { Length: > 0 } ? CultureInfo.GetCultureInfo(locale, predefinedOnly: true) : null;
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    private static TimeZoneInfo? ZoneOf(string? id) => id is { Length: > 0 } && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;
}
