using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class TheWorkerRunsByItself(DatabaseKind database)
{
    private static readonly Dictionary<string, string?> Rarely = new() { ["Modules:notifications:poll_seconds"] = "300" };

    [Test]
    public async Task A_commit_wakes_it_at_once()
    {
        await using var host = await TestHost.StartAsync(database, Rarely, background: true);
        await Task.Delay(200);

        await host.QueueAsync("ann@example.com");

        await ShouldComeToAsync(() => host.Provider.Recipients.Contains("ann"));
    }

    [Test]
    public async Task What_another_instance_has_committed_is_found_by_looking()
    {
        await using var web = await TestHost.StartAsync(database);
        await using var worker = await TestHost.StartAsync(database, new() { ["Modules:notifications:poll_seconds"] = "1" }, background: true, shared: web);

        await web.QueueAsync("ann@example.com");

        await ShouldComeToAsync(() => web.Provider.Recipients.Contains("ann"));
    }

    [Test]
    public async Task No_more_are_on_their_way_than_the_option_says()
    {
        await using var host = await TestHost.StartAsync(database, new() { ["Modules:notifications:senders"] = "2" }, background: true);
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var number = 0; number < 6; number++)
        {
            host.Provider.Do(token => open.Task.WaitAsync(token));
        }

        await host.QueueAsync(Enumerable.Range(0, 6).Select(number => new EmailMessage($"user-{number}@example.com", new Greeting())));
        await ShouldComeToAsync(() => host.Provider.Calls.Count == 2);
        await Task.Delay(200);
        host.Provider.Calls.Count.ShouldBe(2);
        (await host.EmailsAsync()).Count(email => email.State == EmailState.Sending).ShouldBe(2, "what is not on its way stays in the queue, for others");

        open.SetResult();
        await ShouldComeToAsync(() => host.Provider.Taken.Count == 6);
    }

    [Test]
    public async Task A_stop_lets_arrive_what_is_on_its_way_and_takes_nothing_new()
    {
        var host = await TestHost.StartAsync(database, new() { ["Modules:notifications:senders"] = "1" }, background: true);
        await using var other = await TestHost.StartAsync(database, shared: host);
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Provider.Do(token => open.Task.WaitAsync(token));
        await host.QueueAsync("ann@example.com");
        await ShouldComeToAsync(() => !host.Provider.Calls.IsEmpty);
        await host.QueueAsync("bob@example.com");

        var stopping = host.Services.GetRequiredService<OutboxWorker>().StopAsync(CancellationToken.None);
        await Task.Delay(100);
        stopping.IsCompleted.ShouldBeFalse();
        open.SetResult();
        await stopping.WaitAsync(TimeSpan.FromSeconds(10));

        (await other.EmailsAsync()).OrderBy(email => email.To, StringComparer.Ordinal).Select(email => email.State).ShouldBe([EmailState.Sent, EmailState.Queued]);
        await host.DisposeAsync();
    }

    [TestCase(true, EmailState.Queued)]
    [TestCase(false, EmailState.Unknown)]
    public async Task A_stop_waits_no_longer_than_it_may_and_leaves_the_mail_to_the_next_instance(bool nothingLeft, EmailState state)
    {
        await using var host = await TestHost.StartAsync(database, new() { ["Mail:DrainSeconds"] = "0" }, background: true);
        host.Provider.Do(async token =>
        {
            await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
            throw nothingLeft ? new OperationCanceledException() : Failures.Unknown;
        });
        await host.QueueAsync("ann@example.com");
        await ShouldComeToAsync(() => !host.Provider.Calls.IsEmpty);

        await host.Services.GetRequiredService<OutboxWorker>().StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

        var email = await host.EmailAsync();
        (email.State, email.LeasedBy).ShouldBe((state, null));
        email.Attempts.ShouldBe(nothingLeft ? 0 : 1);
    }

    [Test]
    public async Task A_database_that_is_away_is_said_once_and_found_again()
    {
        await using var host = await TestHost.StartAsync(database, new() { ["Modules:notifications:poll_seconds"] = "1" }, background: true);
        await host.InDatabaseAsync(context => context.Database.ExecuteSqlRawAsync("ALTER TABLE notifications_emails RENAME TO away"));
        await ShouldComeToAsync(() => host.Logs.Any(line => line.StartsWith("Error: The queue of e-mails could not be read; it is tried again every 00:00:01.", StringComparison.Ordinal)));
        await Task.Delay(1500);
        host.Logs.Count(line => line.Contains("could not be read", StringComparison.Ordinal)).ShouldBe(1);

        await host.InDatabaseAsync(context => context.Database.ExecuteSqlRawAsync("ALTER TABLE away RENAME TO notifications_emails"));
        await host.QueueAsync("ann@example.com");

        await ShouldComeToAsync(() => host.Provider.Recipients.Contains("ann"));
    }

    [Test]
    public async Task Health_is_degraded_while_mail_waits_too_long_and_never_worse()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync("ann@example.com");
        (await HealthAsync(host)).Status.ShouldBe(HealthStatus.Healthy);

        host.Clock.Advance(TimeSpan.FromMinutes(16));
        var late = await HealthAsync(host);
        (late.Status, late.Entries["notifications"].Description).ShouldBe((HealthStatus.Degraded, "1 e-mails have been waiting for more than 15 minutes."));
        late.Entries["notifications"].Tags.ShouldContain("ready");

        await host.SendDueAsync();
        (await HealthAsync(host)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Test]
    public async Task The_log_is_kept_for_as_many_days_as_the_option_says()
    {
        await using var host = await TestHost.StartAsync(database, new() { ["Modules:notifications:keep_days"] = "30" });
        await host.QueueAsync("old@example.com");
        await host.SendDueAsync();
        host.Clock.Advance(TimeSpan.FromDays(29));
        await host.QueueAsync("new@example.com");
        var housekeeping = host.Services.GetRequiredService<OutboxHousekeeping>();
        await housekeeping.CleanAsync(CancellationToken.None);
        (await host.EmailsAsync()).Count.ShouldBe(2);

        host.Clock.Advance(TimeSpan.FromDays(2));
        await housekeeping.CleanAsync(CancellationToken.None);
        (await host.EmailsAsync()).Select(email => email.To).ShouldBe(["new@example.com"]);

        host.Clock.Advance(TimeSpan.FromDays(60));
        await housekeeping.CleanAsync(CancellationToken.None);
        (await host.EmailAsync()).State.ShouldBe(EmailState.Queued, "what still waits is never forgotten");
    }

    [Test]
    public async Task Notifications_that_nobody_has_yet_to_see_are_kept_as_long()
    {
        await using var host = await TestHost.StartAsync(database, new() { ["Modules:notifications:keep_days"] = "30" });
        var (old, young) = (host.Now.AddDays(-31), host.Now.AddDays(-29));
        await host.InDatabaseAsync(context =>
        {
            context.AddRange(
                new Notification { Title = "read", CreatedAt = old, ReadAt = young }, new Notification { Title = "hidden", CreatedAt = old, IsShown = false },
                new Notification { Title = "unread", CreatedAt = old }, new Notification { Title = "waits", CreatedAt = old, IsShown = false, AwaitsDigest = true },
                new Notification { Title = "read lately", CreatedAt = young, ReadAt = young }, new Notification { Title = "hidden lately", CreatedAt = young, IsShown = false });
            return context.SaveChangesAsync();
        });

        await host.Services.GetRequiredService<OutboxHousekeeping>().CleanAsync(CancellationToken.None);

        (await host.InDatabaseAsync(context => context.Set<Notification>().Select(one => one.Title).ToListAsync()))
            .ShouldBe(["unread", "waits", "read lately", "hidden lately"], ignoreOrder: true);
    }

    [Test]
    public async Task Old_rows_are_deleted_soon_after_the_start_and_then_every_hour()
    {
        await using var host = await InboxHost.StartAsync(database);
        foreach (var pause in new[] { TimeSpan.FromMinutes(1), TimeSpan.FromHours(1) })
        {
            var now = host.Clock.GetUtcNow().UtcDateTime;
            await host.AddAsync(new Notification { UserId = Guid.CreateVersion7(), Title = "old", CreatedAt = now.AddDays(-91), ReadAt = now });
            host.Clock.Advance(pause);
            for (var tries = 1; await host.InDatabaseAsync(context => context.Set<Notification>().AnyAsync()); tries++)
            {
                tries.ShouldBeLessThan(1500);
                await Task.Delay(20);
                if (tries % 50 == 0)
                {
                    // It may have begun to wait only after the clock was put forward, and then waits for the next pause.
                    host.Clock.Advance(pause);
                }
            }
        }
    }

    private static Task<HealthReport> HealthAsync(TestHost host) =>
        host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "notifications");

    private static async Task ShouldComeToAsync(Func<bool> state)
    {
        for (var tries = 0; !state() && tries < 1000; tries++)
        {
            await Task.Delay(10);
        }

        state().ShouldBeTrue();
    }
}
