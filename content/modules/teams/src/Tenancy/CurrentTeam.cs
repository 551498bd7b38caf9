namespace QuickScale.Modules.Teams;

/// <summary>
/// The team of one scope: one for each request or job, and the very instance that the scope's database context looks at. Once a scope
/// acts in a team, it does so to its end, so that what a context has tracked is never seen by another team.
/// </summary>
internal sealed class CurrentTeam : ICurrentTeam
{
    private readonly Stack<Guid> _entered = new();
    private TeamAccess? _access;
    private Team? _team;

    public Guid? Id => _entered.TryPeek(out var entered) ? entered : _access?.Team.Id;

    public string? Slug => _entered.Count > 0 ? null : _access?.Team.Slug;

    /// <summary>A copy, since what is kept for other requests must not change with it.</summary>
    public Team? Team => _entered.Count > 0 || _access is null ? null : _team ??= TeamAccess.Copy(_access.Team);

    public Guid? MembershipId => _entered.Count > 0 ? null : _access?.MembershipId;

    /// <summary>
    /// The team that the request's host or header names and whose member asks, where it does not act in it: a suspended one (T15), or one by an address that it had before.
    /// Its rows stay closed, but what is paid is paid for it and for nobody else.
    /// </summary>
    public Guid? Named { get; set; }

    /// <summary>The team's id, for whatever cannot go on without.</summary>
    /// <exception cref="NoTeamException">There is none.</exception>
    public Guid Required => Id ?? throw new NoTeamException();

    public bool Has(string permission) => _entered.Count == 0 && _access is not null && _access.Permissions.Contains(permission);

    /// <summary>Lets the signed-in member in, for the rest of the scope.</summary>
    public void Admit(TeamAccess access)
    {
        if (Id is not null)
        {
            throw new InvalidOperationException("This scope acts in a team already: make a new one with TenantRunner.");
        }

        _access = access;
    }

    /// <summary>
    /// Acts in a team for nobody, without any permission, until disposed of. For what this module does before there is a membership:
    /// making a team, joining one. Everything else takes a scope of its own by <see cref="TenantRunner"/>.
    /// </summary>
    public IDisposable Enter(Guid teamId)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(teamId, Guid.Empty);
        _entered.Push(teamId);
        return new AtEnd(() => _entered.Pop());
    }

    private sealed class AtEnd(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose()
        {
            _end?.Invoke();
            _end = null;
        }
    }
}

/// <summary>Rows of teams are asked for where no team is named, or by somebody who is not in it.</summary>
public sealed class NoTeamException : InvalidOperationException
{
    public NoTeamException()
        : base("No team is in scope, so there are no rows to read or write: reach the endpoint by an address that names the team, or do the work in a scope of TenantRunner.")
    {
    }

    public NoTeamException(string message)
        : base(message)
    {
    }

    public NoTeamException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
