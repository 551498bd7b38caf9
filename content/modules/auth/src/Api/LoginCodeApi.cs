using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Auth;

public sealed record LoginCodeRequest(string? Email, string? Code);

internal static class LoginCodeApi
{
    public static void MapLoginCode(this RouteGroupBuilder api)
    {
        api.MapPost("/login-code", async (EmailRequest request, EmailCodeSignIn signIn, CancellationToken cancellationToken) =>
                ApiAnswers.Accepted(await signIn.RequestAsync(request.Email, cancellationToken)))
            .WithName("RequestLoginCode").WithSummary("Mails a code to log in by, where there is an account. The cookie of the answer is needed with it.")
            .Produces(StatusCodes.Status202Accepted).Refuses(StatusCodes.Status404NotFound, StatusCodes.Status429TooManyRequests);

        api.MapPost("/login-code/verify", async (LoginCodeRequest request, EmailCodeSignIn signIn, CancellationToken cancellationToken) =>
            {
                var result = await signIn.SignInAsync(request.Email, request.Code, cancellationToken);
                return result.Value is { } outcome ? Results.Ok(new LoginAnswer(outcome.IsSignedIn ? "done" : "two-factor")) : ApiAnswers.Of(result);
            })
            .WithName("LoginByCode").WithSummary("Signs in by the mailed code, with a cookie.")
            .Produces<LoginAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status429TooManyRequests);
    }
}
