using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Changing the address (A14): the new one has to be confirmed by a mailed link, the old one stays until then and gets a link by which
/// <see cref="UndoEmailChange"/> takes everything back. Whether the new one has an account is told to its reader alone (A1).
/// </summary>
public sealed class ChangeEmail(
    ModuleDb db, Addresses addresses, OneTimeCodes codes, Throttle throttle, RequestOrigin origin, AuthMails mails, SecurityEvents events, SessionCheck check,
    IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    public static readonly TimeSpan ConfirmLifetime = TimeSpan.FromDays(1);

    /// <summary>The newest change that waits for its address to be confirmed; null without one.</summary>
    public Task<PendingEmailChange?> PendingAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return db.Context.Set<PendingEmailChange>().AsNoTracking()
            .Where(one => one.UserId == userId && one.ConfirmedAt == null && one.UndoneAt == null && one.ExpiresAt > now)
            .OrderByDescending(one => one.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Asks the new address. The caller has made sure that the user has proved recently who they are.</summary>
    public async Task<AuthResult> RequestAsync(ClaimsPrincipal principal, string? email, CancellationToken cancellationToken)
    {
        var user = AuthClaims.UserOf(principal) is { } id ? await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) : null;
        if (user is null)
        {
            return Refusals.NotSignedIn;
        }

        if (!EmailAddress.TryParse(email, out var address))
        {
            return Refusals.EmailInvalid;
        }

        if (address.Normalized == user.NormalizedEmail)
        {
            return Refusals.EmailUnchanged;
        }

        var permit = await throttle.TakeAsync(cancellationToken, (ThrottleRule.MailRequest, origin.Client), (ThrottleRule.MailTo, $"change:{user.Id}"));
        if (permit.Refusal is { } refusal)
        {
            return refusal;
        }

        var mayMail = (await throttle.TakeAsync(cancellationToken, (ThrottleRule.MailTo, address.Normalized))).Refusal is null;
        await StoreAsync(user, address, mayMail, cancellationToken);
        return AuthResult.Done;
    }

    /// <summary>The change that a link to the new address would make; null when the link is not good any more.</summary>
    public Task<PendingEmailChange?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        var (hash, now) = (Addresses.HashOf(token), time.GetUtcNow().UtcDateTime);
        return db.Context.Set<PendingEmailChange>().AsNoTracking()
            .SingleOrDefaultAsync(one => one.TokenHash == hash && one.ConfirmedAt == null && one.UndoneAt == null && one.ExpiresAt > now, cancellationToken);
    }

    /// <summary>Makes the change. Whoever follows the link need not be signed in: it shows that the address can be read.</summary>
    public async Task<AuthResult> ConfirmAsync(string? token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { } change || !EmailAddress.TryParse(change.NewEmail, out var address))
        {
            return Refusals.LinkIsVoid;
        }

        await using var transaction = await db.Context.Database.BeginTransactionAsync(cancellationToken);
        // The statement comes first: of two requests at once, the second one finds it confirmed.
        var now = time.GetUtcNow().UtcDateTime;
        var undo = Secrets.NewToken();
        var (undoHash, undoUntil) = (Secrets.Hash(undo), now.AddDays(settings.CurrentValue.EmailChangeUndoDays));
        var confirmed = await db.Context.Set<PendingEmailChange>()
            .Where(one => one.Id == change.Id && one.ConfirmedAt == null && one.UndoneAt == null && one.ExpiresAt > now)
            .ExecuteUpdateAsync(
                row => row.SetProperty(one => one.ConfirmedAt, now).SetProperty(one => one.UndoTokenHash, undoHash).SetProperty(one => one.ExpiresAt, undoUntil), cancellationToken);
        var user = await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == change.UserId, cancellationToken);
        if (confirmed == 0 || user is not { IsActive: true })
        {
            return Refusals.LinkIsVoid;
        }

        if (!await addresses.FreeAsync(address, user, isOwnersWord: settings.CurrentValue.VerificationRequired, cancellationToken))
        {
            return Refusals.EmailTaken;
        }

        await codes.VoidAllAsync(user, cancellationToken);
        await mails.EmailChangedAsync(user, address, undo, settings.CurrentValue.EmailChangeUndoDays, cancellationToken);
        user.SetEmail(address);
        user.EmailVerifiedAt = now;
        events.Record(user.Id, SecurityEventTypes.EmailChanged, new { from = change.OldEmail, to = address.Written });
        if (!await addresses.SaveAsync(cancellationToken))
        {
            return Refusals.EmailTaken;
        }

        await transaction.CommitAsync(cancellationToken);
        check.ForgetUser(user.Id);
        return AuthResult.Done;
    }

    private async Task StoreAsync(User user, EmailAddress address, bool mayMail, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var (token, undo) = (Secrets.NewToken(), Secrets.NewToken());
        var isTaken = await addresses.HolderAsync(address, user, cancellationToken) is { } holder && (holder.EmailVerifiedAt is not null || !settings.CurrentValue.VerificationRequired);
        await using var transaction = await db.Context.Database.BeginTransactionAsync(cancellationToken);
        // The newest wins.
        await addresses.StopChangeAsync(user, cancellationToken);
        // Also for an address that is taken, whose link nobody gets: the user sees the same.
        db.Context.Add(new PendingEmailChange
        {
            UserId = user.Id,
            OldEmail = user.Email!,
            NewEmail = address.Written,
            NewNormalizedEmail = address.Normalized,
            TokenHash = Secrets.Hash(token),
            UndoTokenHash = Secrets.Hash(undo),
            CreatedAt = now,
            ExpiresAt = now + ConfirmLifetime,
        });
        events.Record(user.Id, SecurityEventTypes.EmailChangeRequested, new { to = address.Written });
        await mails.EmailChangeRequestedAsync(user, address, undo, cancellationToken);
        if (mayMail)
        {
            await (isTaken ? mails.AddressTakenAsync(address, cancellationToken) : mails.ConfirmEmailChangeAsync(user, address, token, cancellationToken));
        }

        await db.Context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
