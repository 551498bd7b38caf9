using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Auth;

/// <summary>An address alone.</summary>
public sealed record EmailRequest(string? Email);

/// <summary>A mailed token alone.</summary>
public sealed record TokenRequest(string? Token);

public sealed record ResetPasswordRequest(string? Token, string? Password);

internal static class RegistrationApi
{
    public static void MapRegistration(this RouteGroupBuilder api)
    {
        api.MapPost("/sign-up", async (SignUpRequest request, SignUp signUp, CancellationToken cancellationToken) =>
                ApiAnswers.Accepted(await signUp.RunAsync(request, cancellationToken)))
            .WithName("SignUp").WithSummary("Makes an account; what happens next stands in the mail.")
            .Produces(StatusCodes.Status202Accepted).Refuses(StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        api.MapPost("/verify-email", async (TokenRequest request, VerifyEmail verify, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await verify.ConfirmAsync(request.Token, cancellationToken)))
            .WithName("VerifyEmail").WithSummary("Confirms an address by the mailed token.")
            .Produces(StatusCodes.Status204NoContent).Refuses();

        api.MapPost("/resend-verification", async (EmailRequest request, VerifyEmail verify, CancellationToken cancellationToken) =>
                ApiAnswers.Accepted(await verify.SendAgainAsync(request.Email, cancellationToken)))
            .WithName("ResendVerification").WithSummary("Mails the link that confirms an address again, where one is waited for.")
            .Produces(StatusCodes.Status202Accepted).Refuses(StatusCodes.Status429TooManyRequests);

        api.MapPost("/forgot-password", async (EmailRequest request, ResetPassword reset, CancellationToken cancellationToken) =>
                ApiAnswers.Accepted(await reset.RequestAsync(request.Email, cancellationToken)))
            .WithName("ForgotPassword").WithSummary("Mails the link by which a password is replaced, where there is an account.")
            .Produces(StatusCodes.Status202Accepted).Refuses(StatusCodes.Status429TooManyRequests);

        api.MapPost("/reset-password", async (ResetPasswordRequest request, ResetPassword reset, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await reset.RunAsync(request.Token, request.Password, cancellationToken)))
            .WithName("ResetPassword").WithSummary("Replaces a password by the mailed token and ends all sessions.")
            .Produces(StatusCodes.Status204NoContent).Refuses();
    }
}
