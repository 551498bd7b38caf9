using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <param name="OffersLinks">Whether the team may invite by a link.</param>
/// <param name="MostAtOnce">Addresses that may be invited in one step.</param>
/// <param name="Next">The value of <c>before</c> for the invitations that follow; null at the end.</param>
public sealed record InvitationsAnswer(IReadOnlyList<InvitationAnswer> Invitations, bool OffersLinks, int MostAtOnce, Guid? Next);

/// <summary>An invitation's secret alone.</summary>
public sealed record InvitationTokenRequest(string? Token);

/// <param name="AsOther">The user has seen that the invitation was sent to another address, and joins with this account.</param>
public sealed record AcceptInvitationRequest(string? Token, bool AsOther = false);

internal static class InvitationsApi
{
    private const int Page = 50;

    public static void MapInvitations(this RouteGroupBuilder team)
    {
        team.MapGet("/invitations", async (Guid? before, int? take, ICurrentTeam current, ClaimsPrincipal user, Invitations invitations, CancellationToken cancellationToken) =>
            {
                var result = await invitations.ListAsync(current.Id(), user.Id(), before, take ?? Page, cancellationToken);
                return result.Value is { } page ? Results.Ok(new InvitationsAnswer(page.Invitations, invitations.OffersLinks, invitations.MostAtOnce, page.Next)) : ApiAnswers.Of(result);
            })
            .WithName("GetInvitations").WithSummary("The invitations that are pending or expired, the newest first.")
            .Produces<InvitationsAnswer>().OfTeam();

        team.MapPost("/invitations", async (InviteRequest request, ICurrentTeam current, ClaimsPrincipal user, Invitations invitations, CancellationToken cancellationToken) =>
                TeamsApi.Ok(await invitations.InviteAsync(current.Id(), user.Id(), request, cancellationToken)))
            .WithName("Invite").WithSummary("Invites one or many addresses; says of each what became of it, and never whether it has an account.")
            .Produces<InviteAnswer>().OfTeam(StatusCodes.Status409Conflict, StatusCodes.Status429TooManyRequests);

        team.MapPost("/invitations/links", async (InviteByLinkRequest request, ICurrentTeam current, ClaimsPrincipal user, Invitations invitations, CancellationToken cancellationToken) =>
                TeamsApi.Ok(await invitations.InviteByLinkAsync(current.Id(), user.Id(), request, cancellationToken)))
            .WithName("InviteByLink").WithSummary("Makes a link by which several persons may join; it is shown once.")
            .Produces<LinkAnswer>().OfTeam(StatusCodes.Status409Conflict, StatusCodes.Status429TooManyRequests);

        team.MapPost("/invitations/{invitationId:guid}/resend", async (Guid invitationId, ICurrentTeam current, ClaimsPrincipal user, Invitations invitations, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await invitations.ResendAsync(current.Id(), user.Id(), invitationId, cancellationToken)))
            .WithName("ResendInvitation").WithSummary("Mails an invitation again; the earlier link is void.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict, StatusCodes.Status429TooManyRequests);

        team.MapDelete("/invitations/{invitationId:guid}", async (Guid invitationId, ICurrentTeam current, ClaimsPrincipal user, Invitations invitations, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await invitations.RevokeAsync(current.Id(), user.Id(), invitationId, cancellationToken)))
            .WithName("RevokeInvitation").WithSummary("Takes an invitation back.")
            .Produces(StatusCodes.Status204NoContent).OfTeam();
    }

    /// <summary>The invited person's side; the secret stands in the body, so that no log of addresses keeps it.</summary>
    public static void MapAcceptance(this RouteGroupBuilder api)
    {
        api.MapPost("/view", async (InvitationTokenRequest request, ClaimsPrincipal user, AcceptInvitation accept, CancellationToken cancellationToken) =>
                TeamsApi.Ok(await accept.FindAsync(request.Token, AuthClaims.UserOf(user), cancellationToken)))
            .WithName("ViewInvitation").WithSummary("What an invitation is about; nothing is changed.")
            .Produces<InvitationView>().Refuses(StatusCodes.Status404NotFound);

        api.MapPost("/accept", async (AcceptInvitationRequest request, ClaimsPrincipal user, AcceptInvitation accept, CancellationToken cancellationToken) =>
                TeamsApi.Ok(await accept.AcceptAsync(request.Token, user.Id(), request.AsOther, cancellationToken)))
            .RequireAuthorization(AuthPolicies.SignedIn)
            .WithName("AcceptInvitation").WithSummary("Joins the team; the same again changes nothing.")
            .Produces<JoinedAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status410Gone);

        api.MapPost("/sign-up", async (SignUpByInvitationRequest request, SignUpByInvitation signUp, CancellationToken cancellationToken) =>
                TeamsApi.Ok(await signUp.RunAsync(request, cancellationToken)))
            .WithName("SignUpByInvitation").WithSummary("Makes an account with the invited address, which counts as confirmed, logs in and joins.")
            .Produces<JoinedAnswer>().Refuses(StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status410Gone, StatusCodes.Status429TooManyRequests);

        api.MapPost("/decline", async (InvitationTokenRequest request, ClaimsPrincipal user, AcceptInvitation accept, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await accept.DeclineAsync(request.Token, AuthClaims.UserOf(user), cancellationToken)))
            .WithName("DeclineInvitation").WithSummary("Turns an invitation down.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status404NotFound);

        api.MapPost("/ask-again", async (InvitationTokenRequest request, AcceptInvitation accept, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await accept.AskAgainAsync(request.Token, cancellationToken)))
            .WithName("AskForInvitation").WithSummary("Tells the inviter that an invitation is too old and a new one is wanted.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }
}
