using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>The account of an owner, made when it is first needed, and the customer at the provider, made once.</summary>
public sealed class BillingAccounts(ModuleDb db, IAccountOwner owners, IStripe stripe, TimeProvider time)
{
    /// <summary>The owner's account; that of whoever's place the owner has taken becomes theirs.</summary>
    public async Task<BillingAccount?> FindAsync(AccountOwner owner, CancellationToken cancellationToken)
    {
        if (await Of(owner).AsNoTracking().FirstOrDefaultAsync(cancellationToken) is { } found)
        {
            return found;
        }

        if (await owners.PredecessorAsync(owner, cancellationToken) is not { } before || !await Of(before).AnyAsync(cancellationToken))
        {
            return null;
        }

        // Of two at once one moves it, and both find it.
        await Of(before).ExecuteUpdateAsync(set => set.SetProperty(one => one.OwnerKind, owner.Kind).SetProperty(one => one.OwnerId, owner.Id), cancellationToken);
        return await Of(owner).AsNoTracking().FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The same for who only reads: nothing is moved, so that it can be asked while somebody else writes. It may still stand with the predecessor.</summary>
    internal async Task<BillingAccount?> ReadAsync(AccountOwner owner, CancellationToken cancellationToken) =>
        await Of(owner).AsNoTracking().FirstOrDefaultAsync(cancellationToken)
        ?? (await owners.PredecessorAsync(owner, cancellationToken) is { } before ? await Of(before).AsNoTracking().FirstOrDefaultAsync(cancellationToken) : null);

    public async Task<BillingAccount> EnsureAsync(AccountOwner owner, CancellationToken cancellationToken)
    {
        if (await FindAsync(owner, cancellationToken) is { } found)
        {
            return found;
        }

        var made = new BillingAccount { OwnerKind = owner.Kind, OwnerId = owner.Id, Provider = StripeProvider.Id, CreatedAt = time.GetUtcNow().UtcDateTime };
        db.Context.Add(made);
        try
        {
            await db.Context.SaveChangesAsync(cancellationToken);
            db.Context.Entry(made).State = EntityState.Detached;
            return made;
        }
        catch (DbUpdateException)
        {
            // Somebody else was quicker.
            db.Context.Entry(made).State = EntityState.Detached;
            if (await FindAsync(owner, cancellationToken) is { } other)
            {
                return other;
            }

            throw;
        }
    }

    /// <summary>The customer at Stripe. Two tabs at once make one, since the key is the same.</summary>
    /// <exception cref="StripeException">Stripe did not make one.</exception>
    public async Task<string> EnsureCustomerAsync(BillingAccount account, UserContact? payer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (account.CustomerId is { } known)
        {
            return known;
        }

        var email = payer?.Email ?? account.Email;
        var customer = await stripe.CreateCustomerAsync(
            new CustomerParameters
            {
                Email = email.Length > 0 ? email : null,
                Metadata = new Dictionary<string, string> { ["billing_account"] = $"{account.Id}", ["owner"] = $"{account.OwnerKind}:{account.OwnerId}" },
            },
            // A customer that was deleted at Stripe must not come back by its old key: the account was written anew then. Nor must a first try, whose answer was lost, stand
            // in the way of another owner or address: the same key with other parameters is refused.
            FormattableString.Invariant($"account:{account.Id}:customer:{account.SyncedAt?.Ticks ?? 0}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email)))[..16]}"), cancellationToken);
        var written = await db.Context.Set<BillingAccount>().Where(one => one.Id == account.Id && one.CustomerId == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.CustomerId, customer.Id).SetProperty(one => one.LiveMode, customer.Livemode).SetProperty(one => one.Email, email), cancellationToken);
        // Tied to another one meanwhile, by an administrator or by an event: what this one paid would be nobody's.
        return written == 1 ? customer.Id : await db.Context.Set<BillingAccount>().Where(one => one.Id == account.Id).Select(one => one.CustomerId).FirstOrDefaultAsync(cancellationToken) ?? customer.Id;
    }

    private IQueryable<BillingAccount> Of(AccountOwner owner) => db.Context.Set<BillingAccount>().Where(one => one.OwnerKind == owner.Kind && one.OwnerId == owner.Id);
}
