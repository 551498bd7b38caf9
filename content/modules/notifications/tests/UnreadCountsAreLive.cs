using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>Server-sent events with the count of unread notifications, by a clock that the tests move: nothing comes by itself.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class UnreadCountsAreLive(DatabaseKind kind)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private InboxHost _host = null!;

    [SetUp]
    public async Task Start() => _host = await InboxHost.StartAsync(kind);

    [TearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task The_count_comes_at_once_and_with_every_change()
    {
        var ann = await WithAsync(2);
        await using var stream = await OpenAsync(ann);

        stream.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        stream.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        stream.Response.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
        (await stream.NextAsync()).ShouldBe("event: unread\ndata: {\"count\":2}\nretry: 5000");
        await _host.NotifyAsync(new JoinedContent("Ben"), ann);
        (await stream.CountAsync()).ShouldBe(3);

        using var visitor = _host.Visitor(ann);
        (await visitor.ApiAsync(HttpMethod.Post, $"/items/{(await _host.NotificationsAsync(ann))[0].Id}/read")).EnsureSuccessStatusCode();
        (await stream.CountAsync()).ShouldBe(2);
        (await visitor.ApiAsync(HttpMethod.Post, "/read-all")).EnsureSuccessStatusCode();
        (await stream.CountAsync()).ShouldBe(0);
    }

    [Test]
    public async Task A_change_in_a_transaction_is_told_when_it_is_committed_and_not_before()
    {
        var ann = await WithAsync(0);
        await using var stream = await OpenAsync(ann);
        (await stream.CountAsync()).ShouldBe(0);
        var next = stream.CountAsync();

        await _host.InScopeAsync(async services =>
        {
            var context = services.GetRequiredService<ModuleDb>().Context;
            await using var transaction = await context.Database.BeginTransactionAsync();
            await services.GetRequiredService<INotifier>().NotifyAsync(new JoinedContent("Ben"), ann);
            await context.SaveChangesAsync();
            (await Task.WhenAny(next, Task.Delay(300))).ShouldNotBe(next);
            await transaction.CommitAsync();
            return true;
        });

        (await next).ShouldBe(1);
    }

    [Test]
    public async Task What_another_instance_changes_is_seen_by_a_look_at_the_database()
    {
        await using var other = await InboxHost.StartAsync(kind, first: _host);
        var ann = await WithAsync(0);
        await using var stream = await OpenAsync(ann);
        (await stream.CountAsync()).ShouldBe(0);
        await other.NotifyAsync(new JoinedContent("Ben"), ann);
        var next = stream.CountAsync();

        (await Task.WhenAny(next, Task.Delay(300))).ShouldNotBe(next, "nobody has looked yet");
        await _host.Counts.LookAsync(CancellationToken.None);

        (await next).ShouldBe(1);
    }

    [Test]
    public async Task The_look_at_the_database_comes_by_itself_within_its_interval()
    {
        await using var other = await InboxHost.StartAsync(kind, first: _host);
        var ann = await WithAsync(0);
        await using var stream = await OpenAsync(ann);
        (await stream.CountAsync()).ShouldBe(0);
        await other.NotifyAsync(new JoinedContent("Ben"), ann);

        _host.Clock.Advance(UnreadCounts.Interval);

        (await stream.CountAsync()).ShouldBe(1);
    }

    [Test]
    public async Task Each_user_is_told_of_their_own_only()
    {
        var (ann, ben) = (await WithAsync(1), await WithAsync(5));
        await using var hers = await OpenAsync(ann);
        await using var his = await OpenAsync(ben);

        ((await hers.CountAsync()), (await his.CountAsync())).ShouldBe((1, 5));
        await _host.NotifyAsync(new JoinedContent("Carl"), ben);
        (await his.CountAsync()).ShouldBe(6);
        await _host.NotifyAsync(new JoinedContent("Carl"), ann);
        (await hers.CountAsync()).ShouldBe(2);
    }

    [Test]
    public async Task A_heart_beat_says_the_same_again_while_nothing_happens()
    {
        var ann = await WithAsync(2);
        await using var stream = await OpenAsync(ann);
        (await stream.CountAsync()).ShouldBe(2);

        await BeatAsync();

        (await stream.CountAsync()).ShouldBe(2);
    }

    [Test]
    public async Task It_ends_with_the_session()
    {
        var ann = await WithAsync(2);
        using var visitor = _host.Visitor(ann);
        await using var stream = await EventsAsync(visitor);
        (await stream.CountAsync()).ShouldBe(2);

        visitor.LogOut();
        await BeatAsync();

        (await stream.NextAsync()).ShouldBeNull();
        await UntilAsync(() => _host.Counts.Watched == 0);
        using var again = await visitor.OpenAsync("/api/notifications/stream");
        again.StatusCode.ShouldBe(HttpStatusCode.NoContent, "a browser does not come back then");
    }

    [Test]
    public async Task After_the_session_not_even_a_change_is_told()
    {
        var ann = await WithAsync(2);
        using var visitor = _host.Visitor(ann);
        await using var stream = await EventsAsync(visitor);
        (await stream.CountAsync()).ShouldBe(2);

        visitor.LogOut();
        await _host.NotifyAsync(new JoinedContent("Ben"), ann);

        (await stream.NextAsync()).ShouldBeNull();
    }

    [Test]
    public async Task It_ends_when_the_application_stops()
    {
        var ann = await WithAsync(0);
        await using var stream = await OpenAsync(ann);
        (await stream.CountAsync()).ShouldBe(0);

        _host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        (await stream.NextAsync()).ShouldBeNull();
    }

    [Test]
    public async Task A_page_that_is_closed_is_watched_no_longer()
    {
        var ann = await WithAsync(0);
        await using (var stream = await OpenAsync(ann))
        {
            (await stream.CountAsync()).ShouldBe(0);
            _host.Counts.Watched.ShouldBe(1);
        }

        await UntilAsync(() => _host.Counts.Watched == 0);
    }

    [Test]
    public async Task One_user_has_no_more_than_some_pages_open()
    {
        var (ann, ben) = (await WithAsync(0), await WithAsync(0));
        var open = new List<EventStream>();
        for (var number = 0; number < UnreadCounts.MostPerUser; number++)
        {
            open.Add(await OpenAsync(ann));
        }

        using var visitor = _host.Visitor(ann);
        using (var tooMany = await visitor.OpenAsync("/api/notifications/stream"))
        {
            tooMany.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            tooMany.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(1));
        }

        await using (var other = await OpenAsync(ben))
        {
            (await other.CountAsync()).ShouldBe(0);
        }

        foreach (var one in open)
        {
            await one.DisposeAsync();
        }

        await UntilAsync(() => _host.Counts.Watched == 0);
        await using var again = await OpenAsync(ann);
        (await again.CountAsync()).ShouldBe(0);
    }

    [Test]
    public async Task Strangers_and_sites_that_have_it_off_get_nothing_and_are_told_not_to_come_back()
    {
        await using var off = await InboxHost.StartAsync(kind, new() { ["Modules:notifications:live_updates"] = "false" });
        using var stranger = _host.Visitor();
        using var visitor = off.Visitor(off.People.Add().Id);

        (await stranger.OpenAsync("/api/notifications/stream")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await visitor.OpenAsync("/api/notifications/stream")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await visitor.PageAsync("/notifications")).ShouldNotContain("unread.js");
    }

    [Test]
    public async Task A_thousand_changes_at_once_end_with_the_right_count()
    {
        var ann = await WithAsync(0);
        await using var stream = await OpenAsync(ann);
        (await stream.CountAsync()).ShouldBe(0);

        await _host.InDatabaseAsync(async context =>
        {
            for (var number = 0; number < 1000; number++)
            {
                context.Add(new Notification { UserId = ann, Kind = "sample.joined", Title = "One more", CreatedAt = _host.Clock.GetUtcNow().UtcDateTime });
                if (number % 100 == 99)
                {
                    await context.SaveChangesAsync();
                }
            }

            return true;
        });

        var count = 0;
        while (count < 1000)
        {
            count = await stream.CountAsync();
        }

        count.ShouldBe(1000);
    }

    private async Task<Guid> WithAsync(int count)
    {
        var ann = _host.People.Add();
        await _host.PreferAsync(ann.Id, InboxHost.Joined, NotificationMode.Off);
        for (var number = 0; number < count; number++)
        {
            await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);
        }

        return ann.Id;
    }

    private Task<EventStream> OpenAsync(Guid user) => EventsAsync(_host.Visitor(user));

    private static async Task<EventStream> EventsAsync(Visitor visitor)
    {
        var response = await visitor.OpenAsync("/api/notifications/stream");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The connection waits for its next heart-beat, and it comes.</summary>
    private async Task BeatAsync()
    {
        await Task.Delay(100);
        _host.Clock.Advance(SessionWatch.Beat);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var end = DateTime.UtcNow + Limit; !isSo(); await Task.Delay(20))
        {
            DateTime.UtcNow.ShouldBeLessThan(end);
        }
    }

    private sealed class EventStream(HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
    {
        public HttpResponseMessage Response => response;

        /// <summary>The next event as it is sent; null at the end.</summary>
        public async Task<string?> NextAsync()
        {
            var lines = new List<string>();
            while (await reader.ReadLineAsync().WaitAsync(Limit) is { } line)
            {
                if (line.Length == 0)
                {
                    return string.Join('\n', lines);
                }

                lines.Add(line);
            }

            return null;
        }

        public async Task<int> CountAsync()
        {
            var data = (await NextAsync()).ShouldNotBeNull().Split('\n').Single(line => line.StartsWith("data: ", StringComparison.Ordinal));
            return System.Text.Json.Nodes.JsonNode.Parse(data["data: ".Length..])!["count"]!.GetValue<int>();
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
