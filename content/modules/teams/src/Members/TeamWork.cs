using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>One change of a team that is going on: the team's row is locked, and everything here was read after that.</summary>
public sealed class TeamChange(Team team, User? actor, Membership? membership, TeamRole? role, IReadOnlyList<TeamRole> roles, DateTime now)
{
    /// <summary>Tracked.</summary>
    public Team Team { get; } = team;

    /// <summary>Null for what no person does.</summary>
    public User? Actor { get; } = actor;

    /// <summary>The actor's own, tracked; null when the actor is no member.</summary>
    public Membership? Membership { get; } = membership;

    public DateTime Now { get; } = now;

    /// <summary>All roles of the team.</summary>
    public IReadOnlyList<TeamRole> Roles { get; } = roles;

    /// <summary>The actor's; without one nothing is allowed.</summary>
    public TeamRole? Role { get; } = role;

    public bool Has(string permission) => Role?.Permissions.Contains(permission) == true;

    public TeamRole? FindRole(Guid roleId) => Roles.FirstOrDefault(one => one.Id == roleId);

    /// <summary>Whether the actor may give, take or invite to a role: it allows nothing that the actor's own does not.</summary>
    public bool MayHandle(TeamRole? other) => other is null || (Role is not null && other.IsWithin(Role));
}

/// <summary>
/// Runs each change of a team in a transaction in which the team's row is locked from the first statement on, in both databases: what
/// the change decides upon (who owns it, how many seats are taken) cannot become another meanwhile (T9). The lock is an update of the
/// row's stamp, which PostgreSQL holds for the row and SQLite for the file.
/// </summary>
public sealed class TeamWork(TeamRows rows, RoleCatalog catalog, IEnumerable<ITeamChangeListener> listeners, TimeProvider time)
{
    /// <summary>A change by a member who needs a permission; null for one that every member may make.</summary>
    public Task<AuthResult> RunAsync(Guid teamId, Guid actorId, string? permission, Func<TeamChange, Task<AuthResult>> work, CancellationToken cancellationToken, TeamStates allowed = TeamStates.Active) =>
        LockedAsync(teamId, actorId, change => Refusal(change, permission, allowed) is { } refusal ? Task.FromResult(AuthResult.Refused(refusal)) : work(change), cancellationToken);

    /// <summary>A change by somebody who need not be a member: the work decides for itself whether it may be.</summary>
    public Task<AuthResult> RunAsOutsiderAsync(Guid teamId, Guid? actorId, Func<TeamChange, Task<AuthResult>> work, CancellationToken cancellationToken) =>
        LockedAsync(teamId, actorId, work, cancellationToken);

    /// <summary>Why a member may not do something; null when nothing is against it.</summary>
    public static Refusal? Refusal(TeamChange change, string? permission, TeamStates allowed)
    {
        if (change.Membership is not { State: MembershipState.Active })
        {
            return TeamRefusals.NoSuchTeam;
        }

        return change.Team.State switch
        {
            TeamState.Suspended when !allowed.HasFlag(TeamStates.Suspended) => TeamRefusals.Suspended(change.Team.SuspendedReason),
            TeamState.Deleted when !allowed.HasFlag(TeamStates.Deleted) => TeamRefusals.NoSuchTeam,
            _ => permission is null || change.Has(permission) ? null : TeamRefusals.NotAllowed,
        };
    }

    private async Task<AuthResult> LockedAsync(Guid teamId, Guid? actorId, Func<TeamChange, Task<AuthResult>> work, CancellationToken cancellationToken)
    {
        var context = rows.Context;
        using var entered = rows.Enter(teamId);
        Forget(context);
        await using var transaction = context.Database.CurrentTransaction is null ? await context.Database.BeginTransactionAsync(cancellationToken) : null;
        if (!await LockAsync(teamId, cancellationToken))
        {
            return TeamRefusals.NoSuchTeam;
        }

        var change = await ReadAsync(teamId, actorId, cancellationToken);
        var result = await work(change);
        if (!result.Succeeded)
        {
            // What was begun must not be saved with something else.
            context.ChangeTracker.Clear();
            return result;
        }

        await context.SaveChangesAsync(cancellationToken);
        if (transaction is not null)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        foreach (var listener in listeners)
        {
            listener.Changed(teamId);
        }

        return result;
    }

    /// <summary>Whoever changes the team waits here until the transaction ends. False when there is none.</summary>
    public async Task<bool> LockAsync(Guid teamId, CancellationToken cancellationToken)
    {
        var stamp = Guid.NewGuid();
        return await rows.Teams.Where(one => one.Id == teamId).ExecuteUpdateAsync(change => change.SetProperty(one => one.Stamp, stamp), cancellationToken) == 1;
    }

    private async Task<TeamChange> ReadAsync(Guid teamId, Guid? actorId, CancellationToken cancellationToken)
    {
        var team = await rows.Teams.SingleAsync(one => one.Id == teamId, cancellationToken);
        var actor = actorId is null ? null : await rows.Context.Set<User>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == actorId, cancellationToken);
        var membership = actor is null ? null : await rows.MembersOf(teamId).SingleOrDefaultAsync(one => one.UserId == actorId, cancellationToken);
        var roles = await catalog.ListAsync(rows, teamId, cancellationToken);
        var role = membership is { State: MembershipState.Active } ? roles.FirstOrDefault(one => one.Id == membership.RoleId) : null;
        return new TeamChange(team, actor, membership, role, roles, time.GetUtcNow().UtcDateTime);
    }

    /// <summary>What was read before the lock may be outdated, and EF Core would give it again.</summary>
    private static void Forget(DbContext context)
    {
        foreach (var entry in context.ChangeTracker.Entries().Where(entry => entry.Entity is Team or TeamSlug or Membership or Role or Invitation && entry.State == EntityState.Unchanged).ToList())
        {
            entry.State = EntityState.Detached;
        }
    }
}

/// <summary>In which states of the team something is allowed.</summary>
[Flags]
public enum TeamStates
{
    None = 0,
    Active = 1,
    Suspended = 2,
    Deleted = 4,
}
