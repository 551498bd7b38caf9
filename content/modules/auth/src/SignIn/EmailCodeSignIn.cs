using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Signing in by a code that is mailed (option <c>login_by_code</c>): six digits, good for ten minutes and three tries, sent again once
/// (A2). It takes the place of the password and of nothing else: a second factor is still asked for.
/// </summary>
/// <remarks>
/// The code is good in the browser that asked for it: that one holds the other half of what the stored hash is made of. So a code that
/// somebody is talked out of is worth nothing elsewhere, and six digits cannot be found from the database.
/// </remarks>
public sealed class EmailCodeSignIn(
    ModuleDb db, OneTimeCodes codes, Throttle throttle, SignInLimits limits, RequestOrigin origin, AuthCookies cookies, AuthMails mails, SignInCompletion completion,
    SecurityEvents events, IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    public const string Cookie = "auth-code";
    public const int Digits = 6;
    public const int MostTries = 3;
    public const int MostResends = 1;

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public bool IsOffered => settings.CurrentValue.LoginByCode;

    /// <summary>Mails a code where there is an account; the answer is the same in every case.</summary>
    public async Task<AuthResult> RequestAsync(string? email, CancellationToken cancellationToken)
    {
        if (!IsOffered)
        {
            return Refusals.CodesNotOffered;
        }

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
            await IssueAsync(address, user is { MayComeBack: true } ? user : null, cancellationToken);
        }

        events.Record(user?.Id, SecurityEventTypes.CodeRequested);
        await codes.SaveAsync(cancellationToken);
        return AuthResult.Done;
    }

    public async Task<AuthResult<SignInOutcome>> SignInAsync(string? email, string? typed, CancellationToken cancellationToken)
    {
        if (!IsOffered)
        {
            return Refusals.CodesNotOffered;
        }

        if (!EmailAddress.TryParse(email, out var address))
        {
            return Refusals.EmailInvalid;
        }

        var user = await db.Context.Set<User>().SingleOrDefaultAsync(one => one.NormalizedEmail == address.Normalized, cancellationToken);
        var permit = await limits.TakeAsync(user?.Id, address.Normalized, cancellationToken);
        if (permit.Refusal is { } refusal)
        {
            return refusal;
        }

        var code = await db.Context.Set<OneTimeCode>().AsNoTracking()
            .SingleOrDefaultAsync(one => one.Purpose == CodePurpose.SignIn && one.NormalizedEmail == address.Normalized, cancellationToken);
        if (!await IsRightAsync(code, user, typed, cancellationToken))
        {
            events.Record(user?.Id, SecurityEventTypes.SignInFailed, new { method = SignInMethods.EmailCode });
            await db.Context.SaveChangesAsync(cancellationToken);
            return Refusals.WrongMailedCode;
        }

        cookies.Delete(Cookie);
        await permit.ReturnAsync();
        return await completion.CompleteAsync(user!, SignInMethods.EmailCode, hasSecondFactor: false, cancellationToken);
    }

    private async Task IssueAsync(EmailAddress address, User? user, CancellationToken cancellationToken)
    {
        if (user is { EmailVerifiedAt: null } && settings.CurrentValue.VerificationRequired)
        {
            // The password may be a stranger's: the address is confirmed first, as at a reset (A4).
            var link = await codes.IssueLinkAsync(CodePurpose.VerifyEmail, address.Normalized, user.Id, OneTimeCodes.VerifyLifetime, cancellationToken);
            await mails.VerifyEmailAsync(user, link, returnUrl: null, cancellationToken);
            user = null;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var row = await db.Context.Set<OneTimeCode>().SingleOrDefaultAsync(one => one.Purpose == CodePurpose.SignIn && one.NormalizedEmail == address.Normalized, cancellationToken);
        var isAgain = row is { ConsumedAt: null } && row.ExpiresAt > now;
        if (isAgain && row!.Resends >= MostResends)
        {
            return;
        }

        if (row is null)
        {
            row = new OneTimeCode { NormalizedEmail = address.Normalized, Purpose = CodePurpose.SignIn, Hash = "" };
            db.Context.Add(row);
        }

        var typed = RandomNumberGenerator.GetInt32(0, 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var browser = Secrets.NewToken();
        cookies.Write(Cookie, browser, Lifetime);
        (row.UserId, row.Hash, row.CreatedAt, row.ExpiresAt, row.ConsumedAt) = (user?.Id, HashOf(row, browser, typed), now, now + Lifetime, null);
        (row.Attempts, row.Resends) = (0, isAgain ? row.Resends + 1 : 0);
        if (user is not null)
        {
            await mails.SignInCodeAsync(user, typed, cancellationToken);
        }
    }

    /// <summary>A try counts before it is compared, by one statement: of many at once, no more than three are.</summary>
    private async Task<bool> IsRightAsync(OneTimeCode? code, User? user, string? typed, CancellationToken cancellationToken)
    {
        var (id, now) = (code?.Id ?? Guid.Empty, time.GetUtcNow().UtcDateTime);
        var counted = await db.Context.Set<OneTimeCode>().Where(one => one.Id == id && one.Attempts < MostTries && one.ConsumedAt == null && one.ExpiresAt > now)
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.Attempts, one => one.Attempts + 1), cancellationToken);
        if (counted == 0 || code is null || user is null || code.UserId != user.Id)
        {
            return false;
        }

        // As it is read from the mail: perhaps with a space in the middle.
        var digits = new string([.. (typed ?? "").Where(char.IsAsciiDigit).Take(Digits + 1)]);
        var hash = HashOf(code, cookies.Read(Cookie) ?? "", digits);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(code.Hash)) && await codes.ConsumeAsync(code, cancellationToken);
    }

    private static string HashOf(OneTimeCode code, string browser, string typed) => Secrets.Hash($"{code.Id}:{browser}:{typed}");
}
