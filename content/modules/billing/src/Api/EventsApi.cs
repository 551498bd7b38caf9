using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Billing;

/// <param name="State">"pending", "processed", "ignored" or "failed".</param>
public sealed record EventAnswer(string Id, string Type, string? CustomerId, string State, int Attempts, string? Reason, bool LiveMode, DateTime CreatedAt, DateTime ReceivedAt, DateTime? HandledAt);

/// <param name="Older">Whether the list goes on: ask for what came before its last one.</param>
public sealed record EventsAnswer(IReadOnlyList<EventAnswer> Items, bool Older);

/// <param name="Payload">The body as it was signed.</param>
public sealed record EventDetailsAnswer(EventAnswer Event, string ApiVersion, string Payload);

/// <param name="Count">How many.</param>
public sealed record CountAnswer(int Count);

/// <param name="Failures">Why others could not be compared.</param>
public sealed record ReconcileAnswer(int Done, IReadOnlyList<string> Failures);

/// <summary>For administrators: what arrived, what was given up, and what differs from the provider.</summary>
internal static class EventsApi
{
    private const int Unauthorized = StatusCodes.Status401Unauthorized;
    private const int Forbidden = StatusCodes.Status403Forbidden;

    public static void MapEvents(this RouteGroupBuilder api)
    {
        api.MapGet("/events", async (string? state, string? customer, string? before, int? take, EventLog log, CancellationToken cancellationToken) =>
            {
                var wanted = EventLog.StateOf(state, out var isKnown);
                if (!isKnown)
                {
                    return ApiAnswers.Refused(Refusals.NoSuchState);
                }

                var count = ApiAnswers.Count(take);
                var found = await log.ListAsync(wanted, customer?.Trim(), before, count + 1, cancellationToken);
                return Results.Ok(new EventsAnswer([.. found.Take(count).Select(Answer)], found.Count > count));
            })
            .WithName("ListBillingEvents").WithSummary("The newest 100 events, or as many as `take` says, by `state` (pending, processed, ignored, failed) and `customer` if given, after the event `before`.")
            .Produces<EventsAnswer>().Refuses(StatusCodes.Status400BadRequest, Unauthorized, Forbidden);

        api.MapGet("/events/{id}", async (string id, EventLog log, CancellationToken cancellationToken) =>
                await log.FindAsync(id, cancellationToken) is { } one ? Results.Ok(new EventDetailsAnswer(Answer(one), one.ApiVersion, one.Payload)) : ApiAnswers.Refused(Refusals.NoSuchEvent))
            .WithName("GetBillingEvent").WithSummary("An event with its body.").Produces<EventDetailsAnswer>().Refuses(Unauthorized, Forbidden, StatusCodes.Status404NotFound);

        api.MapPost("/events/{id}/replay", async (string id, EventReplay replay, EventSignal signal, CancellationToken cancellationToken) =>
            {
                if (!await replay.ReplayAsync(StripeProvider.Id, id, cancellationToken))
                {
                    return ApiAnswers.Refused(Refusals.NoSuchEvent);
                }

                signal.Set();
                return Results.NoContent();
            })
            .WithName("ReplayBillingEvent").WithSummary("Handles an event once more; the state is fetched, so it does no harm at any time.").Produces(StatusCodes.Status204NoContent)
            .Refuses(StatusCodes.Status400BadRequest, Unauthorized, Forbidden, StatusCodes.Status404NotFound);

        api.MapPost("/events/replay", async (EventReplay replay, EventSignal signal, CancellationToken cancellationToken) =>
            {
                var count = await replay.ReplayFailedAsync(cancellationToken);
                signal.Set();
                return Results.Ok(new CountAnswer(count));
            })
            .WithName("ReplayFailedBillingEvents").WithSummary("Handles all dead letters once more.").Produces<CountAnswer>().Refuses(StatusCodes.Status400BadRequest, Unauthorized, Forbidden);

        api.MapGet("/drift", async (Reconciliation reconciliation, StripeKeys keys, CancellationToken cancellationToken) =>
            {
                try
                {
                    return keys.IsConfigured ? Results.Ok(await reconciliation.DetectAsync(cancellationToken)) : ApiAnswers.Refused(Refusals.NotConfigured);
                }
                catch (BillingProviderException)
                {
                    return ApiAnswers.Refused(Refusals.ProviderAway);
                }
            })
            .WithName("DetectDrift").WithSummary("What differs from the payment provider; nothing is changed.").Produces<IReadOnlyList<Drift>>()
            .Refuses(Unauthorized, Forbidden, StatusCodes.Status503ServiceUnavailable);

        api.MapPost("/reconcile", async (Reconciliation reconciliation, StripeKeys keys, CancellationToken cancellationToken) =>
            {
                if (!keys.IsConfigured)
                {
                    return ApiAnswers.Refused(Refusals.NotConfigured);
                }

                var (done, failures) = await reconciliation.RunAsync(cancellationToken);
                return Results.Ok(new ReconcileAnswer(done, failures));
            })
            .WithName("ReconcileBilling").WithSummary("Takes over what the payment provider has, for all customers.").Produces<ReconcileAnswer>()
            .Refuses(StatusCodes.Status400BadRequest, Unauthorized, Forbidden, StatusCodes.Status503ServiceUnavailable);
    }

    private static EventAnswer Answer(ProviderEvent one) => new(
        one.EventId, one.Type, one.CustomerId, one.State.ToString().ToLowerInvariant(), one.Attempts, one.Reason, one.LiveMode, one.CreatedAt, one.ReceivedAt, one.HandledAt);
}
