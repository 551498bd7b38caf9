using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Purges the teams whose days of grace are over (T13), each in a transaction of its own: what other modules keep elsewhere, then all
/// rows of the team in every table, then the team. A report stays, and the slug is reserved for a while.
/// </summary>
public sealed partial class PurgeTeams(IServiceScopeFactory scopes, FilesAfterCommit files, IOptionsMonitor<TeamsSettings> settings, TimeProvider time, ILogger<PurgeTeams> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        List<Guid> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            due = await scope.ServiceProvider.GetRequiredService<TeamRows>().Teams
                .Where(one => one.State == TeamState.Deleted && one.PurgeAt <= now).OrderBy(one => one.PurgeAt).Select(one => one.Id).ToListAsync(cancellationToken);
        }

        foreach (var id in due)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await PurgeAsync(scope.ServiceProvider, id, personalOf: null, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The others are purged all the same.
                LogFailed(exception, id);
            }
        }
    }

    /// <summary>Purges one team, in the transaction that there is or in one of its own.</summary>
    /// <param name="personalOf">The person whose workspace it is, when the account is erased; null for a deleted team that is due.</param>
    internal async Task PurgeAsync(IServiceProvider services, Guid teamId, Guid? personalOf, CancellationToken cancellationToken)
    {
        var rows = services.GetRequiredService<TeamRows>();
        var context = rows.Context;
        var now = time.GetUtcNow().UtcDateTime;
        using var entered = rows.Enter(teamId);
        await using (var transaction = context.Database.CurrentTransaction is null ? await context.Database.BeginTransactionAsync(cancellationToken) : null)
        {
            // Locked and read again: whoever has restored it meanwhile keeps it.
            if (!await services.GetRequiredService<TeamWork>().LockAsync(teamId, cancellationToken))
            {
                return;
            }

            var team = await rows.Teams.AsNoTracking().SingleAsync(one => one.Id == teamId, cancellationToken);
            if (personalOf is null ? team.State != TeamState.Deleted || team.PurgeAt > now : team.PersonalOf != personalOf)
            {
                return;
            }

            if (team.LogoKey is { } logo)
            {
                files.Add(context, logo);
            }

            var report = new SortedDictionary<string, int>(StringComparer.Ordinal);
            foreach (var source in services.GetServices<ITeamDataSource>())
            {
                report[source.Title] = await source.PurgeAsync(teamId, cancellationToken);
            }

            foreach (var entity in TenantTables.Of(context.Model))
            {
                report[entity.GetTableName() ?? entity.ShortName()] = await TenantTables.DeleteAsync(context, entity, teamId, cancellationToken);
            }

            await ReleaseSlugsAsync(rows, team, now, cancellationToken);
            await rows.Teams.Where(one => one.Id == teamId).ExecuteDeleteAsync(cancellationToken);
            context.Add(new TeamPurge { TeamId = teamId, Slug = team.Slug, DeletedAt = team.DeletedAt ?? now, PurgedAt = now, Report = JsonSerializer.Serialize(report) });
            await context.SaveChangesAsync(cancellationToken);
            if (transaction is not null)
            {
                await transaction.CommitAsync(cancellationToken);
            }
        }

        LogPurged(teamId);
    }

    private async Task ReleaseSlugsAsync(TeamRows rows, Team team, DateTime now, CancellationToken cancellationToken)
    {
        var until = now + settings.CurrentValue.SlugReserved;
        await rows.Slugs.Where(one => one.TeamId == team.Id)
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.ReservedUntil, until).SetProperty(one => one.TeamId, (Guid?)null), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The team {Id} was purged; the table teams_purges has the report.")]
    private partial void LogPurged(Guid id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The team {Id} could not be purged; it is tried again in an hour.")]
    private partial void LogFailed(Exception exception, Guid id);
}
