namespace QuickScale.Modules.Core;

/// <summary>
/// What a module knows about a person: for the copy that the person may ask for and for its erasure (GDPR, articles 15, 17
/// and 20). Whoever manages accounts asks all registered sources.
/// </summary>
public interface IPersonalDataSource
{
    /// <summary>Title of this part of the copy, such as "Team memberships".</summary>
    string Title { get; }

    /// <returns>The data as an object that is written as JSON; null when there is none.</returns>
    Task<object?> ExportAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Deletes the data, or makes anonymous what the law obliges to keep, inside the transaction that deletes the account.</summary>
    Task EraseAsync(Guid userId, CancellationToken cancellationToken);
}
