using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>Whether mail to a user comes back, so that the user can be told.</summary>
public sealed class Reachability(IUserDirectory users, ISuppressions suppressions)
{
    public async Task<bool> IsUnreachableAsync(Guid userId, CancellationToken cancellationToken) =>
        await users.FindAsync(userId, cancellationToken) is { } user && await suppressions.IsUnreachableAsync(user.Email, cancellationToken);
}
