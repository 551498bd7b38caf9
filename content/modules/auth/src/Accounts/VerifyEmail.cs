using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Showing that an address is the user's own, by a mailed link. Looking at the link consumes nothing (A3).</summary>
public sealed class VerifyEmail(ModuleDb db, OneTimeCodes codes, Throttle throttle, RequestOrigin origin, AuthMails mails, SecurityEvents events, SessionCheck check, TimeProvider time)
{
    /// <summary>Whether the link is good now.</summary>
    public async Task<bool> IsLiveAsync(string? token, CancellationToken cancellationToken) =>
        await codes.FindAsync(CodePurpose.VerifyEmail, token, cancellationToken) is not null;

    /// <summary>Confirms the address. The user is not signed in by it: whoever has the link need not know the password.</summary>
    public async Task<AuthResult> ConfirmAsync(string? token, CancellationToken cancellationToken)
    {
        if (await codes.FindAsync(CodePurpose.VerifyEmail, token, cancellationToken) is not { } code)
        {
            return Refusals.LinkIsVoid;
        }

        await using var transaction = await db.Context.Database.BeginTransactionAsync(cancellationToken);
        var user = await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == code.UserId && one.NormalizedEmail == code.NormalizedEmail, cancellationToken);
        if (user is null || !await codes.ConsumeAsync(code, cancellationToken))
        {
            return Refusals.LinkIsVoid;
        }

        user.EmailVerifiedAt ??= time.GetUtcNow().UtcDateTime;
        // A sign-up that has found the account unconfirmed, and hashes its password meanwhile, must not take it over now.
        user.RenewConcurrencyStamp();
        events.Record(user.Id, SecurityEventTypes.EmailVerified);
        await db.Context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        check.ForgetUser(user.Id);
        return AuthResult.Done;
    }

    /// <summary>Mails a new link, where an account waits for one; the answer is the same in every case.</summary>
    public async Task<AuthResult> SendAgainAsync(string? email, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(email, out var address))
        {
            return Refusals.EmailInvalid;
        }

        var permit = await throttle.TakeAsync(cancellationToken, (ThrottleRule.MailRequest, origin.Client));
        if (permit.Refusal is { } refusal)
        {
            return refusal;
        }

        var mayMail = (await throttle.TakeAsync(cancellationToken, (ThrottleRule.MailTo, address.Normalized))).Refusal is null;
        // Not tracked: it does not change, and following it would take time that there is nobody to take for.
        var user = await db.Context.Set<User>().AsNoTracking().SingleOrDefaultAsync(one => one.NormalizedEmail == address.Normalized, cancellationToken);
        var waiting = user is { EmailVerifiedAt: null, IsActive: true } ? user : null;
        if (mayMail)
        {
            var token = await codes.IssueLinkAsync(CodePurpose.VerifyEmail, address.Normalized, waiting?.Id, OneTimeCodes.VerifyLifetime, cancellationToken);
            if (waiting is not null)
            {
                await mails.VerifyEmailAsync(waiting, token, returnUrl: null, cancellationToken);
            }
        }

        events.Record(user?.Id, SecurityEventTypes.VerificationRequested);
        await codes.SaveAsync(cancellationToken);
        return AuthResult.Done;
    }
}
