using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Billing;

/// <summary>
/// The right to write what the provider says about one account. It takes the place of a lock that is held while the provider is asked: SQLite has one writer, and a
/// webhook must be stored meanwhile. Whoever was too slow is found out when writing (<see cref="HoldsAsync"/>), so that an older answer never covers a newer one.
/// </summary>
internal sealed class AccountLease(DbContext context, Guid accountId, Guid id, TimeSpan duration) : IAsyncDisposable
{
    private bool _isGivenBack;

    /// <summary>Between two tries to become the only one.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Tries of somebody who waits: for three seconds, longer than a look at the provider takes on a good day.</summary>
    internal const int Tries = 15;

    /// <summary>
    /// Waits for a moment when another one has it: for what a person wants to change, who is mostly not hindered by another person but by an event of what the same person has
    /// done right before, such as a card that was entered.
    /// </summary>
    /// <returns>Null when that one takes longer.</returns>
    public static async Task<AccountLease?> WaitAsync(DbContext context, Guid accountId, TimeProvider time, TimeSpan duration, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var lease = await TakeAsync(context, accountId, time.GetUtcNow().UtcDateTime, duration, cancellationToken);
            if (lease is not null || tries == Tries)
            {
                return lease;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <returns>Null while somebody else has it.</returns>
    public static async Task<AccountLease?> TakeAsync(DbContext context, Guid accountId, DateTime now, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (id, until) = (Guid.CreateVersion7(), now + duration);
        var taken = await context.Set<BillingAccount>().Where(one => one.Id == accountId && (one.LeasedUntil == null || one.LeasedUntil < now))
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.LeasedBy, id).SetProperty(one => one.LeasedUntil, until), cancellationToken);
        return taken == 1 ? new AccountLease(context, accountId, id, duration) : null;
    }

    /// <summary>
    /// Locks the row for the rest of the transaction, and says whether the lease is still ours and the account that of the same customer. Without a transaction it is ours
    /// anew for its whole time: whoever has asked must not be overtaken by another one right afterwards.
    /// </summary>
    /// <param name="stamp">Of the account as it was read: another one means that somebody has changed it since. Null asks no such thing.</param>
    public async Task<bool> HoldsAsync(string customerId, Guid? stamp, DateTime now, CancellationToken cancellationToken)
    {
        var until = now + duration;
        return await context.Set<BillingAccount>().Where(one => one.Id == accountId && one.LeasedBy == id && one.CustomerId == customerId && (stamp == null || one.Stamp == stamp))
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.LeasedUntil, until), cancellationToken) == 1;
    }

    /// <summary>It was given back in the transaction that it was for, which is committed.</summary>
    public void WasGivenBack() => _isGivenBack = true;

    public async ValueTask DisposeAsync()
    {
        if (!_isGivenBack)
        {
            await context.Set<BillingAccount>().Where(one => one.Id == accountId && one.LeasedBy == id)
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.LeasedBy, (Guid?)null).SetProperty(one => one.LeasedUntil, (DateTime?)null), CancellationToken.None);
        }
    }
}
