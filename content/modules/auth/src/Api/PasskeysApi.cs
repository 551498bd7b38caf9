using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Auth;

/// <param name="Id">The credential's id, in base64url.</param>
public sealed record PasskeyAnswer(string Id, string Name, DateTimeOffset CreatedAt, DateTime? LastUsedAt);

/// <param name="Credential">What <c>PublicKeyCredential.toJSON()</c> gives.</param>
public sealed record AddPasskeyRequest(string? Name, JsonElement Credential);

/// <param name="Credential">What <c>PublicKeyCredential.toJSON()</c> gives.</param>
public sealed record PasskeyRequest(JsonElement Credential);

public sealed record RenamePasskeyRequest(string? Name);

internal static class PasskeysApi
{
    public static void MapPasskeys(this RouteGroupBuilder api)
    {
        api.MapPost("/passkeys/sign-in-options", async (PasskeySignIn signIn, CancellationToken cancellationToken) => Options(await signIn.BeginAsync(cancellationToken)))
            .WithName("BeginPasskeySignIn").WithSummary("Options for navigator.credentials.get, to sign in.")
            .Produces<JsonElement>().Refuses(StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        api.MapPost("/passkeys/sign-in", async (PasskeyRequest request, PasskeySignIn signIn, CancellationToken cancellationToken) =>
            {
                var result = await signIn.FinishAsync(Text(request.Credential), cancellationToken);
                return result.Value is { } outcome ? Results.Ok(new LoginAnswer(outcome.IsSignedIn ? "done" : "two-factor")) : ApiAnswers.Of(result);
            })
            .WithName("FinishPasskeySignIn").WithSummary("Signs in by the passkey's answer, with a cookie.")
            .Produces<LoginAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        var own = api.MapGroup("/passkeys").RequireAuthorization(AuthPolicies.SignedIn);
        own.MapGet("", async (ClaimsPrincipal user, Passkeys passkeys, CancellationToken cancellationToken) =>
                Results.Ok((await passkeys.ListAsync(AuthClaims.UserOf(user)!.Value, cancellationToken)).Select(Answer)))
            .WithName("ListPasskeys").WithSummary("The user's passkeys.")
            .Produces<IEnumerable<PasskeyAnswer>>().ProducesProblem(StatusCodes.Status401Unauthorized);

        own.MapPost("/registration-options", async (ClaimsPrincipal user, Passkeys passkeys, CancellationToken cancellationToken) => Options(await passkeys.BeginAsync(user, cancellationToken)))
            .WithName("BeginPasskeyRegistration").WithSummary("Options for navigator.credentials.create.")
            .Produces<JsonElement>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

        own.MapPost("", async (AddPasskeyRequest request, ClaimsPrincipal user, Passkeys passkeys, CancellationToken cancellationToken) =>
            {
                var result = await passkeys.AddAsync(user, request.Name, Text(request.Credential), cancellationToken);
                return result.Value is { } passkey ? Results.Ok(Answer(passkey)) : ApiAnswers.Of(result);
            })
            .WithName("AddPasskey").WithSummary("Adds the passkey that the browser has made.")
            .Produces<PasskeyAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status409Conflict);

        own.MapPut("/{id}", async (string id, RenamePasskeyRequest request, ClaimsPrincipal user, Passkeys passkeys, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await passkeys.RenameAsync(user, id, request.Name, cancellationToken)))
            .WithName("RenamePasskey").WithSummary("Gives a passkey another name.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status404NotFound);

        own.MapDelete("/{id}", async (string id, ClaimsPrincipal user, Passkeys passkeys, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await passkeys.RemoveAsync(user, id, cancellationToken)))
            .WithName("RemovePasskey").WithSummary("Removes a passkey; the last way to sign in stays.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);

        own.MapPost("/confirm-options", async (ClaimsPrincipal user, PasskeySignIn signIn, CancellationToken cancellationToken) => Options(await signIn.BeginConfirmationAsync(user, cancellationToken)))
            .WithMetadata(new WithoutTermsAttribute())
            .WithName("BeginPasskeyConfirmation").WithSummary("Options for navigator.credentials.get, to prove again who one is.")
            .Produces<JsonElement>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        own.MapPost("/confirm", async (PasskeyRequest request, ClaimsPrincipal user, PasskeySignIn signIn, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await signIn.FinishConfirmationAsync(user, Text(request.Credential), cancellationToken)))
            .WithMetadata(new WithoutTermsAttribute())
            .WithName("FinishPasskeyConfirmation").WithSummary("Proves again who one is by the passkey's answer.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);
    }

    private static PasskeyAnswer Answer(UserPasskey passkey) => new(Passkeys.IdOf(passkey), passkey.Data.Name ?? "", passkey.Data.CreatedAt, passkey.LastUsedAt);

    private static IResult Options(AuthResult<string> result) => result.Value is { } json ? Results.Text(json, "application/json") : ApiAnswers.Of(result);

    private static string Text(JsonElement credential) => credential.ValueKind == JsonValueKind.Undefined ? "" : credential.GetRawText();
}
