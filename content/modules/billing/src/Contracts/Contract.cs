using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>What its owner does with a contract: look at it, cancel it, take it up again, go to the portal. Each change is made at Stripe and then fetched.</summary>
public sealed partial class Contract(
    BillingAccounts accounts, IAccountOwner owners, IStripe stripe, StripeKeys keys, AccountSync sync, SiteLinks site, ModuleDb db, IOptions<BillingSettings> settings, TimeProvider time, ILogger<Contract> logger)
{
    private const int Shown = 24;

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<Invoice>> InvoicesAsync(AccountOwner owner, CancellationToken cancellationToken) =>
        await accounts.FindAsync(owner, cancellationToken) is { } account
            ? await db.Context.Set<Invoice>().Where(one => one.AccountId == account.Id && one.Status != "draft").OrderByDescending(one => one.CreatedAt).ThenByDescending(one => one.ExternalId).Take(Shown).AsNoTracking().ToListAsync(cancellationToken)
            : [];

    /// <summary>Lets the contract end with the period that is paid; access stays until then.</summary>
    public Task<Refusal?> CancelAsync(AccountOwner owner, Guid userId, CancellationToken cancellationToken) => SetEndAsync(owner, userId, ends: true, cancellationToken);

    /// <summary>Takes a cancellation back, as long as the period lasts.</summary>
    public Task<Refusal?> ResumeAsync(AccountOwner owner, Guid userId, CancellationToken cancellationToken) => SetEndAsync(owner, userId, ends: false, cancellationToken);

    /// <summary>A page at Stripe for cards, addresses and invoices.</summary>
    /// <param name="forCard">Whether it begins with the form for a card.</param>
    public async Task<Result<CheckoutStart>> PortalAsync(AccountOwner owner, Guid userId, bool forCard, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(owner, userId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (await accounts.FindAsync(owner, cancellationToken) is not { CustomerId: { } customer })
        {
            return Refusals.NoContract;
        }

        try
        {
            var parameters = new PortalParameters(customer, (await owners.LinkAsync(site, BillingPaths.Contract, owner, cancellationToken)).AbsoluteUri) { FlowData = forCard ? new PortalFlow("payment_method_update") : null };
            return new CheckoutStart(new Uri((await stripe.CreatePortalAsync(parameters, $"portal:{Guid.CreateVersion7()}", cancellationToken)).Url));
        }
        catch (StripeException exception)
        {
            LogRefused(exception.Message, exception.RequestId);
            return Refusals.Of(exception);
        }
    }

    private async Task<Refusal?> SetEndAsync(AccountOwner owner, Guid userId, bool ends, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(owner, userId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var account = await accounts.FindAsync(owner, cancellationToken);
        var found = account is null ? null : await db.Context.CurrentSubscriptionAsync(account.Id, time.GetUtcNow().UtcDateTime, settings.Value.Grace, cancellationToken);
        if (found is not { Status: not (SubscriptionStatus.Canceled or SubscriptionStatus.IncompleteExpired) } current)
        {
            return Refusals.NoContract;
        }

        try
        {
            if (current.ScheduleId is { } schedule)
            {
                // A schedule alone decides about the end while there is one; what it would change does not matter to a contract that ends.
                await stripe.ReleaseScheduleAsync(schedule, $"release:{schedule}", cancellationToken);
            }

            await stripe.UpdateSubscriptionAsync(current.ExternalId, new SubscriptionParameters { CancelAtPeriodEnd = ends }, $"end:{Guid.CreateVersion7()}", cancellationToken);
            await sync.SyncAsync(account!.Id, cancellationToken);
            return null;
        }
        catch (StripeException exception)
        {
            LogRefused(exception.Message, exception.RequestId);
            return Refusals.Of(exception);
        }
        catch (BillingProviderException)
        {
            // It is done at Stripe, and an event will tell.
            return null;
        }
    }

    private async Task<Refusal?> RefusalAsync(AccountOwner owner, Guid userId, CancellationToken cancellationToken) =>
        !keys.IsConfigured ? Refusals.NotConfigured
        : !await owners.MayManageAsync(owner, userId, cancellationToken) ? Refusals.NotAllowed
        : await accounts.FindAsync(owner, cancellationToken) is { } account && !keys.Fits(account) ? Refusals.OtherMode
        : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "Stripe refused a change of a contract: {Reason} (request {RequestId})")]
    private partial void LogRefused(string reason, string? requestId);
}
