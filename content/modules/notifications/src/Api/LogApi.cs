using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Notifications;

/// <param name="State">"queued", "sending", "sent", "delivered", "bounced", "complained", "failed", "dropped", "suppressed" or "unknown".</param>
/// <param name="Subject">As it was sent; null before.</param>
public sealed record MessageAnswer(
    Guid Id, string Kind, string To, string? Subject, string State, string? Reason, int Attempts, string? Provider, DateTime QueuedAt, DateTime? SentAt)
{
    internal static MessageAnswer Of(EmailRecord one) =>
        new(one.Id, one.Kind, one.To, one.Subject, ApiWords.Of(one.State), one.Reason, one.Attempts, one.ProviderName, one.QueuedAt, one.SentAt);
}

/// <param name="Older">Whether the list goes on: ask for what came before its last one.</param>
public sealed record MessagesAnswer(IReadOnlyList<MessageAnswer> Items, bool Older);

/// <param name="Type">"sent", "delivered", "bounced", "complained", "opened", "clicked" or "unsubscribed".</param>
public sealed record MessageEventAnswer(string Type, DateTime At, string? Detail);

/// <param name="WhyNotResent">A sentence for people; null when the message may be sent again.</param>
public sealed record MessageDetailAnswer(MessageAnswer Message, IReadOnlyList<MessageEventAnswer> Events, string? WhyNotResent);

/// <param name="Id">The new message.</param>
public sealed record ResentAnswer(Guid Id);

internal static class LogApi
{
    public static void MapLog(this RouteGroupBuilder api)
    {
        api.MapGet("/log", async (string? state, string? kind, string? address, Guid? before, int? take, MessageLog log, CancellationToken cancellationToken) =>
            {
                var isStateGiven = !string.IsNullOrEmpty(state);
                if (!ApiWords.TryParse<EmailState>(state, out var wanted) && isStateGiven)
                {
                    return ApiAnswers.Refused(Refusals.UnknownState);
                }

                var count = Math.Clamp(take ?? MessageLog.MostAtOnce - 1, 1, MessageLog.MostAtOnce - 1);
                var found = await log.ListAsync(new MessageFilter(isStateGiven ? wanted : null, kind, address), before, count + 1, cancellationToken);
                return Results.Ok(new MessagesAnswer([.. found.Take(count).Select(MessageAnswer.Of)], found.Count > count));
            })
            .WithName("ListMessages").WithSummary("All messages, newest first, for administrators: by state, by the beginning of the kind and by a part of the address; 99 at most, or as many as `take` says, from the one that was queued before `before`.")
            .Produces<MessagesAnswer>().Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

        api.MapGet("/log/{id:guid}", async (Guid id, MessageLog log, ResendMessage resend, CancellationToken cancellationToken) =>
                await log.FindAsync(id, cancellationToken) is { } found
                    ? Results.Ok(new MessageDetailAnswer(
                        MessageAnswer.Of(found.Email), [.. found.Events.Select(one => new MessageEventAnswer(ApiWords.Of(one.Type), one.At, one.Detail))],
                        (await resend.RefuseAsync(found.Email, cancellationToken))?.Message))
                    : ApiAnswers.Refused(Refusals.NoSuchMessage))
            .WithName("GetMessage").WithSummary("One message with what was reported of it, and whether it may be sent again.")
            .Produces<MessageDetailAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);

        api.MapPost("/log/test", async (TestNotification test, CancellationToken cancellationToken) => ApiAnswers.Of(await test.SendAsync(cancellationToken)))
            .WithName("SendTestNotification").WithSummary("Sends the administrator who asks for it a notification, as everybody gets them: in the application and by e-mail.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

        api.MapPost("/log/{id:guid}/resend", async (Guid id, ResendMessage resend, CancellationToken cancellationToken) =>
            {
                var resent = await resend.RunAsync(id, cancellationToken);
                return resent.Id is { } again ? Results.Ok(new ResentAnswer(again)) : ApiAnswers.Refused(resent.Refusal!);
            })
            .WithName("ResendMessage").WithSummary("Queues a message once more, as a new one, where its kind allows that and its words are kept.")
            .Produces<ResentAnswer>().Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }
}
