using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Shows how Stripe differs from the catalogue, and brings it in line.</summary>
internal static class SyncCommand
{
    public static async Task<int> RunAsync(ModuleCommandContext context)
    {
        if (context.Arguments is not ([] or ["--dry-run"]))
        {
            await context.Error.WriteLineAsync("Use billing sync, or billing sync --dry-run to change nothing.");
            return 2;
        }

        var (keys, catalogue) = (context.Services.GetRequiredService<StripeKeys>(), context.Services.GetRequiredService<PlanCatalogue>());
        if (!keys.IsConfigured || catalogue.Violations.Count > 0)
        {
            await context.Error.WriteLineAsync(catalogue.Violations.Count > 0 ? catalogue.Violations[0] : "Stripe is not configured. Set STRIPE_SECRET_KEY first.");
            return 4;
        }

        try
        {
            var sync = context.Services.GetRequiredService<CatalogueSync>();
            var changes = await sync.DifferenceAsync(context.CancellationToken);
            foreach (var change in changes)
            {
                await context.Output.WriteLineAsync(change.Text);
            }

            var isDry = context.Arguments.Count == 1;
            if (!isDry)
            {
                await sync.PushAsync(changes, context.CancellationToken);
            }

            if (changes.Any(change => change is UnusableMeter))
            {
                await context.Error.WriteLineAsync("Give the meters marked with ! another key, and run billing sync again.");
                return 1;
            }

            await context.Output.WriteLineAsync(changes.Count == 0 ? "Stripe sells what the catalogue says." : isDry ? "Nothing was changed. Run billing sync to do it." : $"Done in {(keys.IsLive ? "live" : "test")} mode.");
            return 0;
        }
        catch (StripeException exception)
        {
            await context.Error.WriteLineAsync($"{exception.Message} Put that right and run billing sync again: what is done is not done twice.");
            return 1;
        }
    }
}
