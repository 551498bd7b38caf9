using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Replacing a forgotten password by a mailed link. The link goes to confirmed addresses alone (A4); it signs nobody in, so that a
/// second factor is still asked for; and afterwards every session has ended (A5).
/// </summary>
public sealed class ResetPassword(
    ModuleDb db, OneTimeCodes codes, PasswordRules rules, Passwords passwords, Sessions sessions, SessionCheck check, KnownDevices devices, Addresses addresses,
    ExternalLoginRows logins, Throttle throttle, SignInLimits limits, RequestOrigin origin, AuthMails mails, SecurityEvents events)
{
    /// <summary>Mails a link where there is an account; the answer is the same in every case.</summary>
    public async Task<AuthResult> RequestAsync(string? email, CancellationToken cancellationToken)
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

        // Not tracked: it does not change, and following it would take time that there is nobody to take for.
        var user = await db.Context.Set<User>().AsNoTracking().SingleOrDefaultAsync(one => one.NormalizedEmail == address.Normalized, cancellationToken);
        if (await limits.MayMailAsync(user?.Id, address.Normalized, cancellationToken))
        {
            await MailAsync(address, user is { MayComeBack: true } ? user : null, cancellationToken);
        }

        events.Record(user?.Id, SecurityEventTypes.ResetRequested);
        await codes.SaveAsync(cancellationToken);
        return AuthResult.Done;
    }

    /// <summary>The address of the account that a link is for; null when the link is not good now.</summary>
    public async Task<string?> AddressOfAsync(string? token, CancellationToken cancellationToken) =>
        await codes.FindAsync(CodePurpose.ResetPassword, token, cancellationToken) is { } code
            ? await db.Context.Set<User>().Where(one => one.Id == code.UserId && one.NormalizedEmail == code.NormalizedEmail).Select(one => one.Email).SingleOrDefaultAsync(cancellationToken)
            : null;

    public async Task<AuthResult> RunAsync(string? token, string? password, CancellationToken cancellationToken)
    {
        if (await codes.FindAsync(CodePurpose.ResetPassword, token, cancellationToken) is not { } code
            || await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == code.UserId && one.NormalizedEmail == code.NormalizedEmail, cancellationToken) is not { MayComeBack: true } user)
        {
            return Refusals.LinkIsVoid;
        }

        if (await rules.CheckAsync(password, "password", cancellationToken, user.Email, user.Name) is { } weak)
        {
            return weak;
        }

        // Outside of the transaction: it takes long, and SQLite has one writer.
        var hash = passwords.Hash(user, password!);
        await using (var transaction = await db.Context.Database.BeginTransactionAsync(cancellationToken))
        {
            if (!await codes.ConsumeAsync(code, cancellationToken))
            {
                return Refusals.LinkIsVoid;
            }

            if (user.PasswordHash is null)
            {
                // Whoever signed up at a provider that does not vouch for the address need not be who reads the mailbox.
                await logins.RemoveAsync(user, since: null, cancellationToken);
            }

            user.PasswordHash = hash;
            user.RenewStamp();
            await sessions.RevokeAllAsync(user.Id, except: null, RevocationReasons.CredentialsChanged, cancellationToken);
            await devices.ForgetAllAsync(user.Id, cancellationToken);
            await addresses.StopChangeAsync(user, cancellationToken);
            events.Record(user.Id, SecurityEventTypes.PasswordReset);
            await mails.PasswordChangedAsync(user, cancellationToken);
            await db.Context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        check.ForgetUser(user.Id);
        return AuthResult.Done;
    }

    /// <summary>To an address that was never confirmed goes the link that confirms it, and no other (A4).</summary>
    private async Task MailAsync(EmailAddress address, User? user, CancellationToken cancellationToken)
    {
        if (user is { EmailVerifiedAt: null })
        {
            var verification = await codes.IssueLinkAsync(CodePurpose.VerifyEmail, address.Normalized, user.Id, OneTimeCodes.VerifyLifetime, cancellationToken);
            await mails.VerifyEmailAsync(user, verification, returnUrl: null, cancellationToken);
            return;
        }

        var token = await codes.IssueLinkAsync(CodePurpose.ResetPassword, address.Normalized, user?.Id, OneTimeCodes.ResetLifetime, cancellationToken);
        if (user is not null)
        {
            await mails.ResetPasswordAsync(user, token, cancellationToken);
        }
    }
}
