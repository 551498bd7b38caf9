namespace QuickScale.Modules.Billing;

/// <summary>Takes over what the provider has of one account, when an administrator asks for it.</summary>
public sealed class AccountFetch(AccountList accounts, AccountSync sync, StripeKeys keys)
{
    /// <returns>Why nothing was taken over; null when it was.</returns>
    public async Task<Refusal?> RunAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(id, cancellationToken) is null)
        {
            return Refusals.NoSuchAccount;
        }

        if (!keys.IsConfigured)
        {
            return Refusals.NotConfigured;
        }

        try
        {
            return await sync.SyncAsync(id, cancellationToken) switch
            {
                SyncOutcome.Written => null,
                SyncOutcome.OtherMode => Refusals.OtherMode,
                _ => Refusals.Busy,
            };
        }
        catch (BillingProviderException)
        {
            return Refusals.ProviderAway;
        }
    }
}
