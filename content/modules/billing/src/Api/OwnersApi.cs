using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Who asks, and about which owner.</summary>
/// <param name="For">The owner's key; null for the owner for whom the user acts anyway.</param>
internal readonly record struct OwnerRequest(HttpContext Context, [FromQuery(Name = ForOwner.Query)] string? For)
{
    /// <summary>The owner's answer, or a refusal without an owner.</summary>
    public async Task<IResult> AnswerAsync(Func<AccountOwner, Guid, Task<IResult>> work)
    {
        var services = Context.RequestServices;
        return services.GetRequiredService<ICurrentUser>().Id is { } user && await services.GetRequiredService<IAccountOwner>().OfAsync(For, Context.RequestAborted) is { } owner
            ? await work(owner, user)
            : ApiAnswers.Refused(string.IsNullOrEmpty(For) ? Refusals.NotAllowed : Refusals.NoSuchAccountOwner);
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
                var owner = await owners.OfAsync(request.For, cancellationToken);
                if (owner is null && !string.IsNullOrEmpty(request.For))
                {
                    return ApiAnswers.Refused(Refusals.NoSuchAccountOwner);
                }

                var current = owner is { } one ? await owners.NameAsync(one, cancellationToken) : null;
                return Results.Ok(new OwnersAnswer(current is null ? null : Answer(current), [.. (await owners.ChoicesAsync(user.Id!.Value, cancellationToken)).Select(Answer)]));
            })
            .WithName("ListOwners").WithSummary("The owners whose contract the user may change, and the one that is asked about.").Produces<OwnersAnswer>()
            .Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    private static OwnerAnswer Answer(NamedOwner one) => new(one.Key, one.Name);
}
