namespace QuickScale.Modules.Teams;

/// <summary>
/// Another module's part in the end of a membership, inside its transaction (T11): API keys that the member has in this team are
/// revoked, what is assigned to the member is marked. Register as many as needed.
/// </summary>
public interface IMemberDeparture
{
    Task LeavingAsync(Guid teamId, Guid userId, CancellationToken cancellationToken);
}
