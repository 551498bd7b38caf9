using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Signing in by a passkey, and confirming by one who one is. The authenticator has verified its user, so no second factor is asked for (A12).</summary>
public sealed class PasskeySignIn(
    ModuleDb db, PasskeyCeremonies ceremonies, SignInCompletion completion, Reauthentication reauthentication, Throttle throttle, RequestOrigin origin, SecurityEvents events,
    IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    private const string SignInPurpose = "sign-in";
    private const string ConfirmPurpose = "confirm";

    /// <summary>The passkey tells who the user is: no address is asked for, and none is given away.</summary>
    public async Task<AuthResult<string>> BeginAsync(CancellationToken cancellationToken) =>
        await RefusalAsync(cancellationToken) is { } refusal ? refusal : await ceremonies.BeginRequestAsync(SignInPurpose, user: null);

    public async Task<AuthResult<SignInOutcome>> FinishAsync(string credentialJson, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (await ceremonies.FinishRequestAsync(SignInPurpose, credentialJson, cancellationToken) is not { } result)
        {
            events.Record(null, SecurityEventTypes.SignInFailed, new { method = SignInMethods.Passkey });
            await db.Context.SaveChangesAsync(cancellationToken);
            return Refusals.PasskeyRefused;
        }

        await RememberAsync(result.Passkey!, cancellationToken);
        return await completion.CompleteAsync(result.User!, SignInMethods.Passkey, hasSecondFactor: true, cancellationToken);
    }

    public async Task<AuthResult<string>> BeginConfirmationAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var user = AuthClaims.UserOf(principal) is { } id ? await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) : null;
        return user is null ? Refusals.NotSignedIn : await ceremonies.BeginRequestAsync(ConfirmPurpose, user);
    }

    public async Task<AuthResult> FinishConfirmationAsync(ClaimsPrincipal principal, string credentialJson, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (await ceremonies.FinishRequestAsync(ConfirmPurpose, credentialJson, cancellationToken) is not { } result || result.User!.Id != AuthClaims.UserOf(principal))
        {
            events.Record(AuthClaims.UserOf(principal), SecurityEventTypes.ReauthenticationFailed, new { session = AuthClaims.SessionOf(principal) });
            await db.Context.SaveChangesAsync(cancellationToken);
            return Refusals.PasskeyRefused;
        }

        await RememberAsync(result.Passkey!, cancellationToken);
        await reauthentication.RenewAsync(result.User, principal, SignInMethods.Passkey, cancellationToken);
        return AuthResult.Done;
    }

    /// <summary>A passkey cannot be guessed. The limit is about work, and wide, so that a passkey gets in where passwords are throttled (A9).</summary>
    private async Task<Refusal?> RefusalAsync(CancellationToken cancellationToken) =>
        !settings.CurrentValue.Passkeys ? Refusals.PasskeysOff : (await throttle.TakeAsync(cancellationToken, (ThrottleRule.Passkey, origin.Client))).Refusal;

    /// <summary>Keeps counter and backup state, by which a copy is noticed the next time.</summary>
    private async Task RememberAsync(UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var row = await db.Context.Set<UserPasskey>().SingleAsync(one => one.CredentialId == passkey.CredentialId, cancellationToken);
        (row.Data.SignCount, row.Data.IsBackedUp, row.LastUsedAt) = (passkey.SignCount, passkey.IsBackedUp, time.GetUtcNow().UtcDateTime);
        await db.Context.SaveChangesAsync(cancellationToken);
    }
}
