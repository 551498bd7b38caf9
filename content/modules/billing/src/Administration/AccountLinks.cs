using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Ties an account to a customer that was made by hand in the provider's dashboard: by itself, where the customer or a subscription names the account in its metadata
/// (<see cref="Mark"/>), or when an administrator says so.
/// </summary>
public sealed partial class AccountLinks(BillingAccounts accounts, IUserDirectory users, IStripe stripe, StripeKeys keys, AccountSync sync, ModuleDb db, ICurrentUser administrator, ILogger<AccountLinks> logger)
{
    /// <summary>The name in the metadata under which the account's id stands.</summary>
    public const string Mark = "billing_account";

    /// <summary>Events of one customer that are looked through for the mark.</summary>
    private const int MostEvents = 20;

    /// <param name="id">The provider's id of a customer or a subscription, <c>cus_…</c> or <c>sub_…</c>.</param>
    /// <returns>The account, or why it was not tied.</returns>
    public async Task<Result<BillingAccount>> LinkAsync(AccountOwner owner, string id, CancellationToken cancellationToken)
    {
        if (!keys.IsConfigured)
        {
            return Refusals.NotConfigured;
        }

        // Of a team only its own module could say whether it is there; an account of nobody does no harm.
        if (owner.Kind is not ("user" or "team") || (owner.Kind == "user" && await users.FindAsync(owner.Id, cancellationToken) is null))
        {
            return Refusals.NoSuchOwner;
        }

        try
        {
            id = id.Trim();
            var customer = await stripe.GetCustomerAsync(id.StartsWith("sub_", StringComparison.Ordinal) ? (await stripe.GetSubscriptionAsync(id, cancellationToken)).Customer : id, cancellationToken);
            if (customer.Deleted || customer.Livemode != keys.IsLive)
            {
                return Refusals.NoSuchCustomer;
            }

            var account = await accounts.EnsureAsync(owner, cancellationToken);
            if (await RefusalAsync(account, customer.Id, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            if (!await TieAsync(account, customer, cancellationToken))
            {
                return Refusals.Busy;
            }

            // So that nobody has to say it again, whatever becomes of our database.
            await stripe.UpdateCustomerAsync(
                customer.Id, new CustomerParameters { Metadata = new Dictionary<string, string> { [Mark] = $"{account.Id}" } }, $"link:{account.Id}:{customer.Id}", cancellationToken);
            LogLinked(account.Id, customer.Id, administrator.Id);
            await sync.SyncAsync(account.Id, cancellationToken);
            return (await accounts.FindAsync(owner, cancellationToken))!;
        }
        catch (StripeException exception) when (exception.Fault == StripeFault.NotFound)
        {
            return Refusals.NoSuchCustomer;
        }
        catch (StripeException exception)
        {
            return Refusals.Of(exception);
        }
        catch (BillingProviderException)
        {
            return Refusals.ProviderAway;
        }
    }

    /// <summary>Looks whether events of a customer whom no account has name one, and ties it.</summary>
    /// <returns>The account's id; null when they name none that lacks a customer.</returns>
    /// <exception cref="BillingProviderException">Stripe cannot be asked.</exception>
    internal async Task<Guid?> PickUpAsync(string customerId, CancellationToken cancellationToken)
    {
        var bodies = await db.Context.Set<ProviderEvent>().Where(one => one.Provider == StripeProvider.Id && one.CustomerId == customerId && one.State == ProviderEventState.Pending)
            .OrderBy(one => one.ReceivedAt).Select(one => one.Payload).Take(MostEvents).ToListAsync(cancellationToken);
        var named = bodies.Select(Marked).OfType<Guid>().Distinct().ToList();
        if (named.Count == 0 || await db.Context.Set<BillingAccount>().AsNoTracking().FirstOrDefaultAsync(one => named.Contains(one.Id) && one.CustomerId == null, cancellationToken) is not { } account)
        {
            return null;
        }

        try
        {
            var customer = await stripe.GetCustomerAsync(customerId, cancellationToken);
            if (customer.Deleted || customer.Livemode != keys.IsLive || !await TieAsync(account, customer, cancellationToken))
            {
                return null;
            }

            LogPickedUp(account.Id, customerId);
            return account.Id;
        }
        catch (StripeException exception) when (exception.Fault == StripeFault.NotFound)
        {
            return null;
        }
        catch (StripeException exception)
        {
            throw new BillingProviderException(exception.Message, exception.IsTransient, exception);
        }
    }

    private async Task<Refusal?> RefusalAsync(BillingAccount account, string customer, CancellationToken cancellationToken)
    {
        if (await db.Context.Set<BillingAccount>().AnyAsync(one => one.Provider == StripeProvider.Id && one.CustomerId == customer && one.Id != account.Id, cancellationToken))
        {
            return Refusals.CustomerTaken;
        }

        var hasContract = account.CustomerId != null && account.CustomerId != customer && await db.Context.Set<Subscription>().AnyAsync(
            one => one.AccountId == account.Id && one.Status != SubscriptionStatus.Canceled && one.Status != SubscriptionStatus.IncompleteExpired, cancellationToken);
        return hasContract ? Refusals.HasContract : null;
    }

    /// <returns>Whether the account still had the customer that it had when it was read.</returns>
    private async Task<bool> TieAsync(BillingAccount account, StripeCustomer customer, CancellationToken cancellationToken)
    {
        var (before, email) = (account.CustomerId, customer.Email is { } given && EmailMessage.IsAddress(given) ? given : account.Email);
        try
        {
            return await db.Context.Set<BillingAccount>().Where(one => one.Id == account.Id && one.CustomerId == before).ExecuteUpdateAsync(
                // Of this customer nothing was fetched yet.
                set => set.SetProperty(one => one.SyncedAt, (DateTime?)null).SetProperty(one => one.CustomerId, customer.Id).SetProperty(one => one.LiveMode, customer.Livemode).SetProperty(one => one.Email, email)
                    .SetProperty(one => one.SuspendedReason, (string?)null), cancellationToken) == 1;
        }
        catch (Exception exception) when (exception is DbUpdateException or System.Data.Common.DbException)
        {
            // Another account was tied to it meanwhile; the index says so.
            return false;
        }
    }

    private static Guid? Marked(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("data").GetProperty("object") is var about && about.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty(Mark, out var mark) && mark.ValueKind == JsonValueKind.String && Guid.TryParse(mark.GetString(), out var id) ? id : null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The account {Account} was tied to the customer {Customer} by the administrator {Administrator}.")]
    private partial void LogLinked(Guid account, string customer, Guid? administrator);

    [LoggerMessage(Level = LogLevel.Information, Message = "The account {Account} was tied to the customer {Customer}, whose metadata names it.")]
    private partial void LogPickedUp(Guid account, string customer);
}
