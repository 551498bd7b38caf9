using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Events about a charge that name no customer, as disputes do: Stripe is asked whose charge it is, before they are handled like all others.</summary>
public sealed partial class EventWorker
{
    private const string NamesNobody = "It names no customer.";

    private async Task NameCustomersAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        var due = await InScopeAsync(services => services.GetRequiredService<ModuleDb>().Context.Set<ProviderEvent>().AsNoTracking()
            .Where(one => one.State == ProviderEventState.Pending && one.CustomerId == null && one.Provider == StripeProvider.Id && one.NextAttemptAt <= now && (one.Type.StartsWith("charge.") || one.Type.StartsWith("refund.")))
            .OrderBy(one => one.NextAttemptAt).Take(Batch).Select(one => new { one.EventId, one.Payload }).ToListAsync(cancellationToken));
        foreach (var one in due)
        {
            await InScopeAsync(services => NameCustomerAsync(services, one.EventId, ChargeOf(one.Payload), cancellationToken));
        }
    }

    private async Task<int> NameCustomerAsync(IServiceProvider services, string eventId, string? charge, CancellationToken cancellationToken)
    {
        var one = services.GetRequiredService<ModuleDb>().Context.Set<ProviderEvent>().Where(row => row.Provider == StripeProvider.Id && row.EventId == eventId && row.State == ProviderEventState.Pending);
        try
        {
            var customer = charge is null ? null : (await services.GetRequiredService<IStripe>().GetChargeAsync(charge, cancellationToken)).Customer;
            return customer is null ? await IgnoreAsync(one, NamesNobody, cancellationToken) : await one.ExecuteUpdateAsync(set => set.SetProperty(row => row.CustomerId, customer), cancellationToken);
        }
        catch (StripeException exception) when (exception.Fault == StripeFault.NotFound)
        {
            return await IgnoreAsync(one, NamesNobody, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            await PostponeAsync(services, one, exception is StripeException said ? new BillingProviderException(said.Message, said.IsTransient, said) : exception, cancellationToken);
            return 0;
        }
    }

    private Task<int> IgnoreAsync(IQueryable<ProviderEvent> events, string reason, CancellationToken cancellationToken)
    {
        var now = Now;
        return events.ExecuteUpdateAsync(
            set => set.SetProperty(one => one.State, ProviderEventState.Ignored).SetProperty(one => one.HandledAt, now).SetProperty(one => one.Reason, reason), cancellationToken);
    }

    private static string? ChargeOf(string payload)
    {
        using var document = JsonDocument.Parse(payload);
        return document.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("object", out var about) && about.ValueKind == JsonValueKind.Object
            && about.TryGetProperty("charge", out var charge) && charge.ValueKind == JsonValueKind.String ? charge.GetString() : null;
    }
}
