using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Commands of the migrator about events: replay and comparison with the provider.</summary>
internal static class EventCommands
{
    public static async Task<int> ReplayAsync(ModuleCommandContext context)
    {
        if (context.Arguments is not [var which])
        {
            await context.Error.WriteLineAsync("Name the event, or failed for all dead letters: billing replay evt_123");
            return 2;
        }

        var replay = context.Services.GetRequiredService<EventReplay>();
        var count = which == "failed" ? await replay.ReplayFailedAsync(context.CancellationToken) : await replay.ReplayAsync(StripeProvider.Id, which, context.CancellationToken) ? 1 : -1;
        if (count < 0)
        {
            await context.Error.WriteLineAsync($"There is no event {which} here. Send it again from Stripe's dashboard, where it is kept for 30 days.");
            return 1;
        }

        await context.Services.GetRequiredService<EventWorker>().HandleDueAsync(context.CancellationToken);
        await context.Output.WriteLineAsync($"Handled once more: {count}");
        return 0;
    }

    public static async Task<int> ReconcileAsync(ModuleCommandContext context)
    {
        if (context.Arguments is not ([] or ["--detect"]))
        {
            await context.Error.WriteLineAsync("Use billing reconcile, or billing reconcile --detect to change nothing.");
            return 2;
        }

        if (!context.Services.GetRequiredService<StripeKeys>().IsConfigured)
        {
            await context.Error.WriteLineAsync("Stripe is not configured. Set STRIPE_SECRET_KEY first.");
            return 4;
        }

        var reconciliation = context.Services.GetRequiredService<Reconciliation>();
        try
        {
            return context.Arguments.Count == 1 ? await DetectAsync(context, reconciliation) : await RunAsync(context, reconciliation);
        }
        catch (BillingProviderException exception)
        {
            await context.Error.WriteLineAsync($"{exception.Message} Try again later.");
            return 1;
        }
    }

    private static async Task<int> DetectAsync(ModuleCommandContext context, Reconciliation reconciliation)
    {
        var found = await reconciliation.DetectAsync(context.CancellationToken);
        foreach (var one in found)
        {
            await context.Output.WriteLineAsync($"{one.AccountId}: {one.What}: here {one.Ours}, there {one.Theirs}");
        }

        await context.Output.WriteLineAsync(found.Count == 0 ? "Nothing differs." : $"Differences: {found.Count}. Run billing reconcile to take over what the provider has.");
        return found.Count == 0 ? 0 : 1;
    }

    private static async Task<int> RunAsync(ModuleCommandContext context, Reconciliation reconciliation)
    {
        var (done, failures) = await reconciliation.RunAsync(context.CancellationToken);
        await context.Output.WriteLineAsync($"Customers: {done}");
        if (failures.Count == 0)
        {
            return 0;
        }

        await context.Error.WriteLineAsync($"{failures.Count} could not be compared: {failures[0]} Try again later.");
        return 1;
    }
}
