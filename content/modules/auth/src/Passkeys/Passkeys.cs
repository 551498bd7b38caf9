using System.Buffers.Text;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>The passkeys of a signed-in user: adds, names and removes them. They are the user's, whatever team the user acts for.</summary>
public sealed class Passkeys(
    ModuleDb db, PasskeyCeremonies ceremonies, Reauthentication reauthentication, WaysToSignIn ways, Sessions sessions, SessionCheck check, SecurityEvents events, AuthMails mails,
    IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    public const int LongestName = 100;

    /// <summary>So many that nobody misses more, and that options and lists stay short.</summary>
    private const int MostPerUser = 20;

    /// <summary>A passkey's id as it stands in addresses.</summary>
    public static string IdOf(UserPasskey passkey)
    {
        ArgumentNullException.ThrowIfNull(passkey);
        return Base64Url.EncodeToString(passkey.CredentialId);
    }

    public async Task<IReadOnlyList<UserPasskey>> ListAsync(Guid userId, CancellationToken cancellationToken) =>
        [.. (await db.Context.Set<UserPasskey>().AsNoTracking().Where(one => one.UserId == userId).ToListAsync(cancellationToken)).OrderBy(one => one.Data.CreatedAt)];

    /// <returns>The options for the browser, as JSON.</returns>
    public async Task<AuthResult<string>> BeginAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var (user, refusal) = await UserAsync(principal, cancellationToken);
        return refusal is not null ? refusal : await ceremonies.BeginCreationAsync(user!);
    }

    public async Task<AuthResult<UserPasskey>> AddAsync(ClaimsPrincipal principal, string? name, string credentialJson, CancellationToken cancellationToken)
    {
        var (user, refusal) = await UserAsync(principal, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        if (NameOf(name) is not { } written)
        {
            return Refusals.PasskeyNameInvalid;
        }

        if (await db.Context.Set<UserPasskey>().CountAsync(one => one.UserId == user!.Id, cancellationToken) >= MostPerUser)
        {
            return Refusals.TooManyPasskeys;
        }

        if (await ceremonies.FinishCreationAsync(user!, credentialJson, cancellationToken) is not { } made)
        {
            return Refusals.PasskeyRefused;
        }

        var passkey = Row(user!, made, written);
        db.Context.Add(passkey);
        events.Record(user!.Id, SecurityEventTypes.PasskeyAdded, new { name = written });
        await mails.PasskeyAddedAsync(user, written, cancellationToken);
        await db.Context.SaveChangesAsync(cancellationToken);
        return passkey;
    }

    public async Task<AuthResult> RenameAsync(ClaimsPrincipal principal, string? id, string? name, CancellationToken cancellationToken)
    {
        if (NameOf(name) is not { } written)
        {
            return Refusals.PasskeyNameInvalid;
        }

        if (AuthClaims.UserOf(principal) is not { } userId || await FindAsync(userId, id, cancellationToken) is not { } passkey)
        {
            return Refusals.NoSuchPasskey;
        }

        passkey.Data.Name = written;
        await db.Context.SaveChangesAsync(cancellationToken);
        return AuthResult.Done;
    }

    /// <summary>Removes one, and logs out all other devices: it may be gone because it was stolen.</summary>
    public async Task<AuthResult> RemoveAsync(ClaimsPrincipal principal, string? id, CancellationToken cancellationToken)
    {
        var (user, refusal) = await UserAsync(principal, cancellationToken);
        if (refusal is not null && refusal != Refusals.PasskeysOff)
        {
            return refusal;
        }

        await using (var transaction = await db.Context.Database.BeginTransactionAsync(cancellationToken))
        {
            var left = await ways.CountAsync(user!, cancellationToken);
            if (await FindAsync(user!.Id, id, cancellationToken) is not { } passkey)
            {
                return Refusals.NoSuchPasskey;
            }

            if (left - (settings.CurrentValue.Passkeys ? 1 : 0) < 1)
            {
                return Refusals.LastWayIn;
            }

            db.Context.Remove(passkey);
            await sessions.RevokeAllAsync(user.Id, AuthClaims.SessionOf(principal), RevocationReasons.CredentialsChanged, cancellationToken);
            events.Record(user.Id, SecurityEventTypes.PasskeyRemoved, new { name = passkey.Data.Name });
            await mails.PasskeyRemovedAsync(user, passkey.Data.Name ?? "", cancellationToken);
            await db.Context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        check.ForgetUser(user!.Id);
        return AuthResult.Done;
    }

    /// <summary>The signed-in user, who has recently shown who they are.</summary>
    private async Task<(User? User, Refusal? Refusal)> UserAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var user = AuthClaims.UserOf(principal) is { } id ? await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) : null;
        return (user, user is null ? Refusals.NotSignedIn : !reauthentication.IsRecent(principal) ? Refusals.ReauthenticationNeeded : settings.CurrentValue.Passkeys ? null : Refusals.PasskeysOff);
    }

    private async Task<UserPasskey?> FindAsync(Guid userId, string? id, CancellationToken cancellationToken)
    {
        if (id is null || !Base64Url.IsValid(id))
        {
            return null;
        }

        var key = Base64Url.DecodeFromChars(id);
        return await db.Context.Set<UserPasskey>().SingleOrDefaultAsync(one => one.UserId == userId && one.CredentialId == key, cancellationToken);
    }

    private UserPasskey Row(User user, UserPasskeyInfo made, string name) => new()
    {
        UserId = user.Id,
        CredentialId = made.CredentialId,
        Data = new IdentityPasskeyData
        {
            PublicKey = made.PublicKey,
            Name = name,
            CreatedAt = time.GetUtcNow(),
            SignCount = made.SignCount,
            Transports = made.Transports,
            IsUserVerified = made.IsUserVerified,
            IsBackupEligible = made.IsBackupEligible,
            IsBackedUp = made.IsBackedUp,
            AttestationObject = made.AttestationObject,
            ClientDataJson = made.ClientDataJson,
        },
    };

    /// <summary>Null when it is none.</summary>
    private static string? NameOf(string? typed) => typed?.Trim() is { Length: > 0 and <= LongestName } name && !name.Any(char.IsControl) ? name : null;
}
