namespace QuickScale.Modules.Core;

/// <summary>
/// A module's say before an account is deleted: teams may hold a team without another owner, billing a running contract. All
/// registered checks are asked, inside the transaction that deletes.
/// </summary>
public interface IAccountDeletionCheck
{
    /// <returns>What stands in the way, one sentence each that tells the user what to do first; empty when nothing does.</returns>
    Task<IReadOnlyList<string>> ObstaclesAsync(Guid userId, CancellationToken cancellationToken);
}
