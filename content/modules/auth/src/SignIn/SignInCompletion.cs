using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// The one door through which every way of signing in passes, once its own proof was given: it looks whether the account may be used
/// and whether a second factor is due, and makes the session.
/// </summary>
public sealed class SignInCompletion(
    ModuleDb db, Sessions sessions, SessionCookie cookie, KnownDevices devices, PendingSignIn pending, SecondFactor factors, SecurityEvents events, AuthMails mails, IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    /// <param name="user">Tracked by the context. The caller has checked who it is.</param>
    /// <param name="method">As in <see cref="SignInMethods"/>.</param>
    /// <param name="hasSecondFactor">The proof holds two factors already, as a passkey with user verification does, or the second one was just shown.</param>
    public async Task<AuthResult<SignInOutcome>> CompleteAsync(User user, string method, bool hasSecondFactor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (WhyNot(user) is { } refusal)
        {
            return refusal;
        }

        if (!hasSecondFactor && await factors.IsOnAsync(user.Id, cancellationToken) && !await devices.IsTrustedAsync(user.Id, cancellationToken))
        {
            pending.Write(user, method);
            await db.Context.SaveChangesAsync(cancellationToken);
            return SignInOutcome.SecondFactorNeeded;
        }

        return await StartAsync(user, method, trustBrowser: false, cancellationToken);
    }

    /// <summary>For a user who has just shown the second factor after a first one.</summary>
    /// <param name="trustBrowser">Whether this browser may skip the second factor for some days.</param>
    public async Task<AuthResult<SignInOutcome>> CompleteSecondFactorAsync(User user, string method, bool trustBrowser, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        return WhyNot(user) is { } refusal ? refusal : await StartAsync(user, method, trustBrowser, cancellationToken);
    }

    /// <summary>Why the account may not be used now; null when it may.</summary>
    internal Refusal? WhyNot(User user) =>
        !user.MayComeBack || user.DeletedAt?.AddDays(settings.CurrentValue.DeletionGraceDays) <= time.GetUtcNow().UtcDateTime ? Refusals.AccountClosed
        : user.EmailVerifiedAt is null && settings.CurrentValue.VerificationRequired ? Refusals.NotVerified
        : null;

    private async Task<SignInOutcome> StartAsync(User user, string method, bool trustBrowser, CancellationToken cancellationToken)
    {
        pending.Delete();
        await KeepAsync(user, cancellationToken);
        var isNewDevice = await devices.RememberAsync(user, trustBrowser, cancellationToken);
        var session = sessions.Start(user, method);
        events.Record(user.Id, SecurityEventTypes.SignedIn, new { method, isNewDevice });
        var before = await cookie.ReadAsync();
        if (before is { } other && other.UserId != user.Id)
        {
            events.Record(other.UserId, SecurityEventTypes.SignedOut);
        }

        if (isNewDevice)
        {
            await mails.NewDeviceAsync(user, cancellationToken);
        }

        await db.Context.SaveChangesAsync(cancellationToken);
        // The browser forgets its earlier session here: a copy of its cookie must not outlive it.
        if (before is { } replaced)
        {
            await sessions.RevokeAsync(replaced.UserId, replaced.SessionId, RevocationReasons.Renewed, cancellationToken);
        }

        await cookie.WriteAsync(session);
        return SignInOutcome.SignedIn;
    }

    /// <summary>Whoever logs in within the days of grace keeps the account (A15); with both factors, as for everything.</summary>
    internal async Task KeepAsync(User user, CancellationToken cancellationToken)
    {
        if (user.DeletedAt is null)
        {
            return;
        }

        user.DeletedAt = null;
        events.Record(user.Id, SecurityEventTypes.DeletionUndone);
        await mails.DeletionUndoneAsync(user, cancellationToken);
    }
}

/// <summary>How a sign-in went on.</summary>
public sealed record SignInOutcome(bool IsSignedIn)
{
    public static SignInOutcome SignedIn { get; } = new(true);

    /// <summary>Go on with <see cref="AuthPaths.TwoFactor"/>.</summary>
    public static SignInOutcome SecondFactorNeeded { get; } = new(false);
}
