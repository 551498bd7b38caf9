using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Auth;

/// <param name="Code">Of the authenticator app, or a recovery code; needed when two-factor login is on.</param>
public sealed record TokenLoginRequest(string? Email, string? Password, string? Code);

public sealed record TokenRefreshRequest(string? RefreshToken);

/// <param name="TokenType">"Bearer": the access token goes into the header Authorization.</param>
/// <param name="ExpiresIn">Seconds for which the access token is good.</param>
/// <param name="RefreshToken">Good once, for the next tokens.</param>
public sealed record TokenAnswer(string TokenType, string AccessToken, int ExpiresIn, string RefreshToken);

internal static class TokensApi
{
    /// <param name="api">Without the antiforgery check: no cookie is asked for or set, so there is nothing that another site could have a browser do.</param>
    public static void MapTokens(this RouteGroupBuilder api)
    {
        api.MapPost("/token", async (TokenLoginRequest request, TokenSignIn signIn, CancellationToken cancellationToken) =>
                Answer(await signIn.SignInAsync(request.Email, request.Password, request.Code, cancellationToken)))
            .WithName("CreateToken").WithSummary("Signs an API client in; sessions/{id} or logout ends it.")
            .Produces<TokenAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        api.MapPost("/token/refresh", async (TokenRefreshRequest request, TokenRefresh refresh, CancellationToken cancellationToken) =>
                Answer(await refresh.RunAsync(request.RefreshToken, cancellationToken)))
            .WithName("RefreshToken").WithSummary("Gives new tokens for a refresh token, which is good once.")
            .Produces<TokenAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status429TooManyRequests);
    }

    private static IResult Answer(AuthResult<ApiTokens> result) => result.Value is { } tokens
        ? Results.Ok(new TokenAnswer("Bearer", tokens.AccessToken, (int)tokens.Lifetime.TotalSeconds, tokens.RefreshToken))
        : ApiAnswers.Of(result);
}
