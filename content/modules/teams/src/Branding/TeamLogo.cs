using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>A team's logo in the file store. It is known by its first bytes, never by what its sender calls it.</summary>
public sealed class TeamLogo(TeamWork work, TeamReader reader, IFileStore files, AuditLog audit, IOptionsMonitor<TeamsSettings> settings)
{
    /// <summary>Where a team's logo is; a new one has a new path, so that browsers may keep the old one.</summary>
    public static string? PathOf(Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        return team.LogoKey is { } key ? $"/api/teams/{team.Slug}/logo/{key}" : null;
    }

    /// <param name="content">What the user sends; null or empty when nothing was chosen.</param>
    public async Task<AuthResult> SetAsync(Guid teamId, Guid actorId, Stream? content, CancellationToken cancellationToken)
    {
        // Before a byte is kept: a stranger fills no disk.
        var (view, refusal) = await reader.FindAsync(teamId, actorId, Permissions.TeamUpdate, cancellationToken);
        if (view is null)
        {
            return refusal!;
        }

        if (content is null)
        {
            return TeamRefusals.LogoUnknown;
        }

        var limit = settings.CurrentValue.LogoMaxKb;
        var (file, unfit) = await PictureFile.ReadAsync(content, cancellationToken, limit * 1024);
        if (file is null)
        {
            return unfit == PictureRefusal.TooLarge ? TeamRefusals.LogoTooLarge(limit) : TeamRefusals.LogoUnknown;
        }

        var key = await files.SaveAsync(file, cancellationToken);
        try
        {
            var result = await ReplaceAsync(teamId, actorId, key, cancellationToken);
            if (!result.Succeeded)
            {
                await files.DeleteAsync(key, cancellationToken);
            }

            return result;
        }
        catch
        {
            // No row names it.
            await files.DeleteAsync(key, CancellationToken.None);
            throw;
        }
    }

    public Task<AuthResult> RemoveAsync(Guid teamId, Guid actorId, CancellationToken cancellationToken) => ReplaceAsync(teamId, actorId, null, cancellationToken);

    /// <summary>Opens a team's logo for one of its members; null for everybody else, and for every other file.</summary>
    public async Task<StoredFile?> OpenAsync(Guid teamId, Guid userId, string key, CancellationToken cancellationToken)
    {
        var (view, _) = await reader.FindAsync(teamId, userId, null, cancellationToken, TeamStates.Active | TeamStates.Suspended | TeamStates.Deleted);
        return view?.Team.LogoKey == key ? await files.OpenAsync(key, cancellationToken) : null;
    }

    private async Task<AuthResult> ReplaceAsync(Guid teamId, Guid actorId, string? key, CancellationToken cancellationToken)
    {
        string? old = null;
        var result = await work.RunAsync(teamId, actorId, Permissions.TeamUpdate, change =>
        {
            old = change.Team.LogoKey;
            change.Team.LogoKey = key;
            audit.Record(teamId, change.Actor, AuditActions.TeamUpdated, AuditTargets.Team, teamId.ToString(), change.Team.Name, new { logo = old is not null }, new { logo = key is not null });
            return Task.FromResult(AuthResult.Done);
        }, cancellationToken);
        if (result.Succeeded && old is not null)
        {
            await files.DeleteAsync(old, cancellationToken);
        }

        return result;
    }
}
