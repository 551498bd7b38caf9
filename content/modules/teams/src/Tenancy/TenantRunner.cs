using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Does work for a team outside of a request: jobs, events, imports. Each piece of work gets a scope of its own in which the team is
/// settled before anything else is resolved (T5), so that its context sees this team's rows alone.
/// </summary>
public sealed class TenantRunner(IServiceScopeFactory scopes)
{
    /// <summary>Runs the work in a scope of the team. Work for a team that is suspended or deleted waits (T15).</summary>
    /// <param name="teamId">The team's id; see <see cref="TeamMessage{T}"/> for carrying it along.</param>
    /// <param name="work">Gets the scope's services; nothing of another scope may be used in it.</param>
    /// <returns>False when the team is not active, or not there, and nothing was done.</returns>
    public Task<bool> RunAsync(Guid teamId, Func<IServiceProvider, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        RunAsync(teamId, evenInactive: false, work, cancellationToken);

    /// <summary>As <see cref="RunAsync(Guid, Func{IServiceProvider, CancellationToken, Task}, CancellationToken)"/>, for the team that a message names.</summary>
    public Task<bool> RunAsync<T>(TeamMessage<T> message, Func<T, IServiceProvider, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(message.TeamId, (services, token) => work(message.Body, services, token), cancellationToken);
    }

    /// <summary>Runs the work for every active team, one after the other, each in its own scope. A failure stops the round.</summary>
    /// <returns>For how many.</returns>
    public async Task<int> RunForEachAsync(Func<IServiceProvider, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        List<Guid> teams;
        await using (var scope = scopes.CreateAsyncScope())
        {
            teams = await scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Set<Team>()
                .Where(team => team.State == TeamState.Active).OrderBy(team => team.Id).Select(team => team.Id).ToListAsync(cancellationToken);
        }

        var count = 0;
        foreach (var team in teams)
        {
            count += await RunAsync(team, work, cancellationToken) ? 1 : 0;
        }

        return count;
    }

    /// <summary>As <see cref="RunAsync(Guid, Func{IServiceProvider, CancellationToken, Task}, CancellationToken)"/>, by choice for a team that is suspended or deleted as well.</summary>
    /// <param name="teamId">The team's id.</param>
    /// <param name="evenInactive">For what ends a team or is about its plan: its export, its purge, a count for billing.</param>
    /// <param name="work">Gets the scope's services; nothing of another scope may be used in it.</param>
    /// <returns>False when the team is not active, or not there, and nothing was done.</returns>
    public async Task<bool> RunAsync(Guid teamId, bool evenInactive, Func<IServiceProvider, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var scope = scopes.CreateAsyncScope();
        using var team = scope.ServiceProvider.GetRequiredService<CurrentTeam>().Enter(teamId);
        if (!evenInactive)
        {
            var isActive = await scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Set<Team>().AnyAsync(one => one.Id == teamId && one.State == TeamState.Active, cancellationToken);
            if (!isActive)
            {
                return false;
            }
        }

        await work(scope.ServiceProvider, cancellationToken);
        return true;
    }
}

/// <summary>Something that is done later, elsewhere or by others, with the team that it is done for: the body of an event or of a job.</summary>
public sealed record TeamMessage<T>(Guid TeamId, T Body);

public static class TeamMessage
{
    /// <summary>Addresses something to the current team.</summary>
    /// <exception cref="NoTeamException">There is none.</exception>
    public static TeamMessage<T> For<T>(ICurrentTeam team, T body)
    {
        ArgumentNullException.ThrowIfNull(team);
        return new TeamMessage<T>(team.Id ?? throw new NoTeamException(), body);
    }
}
