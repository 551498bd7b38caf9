using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Tells Stripe the address for receipts after it has changed here. Nobody who hands a team over waits for that: what is wanted is written down, and told in the background
/// until Stripe has it.
/// </summary>
internal sealed partial class BillingMail(IServiceScopeFactory scopes, StripeKeys keys, TimeProvider time, ILogger<BillingMail> logger) : IChore
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(5);

    public async Task OnceAsync(CancellationToken cancellationToken)
    {
        if (!keys.IsConfigured)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var (context, stripe, now) = (scope.ServiceProvider.GetRequiredService<ModuleDb>().Context, scope.ServiceProvider.GetRequiredService<IStripe>(), time.GetUtcNow().UtcDateTime);
        var isLive = keys.IsLive;
        var due = await context.Set<BillingAccount>().Where(one => one.EmailDueAt <= now && one.CustomerId != null && (one.LiveMode == null || one.LiveMode == isLive)).AsNoTracking().ToListAsync(cancellationToken);
        foreach (var account in due)
        {
            // Changed once more meanwhile, it is told once more.
            var row = context.Set<BillingAccount>().Where(one => one.Id == account.Id && one.Email == account.Email);
            try
            {
                await stripe.UpdateCustomerAsync(account.CustomerId!, new CustomerParameters { Email = account.Email }, $"email:{account.Id}:{Guid.CreateVersion7()}", cancellationToken);
                await row.ExecuteUpdateAsync(set => set.SetProperty(one => one.EmailDueAt, (DateTime?)null), cancellationToken);
            }
            catch (StripeException exception)
            {
                var next = now + AfterFailure;
                await row.ExecuteUpdateAsync(set => set.SetProperty(one => one.EmailDueAt, next), cancellationToken);
                LogPostponed(account.Id, exception.Message, exception.RequestId);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stripe was not told the new address of the account {Account} yet: {Reason} (request {RequestId})")]
    private partial void LogPostponed(Guid account, string reason, string? requestId);
}
