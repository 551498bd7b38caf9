namespace QuickScale.Modules.Core;

/// <summary>Who owns contracts, seats and files: a person, or what persons form.</summary>
/// <param name="Kind">"user" or "team"; stored beside the id.</param>
/// <param name="Id">Stored without a foreign key, since the owner's table may belong to a module that is absent.</param>
public readonly record struct AccountOwner(string Kind, Guid Id);

/// <summary>An owner as people know it.</summary>
/// <param name="Key">What names it in an address, as in <c>/billing?for=acme</c>. It may change; the id does not.</param>
/// <param name="Name">What people call it.</param>
public sealed record NamedOwner(AccountOwner Owner, string Key, string Name);

/// <summary>
/// Tells the owner on whose behalf a request acts. The module that signs people in registers one that takes each user for
/// their own owner; the module for teams replaces it.
/// </summary>
public interface IAccountOwner
{
    /// <returns>Null when nobody is signed in, or the user acts for no owner.</returns>
    Task<AccountOwner?> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The owner that a key in an address names. It is for pages about an owner, which lie outside of any: to ask for one's features or limits by an address would give
    /// one owner what another has paid for.
    /// </summary>
    /// <returns>Null when there is no such owner, or the user who is signed in does not belong to it: nobody learns which.</returns>
    Task<NamedOwner?> FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult<NamedOwner?>(null);

    /// <summary>What people call an owner, whoever asks.</summary>
    /// <returns>Null where users have no other owner than themselves, so that none needs a name.</returns>
    Task<NamedOwner?> NameAsync(AccountOwner owner, CancellationToken cancellationToken) => Task.FromResult<NamedOwner?>(null);

    /// <summary>The owners whose contract a user may change, in the order in which they are offered; empty where there is nothing to choose.</summary>
    Task<IReadOnlyList<NamedOwner>> ChoicesAsync(Guid userId, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<NamedOwner>>([]);

    /// <summary>Whether a user may change the owner's contract, members and settings.</summary>
    Task<bool> MayManageAsync(AccountOwner owner, Guid userId, CancellationToken cancellationToken);

    /// <summary>How many persons the owner has; a user is one.</summary>
    Task<int> CountMembersAsync(AccountOwner owner, CancellationToken cancellationToken);

    /// <summary>How many more are invited by name and may still accept: each will need a seat.</summary>
    Task<int> CountInvitedAsync(AccountOwner owner, CancellationToken cancellationToken) => Task.FromResult(0);

    /// <summary>
    /// The owner whose place this one has taken, so that what belongs to that one is found and taken over: the user whose personal team it is, where teams came
    /// after contracts.
    /// </summary>
    /// <returns>Null when it has taken nobody's place.</returns>
    Task<AccountOwner?> PredecessorAsync(AccountOwner owner, CancellationToken cancellationToken) => Task.FromResult<AccountOwner?>(null);
}
