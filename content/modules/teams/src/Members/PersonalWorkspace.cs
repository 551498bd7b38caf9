using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Gives every person a team of their own. It is made when it is first asked for and not with the account: a sign-up must cost the same
/// whether or not the address has an account (A1), nobody needs the workspace of an address that was never confirmed, and accounts that
/// are older than this module get theirs too. Of two requests at once one makes it, and the other one finds it: the owner is unique.
/// </summary>
public sealed class PersonalWorkspace(TeamRows rows, TeamSlugs slugs, AuditLog audit, IServiceScopeFactory scopes, IOptionsMonitor<TeamsSettings> settings, TimeProvider time)
{
    /// <summary>The id of the workspace; null where the option is off, unless there is one from before, and for nobody.</summary>
    public async Task<Guid?> EnsureAsync(Guid userId, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, cancellationToken) is { } found)
        {
            return found;
        }

        var user = settings.CurrentValue.PersonalWorkspace ? await rows.Context.Set<User>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == userId, cancellationToken) : null;
        if (user is null || rows.Context.Database.CurrentTransaction is not null)
        {
            // Within a transaction all is saved or nothing, and another connection would wait for it.
            return user is null ? null : await MakeAsync(user, cancellationToken);
        }

        // Whoever asks may be in the middle of something, such as a form that is shown again with what is wrong with it: that must not be saved along.
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PersonalWorkspace>().MakeAsync(user, cancellationToken);
    }

    private async Task<Guid?> FindAsync(Guid userId, CancellationToken cancellationToken) =>
        await rows.Teams.Where(one => one.PersonalOf == userId).Select(one => (Guid?)one.Id).SingleOrDefaultAsync(cancellationToken);

    private async Task<Guid?> MakeAsync(User user, CancellationToken cancellationToken)
    {
        var context = rows.Context;
        var now = time.GetUtcNow().UtcDateTime;
        var team = new Team
        {
            // Random: an address that tells whose it is would tell everybody.
            Slug = TeamSlugs.Extend($"my-{Tokens.ShortText(5)}"),
            Name = "Personal",
            Kind = TeamKind.Personal,
            PersonalOf = user.Id,
            CreatedBy = user.Id,
            CreatedAt = now,
        };
        using var entered = rows.Enter(team.Id);
        var before = context.ChangeTracker.Entries().Select(entry => entry.Entity).ToHashSet(ReferenceEqualityComparer.Instance);
        context.Add(team);
        context.Add(new Membership { TenantId = team.Id, UserId = user.Id, RoleId = BuiltInRoles.Owner, JoinedAt = now, DisplayName = PersonNames.Of(user) });
        await slugs.TakeAsync(team.Id, team.Slug, cancellationToken);
        audit.Record(team.Id, user, AuditActions.TeamCreated, AuditTargets.Team, team.Id.ToString(), team.Name, null, new { team.Name, team.Slug });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return team.Id;
        }
        catch (DbUpdateException)
        {
            // Its own rows alone: what the caller has added is still to be saved.
            foreach (var entry in context.ChangeTracker.Entries().Where(entry => !before.Contains(entry.Entity)).ToList())
            {
                entry.State = EntityState.Detached;
            }

            return await FindAsync(user.Id, cancellationToken) ?? throw new InvalidOperationException("The personal workspace could not be made; see the database's error in the log.");
        }
    }
}
