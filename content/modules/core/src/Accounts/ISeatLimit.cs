namespace QuickScale.Modules.Core;

/// <summary>How many members an owner may have. Asked before a member is invited or added, inside the same transaction.</summary>
public interface ISeatLimit
{
    /// <returns>The most members allowed; null without a limit.</returns>
    Task<int?> LimitAsync(AccountOwner owner, CancellationToken cancellationToken);
}

/// <summary>Without a module that sells seats there is nothing to count.</summary>
internal sealed class NoSeatLimit : ISeatLimit
{
    public Task<int?> LimitAsync(AccountOwner owner, CancellationToken cancellationToken) => Task.FromResult<int?>(null);
}
