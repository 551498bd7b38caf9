using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Auth;

public sealed record LoginRequest(string? Email, string? Password);

/// <param name="Next">"done", or "two-factor": the second factor is due.</param>
public sealed record LoginAnswer(string Next);

public sealed record ReauthenticationRequest(string? Password);

/// <param name="IsRecent">Whether sensitive actions are open now.</param>
/// <param name="HasPassword">Whether the user can confirm by a password; others do so by a passkey or at a provider.</param>
public sealed record ReauthenticationAnswer(bool IsRecent, bool HasPassword);

/// <param name="Header">The header that carries the token.</param>
public sealed record AntiforgeryAnswer(string Token, string Header);

/// <summary>The signed-in user.</summary>
/// <param name="AuthenticatedAt">When the user last proved who they are, in seconds since 1970.</param>
/// <param name="TermsAreDue">Whether the user has to agree to changed terms before anything else.</param>
/// <param name="Locale">A language tag; null for the language of the site.</param>
/// <param name="TimeZone">An IANA time zone; null for UTC.</param>
/// <param name="Theme">"light", "dark" or "system".</param>
public sealed record CurrentSession(
    Guid UserId, Guid SessionId, string Name, string Email, bool IsPlatformAdmin, long AuthenticatedAt, bool TermsAreDue, string? Locale, string? TimeZone, string Theme)
{
    internal static CurrentSession Of(ClaimsPrincipal user, AuthSettings settings) => new(
        AuthClaims.UserOf(user)!.Value, AuthClaims.SessionOf(user)!.Value, user.Identity!.Name!, user.FindFirstValue(ClaimTypes.Email)!,
        user.HasClaim(AuthClaims.PlatformAdmin, "true"), long.Parse(user.FindFirstValue(AuthClaims.AuthenticatedAt)!, CultureInfo.InvariantCulture),
        AcceptTerms.IsDue(user, settings), user.FindFirstValue(AuthClaims.Locale), user.FindFirstValue(AuthClaims.TimeZone), user.FindFirstValue(AuthClaims.Theme) ?? Profile.SystemTheme);
}

internal static class SignInApi
{
    public static void MapSignIn(this RouteGroupBuilder api)
    {
        api.MapGet("/antiforgery", (HttpContext context, IAntiforgery antiforgery) =>
            {
                var tokens = antiforgery.GetAndStoreTokens(context);
                return Results.Ok(new AntiforgeryAnswer(tokens.RequestToken!, tokens.HeaderName!));
            })
            .WithName("GetAntiforgeryToken").WithSummary("The token for requests that change something; get a new one after each login.")
            .Produces<AntiforgeryAnswer>();

        api.MapPost("/login", async (LoginRequest request, PasswordSignIn signIn, CancellationToken cancellationToken) =>
            {
                var result = await signIn.SignInAsync(request.Email, request.Password, cancellationToken);
                return result.Value is { } outcome ? Results.Ok(new LoginAnswer(outcome.IsSignedIn ? "done" : "two-factor")) : ApiAnswers.Of(result);
            })
            .WithName("Login").WithSummary("Signs in by e-mail address and password, with a cookie.")
            .Produces<LoginAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        api.MapPost("/logout", async (HttpContext context, SignOut signOut, CancellationToken cancellationToken) =>
            {
                await signOut.RunAsync(context.User, cancellationToken);
                return Results.NoContent();
            })
            .WithName("Logout").WithSummary("Ends the session.").Produces(StatusCodes.Status204NoContent).Refuses();

        api.MapGet("/reauthenticate", async (ClaimsPrincipal user, Reauthentication reauthentication, CancellationToken cancellationToken) =>
                Results.Ok(new ReauthenticationAnswer(reauthentication.IsRecent(user), await reauthentication.HasPasswordAsync(user, cancellationToken))))
            .RequireAuthorization(AuthPolicies.SignedIn).WithMetadata(new WithoutTermsAttribute())
            .WithName("GetReauthentication").WithSummary("Whether the user has proved recently who they are, and can do so by a password.")
            .Produces<ReauthenticationAnswer>().ProducesProblem(StatusCodes.Status401Unauthorized);

        api.MapPost("/reauthenticate", async (ReauthenticationRequest request, ClaimsPrincipal user, Reauthentication reauthentication, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await reauthentication.ByPasswordAsync(user, request.Password, cancellationToken)))
            .RequireAuthorization(AuthPolicies.SignedIn).WithMetadata(new WithoutTermsAttribute())
            .WithName("Reauthenticate").WithSummary("Proves again who one is, for sensitive actions.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status429TooManyRequests);

        api.MapGet("/session", (ClaimsPrincipal user, IOptionsMonitor<AuthSettings> settings) => Results.Ok(CurrentSession.Of(user, settings.CurrentValue)))
            .RequireAuthorization(AuthPolicies.SignedIn).WithMetadata(new WithoutTermsAttribute())
            .WithName("GetSession").WithSummary("Who is signed in.")
            .Produces<CurrentSession>().ProducesProblem(StatusCodes.Status401Unauthorized);
    }
}
