using System.Net;
using System.Text.Json.Nodes;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>The list of notifications, by its page and by the API.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class NotificationsAreRead(DatabaseKind kind)
{
    private InboxHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await InboxHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task They_are_listed_newest_first_in_steps_that_neither_lose_nor_repeat_one()
    {
        var ann = await WithAsync(7);
        using var visitor = _host.Visitor(ann);
        var seen = new List<string>();
        string? before = null;
        for (var more = true; more;)
        {
            var page = await visitor.JsonAsync($"/items?take=3{(before is null ? "" : $"&before={before}")}");
            seen.AddRange(Titles(page));
            before = (string?)page["items"]!.AsArray()[^1]!["id"];
            more = (bool)page["older"]!;
            // What comes meanwhile moves nothing.
            await _host.NotifyAsync(new JoinedContent("Later"), ann);
        }

        seen.ShouldBe(["7 has joined", "6 has joined", "5 has joined", "4 has joined", "3 has joined", "2 has joined", "1 has joined"]);
    }

    [Test]
    public async Task One_is_marked_as_read_and_then_all()
    {
        var ann = await WithAsync(3);
        using var visitor = _host.Visitor(ann);
        var items = (await visitor.JsonAsync("/items"))["items"]!.AsArray();
        ((int)(await visitor.JsonAsync("/unread"))["count"]!).ShouldBe(3);

        (await visitor.ApiAsync(HttpMethod.Post, $"/items/{items[1]!["id"]}/read")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        Titles(await visitor.JsonAsync("/items?unread=true")).ShouldBe(["3 has joined", "1 has joined"]);
        (await visitor.JsonAsync("/items"))["items"]![1]!["readAt"].ShouldNotBeNull();
        (await visitor.ApiAsync(HttpMethod.Post, "/read-all")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        ((int)(await visitor.JsonAsync("/unread"))["count"]!).ShouldBe(0);
    }

    [Test]
    public async Task Marking_twice_keeps_the_first_time()
    {
        var ann = await WithAsync(1);
        using var visitor = _host.Visitor(ann);
        var id = (await _host.NotificationsAsync(ann))[0].Id;
        (await visitor.ApiAsync(HttpMethod.Post, $"/items/{id}/read")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var first = (await _host.NotificationsAsync(ann))[0].ReadAt;

        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        (await visitor.ApiAsync(HttpMethod.Post, $"/items/{id}/read")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        first.ShouldNotBeNull();
        (await _host.NotificationsAsync(ann))[0].ReadAt.ShouldBe(first);
    }

    [Test]
    public async Task Those_of_somebody_else_are_none()
    {
        var (ann, ben) = (await WithAsync(2), await WithAsync(1));
        var hers = (await _host.NotificationsAsync(ann))[0];
        using var visitor = _host.Visitor(ben);

        (await visitor.RefusalAsync(HttpMethod.Post, $"/items/{hers.Id}/read")).ShouldBe((HttpStatusCode.NotFound, "no_such_notification"));
        Titles(await visitor.JsonAsync($"/items?before={(await _host.NotificationsAsync(ann))[1].Id}")).ShouldBeEmpty();
        (await visitor.ApiAsync(HttpMethod.Post, "/read-all")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        foreach (var handler in new[] { "Read", "Open" })
        {
            using var answer = await visitor.PostAsync("/notifications", [new("id", hers.Id.ToString())], handler);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("There is no such notification, or no longer.");
        }

        (await _host.NotificationsAsync(ann)).ShouldAllBe(one => one.ReadAt == null);
        (await visitor.PageAsync("/notifications")).ShouldContain("You have read everything.");
    }

    [TestCase("GET", "/items")]
    [TestCase("GET", "/unread")]
    [TestCase("GET", "/preferences")]
    [TestCase("POST", "/read-all")]
    [TestCase("PUT", "/preferences")]
    public async Task Strangers_get_nothing(string method, string path)
    {
        using var visitor = _host.Visitor();

        using var answer = await visitor.ApiAsync(new HttpMethod(method), path, method == "PUT" ? new { kinds = Array.Empty<object>() } : null);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A_request_of_another_site_changes_nothing()
    {
        var ann = await WithAsync(1);
        using var visitor = _host.Visitor(ann);

        using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/notifications/read-all"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("antiforgery");
        (await _host.NotificationsAsync(ann))[0].ReadAt.ShouldBeNull();
    }

    [Test]
    public async Task The_page_shows_them_with_what_can_be_done()
    {
        var ann = await WithAsync(2);
        using var visitor = _host.Visitor(ann);

        var page = await visitor.PageAsync("/notifications");

        page.ShouldContain("2 are new.");
        page.ShouldContain("2 has joined");
        page.ShouldContain("New members");
        page.ShouldContain("Mark all as read");
        page.ShouldNotContain("Message log", customMessage: "she is no administrator");
        // The clock stands in winter: an hour before UTC, in the zone of the profile.
        page.ShouldContain($"{_host.Clock.GetUtcNow().AddHours(1):yyyy-MM-dd HH:mm}");
    }

    [Test]
    public async Task The_page_opens_one_marks_one_and_marks_all()
    {
        var ann = await WithAsync(3);
        var all = await _host.NotificationsAsync(ann);
        using var visitor = _host.Visitor(ann);

        using var opened = await visitor.PostAsync("/notifications", [new("id", all[0].Id.ToString())], "Open");
        opened.Headers.Location!.ToString().ShouldBe("/teams/1");
        (await _host.NotificationsAsync(ann)).Count(one => one.ReadAt is null).ShouldBe(2);

        using var marked = await visitor.PostAsync("/notifications", [new("id", all[1].Id.ToString())], "Read");
        marked.Headers.Location!.ToString().ShouldBe("/notifications?done=read");
        (await visitor.PageAsync("/notifications?done=read")).ShouldContain("The notification is marked as read.");

        using var rest = await visitor.PostAsync("/notifications", [], "ReadAll");
        rest.Headers.Location!.ToString().ShouldBe("/notifications?done=all");
        var page = await visitor.PageAsync("/notifications?done=all");
        page.ShouldContain("All notifications are marked as read.");
        page.ShouldNotContain("Mark all as read");
    }

    [Test]
    public async Task A_link_that_leads_off_the_site_is_not_followed_wherever_it_comes_from()
    {
        var ann = _host.People.Add().Id;
        var row = new Notification { UserId = ann, Kind = "sample.joined", Title = "Old", Link = "//evil.example", CreatedAt = _host.Clock.GetUtcNow().UtcDateTime };
        await _host.AddAsync(row);
        using var visitor = _host.Visitor(ann);

        using var answer = await visitor.PostAsync("/notifications", [new("id", row.Id.ToString())], "Open");

        answer.Headers.Location!.ToString().ShouldBe("/notifications");
    }

    [Test]
    public async Task N6_What_people_have_typed_stands_there_as_text()
    {
        var ann = _host.People.Add().Id;
        await _host.NotifyAsync(new JoinedContent("<script>alert(1)</script>"), ann);
        using var visitor = _host.Visitor(ann);

        var page = await (await visitor.GetAsync("/notifications")).Content.ReadAsStringAsync();

        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt; has joined");
        page.ShouldNotContain("<script>alert(1)");
    }

    [Test]
    public async Task The_page_goes_on_where_there_are_more()
    {
        var ann = await WithAsync(27);
        using var visitor = _host.Visitor(ann);

        var first = await visitor.PageAsync("/notifications");
        var second = await visitor.PageAsync($"/notifications?before={(await _host.NotificationsAsync(ann))[2].Id}");

        first.ShouldContain("Older notifications");
        first.ShouldContain("27 has joined");
        first.ShouldNotContain(">2 has joined");
        second.ShouldContain("2 has joined");
        second.ShouldContain("1 has joined");
        second.ShouldNotContain("3 has joined");
        second.ShouldNotContain("Older notifications");
    }

    [Test]
    public async Task The_navigation_leads_there_for_those_who_are_signed_in()
    {
        using var visitor = _host.Visitor(_host.People.Add().Id);
        using var stranger = _host.Visitor();

        var page = await visitor.PageAsync("/notifications");
        var unsubscribe = await stranger.PageAsync("/unsubscribe");

        page.ShouldContain("href=\"/notifications\" aria-current=\"page\"");
        page.ShouldContain("data-unread=\"/api/notifications/stream\"");
        page.ShouldContain("_content/QuickScale.Modules.Notifications/unread.js");
        unsubscribe.ShouldNotContain("href=\"/notifications\"");
        unsubscribe.ShouldNotContain("unread.js");
    }

    private static IEnumerable<string> Titles(JsonObject page) => page["items"]!.AsArray().Select(one => (string)one!["title"]!);

    private async Task<Guid> WithAsync(int count)
    {
        var ann = _host.People.Add();
        await _host.PreferAsync(ann.Id, InboxHost.Joined, NotificationMode.Off);
        for (var number = 1; number <= count; number++)
        {
            await _host.NotifyAsync(new JoinedContent($"{number}"), ann.Id);
            _host.Clock.Advance(TimeSpan.FromSeconds(number % 2));
        }

        return ann.Id;
    }
}
