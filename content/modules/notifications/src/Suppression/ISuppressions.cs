namespace QuickScale.Modules.Notifications;

/// <summary>
/// Addresses that get no mail but what is about their account: they are not there, complained, or were put here. Mail that is transactional is still
/// sent, and an address that bounced may turn it down once (N4).
/// </summary>
public interface ISuppressions
{
    /// <summary>Puts an address on the list; one that is there stays, with the newer reason.</summary>
    /// <param name="source">Who says so: a provider's name or an administrator's id; 50 characters at most.</param>
    /// <exception cref="ArgumentException">The address is none, or the source too long.</exception>
    Task AddAsync(string address, SuppressionReason reason, string source, CancellationToken cancellationToken);

    /// <summary>Takes an address off the list, for its owner has put things right.</summary>
    /// <returns>Whether it was there.</returns>
    Task<bool> RemoveAsync(string address, CancellationToken cancellationToken);

    /// <summary>The entry of an address; null when it gets all mail.</summary>
    Task<Suppression?> FindAsync(string address, CancellationToken cancellationToken);

    /// <summary>Whether mail to an address came back, so that its owner can be told "we cannot reach this address".</summary>
    Task<bool> IsUnreachableAsync(string address, CancellationToken cancellationToken);

    /// <summary>The newest entries first.</summary>
    /// <param name="search">A part of the address; null or empty for all.</param>
    /// <param name="skip">Entries on the pages before.</param>
    /// <param name="take">1 to 200.</param>
    Task<IReadOnlyList<Suppression>> ListAsync(string? search, int skip, int take, CancellationToken cancellationToken);
}
