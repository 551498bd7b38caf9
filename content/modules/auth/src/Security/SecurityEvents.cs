using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Records what happens to an account's security, in the unit of work of what happens.</summary>
public sealed class SecurityEvents(ModuleDb db, RequestOrigin origin, TimeProvider time)
{
    /// <summary>More are asked for in several steps.</summary>
    public const int MostAtOnce = 100;

    /// <summary>Adds the event to the context; whoever calls saves it.</summary>
    /// <param name="data">Details without secrets, written as JSON.</param>
    public void Record(Guid? userId, string type, object? data = null) => db.Context.Add(new SecurityEvent
    {
        UserId = userId,
        Type = type,
        Ip = origin.Ip,
        UserAgent = origin.UserAgent,
        At = time.GetUtcNow().UtcDateTime,
        DataJson = data is null ? null : JsonSerializer.Serialize(data, JsonSerializerOptions.Web),
    });

    /// <summary>A user's events, newest first.</summary>
    /// <param name="before">Only those that came before this one; null begins with the newest. An event of somebody else is none.</param>
    /// <param name="count">From 1 to <see cref="MostAtOnce"/>.</param>
    public async Task<IReadOnlyList<SecurityEvent>> ListAsync(Guid userId, Guid? before, int count, CancellationToken cancellationToken)
    {
        var all = db.Context.Set<SecurityEvent>().AsNoTracking().Where(one => one.UserId == userId);
        if (before is { } id)
        {
            // By a condition and not by a number of rows to skip: what happens meanwhile moves nothing.
            all = all.Where(one => db.Context.Set<SecurityEvent>().Any(from => from.Id == id && from.UserId == userId
                && (one.At < from.At || (one.At == from.At && one.Id.CompareTo(from.Id) < 0))));
        }

        return await all.OrderByDescending(one => one.At).ThenByDescending(one => one.Id).Take(Math.Clamp(count, 1, MostAtOnce)).ToListAsync(cancellationToken);
    }
}

/// <summary>The types of this module's events. They are stored: they never change.</summary>
public static class SecurityEventTypes
{
    public const string SignedUp = "signed-up";
    public const string SignUpRepeated = "sign-up-repeated";
    public const string EmailVerified = "email-verified";
    public const string VerificationRequested = "verification-requested";
    public const string SignedIn = "signed-in";
    public const string SignInFailed = "sign-in-failed";
    public const string SignedOut = "signed-out";
    public const string SessionRevoked = "session-revoked";
    public const string OtherSessionsRevoked = "other-sessions-revoked";
    public const string Reauthenticated = "reauthenticated";
    public const string ReauthenticationFailed = "reauthentication-failed";
    public const string ResetRequested = "password-reset-requested";
    public const string PasswordReset = "password-reset";
    public const string PasswordChanged = "password-changed";
    public const string TwoFactorEnabled = "two-factor-enabled";
    public const string TwoFactorDisabled = "two-factor-disabled";
    public const string SecondFactorFailed = "second-factor-failed";
    public const string RecoveryCodeUsed = "recovery-code-used";
    public const string RecoveryCodesReplaced = "recovery-codes-replaced";
    public const string BrowserTrusted = "browser-trusted";
    public const string BrowserDistrusted = "browser-distrusted";
    public const string TokenReplayed = "token-replayed";
    public const string ExternalLinked = "external-login-added";
    public const string ExternalUnlinked = "external-login-removed";
    public const string PasskeyAdded = "passkey-added";
    public const string PasskeyRemoved = "passkey-removed";
    public const string BecameAdmin = "became-admin";
    public const string CodeRequested = "login-code-requested";
    public const string EmailChangeRequested = "email-change-requested";
    public const string EmailChanged = "email-changed";
    public const string EmailChangeUndone = "email-change-undone";
    public const string DeletionRequested = "deletion-requested";
    public const string DeletionUndone = "deletion-undone";
    public const string AccountErased = "account-erased";
    public const string DataExported = "data-exported";

    /// <summary>In words, for the user; a type of another module is shown as it is.</summary>
    public static string InWords(string type) => type switch
    {
        SignedUp => "Account made",
        SignUpRepeated => "Somebody tried to sign up with your address",
        EmailVerified => "E-mail address confirmed",
        VerificationRequested => "Confirmation of the address requested",
        SignedIn => "Logged in",
        SignInFailed => "Login failed",
        SignedOut => "Logged out",
        SessionRevoked => "A device was logged out",
        OtherSessionsRevoked => "All other devices were logged out",
        Reauthenticated => "Identity confirmed",
        ReauthenticationFailed => "Confirmation of identity failed",
        ResetRequested => "Password reset requested",
        PasswordReset => "Password reset",
        PasswordChanged => "Password changed",
        TwoFactorEnabled => "Two-factor login turned on",
        TwoFactorDisabled => "Two-factor login turned off",
        SecondFactorFailed => "Wrong code for two-factor login",
        RecoveryCodeUsed => "A recovery code was used",
        RecoveryCodesReplaced => "New recovery codes made",
        BrowserTrusted => "A browser was trusted",
        BrowserDistrusted => "A browser is not trusted any more",
        TokenReplayed => "An old token was used; its session was ended",
        ExternalLinked => "A login at a provider was added",
        ExternalUnlinked => "A login at a provider was removed",
        PasskeyAdded => "A passkey was added",
        PasskeyRemoved => "A passkey was removed",
        BecameAdmin => "Made an administrator",
        CodeRequested => "Login code requested",
        EmailChangeRequested => "Change of the e-mail address requested",
        EmailChanged => "E-mail address changed",
        EmailChangeUndone => "Change of the e-mail address undone",
        DeletionRequested => "Deletion of the account requested",
        DeletionUndone => "Deletion of the account undone",
        AccountErased => "Account erased",
        DataExported => "Copy of the data downloaded",
        _ => type,
    };
}
