using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Prints the link by which one address may sign up while registration is by invitation.</summary>
internal static class InviteCommand
{
    public static async Task<int> RunAsync(ModuleCommandContext context)
    {
        if (context.Arguments is not [var typed] || !EmailAddress.TryParse(typed, out var address))
        {
            await context.Error.WriteLineAsync("Name one e-mail address: auth invite ann@example.com");
            return 2;
        }

        var link = context.Services.GetRequiredService<Registration>().Invite(address);
        await context.Output.WriteLineAsync($"{address} may sign up within {Registration.InvitationLifetime.TotalDays:0} days, at {link.AbsoluteUri}");
        return 0;
    }
}
