namespace QuickScale.Modules.Core;

/// <summary>
/// A module's say in what becomes of an owner that is not a user: billing may hold a running contract of a team, and writes to whoever owns it. All that are registered are
/// asked and told inside the transaction of the change; what needs a network is done afterwards, so that nobody waits for it.
/// </summary>
public interface IOwnerChanges
{
    /// <summary>What stands in the way of deleting the owner.</summary>
    /// <returns>One sentence each that tells the user what to do first; empty when nothing does.</returns>
    Task<IReadOnlyList<string>> ObstaclesToDeletionAsync(AccountOwner owner, CancellationToken cancellationToken);

    /// <summary>The owner was handed over from one user to another.</summary>
    Task HandedOverAsync(AccountOwner owner, Guid fromUserId, Guid toUserId, CancellationToken cancellationToken);
}
