using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Judges what a user types as the second factor: a code of the authenticator app or a recovery code. It counts no attempts: each
/// caller takes them from <see cref="Throttle"/> first.
/// </summary>
public sealed class SecondFactor(ModuleDb db, RecoveryCodes recovery, SecurityEvents events, AuthMails mails, IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>More than anybody types, with dashes and spaces.</summary>
    public const int LongestCode = 60;

    public Task<bool> IsOnAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Context.Set<TwoFactor>().AnyAsync(one => one.UserId == userId && one.EnabledAt != null, cancellationToken);

    /// <summary>Uses the code up. A recovery code's use is told by mail; the caller saves.</summary>
    /// <returns>Null when it was good.</returns>
    public async Task<Refusal?> ProveAsync(User user, string? code, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var typed = Normalize(code);
        if (IsOfApp(typed) ? await UseStepAsync(user, typed, cancellationToken) : await UseRecoveryCodeAsync(user, typed, cancellationToken))
        {
            return null;
        }

        events.Record(user.Id, SecurityEventTypes.SecondFactorFailed);
        await db.Context.SaveChangesAsync(cancellationToken);
        return Refusals.WrongCode;
    }

    /// <summary>The step of a code of a secret that is not confirmed yet; null when it is wrong.</summary>
    internal long? FindStep(TwoFactor factor, string? code) =>
        Normalize(code) is var typed && IsOfApp(typed) && Unseal(factor) is { } secret ? Totp.FindStep(secret, typed, time.GetUtcNow()) : null;

    internal string Seal(Guid userId, byte[] secret) => Convert.ToBase64String(Protector(userId).Protect(secret));

    /// <summary>Each time step counts once: one statement sets the last one used, and only forwards (ASVS 6.5.1).</summary>
    private async Task<bool> UseStepAsync(User user, string code, CancellationToken cancellationToken)
    {
        var factor = await db.Context.Set<TwoFactor>().AsNoTracking().SingleOrDefaultAsync(one => one.UserId == user.Id && one.EnabledAt != null, cancellationToken);
        return factor is not null && FindStep(factor, code) is { } step
            && await db.Context.Set<TwoFactor>().Where(one => one.UserId == user.Id && one.SecretEncrypted == factor.SecretEncrypted && one.LastStep < step)
                .ExecuteUpdateAsync(change => change.SetProperty(one => one.LastStep, step), cancellationToken) == 1;
    }

    private async Task<bool> UseRecoveryCodeAsync(User user, string code, CancellationToken cancellationToken)
    {
        if (!await recovery.UseAsync(user.Id, code, cancellationToken))
        {
            return false;
        }

        var left = await recovery.CountLeftAsync(user.Id, cancellationToken);
        events.Record(user.Id, SecurityEventTypes.RecoveryCodeUsed, new { left });
        await mails.RecoveryCodeUsedAsync(user, left, cancellationToken);
        return true;
    }

    /// <summary>Null when the keys that sealed it are gone: then only recovery codes are good.</summary>
    private byte[]? Unseal(TwoFactor factor)
    {
        try
        {
            return Protector(factor.UserId).Unprotect(Convert.FromBase64String(factor.SecretEncrypted));
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }

    /// <summary>One for each user: a secret that is moved to another user's row opens nothing.</summary>
    private IDataProtector Protector(Guid userId) => protection.CreateProtector("QuickScale.Modules.Auth.TwoFactor.v1", userId.ToString());

    private static bool IsOfApp(string code) => code.Length == Totp.Digits && code.All(char.IsAsciiDigit);

    private static string Normalize(string? code) => code is null || code.Length > LongestCode ? ""
        : string.Concat(code.Where(character => !char.IsWhiteSpace(character) && character != '-')).ToLowerInvariant();
}
