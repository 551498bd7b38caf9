using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Who has an address, and how it passes from one account to another.</summary>
public sealed class Addresses(ModuleDb db, TimeProvider time)
{
    /// <summary>Another account with the address; null when there is none.</summary>
    public Task<User?> HolderAsync(EmailAddress address, User user, CancellationToken cancellationToken) =>
        db.Context.Set<User>().SingleOrDefaultAsync(one => one.NormalizedEmail == address.Normalized && one.Id != user.Id, cancellationToken);

    /// <summary>
    /// Makes an address free for a user who has shown that it can be read. An account that has never shown that gives way: else
    /// anybody could keep an owner out of the own address by signing up with it. It stays, under an address that nobody has.
    /// </summary>
    /// <param name="isOwnersWord">False leaves such an account alone too: it may be in use unconfirmed.</param>
    /// <returns>Whether the address is free now, in the transaction of the caller.</returns>
    public async Task<bool> FreeAsync(EmailAddress address, User user, bool isOwnersWord, CancellationToken cancellationToken)
    {
        if (await HolderAsync(address, user, cancellationToken) is not { } holder)
        {
            return true;
        }

        if (holder.EmailVerifiedAt is not null || !isOwnersWord)
        {
            return false;
        }

        // RFC 2606: mail to this name goes nowhere.
        holder.Email = $"{holder.Id:N}@replaced.invalid";
        holder.NormalizedEmail = holder.Email;
        holder.RenewStamp();
        await db.Context.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Stops the change of a user's address that waits for its confirmation: a newer one takes its place, or the password is new, and
    /// whoever had the old one may have asked for it.
    /// </summary>
    public Task StopChangeAsync(User user, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return db.Context.Set<PendingEmailChange>().Where(one => one.UserId == user.Id && one.ConfirmedAt == null && one.UndoneAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.UndoneAt, now), cancellationToken);
    }

    /// <returns>False when somebody else took the address at the same time.</returns>
    public async Task<bool> SaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await db.Context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException)
        {
            return false;
        }
    }

    /// <summary>Of no row when it is no token: the query is made all the same.</summary>
    internal static string HashOf(string? token) => token is { Length: Secrets.TokenLength } ? Secrets.Hash(token) : "";
}
