using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Auth;

/// <summary>What users have said about themselves.</summary>
/// <param name="Theme">"light", "dark" or "system".</param>
/// <param name="Avatar">The picture's path; null without one.</param>
public sealed record ProfileAnswer(Guid Id, string Email, string Name, string? Locale, string? TimeZone, string Theme, string? Avatar);

/// <param name="GraceDays">Days after which a deleted account is erased.</param>
/// <param name="Obstacles">What has to be done first, a sentence each; empty when nothing has.</param>
public sealed record DeletionAnswer(int GraceDays, IReadOnlyList<string> Obstacles);

public sealed record AcceptTermsRequest(bool AcceptTerms);

/// <param name="Pending">The change that waits for the new address to be confirmed; null without one.</param>
public sealed record EmailChangeAnswer(string Email, PendingChangeAnswer? Pending);

/// <param name="ExpiresAt">Until when the link to the new address is good.</param>
public sealed record PendingChangeAnswer(string OldEmail, string NewEmail, DateTime ExpiresAt);

internal static class AccountApi
{
    public static void MapAccount(this RouteGroupBuilder api)
    {
        var account = api.MapGroup("").RequireAuthorization(AuthPolicies.SignedIn);
        account.MapEmailChange(api);
        account.MapProfile();
        account.MapLeaving();

        account.MapPost("/accept-terms", async (AcceptTermsRequest request, ClaimsPrincipal user, AcceptTerms accept, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await accept.RunAsync(user, request.AcceptTerms, cancellationToken)))
            .WithMetadata(new WithoutTermsAttribute())
            .WithName("AcceptTerms").WithSummary("Agrees to the terms that are in force now.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized);
    }

    private static void MapEmailChange(this RouteGroupBuilder account, RouteGroupBuilder api)
    {
        account.MapGet("/change-email", async (ClaimsPrincipal user, ChangeEmail change, CancellationToken cancellationToken) =>
            {
                var pending = await change.PendingAsync(AuthClaims.UserOf(user)!.Value, cancellationToken);
                return Results.Ok(new EmailChangeAnswer(
                    user.FindFirstValue(ClaimTypes.Email)!, pending is null ? null : new PendingChangeAnswer(pending.OldEmail, pending.NewEmail, pending.ExpiresAt)));
            })
            .WithName("GetEmailChange").WithSummary("The address, and the change that waits to be confirmed.")
            .Produces<EmailChangeAnswer>().ProducesProblem(StatusCodes.Status401Unauthorized);

        account.MapPost("/change-email", async (EmailRequest request, ClaimsPrincipal user, ChangeEmail change, CancellationToken cancellationToken) =>
                ApiAnswers.Accepted(await change.RequestAsync(user, request.Email, cancellationToken)))
            .RequireReauthentication()
            .WithName("ChangeEmail").WithSummary("Mails a link to a new address; the old one stays until it is confirmed.")
            .Produces(StatusCodes.Status202Accepted).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        api.MapPost("/confirm-email-change", async (TokenRequest request, ChangeEmail change, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await change.ConfirmAsync(request.Token, cancellationToken)))
            .WithName("ConfirmEmailChange").WithSummary("Changes the address by the token that was mailed to the new one.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status409Conflict);

        api.MapPost("/undo-email-change", async (TokenRequest request, UndoEmailChange undo, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await undo.RunAsync(request.Token, cancellationToken)))
            .WithName("UndoEmailChange").WithSummary("Takes a change of address back by the token that was mailed to the old one, and ends all sessions.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status409Conflict);
    }

    private static void MapLeaving(this RouteGroupBuilder account)
    {
        account.MapPost("/personal-data", async (ClaimsPrincipal user, PersonalDataExport export, CancellationToken cancellationToken) =>
            {
                var result = await export.RunAsync(user, cancellationToken);
                return result.Value is { } file ? Results.File(file.Content, file.ContentType, file.Name) : ApiAnswers.Of(result);
            })
            .RequireReauthentication().WithMetadata(new WithoutTermsAttribute())
            .WithName("ExportPersonalData").WithSummary("A copy of all that is known about the user: JSON, in a zip file where there is a picture.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: "application/zip")
            .Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        account.MapGet("/account-deletion", async (ClaimsPrincipal user, DeleteAccount delete, CancellationToken cancellationToken) =>
                Results.Ok(new DeletionAnswer(delete.GraceDays, await delete.ObstaclesAsync(AuthClaims.UserOf(user)!.Value, cancellationToken))))
            .WithMetadata(new WithoutTermsAttribute())
            .WithName("GetAccountDeletion").WithSummary("What stands in the way of deleting the account, and how long it can be undone.")
            .Produces<DeletionAnswer>().ProducesProblem(StatusCodes.Status401Unauthorized);

        account.MapPost("/delete-account", async (ClaimsPrincipal user, DeleteAccount delete, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await delete.RunAsync(user, cancellationToken)))
            .RequireReauthentication().WithMetadata(new WithoutTermsAttribute())
            .WithName("DeleteAccount").WithSummary("Closes the account; it is erased after the days of grace, unless the user logs in before.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status409Conflict);
    }
}
