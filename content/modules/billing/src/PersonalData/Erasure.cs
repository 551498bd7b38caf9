using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Deletes customers at the provider whose owner was erased here: not in the transaction that erases, which the provider could neither hold up nor take back. What is
/// told of them later is deleted with them.
/// </summary>
internal sealed partial class Erasure(IServiceScopeFactory scopes, StripeKeys keys, TimeProvider time, ILogger<Erasure> logger)
{
    /// <summary>Stripe tells of a deletion for days, and keeps events for 30.</summary>
    private static readonly TimeSpan Watched = TimeSpan.FromDays(40);

    /// <returns>How many customers were deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (context, stripe, since) = (scope.ServiceProvider.GetRequiredService<ModuleDb>().Context, scope.ServiceProvider.GetRequiredService<IStripe>(), time.GetUtcNow().UtcDateTime - Watched);
        var isLive = keys.IsLive;
        var erased = await context.Set<BillingAccount>().Where(one => one.ErasedAt > since && one.CustomerId != null && (one.LiveMode == null || one.LiveMode == isLive)).Select(one => new { one.Id, one.Provider, one.CustomerId }).ToListAsync(cancellationToken);
        var deleted = 0;
        foreach (var one in erased)
        {
            try
            {
                if (!(await stripe.GetCustomerAsync(one.CustomerId!, cancellationToken)).Deleted)
                {
                    await stripe.DeleteCustomerAsync(one.CustomerId!, $"erase:{one.Id}", cancellationToken);
                    deleted++;
                }
            }
            catch (StripeException exception) when (exception.Fault == StripeFault.NotFound)
            {
                // Gone already.
            }
            catch (StripeException exception)
            {
                LogFailed(one.Id, exception.Message);
            }

            await context.Set<ProviderEvent>().Where(received => received.Provider == one.Provider && received.CustomerId == one.CustomerId).ExecuteDeleteAsync(cancellationToken);
        }

        return deleted;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The customer of the erased account {Account} could not be deleted at the payment provider, and is tomorrow: {Reason}")]
    private partial void LogFailed(Guid account, string reason);
}
