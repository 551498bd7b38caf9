using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

internal static class ProfileApi
{
    public static void MapProfile(this RouteGroupBuilder account)
    {
        account.MapGet("/profile", async (ClaimsPrincipal user, Profile profile, CancellationToken cancellationToken) =>
                await profile.FindAsync(user, cancellationToken) is { } found
                    ? Results.Ok(new ProfileAnswer(found.Id, found.Email!, found.Name, found.Locale, found.TimeZone, found.Theme ?? Profile.SystemTheme, Avatar.PathOf(found)))
                    : ApiAnswers.Of(Refusals.NotSignedIn))
            .WithName("GetProfile").WithSummary("The user's profile.")
            .Produces<ProfileAnswer>().ProducesProblem(StatusCodes.Status401Unauthorized);

        account.MapPut("/profile", async (ProfileRequest request, ClaimsPrincipal user, Profile profile, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await profile.ChangeAsync(user, request, cancellationToken)))
            .WithName("ChangeProfile").WithSummary("Replaces name, language, time zone and colours.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized);

        account.MapPut("/profile/avatar", async (HttpRequest request, ClaimsPrincipal user, Avatar avatar, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await avatar.SetAsync(user, request.Body, cancellationToken)))
            .Accepts<byte[]>("image/png", "image/jpeg", "image/gif", "image/webp")
            .WithName("SetAvatar").WithSummary("Replaces the picture by the body of the request.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized);

        account.MapDelete("/profile/avatar", async (ClaimsPrincipal user, Avatar avatar, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await avatar.RemoveAsync(user, cancellationToken)))
            .WithName("RemoveAvatar").WithSummary("Removes the picture.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized);

        account.MapGet("/avatars/{userId:guid}/{key}", async (Guid userId, string key, Avatar avatar, CancellationToken cancellationToken) =>
                await avatar.OpenAsync(userId, key, cancellationToken) is { } file ? new StoredFileResult(file) : ApiAnswers.Of(Refusals.NoSuchAvatar))
            .WithMetadata(new WithoutTermsAttribute())
            .WithName("GetAvatar").WithSummary("A user's picture, for those who are signed in.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/gif", "image/webp"])
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status404NotFound);
    }
}
