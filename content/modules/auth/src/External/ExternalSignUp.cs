using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>What a person sends to make an account with a provider's.</summary>
/// <param name="Email">Only where the provider vouches for none.</param>
public sealed record ExternalSignUpRequest(string? Email = null, string? Name = null, bool AcceptTerms = false);

/// <param name="IsEmailVerified">The address is the provider's word and cannot be changed.</param>
public sealed record PendingExternalSignUp(string Provider, string ProviderName, string? Email, bool IsEmailVerified, string Name);

/// <param name="SignIn">Null when the address has to be confirmed first, by the link in the mail.</param>
public sealed record ExternalSignUpOutcome(SignInOutcome? SignIn, string? ReturnUrl);

/// <summary>
/// Making an account with a provider's: under the same option, terms and limits as any other sign-up. An address that the provider
/// vouches for counts as confirmed; any other one is confirmed by mail, and the answer does not tell whether it has an account (A1).
/// </summary>
public sealed class ExternalSignUp(
    SealedCookies cookies, SignUp signUp, ExternalSignIn signIn, Registration registration, ExternalProviders providers, SignUpRules rules, Throttle throttle, RequestOrigin origin, ModuleDb db)
{
    private const string Cookie = "auth-external-sign-up";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(20);

    internal void Begin(ExternalIdentity identity, ExternalAttempt attempt) => cookies.Write(Cookie, new Ticket(identity, attempt.ReturnUrl, attempt.Invitation), Lifetime);

    /// <summary>Who is about to sign up in this browser; null when nobody is.</summary>
    public PendingExternalSignUp? Find() => cookies.Read<Ticket>(Cookie)?.Identity is { } identity
        ? new(identity.Provider, providers.DisplayNameOf(identity.Provider), identity.Email, identity.VerifiedAddress() is not null, identity.Name)
        : null;

    public async Task<AuthResult<ExternalSignUpOutcome>> RunAsync(ExternalSignUpRequest request, CancellationToken cancellationToken)
    {
        if (cookies.Read<Ticket>(Cookie) is not { } ticket || providers.Find(ticket.Identity.Provider) is null)
        {
            return Refusals.SignInExpired;
        }

        var verified = ticket.Identity.VerifiedAddress();
        var (address, name, refusals) = rules.Check(verified?.Written ?? request.Email, request.Name, request.AcceptTerms);
        if (address is null || refusals.Count > 0)
        {
            return refusals;
        }

        var permit = await throttle.TakeAsync(cancellationToken, (ThrottleRule.SignUp, origin.Client));
        if ((permit.Refusal ?? await registration.RefusalAsync(address, ticket.Invitation, cancellationToken)) is { } refusal)
        {
            return refusal;
        }

        return await StoreAsync(ticket, address, name, cancellationToken);
    }

    private async Task<AuthResult<ExternalSignUpOutcome>> StoreAsync(Ticket ticket, EmailAddress address, string name, CancellationToken cancellationToken)
    {
        // A form that was sent twice, or an account that was made or confirmed meanwhile.
        var existing = await signIn.RunAsync(ticket.Identity, cancellationToken);
        if (existing.Value is { SignIn: null })
        {
            await signUp.StoreExternalAsync(address, name, ticket.Identity, ticket.ReturnUrl, cancellationToken);
            if (ticket.Identity.VerifiedAddress() is null)
            {
                cookies.Delete(Cookie);
                return new ExternalSignUpOutcome(SignIn: null, ticket.ReturnUrl);
            }

            db.Context.ChangeTracker.Clear();
            existing = await signIn.RunAsync(ticket.Identity, cancellationToken);
        }

        if (existing.Value?.SignIn is not { } outcome)
        {
            return existing.Value is null ? existing.Refusals[0] : Refusals.ExternalFailed;
        }

        cookies.Delete(Cookie);
        return new ExternalSignUpOutcome(outcome, ticket.ReturnUrl);
    }

    private sealed record Ticket(ExternalIdentity Identity, string? ReturnUrl, string? Invitation);
}
