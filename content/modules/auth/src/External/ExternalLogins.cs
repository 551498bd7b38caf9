using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>The accounts at providers by which a signed-in user can sign in: adds one, removes one, and confirms by one who the user is.</summary>
public sealed class ExternalLogins(
    ModuleDb db, ExternalLoginRows rows, ExternalProviders providers, Reauthentication reauthentication, WaysToSignIn ways, Sessions sessions, SessionCheck check, SecurityEvents events, AuthMails mails)
{
    public async Task<IReadOnlyList<ExternalLogin>> ListAsync(Guid userId, CancellationToken cancellationToken) =>
        await db.Context.Set<ExternalLogin>().AsNoTracking().Where(one => one.UserId == userId).OrderBy(one => one.LoginProvider).ThenBy(one => one.ProviderKey).ToListAsync(cancellationToken);

    /// <summary>Adds what the provider has just told to the signed-in user, whatever the addresses are: both sides were shown to be theirs.</summary>
    public async Task<AuthResult> LinkAsync(ClaimsPrincipal principal, ExternalIdentity identity, CancellationToken cancellationToken)
    {
        if (await UserAsync(principal, cancellationToken) is not { } user)
        {
            return Refusals.NotSignedIn;
        }

        if (await rows.OwnerAsync(identity, cancellationToken) is { } owner)
        {
            return owner.Id == user.Id ? AuthResult.Done : Refusals.ExternalTaken;
        }

        await rows.AddAsync(user, identity, cancellationToken);
        events.Record(user.Id, SecurityEventTypes.ExternalLinked, new { provider = identity.Provider });
        await mails.ExternalLinkedAsync(user, providers.DisplayNameOf(identity.Provider), cancellationToken);
        try
        {
            await db.Context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Two accounts linked it at the same time: the key lets one through.
            db.Context.ChangeTracker.Clear();
            return (await rows.OwnerAsync(identity, cancellationToken))?.Id == user.Id ? AuthResult.Done : Refusals.ExternalTaken;
        }

        return AuthResult.Done;
    }

    /// <summary>Removes one, and logs out all other devices: whoever came in by it is out.</summary>
    public async Task<AuthResult> UnlinkAsync(ClaimsPrincipal principal, string? provider, string? subject, CancellationToken cancellationToken)
    {
        if (await UserAsync(principal, cancellationToken) is not { } user)
        {
            return Refusals.NotSignedIn;
        }

        if (!reauthentication.IsRecent(principal))
        {
            return Refusals.ReauthenticationNeeded;
        }

        await using (var transaction = await db.Context.Database.BeginTransactionAsync(cancellationToken))
        {
            var left = await ways.CountAsync(user, cancellationToken);
            var login = await db.Context.Set<ExternalLogin>().SingleOrDefaultAsync(
                one => one.UserId == user.Id && one.LoginProvider == provider && one.ProviderKey == subject, cancellationToken);
            if (login is null)
            {
                return Refusals.NoSuchLogin;
            }

            // One whose provider is not configured any more was not counted: it can go whenever there is another way.
            if (left - (providers.Find(login.LoginProvider) is null ? 0 : 1) < 1)
            {
                return Refusals.LastWayIn;
            }

            db.Context.Remove(login);
            await sessions.RevokeAllAsync(user.Id, AuthClaims.SessionOf(principal), RevocationReasons.CredentialsChanged, cancellationToken);
            events.Record(user.Id, SecurityEventTypes.ExternalUnlinked, new { provider = login.LoginProvider });
            await mails.ExternalUnlinkedAsync(user, providers.DisplayNameOf(login.LoginProvider), cancellationToken);
            await db.Context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        check.ForgetUser(user.Id);
        return AuthResult.Done;
    }

    /// <summary>
    /// Shows again who the user is, by an account that is linked. It is for users without a password: being logged in at the provider
    /// takes no more than a click, so whoever has a password gives it.
    /// </summary>
    public async Task<AuthResult> ConfirmAsync(ClaimsPrincipal principal, ExternalIdentity identity, CancellationToken cancellationToken)
    {
        if (await UserAsync(principal, cancellationToken) is not { } user)
        {
            return Refusals.NotSignedIn;
        }

        if (user.PasswordHash is not null)
        {
            return Refusals.ReauthenticationNeeded;
        }

        if ((await rows.OwnerAsync(identity, cancellationToken))?.Id != user.Id)
        {
            return Refusals.NotYourLogin;
        }

        await reauthentication.RenewAsync(user, principal, SignInMethods.External, cancellationToken);
        return AuthResult.Done;
    }

    private async Task<User?> UserAsync(ClaimsPrincipal principal, CancellationToken cancellationToken) =>
        AuthClaims.UserOf(principal) is { } id ? await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) : null;
}
