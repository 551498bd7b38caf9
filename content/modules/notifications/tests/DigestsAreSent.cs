using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>Once a day, in the user's own day, and never twice.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class DigestsAreSent(DatabaseKind kind)
{
    private InboxHost _host = null!;

    [SetUp]
    public async Task Start() => _host = await InboxHost.StartAsync(kind);

    [TearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task What_came_together_is_mailed_at_the_next_digest_and_not_before()
    {
        var ann = await WithDigestAsync();
        At("2026-03-02T09:00:00Z");
        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);
        await _host.NotifyAsync(new JoinedContent("Carl"), ann.Id);

        At("2026-03-03T07:59:59Z");
        (await RunAsync(_host)).ShouldBe(0);
        At("2026-03-03T08:00:00Z");
        (await RunAsync(_host)).ShouldBe(1);

        var mail = (await _host.MailsToAsync(ann.Email)).ShouldHaveSingleItem();
        mail.Kind.ShouldBe("notifications.digest");
        mail.Mail.Subject.ShouldBe("2 new notifications");
        mail.Mail.Text.ShouldContain("Ben has joined");
        mail.Mail.Text.ShouldContain("Carl has joined");
        mail.Mail.Text.ShouldContain("https://localhost/notifications");
        (await _host.NotificationsAsync(ann.Id)).ShouldAllBe(one => !one.AwaitsDigest && one.DigestedAt == _host.Clock.GetUtcNow().UtcDateTime);
    }

    [Test]
    public async Task Never_twice_for_one_day_whatever_comes_later()
    {
        var ann = await WithDigestAsync();
        At("2026-03-02T06:00:00Z");
        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);
        At("2026-03-02T08:00:00Z");
        (await RunAsync(_host)).ShouldBe(1);
        (await _host.MailsToAsync(ann.Email)).Count.ShouldBe(1);

        // As if it had been written before the digest and was committed after it.
        await _host.AddAsync(new Notification { UserId = ann.Id, Kind = "sample.joined", Title = "Late", CreatedAt = _host.Clock.GetUtcNow().UtcDateTime.AddHours(-1), AwaitsDigest = true });
        for (var hour = 9; hour < 24; hour++)
        {
            At($"2026-03-02T{hour:00}:00:00Z");
            (await RunAsync(_host)).ShouldBe(0);
        }

        At("2026-03-03T08:00:00Z");
        (await RunAsync(_host)).ShouldBe(1);
        (await _host.MailsToAsync(ann.Email)).Select(one => one.Mail.Subject).ShouldBe(["1 new notification", "1 new notification"]);
    }

    [Test]
    public async Task Of_several_instances_one_sends_it()
    {
        await using var second = await InboxHost.StartAsync(kind, first: _host);
        At("2026-03-02T06:00:00Z");
        var users = new List<UserContact>();
        for (var number = 0; number < 20; number++)
        {
            users.Add(await WithDigestAsync());
            await _host.NotifyAsync(new JoinedContent("Ben"), users[^1].Id);
        }

        At("2026-03-02T08:00:00Z");
        await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(_ => new[] { Task.Run(() => RunAsync(_host)), Task.Run(() => RunAsync(second)) }));
        // What was overtaken is looked at again, and there is nothing left to do.
        (await RunAsync(_host)).ShouldBe(0);

        foreach (var user in users)
        {
            (await DigestsToAsync(user, _host, second)).ShouldBe(1);
        }
    }

    [TestCase("Asia/Tokyo", "2026-03-01T23:00:00Z")]
    [TestCase("Europe/Zurich", "2026-03-02T07:00:00Z")]
    [TestCase("America/Los_Angeles", "2026-03-02T16:00:00Z")]
    [TestCase(null, "2026-03-02T08:00:00Z")]
    public async Task N7_The_hour_is_that_of_the_users_own_day(string? zone, string due)
    {
        var ann = await WithDigestAsync(zone);
        var at = DateTimeOffset.Parse(due, CultureInfo.InvariantCulture);
        At(at.AddHours(-1));
        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);

        At(at.AddSeconds(-1));
        (await RunAsync(_host)).ShouldBe(0);
        At(at);
        (await RunAsync(_host)).ShouldBe(1);
    }

    [TestCase("22", "2026-03-02T21:59:59Z", "2026-03-02T22:00:00Z")]
    [TestCase("0", "2026-03-02T23:59:59Z", "2026-03-03T00:00:00Z")]
    public async Task The_option_says_which_hour(string hour, string early, string due)
    {
        await using var host = await InboxHost.StartAsync(kind, new() { ["Modules:notifications:digest_hour"] = hour });
        var ann = host.People.Add();
        await host.PreferAsync(ann.Id, InboxHost.Joined, NotificationMode.Digest);
        host.Clock.Set(DateTimeOffset.Parse("2026-03-02T20:00:00Z", CultureInfo.InvariantCulture));
        await host.NotifyAsync(new JoinedContent("Ben"), ann.Id);

        host.Clock.Set(DateTimeOffset.Parse(early, CultureInfo.InvariantCulture));
        (await RunAsync(host)).ShouldBe(0);
        host.Clock.Set(DateTimeOffset.Parse(due, CultureInfo.InvariantCulture));
        (await RunAsync(host)).ShouldBe(1);
    }

    // Zurich: 29 March 2026 has no half past two, and 25 October has it twice.
    [TestCase("2026-03-29T00:59:59Z", 2, "2026-03-28T01:00:00Z", "2026-03-28")]
    [TestCase("2026-03-29T01:00:00Z", 2, "2026-03-29T01:00:00Z", "2026-03-29")]
    [TestCase("2026-10-25T00:30:00Z", 2, "2026-10-24T00:00:00Z", "2026-10-24")]
    [TestCase("2026-10-25T01:30:00Z", 2, "2026-10-25T01:00:00Z", "2026-10-25")]
    [TestCase("2026-10-26T00:59:59Z", 2, "2026-10-25T01:00:00Z", "2026-10-25")]
    public void An_hour_that_a_clock_skips_or_repeats_is_due_once(string now, int hour, string due, string day)
    {
        var (at, dayOf) = Digests.LastDue(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture).UtcDateTime, TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich"), hour);

        at.ShouldBe(DateTimeOffset.Parse(due, CultureInfo.InvariantCulture).UtcDateTime);
        dayOf.ShouldBe(DateOnly.Parse(day, CultureInfo.InvariantCulture));
    }

    [Test]
    public async Task What_was_read_meanwhile_is_not_in_it_and_nothing_is_sent_of_nothing()
    {
        var (ann, ben) = (await WithDigestAsync(), await WithDigestAsync());
        At("2026-03-02T06:00:00Z");
        await _host.NotifyAsync(new JoinedContent("One"), ann.Id);
        await _host.NotifyAsync(new JoinedContent("Two"), ann.Id);
        await _host.NotifyAsync(new JoinedContent("Three"), ben.Id);
        await ReadAsync(ann.Id, "One has joined");
        await ReadAsync(ben.Id, "Three has joined");

        At("2026-03-02T08:00:00Z");
        (await RunAsync(_host)).ShouldBe(1);

        var text = (await _host.MailsToAsync(ann.Email)).ShouldHaveSingleItem().Mail.Text;
        text.ShouldContain("Two has joined");
        text.ShouldNotContain("One has joined");
        (await _host.MailsToAsync(ben.Email)).ShouldBeEmpty();
        (await _host.InDatabaseAsync(context => context.Set<Notification>().CountAsync(one => one.AwaitsDigest))).ShouldBe(0);
    }

    [TestCase("sample.joined")]
    [TestCase("notifications.digest")]
    public async Task N5_Who_unsubscribes_from_the_kind_or_from_the_digest_gets_none(string from)
    {
        var ann = await WithDigestAsync();
        At("2026-03-02T06:00:00Z");
        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);
        await _host.InScopeAsync(services => services.GetRequiredService<Unsubscribe>().RunAsync(_host.UnsubscribeToken(ann.Id, from), CancellationToken.None));

        At("2026-03-02T08:00:00Z");
        (await RunAsync(_host)).ShouldBe(0);

        (await _host.MailsToAsync(ann.Email)).ShouldBeEmpty();
    }

    [Test]
    public async Task A_closed_account_gets_none_and_holds_up_nobody()
    {
        var (gone, ann) = (await WithDigestAsync(), await WithDigestAsync());
        At("2026-03-02T06:00:00Z");
        await _host.NotifyAsync(new JoinedContent("Ben"), gone.Id);
        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);
        _host.People.Close(gone.Id);

        At("2026-03-02T08:00:00Z");
        (await RunAsync(_host)).ShouldBe(1);

        (await _host.MailsToAsync(gone.Email)).ShouldBeEmpty();
        (await _host.MailsToAsync(ann.Email)).Count.ShouldBe(1);
    }

    [Test]
    public async Task Very_many_are_counted_and_the_first_are_shown()
    {
        var ann = await WithDigestAsync();
        At("2026-03-02T06:00:00Z");
        for (var number = 1; number <= 45; number++)
        {
            await _host.NotifyAsync(new JoinedContent($"Person {number}"), ann.Id);
            _host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        At("2026-03-02T08:00:00Z");
        await RunAsync(_host);

        var mail = (await _host.MailsToAsync(ann.Email)).ShouldHaveSingleItem().Mail;
        mail.Subject.ShouldBe("45 new notifications");
        mail.Text.ShouldContain("Person 30 has joined");
        mail.Text.ShouldNotContain("Person 31 has joined");
        mail.Text.ShouldContain("And 15 more.");
    }

    [Test]
    public async Task What_is_only_counted_is_shown_by_the_application_even_if_its_kind_is_not()
    {
        var ann = await WithDigestAsync();
        await _host.PreferAsync(ann.Id, InboxHost.Joined, NotificationMode.Digest, NotificationMode.Off);
        At("2026-03-02T06:00:00Z");
        for (var number = 1; number <= 32; number++)
        {
            await _host.NotifyAsync(new JoinedContent($"Person {number}"), ann.Id);
            _host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        (await ShownAsync(ann)).ShouldBeEmpty();
        At("2026-03-02T08:00:00Z");
        (await RunAsync(_host)).ShouldBe(1);

        (await ShownAsync(ann)).ShouldBe(["Person 32 has joined", "Person 31 has joined"]);
    }

    [Test]
    public async Task It_comes_by_itself()
    {
        var ann = await WithDigestAsync();
        At("2026-03-02T06:00:00Z");
        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);
        At("2026-03-02T07:59:59Z");

        _host.Clock.Advance(TimeSpan.FromMinutes(5));

        for (var end = DateTime.UtcNow.AddSeconds(30); await DigestsToAsync(ann, _host) == 0; await Task.Delay(50))
        {
            DateTime.UtcNow.ShouldBeLessThan(end);
        }
    }

    [Test]
    public async Task Days_long_past_are_forgotten()
    {
        await _host.AddAsync(new DigestDay { UserId = Guid.CreateVersion7(), Day = new DateOnly(2026, 2, 1) }, new DigestDay { UserId = Guid.CreateVersion7(), Day = new DateOnly(2026, 3, 1) });
        At("2026-03-02T08:00:00Z");

        await RunAsync(_host);

        (await _host.InDatabaseAsync(context => context.Set<DigestDay>().Select(one => one.Day).ToListAsync())).ShouldBe([new DateOnly(2026, 3, 1)]);
    }

    private static Task<int> RunAsync(InboxHost host) => host.Services.GetRequiredService<Digests>().RunAsync(CancellationToken.None);

    private static async Task<int> DigestsToAsync(UserContact user, params InboxHost[] hosts)
    {
        var count = 0;
        foreach (var host in hosts)
        {
            count += (await host.MailsToAsync(user.Email)).Count(mail => mail.Kind == DigestMail.Name);
        }

        return count;
    }

    private async Task<UserContact> WithDigestAsync(string? zone = null)
    {
        var ann = _host.People.Add(zone: zone);
        await _host.PreferAsync(ann.Id, InboxHost.Joined, NotificationMode.Digest);
        return ann;
    }

    private Task<List<string>> ShownAsync(UserContact user) => _host.InScopeAsync(async services =>
        (await services.GetRequiredService<Inbox>().ListAsync(user.Id, null, false, Inbox.MostAtOnce, CancellationToken.None)).Select(one => one.Title).ToList());

    private async Task ReadAsync(Guid user, string title)
    {
        var one = (await _host.NotificationsAsync(user)).Single(one => one.Title == title);
        (await _host.InScopeAsync(services => services.GetRequiredService<Inbox>().MarkReadAsync(user, one.Id, CancellationToken.None))).ShouldNotBeNull();
    }

    private void At(string time) => At(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));

    private void At(DateTimeOffset time) => _host.Clock.Set(time);
}
