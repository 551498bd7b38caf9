using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <param name="Slug">Null leaves it as it is.</param>
/// <param name="AccentColor">As in <c>#1a2b3c</c>; empty for the site's own.</param>
/// <param name="AllowOtherAddresses">Whether an invitation may be accepted by an account of another address than the invited one.</param>
public sealed record UpdateTeamRequest(string? Name, string? Slug, string? AccentColor, bool AllowOtherAddresses);

/// <summary>Changing what a team is called, where it is and how it looks. The earlier address leads to the new one (T14).</summary>
public sealed partial class UpdateTeam(TeamWork work, TeamRows rows, TeamSlugs slugs, AuditLog audit, Throttle throttle)
{
    /// <summary>New addresses that one team takes in a day: each earlier one is kept from others for long.</summary>
    private static readonly ThrottleRule Rename = new("team-rename", 5, TimeSpan.FromDays(1)) { Escalates = false };

    public async Task<AuthResult> RunAsync(Guid teamId, Guid actorId, UpdateTeamRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var slug = "";
        try
        {
            return await work.RunAsync(teamId, actorId, Permissions.TeamUpdate, async change =>
            {
                (var name, slug, var color, var refusals) = await ReadAsync(change.Team, request, cancellationToken);
                if (refusals.Count > 0)
                {
                    return AuthResult.Refused(refusals);
                }

                var team = change.Team;
                var before = new { team.Name, team.Slug, team.AccentColor, team.AllowOtherAddresses };
                if (slug != team.Slug)
                {
                    if ((await throttle.TakeAsync(cancellationToken, (Rename, team.Id.ToString()))).Refusal is { RetryAfter: { } wait })
                    {
                        return TeamRefusals.RenamedOften with { RetryAfter = wait };
                    }

                    await slugs.TakeAsync(team.Id, slug, cancellationToken);
                }

                (team.Name, team.Slug, team.AccentColor, team.AllowOtherAddresses) = (name, slug, color, request.AllowOtherAddresses);
                var after = new { team.Name, team.Slug, team.AccentColor, team.AllowOtherAddresses };
                if (!before.Equals(after))
                {
                    audit.Record(team.Id, change.Actor, AuditActions.TeamUpdated, AuditTargets.Team, team.Id.ToString(), team.Name, before, after);
                }

                return AuthResult.Done;
            }, cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Somebody else took the same address at the same time.
            rows.Context.ChangeTracker.Clear();
            if (await slugs.CheckFreeAsync(slug, teamId, cancellationToken) is { } taken)
            {
                return taken;
            }

            throw;
        }
    }

    private async Task<(string Name, string Slug, string? Color, List<Refusal> Refusals)> ReadAsync(Team team, UpdateTeamRequest request, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var name = PersonNames.Clean(request.Name, Team.LongestName);
        if (name is null)
        {
            refusals.Add(TeamRefusals.NameInvalid);
        }

        var slug = team.Slug;
        if (request.Slug is { } typed && typed != team.Slug)
        {
            (slug, var refusal) = slugs.Read(typed);
            refusal ??= await slugs.CheckFreeAsync(slug, team.Id, cancellationToken);
            if (refusal is not null)
            {
                refusals.Add(refusal);
            }
        }

        var color = request.AccentColor is { Length: > 0 } given ? given.Trim().ToLowerInvariant() : null;
        if (color is { Length: > 0 } && !Color().IsMatch(color))
        {
            refusals.Add(TeamRefusals.ColorInvalid);
        }

        return (name ?? "", slug, color is { Length: > 0 } ? color : null, refusals);
    }

    [GeneratedRegex("^#[0-9a-f]{6}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Color();
}
