using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class WhatFailsIsTriedAgain(DatabaseKind database)
{
    [Test]
    public async Task N2_A_passing_fault_is_tried_again_later_and_later()
    {
        await using var host = await TestHost.StartAsync(database);
        host.Provider.Fail(Failures.Passing, Failures.Passing, Failures.Passing);
        await host.QueueAsync("ann@example.com");

        TimeSpan[] pauses = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90)];
        foreach (var (index, pause) in pauses.Index())
        {
            await host.SendDueAsync();
            host.Provider.Calls.Count.ShouldBe(index + 1);
            var email = await host.EmailAsync();
            (email.State, email.Attempts, email.Reason).ShouldBe((EmailState.Queued, index + 1, "The mail server answered 450 (recipient)."));
            (email.NextAttemptAt - host.Now).ShouldBeInRange(pause * 0.75, pause * 1.25);
            host.Clock.Advance((pause * 0.75) - TimeSpan.FromSeconds(1));
            await host.SendDueAsync();
            host.Provider.Calls.Count.ShouldBe(index + 1, "not before its time");
            host.Clock.Advance((pause * 0.5) + TimeSpan.FromSeconds(2));
        }

        await host.SendDueAsync();

        var sent = await host.EmailAsync();
        (sent.State, sent.Attempts, sent.Reason, sent.SentAt).ShouldBe((EmailState.Sent, 4, null, host.Now));
    }

    [Test]
    public async Task N2_What_is_refused_for_good_is_not_tried_again_and_says_why()
    {
        await using var host = await TestHost.StartAsync(database);
        host.Provider.Fail(Failures.Final);
        await host.QueueAsync("ann@example.com");

        await host.SendDueAsync();
        host.Clock.Advance(TimeSpan.FromDays(2));
        await host.SendDueAsync();

        host.Provider.Calls.ShouldHaveSingleItem();
        var email = await host.EmailAsync();
        (email.State, email.Reason, email.Content).ShouldBe((EmailState.Failed, "The mail server answered 550 5.1.1 (recipient).", null));
        host.Logs.ShouldContain("Error: An e-mail of the kind sample.greeting is Failed: The mail server answered 550 5.1.1 (recipient).");
    }

    [Test]
    public async Task N2_A_code_that_has_expired_is_dropped_and_not_sent_late()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync(new EmailMessage("ann@example.com", new Greeting()) { NotAfter = host.Now.AddMinutes(10) });
        host.Clock.Advance(TimeSpan.FromMinutes(10));

        await host.SendDueAsync();

        host.Provider.Calls.ShouldBeEmpty();
        var email = await host.EmailAsync();
        (email.State, email.Reason, email.Content, email.Attempts).ShouldBe((EmailState.Dropped, "It was not sent in time and is worth nothing any more.", null, 0));
    }

    [Test]
    public async Task N2_It_is_sent_up_to_its_last_moment()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync(new EmailMessage("ann@example.com", new Greeting()) { NotAfter = host.Now.AddMinutes(10) });
        host.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));

        await host.SendDueAsync();

        host.Provider.Recipients.ShouldBe(["ann"]);
    }

    [Test]
    public async Task N2_When_the_next_attempt_would_come_too_late_it_is_over()
    {
        await using var host = await TestHost.StartAsync(database);
        host.Provider.Fail(Failures.Passing);
        await host.QueueAsync(new EmailMessage("ann@example.com", new Greeting()) { NotAfter = host.Now.AddSeconds(5) });

        await host.SendDueAsync();

        var email = await host.EmailAsync();
        (email.State, email.Content).ShouldBe((EmailState.Dropped, null));
        email.Reason.ShouldBe("It was not sent in time and is worth nothing any more. The last attempt: The mail server answered 450 (recipient).");
    }

    [TestCase("336", 336)]
    [TestCase("72", 72)]
    [TestCase("1", 1)]
    public async Task N2_Without_an_end_of_its_own_a_mail_is_tried_for_as_long_as_the_option_says(string hours, int expected)
    {
        await using var host = await TestHost.StartAsync(database, new() { ["Modules:notifications:max_age_hours"] = hours });
        await host.QueueAsync("ann@example.com");
        (await host.EmailAsync()).NotAfter.ShouldBe(host.Now.AddHours(expected));

        host.Provider.Fail(Enumerable.Repeat(Failures.Passing, 500));
        var (seen, lastAt, start) = (0, host.Now, host.Now);
        for (var minutes = 0; minutes <= (expected * 60) + 75; minutes += 75)
        {
            await host.SendDueAsync();
            (seen, lastAt) = (host.Provider.Calls.Count, host.Provider.Calls.Count > seen ? host.Now : lastAt);
            host.Clock.Advance(TimeSpan.FromMinutes(75));
        }

        (await host.EmailAsync()).State.ShouldBe(EmailState.Dropped);
        (lastAt - start).ShouldBeGreaterThan(TimeSpan.FromHours(expected - 3), "it is not given up before");
    }

    [Test]
    public async Task N2_An_attempt_that_takes_too_long_is_called_off_and_repeated()
    {
        await using var host = await TestHost.StartAsync(database);
        host.Services.GetRequiredService<EmailDelivery>().Limit = TimeSpan.FromSeconds(0.2);
        host.Provider.Do(token => Task.Delay(TimeSpan.FromSeconds(30), token));
        await host.QueueAsync("ann@example.com");

        await host.SendDueAsync();

        var email = await host.EmailAsync();
        (email.State, email.Reason).ShouldBe((EmailState.Queued, "The attempt took too long and was called off."));
    }

    [Test]
    public void N2_Pauses_grow_up_to_an_hour_and_differ_by_chance()
    {
        RetryPause.After(1, 0).ShouldBe(TimeSpan.FromSeconds(7.5));
        RetryPause.After(1, 1).ShouldBe(TimeSpan.FromSeconds(12.5));
        RetryPause.After(50, 0.5).ShouldBe(TimeSpan.FromHours(1));
        Enumerable.Range(0, 50).Select(_ => RetryPause.After(3)).Distinct().Count().ShouldBeGreaterThan(10);
    }
}
