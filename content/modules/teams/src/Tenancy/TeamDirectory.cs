using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Tells for each request whether its user is a member of the team that it names (T4). The answer is kept for some seconds: what this
/// instance changes counts at once, what others change within that time.
/// </summary>
internal sealed class TeamDirectory(IServiceScopeFactory scopes, RoleCatalog roles, TimeProvider time) : ITeamChangeListener
{
    /// <summary>How long a removed member could still get in by another instance; 30 seconds is the most that may be (T4).</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<(string Slug, Guid User), Entry> _kept = new();
    private long _changes;

    /// <summary>The active member's access; null when there is no such team, or the user is not in it: nobody learns which.</summary>
    public async ValueTask<TeamAccess?> FindAsync(string slug, Guid userId, CancellationToken cancellationToken)
    {
        slug = slug.ToLowerInvariant();
        var now = time.GetUtcNow().UtcDateTime;
        if (_kept.TryGetValue((slug, userId), out var entry) && entry.Until > now)
        {
            return entry.Access;
        }

        if (_kept.Count >= MostKept)
        {
            Prune(now);
        }

        // What changes while the database is read may have been read already: such an answer is good for this request alone.
        var changes = Interlocked.Read(ref _changes);
        var access = await ReadAsync(slug, userId, cancellationToken);
        if (changes == Interlocked.Read(ref _changes))
        {
            _kept[(slug, userId)] = new Entry(access, now + KeptFor);
        }

        return access;
    }

    public void Changed(Guid teamId) => Forget();

    /// <summary>Has the next requests ask the database: after a change of teams, members or roles.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        _kept.Clear();
    }

    private async Task<TeamAccess?> ReadAsync(string slug, Guid userId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rows = scope.ServiceProvider.GetRequiredService<TeamRows>();
        var found = await (
            from name in rows.Slugs.AsNoTracking()
            join team in rows.Teams.AsNoTracking() on name.TeamId equals team.Id
            join member in rows.MembershipsOfUser(userId).AsNoTracking() on team.Id equals member.TenantId
            where name.Slug == slug && member.State == MembershipState.Active
            select new { team, member.Id, member.RoleId }).FirstOrDefaultAsync(cancellationToken);
        return found is null
            ? null
            : new TeamAccess(found.team, slug, found.Id, (await roles.FindAsync(rows, found.team.Id, found.RoleId, cancellationToken))?.Permissions ?? FrozenSet<string>.Empty);
    }

    private void Prune(DateTime now)
    {
        foreach (var (key, entry) in _kept)
        {
            if (entry.Until <= now || _kept.Count >= MostKept)
            {
                _kept.TryRemove(key, out _);
            }
        }
    }

    private sealed record Entry(TeamAccess? Access, DateTime Until);
}
