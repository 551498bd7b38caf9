using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Auth;

/// <summary>The account whose password a link replaces.</summary>
public sealed record ResetLinkAnswer(string Email);

/// <summary>The change of address that a link confirms or takes back.</summary>
public sealed record EmailChangeLinkAnswer(string OldEmail, string NewEmail);

/// <summary>
/// What mailed links are about, for the pages that they lead to. Looking consumes nothing (A3). The token comes in the body, since
/// addresses are written into logs.
/// </summary>
internal static class LinksApi
{
    public static void MapLinks(this RouteGroupBuilder api)
    {
        api.MapPost("/verify-email/check", async (TokenRequest request, VerifyEmail verify, CancellationToken cancellationToken) =>
                await verify.IsLiveAsync(request.Token, cancellationToken) ? Results.NoContent() : ApiAnswers.Of(Refusals.LinkIsVoid))
            .WithName("CheckVerifyEmail").WithSummary("Whether a link that confirms an address is good now; it stays so.")
            .Produces(StatusCodes.Status204NoContent).Refuses();

        api.MapPost("/reset-password/check", async (TokenRequest request, ResetPassword reset, CancellationToken cancellationToken) =>
                await reset.AddressOfAsync(request.Token, cancellationToken) is { } email ? Results.Ok(new ResetLinkAnswer(email)) : ApiAnswers.Of(Refusals.LinkIsVoid))
            .WithName("CheckResetPassword").WithSummary("Whose password a link replaces; it stays good.")
            .Produces<ResetLinkAnswer>().Refuses();

        api.MapPost("/confirm-email-change/check", async (TokenRequest request, ChangeEmail change, CancellationToken cancellationToken) =>
                Answer(await change.FindAsync(request.Token, cancellationToken)))
            .WithName("CheckConfirmEmailChange").WithSummary("The change that a link to the new address makes; it stays good.")
            .Produces<EmailChangeLinkAnswer>().Refuses();

        api.MapPost("/undo-email-change/check", async (TokenRequest request, UndoEmailChange undo, CancellationToken cancellationToken) =>
                Answer(await undo.FindAsync(request.Token, cancellationToken)))
            .WithName("CheckUndoEmailChange").WithSummary("The change that a link to the old address takes back; it stays good.")
            .Produces<EmailChangeLinkAnswer>().Refuses();
    }

    private static IResult Answer(PendingEmailChange? change) =>
        change is null ? ApiAnswers.Of(Refusals.LinkIsVoid) : Results.Ok(new EmailChangeLinkAnswer(change.OldEmail, change.NewEmail));
}
