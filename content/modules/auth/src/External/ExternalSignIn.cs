using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <param name="SignIn">Null when there is no account yet: go on with <see cref="AuthPaths.ExternalSignUp"/>.</param>
public sealed record ExternalOutcome(SignInOutcome? SignIn);

/// <summary>
/// Signing in by an account at a provider. Provider and subject are the key; the address finds an account only where both sides have
/// shown that it is the user's: the provider states it, and it was confirmed here (A13).
/// </summary>
public sealed class ExternalSignIn(
    ModuleDb db, ExternalLoginRows rows, SignInCompletion completion, Registration registration, ExternalProviders providers, SecurityEvents events, AuthMails mails, IOptionsMonitor<AuthSettings> settings)
{
    public async Task<AuthResult<ExternalOutcome>> RunAsync(ExternalIdentity identity, CancellationToken cancellationToken)
    {
        var user = await rows.OwnerAsync(identity, cancellationToken);
        if (user is not null)
        {
            await rows.UseAsync(identity, cancellationToken);
        }
        else if (await LinkAsync(identity, cancellationToken) is { } linked)
        {
            if (linked.Value is null)
            {
                return linked.Refusals[0];
            }

            user = linked.Value;
        }

        if (user is null)
        {
            return registration.IsClosed ? Refusals.RegistrationClosed : new ExternalOutcome(SignIn: null);
        }

        var result = await completion.CompleteAsync(user, SignInMethods.External, hasSecondFactor: false, cancellationToken);
        return result.Value is { } outcome ? new ExternalOutcome(outcome) : result.Refusals[0];
    }

    /// <summary>Null when there is no account that could be meant.</summary>
    private async Task<AuthResult<User>?> LinkAsync(ExternalIdentity identity, CancellationToken cancellationToken)
    {
        // An address that the provider does not vouch for finds nobody: not even whether there is somebody is told.
        if (identity.VerifiedAddress() is not { } address
            || await db.Context.Set<User>().SingleOrDefaultAsync(one => one.NormalizedEmail == address.Normalized, cancellationToken) is not { } user)
        {
            return null;
        }

        if (!user.IsActive)
        {
            return Refusals.AccountClosed;
        }

        if (user.EmailVerifiedAt is null)
        {
            // Whoever made it may not own the address. Where it could not be used so far, a sign-up takes its place, as any sign-up does.
            return settings.CurrentValue.VerificationRequired ? null : (AuthResult<User>)Refusals.LinkNeedsLogin;
        }

        await rows.AddAsync(user, identity, cancellationToken);
        events.Record(user.Id, SecurityEventTypes.ExternalLinked, new { provider = identity.Provider, byAddress = true });
        await mails.ExternalLinkedAsync(user, providers.DisplayNameOf(identity.Provider), cancellationToken);
        return user;
    }
}
