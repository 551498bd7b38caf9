using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>Suspends a team and lets it go on, for whoever runs the site and is at no browser.</summary>
internal static class SuspendCommands
{
    public static async Task<int> SuspendAsync(ModuleCommandContext context)
    {
        if (context.Arguments.Count < 2)
        {
            await context.Error.WriteLineAsync("Name the team by its address and say why: teams suspend acme \"The invoice is not paid\"");
            return 2;
        }

        var reason = string.Join(' ', context.Arguments.Skip(1));
        return await RunAsync(context, context.Arguments[0], (suspend, id) => suspend.RunAsync(id, actorId: null, reason, context.CancellationToken), "suspended");
    }

    public static async Task<int> ResumeAsync(ModuleCommandContext context)
    {
        if (context.Arguments is not [var slug])
        {
            await context.Error.WriteLineAsync("Name the team by its address: teams resume acme");
            return 2;
        }

        return await RunAsync(context, slug, (suspend, id) => suspend.ResumeAsync(id, actorId: null, context.CancellationToken), "active again");
    }

    private static async Task<int> RunAsync(ModuleCommandContext context, string slug, Func<SuspendTeam, Guid, Task<AuthResult>> work, string state)
    {
        if (await context.Services.GetRequiredService<TeamReader>().BySlugAsync(slug, context.CancellationToken) is not { } team)
        {
            await context.Error.WriteLineAsync($"There is no team with the address {slug}. Look it up in the addresses /t/… of the site.");
            return 4;
        }

        var result = await work(context.Services.GetRequiredService<SuspendTeam>(), team.Id);
        await (result.Succeeded ? context.Output.WriteLineAsync($"{team.Name} is {state}.") : context.Error.WriteLineAsync(result.Refusals[0].Message));
        return result.Succeeded ? 0 : 4;
    }
}
