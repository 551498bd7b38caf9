namespace QuickScale.Modules.Teams;

/// <summary>
/// What a module knows about a team beside its rows of <see cref="Core.ITenantEntity"/>, which are exported and purged by themselves:
/// files, subscriptions, what lies with a provider. Register as many as needed.
/// </summary>
public interface ITeamDataSource
{
    /// <summary>Title of this part of the copy, such as "Invoices".</summary>
    string Title { get; }

    /// <returns>The data as an object that is written as JSON; null when there is none.</returns>
    Task<object?> ExportAsync(Guid teamId, CancellationToken cancellationToken);

    /// <summary>Deletes the data, inside the transaction that purges the team. It may be called again after a failure.</summary>
    /// <returns>How many things were deleted.</returns>
    Task<int> PurgeAsync(Guid teamId, CancellationToken cancellationToken);
}
