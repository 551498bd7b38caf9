using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Who asks, and about which owner.</summary>
/// <param name="For">The owner's key; null for the owner for whom the user acts anyway. Its name stands twice: a request is read by that of the parameter, the API described by that of the property.</param>
internal readonly record struct OwnerRequest(HttpContext Context, [FromQuery(Name = ForOwner.Query)][property: FromQuery(Name = ForOwner.Query)] string? For)
{
    /// <summary>The owner's answer, or a refusal without an owner.</summary>
    public async Task<IResult> AnswerAsync(Func<AccountOwner, Guid, Task<IResult>> work)
    {
        var (owners, cancellationToken) = (Context.RequestServices.GetRequiredService<IAccountOwner>(), Context.RequestAborted);
        if (Context.RequestServices.GetRequiredService<ICurrentUser>().Id is not { } user)
        {
            return ApiAnswers.Refused(Refusals.NotAllowed);
        }

        return await owners.OfAsync(For, cancellationToken) is { } owner ? await work(owner, user)
            : !string.IsNullOrEmpty(For) ? ApiAnswers.Refused(Refusals.NoSuchAccountOwner)
            : ApiAnswers.Refused((await owners.ChoicesAsync(user, cancellationToken)).Count > 0 ? Refusals.ForWhom : Refusals.NotAllowed);
    }
}

/// <param name="Key">What names it in the value <c>for</c> of an address.</param>
public sealed record OwnerAnswer(string Key, string Name);

/// <param name="Current">The owner that is asked about; null when it needs no name, or there is none.</param>
/// <param name="Choices">The owners whose contract the user may change; empty where there is nothing to choose.</param>
public sealed record OwnersAnswer(OwnerAnswer? Current, IReadOnlyList<OwnerAnswer> Choices);

internal static class OwnersApi
{
    public static void MapOwners(this RouteGroupBuilder api) =>
        api.MapGet("/owners", async ([AsParameters] OwnerRequest request, ICurrentUser user, IAccountOwner owners, CancellationToken cancellationToken) =>
            {
                var (owner, current) = await owners.NamedAsync(request.For, cancellationToken);
                if (owner is null && !string.IsNullOrEmpty(request.For))
                {
                    return ApiAnswers.Refused(Refusals.NoSuchAccountOwner);
                }

                return Results.Ok(new OwnersAnswer(current is null ? null : Answer(current), [.. (await owners.ChoicesAsync(user.Id!.Value, cancellationToken)).Select(Answer)]));
            })
            .WithName("ListOwners").WithSummary("The owners whose contract the user may change, and the one that is asked about.").Produces<OwnersAnswer>()
            .Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    private static OwnerAnswer Answer(NamedOwner one) => new(one.Key, one.Name);
}
