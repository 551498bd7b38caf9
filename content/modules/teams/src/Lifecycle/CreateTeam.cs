using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <param name="Slug">Empty makes one of the name.</param>
public sealed record CreateTeamRequest(string? Name, string? Slug = null);

/// <summary>Making a team; whoever makes it is its owner.</summary>
public sealed class CreateTeam(TeamRows rows, TeamSlugs slugs, TeamLimit limit, AuditLog audit, Throttle throttle, TimeProvider time)
{
    private const int Tries = 5;

    /// <summary>So many teams one person may make in a day, and as many as the person may own where that is more.</summary>
    private const int LeastADay = 10;

    /// <summary>Whether a person may make another one; null when nothing is against it.</summary>
    public async Task<Refusal?> RefusalAsync(Guid userId, CancellationToken cancellationToken) =>
        limit.Most == 0 ? TeamRefusals.CreationOff : await limit.RefusalAsync(userId, cancellationToken);

    public async Task<AuthResult<Team>> RunAsync(Guid userId, CreateTeamRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var user = await rows.Context.Set<User>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == userId, cancellationToken);
        if (user is null)
        {
            return Refusals.NotSignedIn;
        }

        if (await RefusalAsync(userId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var isChosen = !string.IsNullOrWhiteSpace(request.Slug);
        var name = PersonNames.Clean(request.Name, Team.LongestName);
        var (slug, unfit) = isChosen ? slugs.Read(request.Slug) : (name is null ? "" : slugs.Suggest(name), null);
        List<Refusal> refusals = [.. new[] { name is null ? TeamRefusals.NameInvalid : null, unfit }.OfType<Refusal>()];
        if (refusals.Count > 0)
        {
            return refusals;
        }

        for (var tries = 1; ; tries++)
        {
            if (await slugs.CheckFreeAsync(slug, null, cancellationToken) is null && await TryStoreAsync(user, name!, slug, cancellationToken) is { } result)
            {
                return result;
            }

            if (isChosen || tries == Tries)
            {
                return TeamRefusals.SlugTaken;
            }

            slug = TeamSlugs.Extend(slugs.Suggest(name!));
        }
    }

    /// <returns>Null when somebody has taken the slug meanwhile.</returns>
    private async Task<AuthResult<Team>?> TryStoreAsync(User user, string name, string slug, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var team = new Team { Slug = slug, Name = name, Kind = TeamKind.Team, CreatedBy = user.Id, CreatedAt = now };
        using var entered = rows.Enter(team.Id);
        try
        {
            await using var transaction = await rows.Context.Database.BeginTransactionAsync(cancellationToken);
            await limit.LockAsync(user.Id, cancellationToken);
            if (await RefusalAsync(user.Id, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            // Deleted teams do not count above, but they keep their addresses for long.
            var made = new ThrottleRule("team-create", Math.Max(LeastADay, limit.Most), TimeSpan.FromDays(1)) { Escalates = false };
            if ((await throttle.TakeAsync(cancellationToken, (made, user.Id.ToString()))).Refusal is { RetryAfter: { } wait })
            {
                return TeamRefusals.MadeOften with { RetryAfter = wait };
            }

            rows.Context.Add(team);
            rows.Context.Add(new Membership { TenantId = team.Id, UserId = user.Id, RoleId = BuiltInRoles.Owner, JoinedAt = now, DisplayName = PersonNames.Of(user) });
            await slugs.TakeAsync(team.Id, slug, cancellationToken);
            audit.Record(team.Id, user, AuditActions.TeamCreated, AuditTargets.Team, team.Id.ToString(), name, null, new { name, slug });
            await rows.Context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return team;
        }
        catch (DbUpdateException)
        {
            rows.Context.ChangeTracker.Clear();
            if (await slugs.CheckFreeAsync(slug, null, cancellationToken) is null)
            {
                throw;
            }

            return null;
        }
    }
}
