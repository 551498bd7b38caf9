using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// A user turns the second factor on or off, or gets new recovery codes. Each of these ends all other sessions, refresh tokens
/// and trusted browsers (A5) and renews the session of the request.
/// </summary>
public sealed class TwoFactorSetup(
    ModuleDb db, SecondFactor factors, RecoveryCodes recovery, Throttle throttle, Reauthentication reauthentication, Sessions sessions, SessionCheck check,
    KnownDevices devices, SecurityEvents events, AuthMails mails, SiteLinks site, TimeProvider time)
{
    /// <summary>For which a secret waits for its first code.</summary>
    public static readonly TimeSpan SetupLifetime = TimeSpan.FromMinutes(30);

    public async Task<TwoFactorStatus> StatusAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var userId = AuthClaims.UserOf(principal);
        var factor = await db.Context.Set<TwoFactor>().AsNoTracking().SingleOrDefaultAsync(one => one.UserId == userId && one.EnabledAt != null, cancellationToken);
        var left = factor is null ? 0 : await recovery.CountLeftAsync(factor.UserId, cancellationToken);
        return new TwoFactorStatus(factor?.EnabledAt, left);
    }

    /// <summary>Makes a new secret in place of one that was not confirmed. It is given out here and never again.</summary>
    public async Task<AuthResult<TwoFactorSecret>> BeginAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (await UserAsync(principal, cancellationToken) is not { } user)
        {
            return Refusals.NotSignedIn;
        }

        if (!reauthentication.IsRecent(principal))
        {
            return Refusals.ReauthenticationNeeded;
        }

        if (await factors.IsOnAsync(user.Id, cancellationToken))
        {
            return Refusals.TwoFactorIsOn;
        }

        var secret = Totp.NewSecret();
        await db.Context.Set<TwoFactor>().Where(one => one.UserId == user.Id && one.EnabledAt == null).ExecuteDeleteAsync(cancellationToken);
        db.Context.Add(new TwoFactor { UserId = user.Id, SecretEncrypted = factors.Seal(user.Id, secret), CreatedAt = time.GetUtcNow().UtcDateTime });
        try
        {
            await db.Context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // The button was pressed twice: the other request's secret is the one that waits.
            return Refusals.NoSetup;
        }

        var text = Totp.InBase32(secret);
        return new TwoFactorSecret(text, Totp.Uri(site.Name, user.Email!, text));
    }

    /// <summary>Turns the second factor on by the app's first code.</summary>
    /// <returns>The recovery codes, to be shown once.</returns>
    public async Task<AuthResult<RecoveryCodeList>> ConfirmAsync(ClaimsPrincipal principal, string? code, CancellationToken cancellationToken)
    {
        if (await UserAsync(principal, cancellationToken) is not { } user)
        {
            return Refusals.NotSignedIn;
        }

        if (!reauthentication.IsRecent(principal))
        {
            return Refusals.ReauthenticationNeeded;
        }

        var permit = await TakeAsync(user, cancellationToken);
        if (permit.Refusal is { } refusal)
        {
            return refusal;
        }

        var since = time.GetUtcNow().UtcDateTime - SetupLifetime;
        var factor = await db.Context.Set<TwoFactor>().AsNoTracking().SingleOrDefaultAsync(one => one.UserId == user.Id && one.EnabledAt == null && one.CreatedAt > since, cancellationToken);
        if (factor is null)
        {
            return Refusals.NoSetup;
        }

        if (factors.FindStep(factor, code) is not { } step)
        {
            return Refusals.WrongCode;
        }

        await permit.ReturnAsync();
        return await ChangeAsync(user, principal, () => TurnOnAsync(user, factor, step, cancellationToken), cancellationToken) is { } codes
            ? new RecoveryCodeList(codes)
            : Refusals.NoSetup;
    }

    /// <summary>Turns it off: for whoever has the password and a code.</summary>
    /// <param name="password">Not needed by a user who has none and has proved recently who they are.</param>
    public async Task<AuthResult> DisableAsync(ClaimsPrincipal principal, string? password, string? code, CancellationToken cancellationToken)
    {
        if (await UserAsync(principal, cancellationToken) is not { } user)
        {
            return Refusals.NotSignedIn;
        }

        if (!await factors.IsOnAsync(user.Id, cancellationToken))
        {
            return Refusals.TwoFactorIsOff;
        }

        var refusal = user.PasswordHash is not null ? await reauthentication.ProvePasswordAsync(user, principal, password, cancellationToken)
            : reauthentication.IsRecent(principal) ? null
            : Refusals.ReauthenticationNeeded;
        refusal ??= await ProveAsync(user, code, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        await ChangeAsync(user, principal, () => TurnOffAsync(user, cancellationToken), cancellationToken);
        return AuthResult.Done;
    }

    /// <summary>Makes new recovery codes; the earlier ones are void.</summary>
    public async Task<AuthResult<RecoveryCodeList>> RenewCodesAsync(ClaimsPrincipal principal, string? code, CancellationToken cancellationToken)
    {
        if (await UserAsync(principal, cancellationToken) is not { } user)
        {
            return Refusals.NotSignedIn;
        }

        if (!reauthentication.IsRecent(principal))
        {
            return Refusals.ReauthenticationNeeded;
        }

        if (!await factors.IsOnAsync(user.Id, cancellationToken))
        {
            return Refusals.TwoFactorIsOff;
        }

        if (await ProveAsync(user, code, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var codes = await ChangeAsync(user, principal, () => ReplaceCodesAsync(user, cancellationToken), cancellationToken);
        return new RecoveryCodeList(codes!);
    }

    private async Task<IReadOnlyList<string>?> TurnOnAsync(User user, TwoFactor factor, long step, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var isOn = await db.Context.Set<TwoFactor>().Where(one => one.UserId == user.Id && one.EnabledAt == null && one.SecretEncrypted == factor.SecretEncrypted)
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.EnabledAt, now).SetProperty(one => one.LastStep, step), cancellationToken) == 1;
        if (!isOn)
        {
            return null;
        }

        events.Record(user.Id, SecurityEventTypes.TwoFactorEnabled);
        await mails.TwoFactorOnAsync(user, cancellationToken);
        return await recovery.ReplaceAsync(user.Id, cancellationToken);
    }

    private async Task<IReadOnlyList<string>?> TurnOffAsync(User user, CancellationToken cancellationToken)
    {
        await db.Context.Set<TwoFactor>().Where(one => one.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        await recovery.DeleteAsync(user.Id, cancellationToken);
        events.Record(user.Id, SecurityEventTypes.TwoFactorDisabled);
        await mails.TwoFactorOffAsync(user, cancellationToken);
        return [];
    }

    private async Task<IReadOnlyList<string>?> ReplaceCodesAsync(User user, CancellationToken cancellationToken)
    {
        events.Record(user.Id, SecurityEventTypes.RecoveryCodesReplaced);
        await mails.RecoveryCodesReplacedAsync(user, cancellationToken);
        return await recovery.ReplaceAsync(user.Id, cancellationToken);
    }

    /// <summary>Does the change and what follows from each, at once or not at all. Null when the change was not possible any more.</summary>
    private async Task<IReadOnlyList<string>?> ChangeAsync(User user, ClaimsPrincipal principal, Func<Task<IReadOnlyList<string>?>> change, CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? codes;
        await using (var transaction = await db.Context.Database.BeginTransactionAsync(cancellationToken))
        {
            codes = await change();
            if (codes is null)
            {
                return null;
            }

            user.RenewStamp();
            await sessions.RevokeAllAsync(user.Id, AuthClaims.SessionOf(principal), RevocationReasons.CredentialsChanged, cancellationToken);
            await devices.EndTrustAsync(user.Id, cancellationToken);
            await db.Context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        check.ForgetUser(user.Id);
        await reauthentication.RenewAsync(user, principal, SignInMethods.Password, cancellationToken);
        return codes;
    }

    private async Task<Refusal?> ProveAsync(User user, string? code, CancellationToken cancellationToken)
    {
        var permit = await TakeAsync(user, cancellationToken);
        if (permit.Refusal is { } refusal)
        {
            return refusal;
        }

        if (await factors.ProveAsync(user, code, cancellationToken) is { } wrong)
        {
            return wrong;
        }

        await permit.ReturnAsync();
        return null;
    }

    /// <summary>The same count as for the password of a signed-in user.</summary>
    private Task<ThrottlePermit> TakeAsync(User user, CancellationToken cancellationToken) =>
        throttle.TakeAsync(cancellationToken, (ThrottleRule.Device, $"user:{user.Id}"));

    private async Task<User?> UserAsync(ClaimsPrincipal principal, CancellationToken cancellationToken) =>
        AuthClaims.UserOf(principal) is { } id ? await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) : null;
}
