using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>A file to download.</summary>
public sealed record TeamFile(string Name, string ContentType, byte[] Content);

/// <summary>
/// A copy of all of a team's data (T13): what this module knows without the hashes of secrets, every row of the team that the
/// application has, and what other modules add. Whoever calls has made sure that the user has proved recently who they are.
/// </summary>
public sealed class ExportTeam(TeamWork work, TeamRows rows, TeamReader reader, IEnumerable<ITeamDataSource> sources, AuditLog audit, Throttle throttle, TimeProvider time)
{
    private static readonly ThrottleRule Limit = new("team-export", 5, TimeSpan.FromHours(1));

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public async Task<AuthResult<TeamFile>> RunAsync(Guid teamId, Guid actorId, CancellationToken cancellationToken)
    {
        const TeamStates allowed = TeamStates.Active | TeamStates.Suspended | TeamStates.Deleted;
        var (view, refusal) = await reader.FindAsync(teamId, actorId, Permissions.TeamExport, cancellationToken, allowed);
        if (view is null)
        {
            return refusal!;
        }

        var permit = await throttle.TakeAsync(cancellationToken, (Limit, teamId.ToString()));
        if (permit.Refusal is { } tooMany)
        {
            return tooMany;
        }

        var result = await work.RunAsync(teamId, actorId, Permissions.TeamExport, change =>
        {
            audit.Record(teamId, change.Actor, AuditActions.TeamExported, AuditTargets.Team, teamId.ToString(), change.Team.Name);
            return Task.FromResult(AuthResult.Done);
        }, cancellationToken, allowed);
        return result.Succeeded ? await WriteAsync(view, cancellationToken) : result.With<TeamFile>(null);
    }

    private async Task<TeamFile> WriteAsync(TeamView view, CancellationToken cancellationToken)
    {
        var team = view.Team;
        using var entered = rows.Enter(team.Id);
        var content = new Dictionary<string, object?>
        {
            ["exportedAt"] = time.GetUtcNow().UtcDateTime,
            ["team"] = new { team.Id, team.Slug, team.Name, team.Kind, team.State, team.AccentColor, team.AllowOtherAddresses, team.CreatedAt },
            ["members"] = await (
                from member in rows.MembersOf(team.Id)
                join user in rows.Context.Set<User>() on member.UserId equals user.Id
                orderby member.JoinedAt
                select new { member.Id, member.UserId, user.Name, user.Email, member.RoleId, member.State, member.JoinedAt, member.RemovedAt, member.InvitedEmail }).ToListAsync(cancellationToken),
            ["roles"] = view.Roles.Select(role => new { role.Id, role.Key, role.Name, Permissions = role.Permissions.Order() }),
            ["invitations"] = await rows.InvitationsOf(team.Id).OrderBy(one => one.CreatedAt).Select(one => new
            {
                one.Id,
                one.Email,
                one.IsLink,
                one.RoleId,
                one.InvitedBy,
                one.CreatedAt,
                one.ExpiresAt,
                one.AcceptedAt,
                one.AcceptedBy,
                one.AcceptedEmail,
                one.DeclinedAt,
                one.RevokedAt,
                one.Uses,
            }).ToListAsync(cancellationToken),
            ["changes"] = await rows.AuditOf(team.Id).OrderBy(one => one.At).ThenBy(one => one.Id).Select(one => new
            {
                one.At,
                one.ActorId,
                one.ActorName,
                one.Action,
                one.TargetKind,
                one.TargetId,
                one.TargetName,
                one.Before,
                one.After,
                one.Ip,
            }).ToListAsync(cancellationToken),
        };
        foreach (var entity in TenantTables.Of(rows.Context.Model).Where(entity => entity.ClrType.Assembly != typeof(Team).Assembly))
        {
            content[entity.GetTableName() ?? entity.ShortName()] = await TenantTables.ReadAsync(rows.Context, entity, team.Id, cancellationToken);
        }

        foreach (var join in TenantTables.Joins(rows.Context.Model))
        {
            content[join.GetTableName() ?? join.ShortName()] = await TenantTables.ReadJoinsAsync(rows.Context, join, team.Id, cancellationToken);
        }

        foreach (var source in sources)
        {
            if (await source.ExportAsync(team.Id, cancellationToken) is { } data)
            {
                content[source.Title] = data;
            }
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{team.Slug}-{time.GetUtcNow():yyyy-MM-dd}.json");
        return new TeamFile(name, "application/json", JsonSerializer.SerializeToUtf8Bytes(content, Json));
    }
}
