using System.Globalization;

namespace QuickScale.Modules.Core;

/// <summary>How a user is written to. What is not known is null, and the site's own is taken then.</summary>
/// <param name="Name">What the user goes by; may be empty.</param>
/// <param name="Email">The address alone, without a display name.</param>
/// <param name="Culture">The language for words, dates and numbers.</param>
/// <param name="TimeZone">The zone of the user's day; UTC where it is null.</param>
public sealed record UserContact(Guid Id, string Name, string Email, CultureInfo? Culture = null, TimeZoneInfo? TimeZone = null);

/// <summary>
/// Tells how users are written to, for modules that know them by their ids alone. The module that keeps the accounts registers one;
/// without it nobody is known.
/// </summary>
public interface IUserDirectory
{
    /// <returns>Null for somebody who has no account, or whose account is closed or disabled: nothing is written to them.</returns>
    Task<UserContact?> FindAsync(Guid userId, CancellationToken cancellationToken);
}

/// <summary>Without a module that keeps accounts nobody can be written to by an id.</summary>
internal sealed class NoUserDirectory : IUserDirectory
{
    public Task<UserContact?> FindAsync(Guid userId, CancellationToken cancellationToken) => Task.FromResult<UserContact?>(null);
}
