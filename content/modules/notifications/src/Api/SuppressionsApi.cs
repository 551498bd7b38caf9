using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Notifications;

/// <param name="Reason">"hard_bounce", "complaint" or "manual".</param>
/// <param name="Source">Who says so: a provider's name, or an administrator's id.</param>
public sealed record SuppressionAnswer(Guid Id, string Address, string Reason, string ReasonInWords, string Source, DateTime At);

/// <param name="Older">Whether the list goes on: ask for what came before its last one.</param>
public sealed record SuppressionsAnswer(IReadOnlyList<SuppressionAnswer> Items, bool Older);

internal static class SuppressionsApi
{
    public static void MapSuppressions(this RouteGroupBuilder api)
    {
        api.MapGet("/suppressions", async (string? address, Guid? before, int? take, SuppressedAddresses addresses, CancellationToken cancellationToken) =>
            {
                var count = Math.Clamp(take ?? SuppressedAddresses.MostAtOnce - 1, 1, SuppressedAddresses.MostAtOnce - 1);
                var found = await addresses.ListAsync(address, before, count + 1, cancellationToken);
                return Results.Ok(new SuppressionsAnswer([.. found.Take(count).Select(Answer)], found.Count > count));
            })
            .WithName("ListSuppressions").WithSummary("The addresses that get nothing but what is about their account, newest first: 99 at most, or as many as `take` says, from the one that was listed before `before`.")
            .Produces<SuppressionsAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

        api.MapDelete("/suppressions/{id:guid}", async (Guid id, SuppressedAddresses addresses, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await addresses.RemoveAsync(id, cancellationToken)))
            .WithName("RemoveSuppression").WithSummary("Takes an address off the list, so that it is written to again.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);
    }

    private static SuppressionAnswer Answer(Suppression one) => new(one.Id, one.EmailNormalized, ApiWords.Of(one.Reason), Words.Of(one.Reason), one.Source, one.At);
}
