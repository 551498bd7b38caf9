using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// The old address takes a change back, confirmed or not (A14). Whoever asked for it may be a stranger in the account, so all
/// sessions end. The account's later changes go with it, and so do the passkeys and the logins at providers that were added since:
/// they may be the stranger's too, and the new address was told of them instead of the old one.
/// </summary>
public sealed class UndoEmailChange(
    ModuleDb db, Addresses addresses, OneTimeCodes codes, ExternalLoginRows logins, Sessions sessions, KnownDevices devices, SecurityEvents events, AuthMails mails, SessionCheck check, TimeProvider time)
{
    /// <summary>The change that a link would take back; null when the link is not good any more.</summary>
    public Task<PendingEmailChange?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        var (hash, now) = (Addresses.HashOf(token), time.GetUtcNow().UtcDateTime);
        return db.Context.Set<PendingEmailChange>().AsNoTracking().SingleOrDefaultAsync(one => one.UndoTokenHash == hash && one.UndoneAt == null && one.ExpiresAt > now, cancellationToken);
    }

    public async Task<AuthResult> RunAsync(string? token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { } change || !EmailAddress.TryParse(change.OldEmail, out var address))
        {
            return Refusals.LinkIsVoid;
        }

        await using (var transaction = await db.Context.Database.BeginTransactionAsync(cancellationToken))
        {
            var now = time.GetUtcNow().UtcDateTime;
            var undone = await db.Context.Set<PendingEmailChange>().Where(one => one.Id == change.Id && one.UndoneAt == null && one.ExpiresAt > now)
                .ExecuteUpdateAsync(row => row.SetProperty(one => one.UndoneAt, now), cancellationToken);
            // Also where a stranger has asked for the account's deletion meanwhile: its owner can log in again and keep it.
            var user = await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == change.UserId, cancellationToken);
            if (undone == 0 || user is not { MayComeBack: true })
            {
                return Refusals.LinkIsVoid;
            }

            await db.Context.Set<PendingEmailChange>().Where(one => one.UserId == user.Id && one.CreatedAt >= change.CreatedAt && one.UndoneAt == null)
                .ExecuteUpdateAsync(row => row.SetProperty(one => one.UndoneAt, now), cancellationToken);
            if (!await addresses.FreeAsync(address, user, isOwnersWord: true, cancellationToken))
            {
                return Refusals.EmailTaken;
            }

            await codes.VoidAllAsync(user, cancellationToken);
            user.SetEmail(address);
            user.EmailVerifiedAt = now;
            user.RenewStamp();
            await sessions.RevokeAllAsync(user.Id, except: null, RevocationReasons.CredentialsChanged, cancellationToken);
            await devices.ForgetAllAsync(user.Id, cancellationToken);
            events.Record(user.Id, SecurityEventTypes.EmailChangeUndone, new { to = address.Written });
            await RemoveWaysInAsync(user, change.CreatedAt, cancellationToken);
            if (!await addresses.SaveAsync(cancellationToken))
            {
                return Refusals.EmailTaken;
            }

            await transaction.CommitAsync(cancellationToken);
            check.ForgetUser(user.Id);
        }

        return AuthResult.Done;
    }

    /// <summary>A second factor stays, since it lets nobody in by itself: whoever reads the old mailbox does not get past it.</summary>
    private async Task RemoveWaysInAsync(User user, DateTime since, CancellationToken cancellationToken)
    {
        await logins.RemoveAsync(user, since, cancellationToken);
        var passkeys = await db.Context.Set<UserPasskey>().Where(one => one.UserId == user.Id).ToListAsync(cancellationToken);
        foreach (var passkey in passkeys.Where(one => one.Data.CreatedAt.UtcDateTime >= since))
        {
            db.Context.Remove(passkey);
            events.Record(user.Id, SecurityEventTypes.PasskeyRemoved, new { name = passkey.Data.Name });
            await mails.PasskeyRemovedAsync(user, passkey.Data.Name ?? "", cancellationToken);
        }
    }
}
