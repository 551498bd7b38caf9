using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>The log of messages and the list of suppressed addresses, for administrators.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class MessagesAreLogged(DatabaseKind kind)
{
    private InboxHost _host = null!;
    private Visitor _administrator = null!;

    [SetUp]
    public async Task Start()
    {
        _host = await InboxHost.StartAsync(kind);
        _administrator = _host.Visitor(_host.People.AddAdministrator().Id);
    }

    [TearDown]
    public async Task Stop()
    {
        _administrator.Dispose();
        await _host.DisposeAsync();
    }

    [TestCase("GET", "/log")]
    [TestCase("GET", "/log/0196a1f0-0000-7000-8000-000000000000")]
    [TestCase("POST", "/log/0196a1f0-0000-7000-8000-000000000000/resend")]
    [TestCase("GET", "/suppressions")]
    [TestCase("DELETE", "/suppressions/0196a1f0-0000-7000-8000-000000000000")]
    public async Task Only_administrators_may(string method, string path)
    {
        using var user = _host.Visitor(_host.People.Add().Id);
        using var stranger = _host.Visitor();

        (await user.ApiAsync(new HttpMethod(method), path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await stranger.ApiAsync(new HttpMethod(method), path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [TestCase("/notifications/log")]
    [TestCase("/notifications/log/0196a1f0-0000-7000-8000-000000000000")]
    [TestCase("/notifications/suppressions")]
    public async Task Only_administrators_see_the_pages(string path)
    {
        using var user = _host.Visitor(_host.People.Add().Id);

        (await user.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await user.PageAsync("/notifications")).ShouldNotContain("Message log");
        (await _administrator.PageAsync("/notifications")).ShouldContain("Message log");
    }

    [TestCase("", 4)]
    [TestCase("state=bounced", 1)]
    [TestCase("state=queued", 0)]
    [TestCase("kind=auth.", 2)]
    [TestCase("kind=auth.verify-email", 1)]
    [TestCase("kind=verify", 0)]
    [TestCase("address=ANN", 2)]
    [TestCase("address=ann%40example.com", 1)]
    [TestCase("address=%25", 0)]
    [TestCase("address=_", 0)]
    [TestCase("state=sent&kind=auth.&address=ben", 1)]
    public async Task They_are_found_by_state_kind_and_address(string query, int count)
    {
        await _host.AddAsync(
            Message("auth.verify-email", "ann@example.com", EmailState.Sent), Message("auth.sign-in-code", "ben@example.com", EmailState.Sent),
            Message("sample.joined", "Ann.Miller@example.com", EmailState.Bounced), Message("sample.export", "carl@example.com", EmailState.Failed));

        (await _administrator.JsonAsync($"/log?{query}"))["items"]!.AsArray().Count.ShouldBe(count);
        var page = await _administrator.PageAsync($"/notifications/log?{query}");
        page.Split("<th scope=\"row\">").Length.ShouldBe(count + 1);
        page.Contains("No message fits.", StringComparison.Ordinal).ShouldBe(count == 0);
    }

    [Test]
    public async Task A_state_that_there_is_not_is_refused()
    {
        (await _administrator.RefusalAsync(HttpMethod.Get, "/log?state=lost")).ShouldBe((HttpStatusCode.BadRequest, "unknown_state"));
        (await _administrator.RefusalAsync(HttpMethod.Get, "/log?state=2")).ShouldBe((HttpStatusCode.BadRequest, "unknown_state"));
        (await _administrator.PageAsync("/notifications/log?state=lost")).ShouldContain("Choose queued, sending");
    }

    [Test]
    public async Task They_are_listed_newest_first_in_steps()
    {
        for (var number = 1; number <= 5; number++)
        {
            await _host.AddAsync(Message("sample.joined", $"a{number}@example.com", EmailState.Sent));
            _host.Clock.Advance(TimeSpan.FromSeconds(number % 2));
        }

        var first = await _administrator.JsonAsync("/log?take=3");
        var second = await _administrator.JsonAsync($"/log?take=3&before={first["items"]![2]!["id"]}");

        Addresses(first).Concat(Addresses(second)).ShouldBe(["a5@example.com", "a4@example.com", "a3@example.com", "a2@example.com", "a1@example.com"]);
        ((bool)first["older"]!, (bool)second["older"]!).ShouldBe((true, false));
    }

    [Test]
    public async Task One_is_shown_with_what_was_reported_of_it_in_its_order()
    {
        var message = Message("sample.joined", "ann@example.com", EmailState.Bounced);
        message.Reason = "The recipient's server refused it.";
        var other = Message("sample.joined", "ben@example.com", EmailState.Delivered);
        await _host.AddAsync(message, other);
        await _host.AddAsync(Report(message.Id, EmailEventType.Bounced, 2, "550 5.1.1"), Report(message.Id, EmailEventType.Sent, 1, null), Report(other.Id, EmailEventType.Delivered, 1, "not hers"));

        var answer = await _administrator.JsonAsync($"/log/{message.Id}");
        var page = await _administrator.PageAsync($"/notifications/log/{message.Id}");

        answer["events"]!.AsArray().Select(one => (string)one!["type"]!).ShouldBe(["sent", "bounced"]);
        ((string)answer["message"]!["state"]!, (string)answer["message"]!["to"]!).ShouldBe(("bounced", "ann@example.com"));
        page.ShouldContain("The recipient's server refused it.");
        page.ShouldContain("550 5.1.1");
        page.ShouldNotContain("not hers");
        page.IndexOf(">Sent</th>", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf(">Bounced</th>", StringComparison.Ordinal));
    }

    [Test]
    public async Task One_that_is_not_there_is_not_found()
    {
        var id = Guid.CreateVersion7();

        (await _administrator.RefusalAsync(HttpMethod.Get, $"/log/{id}")).ShouldBe((HttpStatusCode.NotFound, "no_such_message"));
        (await _administrator.RefusalAsync(HttpMethod.Post, $"/log/{id}/resend")).ShouldBe((HttpStatusCode.NotFound, "no_such_message"));
        (await _administrator.GetAsync($"/notifications/log/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [TestCase(EmailState.Queued, true, true, "still_on_its_way")]
    [TestCase(EmailState.Sending, true, true, "still_on_its_way")]
    [TestCase(EmailState.Sent, false, true, "not_repeatable")]
    [TestCase(EmailState.Failed, true, false, "content_gone")]
    public async Task What_may_not_be_sent_again_is_not_and_says_why(EmailState state, bool canRepeat, bool hasContent, string code)
    {
        var message = Message("sample.joined", "ann@example.com", state, canRepeat, hasContent);
        // Due long after the test: the queue leaves it alone.
        message.NextAttemptAt = message.QueuedAt.AddDays(1);
        message.LeasedUntil = state == EmailState.Sending ? message.NextAttemptAt : null;
        await _host.AddAsync(message);

        (await _administrator.RefusalAsync(HttpMethod.Post, $"/log/{message.Id}/resend")).ShouldBe((HttpStatusCode.Conflict, code));
        var why = (string)(await _administrator.JsonAsync($"/log/{message.Id}"))["whyNotResent"]!;
        var page = await _administrator.PageAsync($"/notifications/log/{message.Id}");
        page.ShouldContain(why);
        page.ShouldNotContain("Send again");
        using var posted = await _administrator.PostAsync($"/notifications/log/{message.Id}", [], "Resend");
        posted.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await CountAsync()).ShouldBe(1);
    }

    [Test]
    public async Task A_message_that_may_be_repeated_is_sent_again_as_a_new_one_with_a_key_of_its_own()
    {
        var ann = _host.People.Add("de-CH", "Europe/Zurich");
        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);
        (await _host.MailsToAsync(ann.Email)).Count.ShouldBe(1);
        var first = (await EmailsAsync()).ShouldHaveSingleItem();
        (first.State, first.CanRepeat).ShouldBe((EmailState.Sent, true));
        (await _administrator.PageAsync($"/notifications/log/{first.Id}")).ShouldContain("Send again");
        _host.Clock.Advance(TimeSpan.FromDays(10));

        var answer = await (await _administrator.ApiAsync(HttpMethod.Post, $"/log/{first.Id}/resend")).Content.ReadFromJsonAsync<JsonObject>();
        var mails = await _host.MailsToAsync(ann.Email);

        mails.Count.ShouldBe(2);
        mails[1].Mail.Subject.ShouldBe("Ben ist dabei");
        mails[1].Mail.MessageId.ShouldNotBe(mails[0].Mail.MessageId);
        var again = (await EmailsAsync()).Single(one => one.Id != first.Id);
        again.Id.ToString().ShouldBe((string?)answer!["id"]);
        again.IdempotencyKey.ShouldNotBe(first.IdempotencyKey);
        (again.State, again.UserId, again.Locale, again.TimeZone).ShouldBe((EmailState.Sent, ann.Id, "de-CH", "Europe/Zurich"));
    }

    [Test]
    public async Task The_page_sends_again_and_leads_to_the_new_message()
    {
        var ann = _host.People.Add();
        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);
        await _host.MailsToAsync(ann.Email);
        var first = (await EmailsAsync()).ShouldHaveSingleItem();

        using var posted = await _administrator.PostAsync($"/notifications/log/{first.Id}", [], "Resend");

        var again = (await EmailsAsync()).Single(one => one.Id != first.Id);
        posted.Headers.Location!.ToString().ShouldBe($"/notifications/log/{again.Id}?done=resent");
        (await _administrator.PageAsync(posted.Headers.Location.ToString())).ShouldContain("It is queued once more: this is the new message.");
        (await _host.MailsToAsync(ann.Email)).Count.ShouldBe(2);
    }

    [Test]
    public async Task Words_that_cannot_be_read_any_more_are_not_sent_again()
    {
        var message = Message("sample.joined", "ann@example.com", EmailState.Sent);
        await _host.AddAsync(message);

        (await _administrator.RefusalAsync(HttpMethod.Post, $"/log/{message.Id}/resend")).ShouldBe((HttpStatusCode.Conflict, "content_gone"));
    }

    [Test]
    public async Task What_was_good_until_a_time_of_its_own_is_sent_again_until_then_and_no_longer()
    {
        var ann = _host.People.Add();
        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);
        await _host.MailsToAsync(ann.Email);
        var first = (await EmailsAsync()).ShouldHaveSingleItem();
        var end = first.QueuedAt.AddHours(5);
        await _host.InDatabaseAsync(context => context.Set<EmailRecord>().ExecuteUpdateAsync(row => row.SetProperty(one => one.NotAfter, end)));

        _host.Clock.Advance(TimeSpan.FromHours(4));
        (await _administrator.ApiAsync(HttpMethod.Post, $"/log/{first.Id}/resend")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _host.MailsToAsync(ann.Email)).Count.ShouldBe(2);
        var again = (await EmailsAsync()).Single(one => one.Id != first.Id);
        again.NotAfter.ShouldBe(end);

        _host.Clock.Advance(TimeSpan.FromHours(1));
        foreach (var id in new[] { first.Id, again.Id })
        {
            (await _administrator.RefusalAsync(HttpMethod.Post, $"/log/{id}/resend")).ShouldBe((HttpStatusCode.Conflict, "good_no_longer"));
            (await _administrator.PageAsync($"/notifications/log/{id}")).ShouldContain("was good until a time that has passed");
        }

        (await CountAsync()).ShouldBe(2);
    }

    [Test]
    public async Task N5_Who_has_unsubscribed_or_whose_address_bounces_is_not_written_to_by_sending_again()
    {
        var ann = _host.People.Add();
        await _host.PreferAsync(ann.Id, InboxHost.Joined, NotificationMode.Off);
        var unsubscribed = Message("sample.joined", ann.Email, EmailState.Failed);
        unsubscribed.UserId = ann.Id;
        var suppressed = Message("sample.export", "Gone@Example.com", EmailState.Failed);
        await _host.AddAsync(unsubscribed, suppressed, new Suppression { EmailNormalized = "gone@example.com", Source = "postmark", At = suppressed.QueuedAt });

        (await _administrator.RefusalAsync(HttpMethod.Post, $"/log/{unsubscribed.Id}/resend")).ShouldBe((HttpStatusCode.Conflict, "unsubscribed"));
        (await _administrator.RefusalAsync(HttpMethod.Post, $"/log/{suppressed.Id}/resend")).ShouldBe((HttpStatusCode.Conflict, "suppressed"));
    }

    [Test]
    public async Task An_administrator_sends_a_test_to_themselves_by_the_page_and_by_the_api()
    {
        var admin = _host.People.AddAdministrator();
        using var visitor = _host.Visitor(admin.Id);

        using var posted = await visitor.PostAsync("/notifications/log", [], "Test");
        (await visitor.ApiAsync(HttpMethod.Post, "/log/test")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        posted.Headers.Location!.ToString().ShouldBe("/notifications/log?done=test");
        (await visitor.PageAsync("/notifications/log?done=test")).ShouldContain("A test is on its way to you.");
        (await _host.NotificationsAsync(admin.Id)).Select(one => one.Title).ShouldBe(["This is a test", "This is a test"]);
        (await _host.MailsToAsync(admin.Email)).Count.ShouldBe(2);
        (await visitor.PageAsync("/account/notifications")).ShouldContain("Test notifications by e-mail");
        using var user = _host.Visitor(_host.People.Add().Id);
        (await user.PageAsync("/account/notifications")).ShouldNotContain("Test notifications");
        (await user.ApiAsync(HttpMethod.Post, "/log/test")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A_suppressed_address_is_removed_from_the_list_and_written_to_again()
    {
        var (ann, ben) = (new Suppression { EmailNormalized = "ann@example.com", Reason = SuppressionReason.HardBounce, Source = "postmark" }, new Suppression { EmailNormalized = "ben@example.com", Reason = SuppressionReason.Complaint, Source = "ses" });
        var carl = new Suppression { EmailNormalized = "carl@example.com", Reason = SuppressionReason.Manual, Source = "an administrator" };
        ann.At = ben.At = carl.At = _host.Clock.GetUtcNow().UtcDateTime;
        await _host.AddAsync(ann, ben, carl);

        var all = await _administrator.JsonAsync("/suppressions");
        all["items"]!.AsArray().Count.ShouldBe(3);
        var found = (await _administrator.JsonAsync("/suppressions?address=BEN"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)found["address"]!, (string)found["reason"]!, (string)found["source"]!).ShouldBe(("ben@example.com", "complaint", "ses"));
        (await _administrator.ApiAsync(HttpMethod.Delete, $"/suppressions/{ben.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _administrator.RefusalAsync(HttpMethod.Delete, $"/suppressions/{ben.Id}")).ShouldBe((HttpStatusCode.NotFound, "no_such_suppression"));

        (await _administrator.PageAsync("/notifications/suppressions")).ShouldContain("The address does not exist");
        using var removed = await _administrator.PostAsync("/notifications/suppressions", [new("id", ann.Id.ToString())], "Remove");
        removed.Headers.Location!.ToString().ShouldBe("/notifications/suppressions?done=removed");
        var page = await _administrator.PageAsync("/notifications/suppressions?done=removed");
        page.ShouldContain("The address is written to again.");
        page.ShouldContain("carl@example.com");
        page.ShouldNotContain("ann@example.com");
        (await _administrator.PageAsync("/notifications/suppressions?address=ann")).ShouldContain("No address fits.");
        using var again = await _administrator.PostAsync("/notifications/suppressions", [new("id", ann.Id.ToString())], "Remove");
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task N6_Nothing_that_a_stranger_has_written_becomes_markup()
    {
        var message = Message("sample.joined", "ann@example.com", EmailState.Failed);
        (message.Subject, message.Reason) = ("<b>Hello</b>", "<img src=x>");
        await _host.AddAsync(message);

        var list = await (await _administrator.GetAsync("/notifications/log?kind=%22%3E%3Cb%3E")).Content.ReadAsStringAsync();
        var page = await (await _administrator.GetAsync($"/notifications/log/{message.Id}")).Content.ReadAsStringAsync();

        list.ShouldContain("&quot;&gt;&lt;b&gt;");
        page.ShouldContain("&lt;b&gt;Hello&lt;/b&gt;");
        page.ShouldNotContain("<img src=x>");
    }

    private static IEnumerable<string> Addresses(JsonObject page) => page["items"]!.AsArray().Select(one => (string)one!["to"]!);

    private Task<List<EmailRecord>> EmailsAsync() => _host.InDatabaseAsync(context => context.Set<EmailRecord>().AsNoTracking().ToListAsync());

    private Task<int> CountAsync() => _host.InDatabaseAsync(context => context.Set<EmailRecord>().CountAsync());

    private EmailRecord Message(string of, string to, EmailState state, bool canRepeat = true, bool hasContent = true)
    {
        var now = _host.Clock.GetUtcNow().UtcDateTime;
        var message = new EmailRecord
        {
            Kind = of,
            To = to,
            State = state,
            Subject = "Somebody has joined",
            QueuedAt = now,
            NextAttemptAt = now,
            NotAfter = now.AddDays(3),
            CanRepeat = canRepeat,
            Content = hasContent ? "sealed" : null,
        };
        message.IdempotencyKey = message.Id.ToString();
        return message;
    }

    private EmailEvent Report(Guid email, EmailEventType type, int minute, string? detail) => new()
    {
        Provider = "postmark",
        ProviderEventId = Guid.CreateVersion7().ToString(),
        EmailId = email,
        Type = type,
        At = _host.Clock.GetUtcNow().UtcDateTime.AddMinutes(minute),
        ReceivedAt = _host.Clock.GetUtcNow().UtcDateTime.AddMinutes(5),
        Detail = detail,
    };
}
