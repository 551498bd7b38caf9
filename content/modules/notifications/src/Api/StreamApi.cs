using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// The count of unread notifications as server-sent events (HTML, 9.2): one at the beginning, one at every change, and one as a heart-beat,
/// so that no proxy takes the connection for dead. It ends with the session and with the application.
/// </summary>
internal static class StreamApi
{
    public const string EventName = "unread";

    public static void MapStream(this RouteGroupBuilder api) =>
        api.MapGet("/stream", Stream)
            .WithName("StreamUnreadNotifications")
            .WithSummary("The count of unread notifications as server-sent events named `unread`, each with the same JSON as `GET unread`. 204 tells a client not to ask again: nobody is signed in, or the option `live_updates` is off.")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream").Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status429TooManyRequests)
            // It is one request for as long as the page is open.
            .DisableRequestTimeout();

    private static IResult Stream(
        HttpContext http, ICurrentUser user, UnreadCounts counts, SessionWatch session, IHostApplicationLifetime lifetime, IOptionsSnapshot<NotificationsSettings> settings)
    {
        if (user.Id is not { } id || !settings.Value.LiveUpdates)
        {
            return Results.NoContent();
        }

        if (counts.Watch(id) is not { } watch)
        {
            http.Response.Headers.RetryAfter = "60";
            return ApiAnswers.Refused(Refusals.TooManyStreams);
        }

        http.Response.RegisterForDispose(watch);
        // nginx and those that follow it would collect the events (proxy_buffering).
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(EventsAsync(http, watch, session, lifetime.ApplicationStopping, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<UnreadAnswer>> EventsAsync(
        HttpContext http, UnreadWatch watch, SessionWatch session, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        int? count = await session.CountAsync(watch.UserId, end.Token);
        while (count is { } number)
        {
            yield return new SseItem<UnreadAnswer>(new UnreadAnswer(number), EventName) { ReconnectionInterval = SessionWatch.Reconnection };
            count = await NextAsync(http, watch, session, number, end.Token);
        }
    }

    /// <summary>The next count, or the same one as a heart-beat; null at the end.</summary>
    private static async Task<int?> NextAsync(HttpContext http, UnreadWatch watch, SessionWatch session, int last, CancellationToken end)
    {
        using var beat = CancellationTokenSource.CreateLinkedTokenSource(end);
        var next = watch.NextAsync(beat.Token).AsTask();
        var pause = session.PauseAsync(beat.Token);
        await Task.WhenAny(next, pause);
        await beat.CancelAsync();
        await Task.WhenAll(Quiet(next), Quiet(pause));
        if (end.IsCancellationRequested || !await session.IsAliveAsync(http, watch.UserId, end))
        {
            return null;
        }

        return next.IsCompletedSuccessfully ? await next : last;
    }

    private static Task Quiet(Task task) => task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
