using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>A signed-in user chooses another password: it ends every other session, refresh tokens and trusted browsers included (A5), and renews this one.</summary>
public sealed class ChangePassword(
    ModuleDb db, Reauthentication reauthentication, PasswordRules rules, Passwords passwords, Sessions sessions, SessionCheck check, KnownDevices devices, OneTimeCodes codes, Addresses addresses, AuthMails mails, SecurityEvents events)
{
    /// <param name="currentPassword">Not needed by a user who has none yet and was recently re-authenticated in another way.</param>
    public async Task<AuthResult> RunAsync(ClaimsPrincipal principal, string? currentPassword, string? newPassword, CancellationToken cancellationToken)
    {
        var user = AuthClaims.UserOf(principal) is { } id ? await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) : null;
        if (user is null)
        {
            return Refusals.NotSignedIn;
        }

        if (await rules.CheckAsync(newPassword, "newPassword", cancellationToken, user.Email, user.Name) is { } weak)
        {
            return weak;
        }

        var refusal = user.PasswordHash is not null ? await reauthentication.ProvePasswordAsync(user, principal, currentPassword, cancellationToken)
            : reauthentication.IsRecent(principal) ? null
            : Refusals.ReauthenticationNeeded;
        if (refusal is not null)
        {
            return refusal;
        }

        var hash = passwords.Hash(user, newPassword!);
        await using (var transaction = await db.Context.Database.BeginTransactionAsync(cancellationToken))
        {
            user.PasswordHash = hash;
            user.RenewStamp();
            await sessions.RevokeAllAsync(user.Id, AuthClaims.SessionOf(principal), RevocationReasons.CredentialsChanged, cancellationToken);
            await devices.EndTrustAsync(user.Id, cancellationToken);
            await codes.VoidAsync(CodePurpose.ResetPassword, user.NormalizedEmail!, cancellationToken);
            await addresses.StopChangeAsync(user, cancellationToken);
            events.Record(user.Id, SecurityEventTypes.PasswordChanged);
            await mails.PasswordChangedAsync(user, cancellationToken);
            try
            {
                await db.Context.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateConcurrencyException)
            {
                // The password was reset while the old one was compared: whoever knows that one is out.
                return Refusals.NotSignedIn;
            }

            await transaction.CommitAsync(cancellationToken);
        }

        check.ForgetUser(user.Id);
        await reauthentication.RenewAsync(user, principal, SignInMethods.Password, cancellationToken);
        return AuthResult.Done;
    }
}
