using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Auth;

/// <param name="Name">As in the paths.</param>
public sealed record ProviderAnswer(string Name, string DisplayName)
{
    internal static ProviderAnswer Of(ExternalProvider provider) => new(provider.Name, provider.DisplayName);
}

/// <param name="Refusal">Why nothing came of it, where a callback leads to the page with the code of a refusal.</param>
public sealed record ExternalAnswer(string Name, string DisplayName, ExternalRefusal? Refusal);

public sealed record ExternalRefusal(string Code, string Message);

/// <param name="Url">Where to send the browser, in the same window.</param>
public sealed record ExternalStartAnswer(string Url);

/// <param name="Next">"done", "two-factor", or "check-mail": the address has to be confirmed first.</param>
public sealed record ExternalSignUpAnswer(string Next, string? ReturnUrl);

/// <summary>An account at a provider by which the user can sign in.</summary>
/// <param name="Email">What the provider told when it was added.</param>
public sealed record ExternalLoginAnswer(string Provider, string ProviderName, string Subject, string? Email, DateTime? CreatedAt, DateTime? LastUsedAt);

internal static class ExternalApi
{
    public static void MapExternal(this RouteGroupBuilder api)
    {
        api.MapGet("/providers", (ExternalProviders providers) => Results.Ok(providers.Configured.Select(ProviderAnswer.Of)))
            .WithName("ListProviders").WithSummary("The providers by which users can log in.")
            .Produces<IEnumerable<ProviderAnswer>>();

        api.MapGet("/external/{provider}", (string provider, string? refused, ExternalProviders providers) =>
            {
                var refusal = refused is null ? null : Refusals.OfExternal(refused);
                return providers.Find(provider) is { } found
                    ? Results.Ok(new ExternalAnswer(found.Name, found.DisplayName, refusal is null ? null : new ExternalRefusal(refusal.Code, refusal.Message)))
                    : ApiAnswers.Of(Refusals.NoSuchProvider);
            })
            .WithName("GetExternalProvider").WithSummary("A provider, and why a login there came to nothing: by the code that the callback leads on with.")
            .Produces<ExternalAnswer>().ProducesProblem(StatusCodes.Status404NotFound);

        api.MapPost("/external/{provider}", async (string provider, ExternalStartRequest request, ClaimsPrincipal user, ExternalStart start) =>
            {
                var result = await start.RunAsync(user, provider, request);
                return result.Value is { } address ? Results.Ok(new ExternalStartAnswer(address.AbsoluteUri)) : ApiAnswers.Of(result);
            })
            .WithName("StartExternalLogin").WithSummary("Prepares the way to a provider: to sign in, to add a login or to confirm who one is.")
            .Produces<ExternalStartAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);

        api.MapGet("/external-sign-up", (ExternalSignUp signUp) => signUp.Find() is { } pending ? Results.Ok(pending) : ApiAnswers.Of(Refusals.SignInExpired))
            .WithName("GetExternalSignUp").WithSummary("Who is about to sign up after coming back from a provider.")
            .Produces<PendingExternalSignUp>().ProducesProblem(StatusCodes.Status401Unauthorized);

        api.MapPost("/external-sign-up", async (ExternalSignUpRequest request, ExternalSignUp signUp, CancellationToken cancellationToken) =>
            {
                var result = await signUp.RunAsync(request, cancellationToken);
                return result.Value is { } outcome
                    ? Results.Ok(new ExternalSignUpAnswer(outcome.SignIn is null ? "check-mail" : outcome.SignIn.IsSignedIn ? "done" : "two-factor", outcome.ReturnUrl))
                    : ApiAnswers.Of(result);
            })
            .WithName("SignUpExternally").WithSummary("Makes an account with the provider's account.")
            .Produces<ExternalSignUpAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        var logins = api.MapGroup("/external-logins").RequireAuthorization(AuthPolicies.SignedIn);
        logins.MapGet("", async (ClaimsPrincipal user, ExternalLogins list, ExternalProviders providers, CancellationToken cancellationToken) =>
                Results.Ok((await list.ListAsync(AuthClaims.UserOf(user)!.Value, cancellationToken)).Select(one => new ExternalLoginAnswer(
                    one.LoginProvider, providers.DisplayNameOf(one.LoginProvider), one.ProviderKey, one.Email, one.CreatedAt, one.LastUsedAt))))
            .WithName("ListExternalLogins").WithSummary("The accounts at providers by which the user can sign in.")
            .Produces<IEnumerable<ExternalLoginAnswer>>().ProducesProblem(StatusCodes.Status401Unauthorized);

        logins.MapDelete("/{provider}/{subject}", async (string provider, string subject, ClaimsPrincipal user, ExternalLogins list, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await list.UnlinkAsync(user, provider, subject, cancellationToken)))
            .WithName("RemoveExternalLogin").WithSummary("Removes a login at a provider; the last way to sign in stays.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }
}
