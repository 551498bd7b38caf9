using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class OneMailIsSentOnce(DatabaseKind database)
{
    [Test]
    public async Task N1_Every_attempt_has_the_same_key_and_the_same_message_id()
    {
        await using var host = await TestHost.StartAsync(database);
        host.Provider.Fail(Failures.Passing, Failures.Passing);
        await host.QueueAsync("ann@example.com");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await host.SendDueAsync();
            host.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        host.Provider.Calls.Count.ShouldBe(3);
        host.Provider.Calls.Select(call => call.Key).Distinct().ShouldHaveSingleItem().ShouldBe((await host.EmailAsync()).Id.ToString("N"));
        host.Provider.Calls.Select(call => call.Mail.MessageId).Distinct().ShouldHaveSingleItem();
    }

    [Test]
    public async Task N1_Two_mails_about_the_same_are_one()
    {
        await using var host = await TestHost.StartAsync(database);
        EmailMessage About(string subject, string to = "ann@example.com") => new(to, new Greeting()) { IdempotencyKey = subject };

        await host.QueueAsync(About("invoice-1"), About("invoice-1"), About("invoice-2"), About("invoice-1", "bob@example.com"));
        await host.QueueAsync(About("invoice-1", "ANN@example.com"));
        await host.SendDueAsync();
        await host.QueueAsync(About("invoice-1"));
        await host.SendDueAsync();

        host.Provider.Recipients.ShouldBe(["ann", "ann", "bob"]);
        (await host.EmailsAsync()).ShouldAllBe(email => email.IdempotencyKey.Length == 64 && !email.IdempotencyKey.Contains("invoice"));
    }

    [Test]
    public async Task N1_Two_mails_that_name_no_subject_are_two()
    {
        await using var host = await TestHost.StartAsync(database);

        await host.QueueAsync("ann@example.com");
        await host.QueueAsync("ann@example.com");
        await host.SendDueAsync();

        host.Provider.Recipients.ShouldBe(["ann", "ann"]);
    }

    [Test]
    public async Task N1_The_database_has_the_last_word_about_a_key()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync("ann@example.com");
        var first = await host.EmailAsync();

        await Should.ThrowAsync<DbUpdateException>(() => host.InDatabaseAsync(context =>
        {
            context.Add(new EmailRecord { Kind = first.Kind, To = first.To, IdempotencyKey = first.IdempotencyKey });
            return context.SaveChangesAsync();
        }));
    }

    [Test]
    public async Task N1_Several_workers_at_once_send_every_mail_once()
    {
        await using var host = await TestHost.StartAsync(database, new() { ["Modules:notifications:senders"] = "3" });
        await using var second = await TestHost.StartAsync(database, shared: host);
        await host.QueueAsync(Enumerable.Range(0, 40).Select(number => new EmailMessage($"user-{number}@example.com", new Greeting())));

        await Task.WhenAll(host.SendDueAsync(), second.SendDueAsync(), host.SendDueAsync(), second.SendDueAsync());

        host.Provider.Taken.Select(mail => mail.To).ShouldBeUnique();
        host.Provider.Taken.Count.ShouldBe(40);
        (await host.EmailsAsync()).ShouldAllBe(email => email.State == EmailState.Sent && email.Attempts == 1 && email.LeasedBy == null && email.ProviderId != null);
    }

    [Test]
    public async Task N1_A_claimed_mail_belongs_to_nobody_else_until_its_lease_ends()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync("ann@example.com");
        var store = host.Services.GetRequiredService<OutboxStore>();
        (await store.ClaimAsync(10, "smtp", TimeSpan.FromMinutes(2), CancellationToken.None)).Count.ShouldBe(1);

        host.Clock.Advance(TimeSpan.FromSeconds(119));
        await host.SendDueAsync();
        (await host.EmailAsync()).State.ShouldBe(EmailState.Sending);
        host.Provider.Calls.ShouldBeEmpty();

        host.Clock.Advance(TimeSpan.FromSeconds(11));
        await host.SendDueAsync();
        (await host.EmailAsync()).State.ShouldBe(EmailState.Unknown);
    }

    [Test]
    public async Task N1_After_a_crash_a_provider_that_knows_the_key_gets_it_again()
    {
        await using var host = await TestHost.StartAsync(database, provider: new ScriptedProvider(honoursKeys: true));
        var key = await CrashAsync(host, new Greeting());

        await host.SendDueAsync();

        host.Provider.Calls.ShouldHaveSingleItem().Key.ShouldBe(key);
        (await host.EmailAsync()).State.ShouldBe(EmailState.Sent);
    }

    [TestCase("other", 0)]
    [TestCase("smtp", 21)]
    public async Task N1_But_not_when_it_was_another_provider_or_the_key_is_forgotten(string provider, int hoursLater)
    {
        await using var host = await TestHost.StartAsync(database, provider: new ScriptedProvider(honoursKeys: true));
        await CrashAsync(host, new Greeting(), provider);
        host.Clock.Advance(TimeSpan.FromHours(hoursLater));

        await host.SendDueAsync();

        host.Provider.Calls.ShouldBeEmpty();
        (await host.EmailAsync()).State.ShouldBe(EmailState.Unknown);
    }

    [Test]
    public async Task N1_With_SMTP_a_mail_of_a_dead_instance_is_unknown_and_reported()
    {
        await using var host = await TestHost.StartAsync(database);
        await CrashAsync(host, new Greeting());

        await host.SendDueAsync();

        host.Provider.Calls.ShouldBeEmpty();
        var email = await host.EmailAsync();
        (email.State, email.Reason, email.Content).ShouldBe((EmailState.Unknown, "The application ended while it was being sent: it may have arrived.", null));
        host.Logs.ShouldContain(line => line.StartsWith("Error: The fate of 1 e-mails is unknown"));
    }

    [Test]
    public async Task N1_Where_a_copy_does_no_harm_it_is_sent_again()
    {
        await using var host = await TestHost.StartAsync(database);
        await CrashAsync(host, new Digestible());

        await host.SendDueAsync();

        host.Provider.Recipients.ShouldBe(["ann"]);
        (await host.EmailAsync()).State.ShouldBe(EmailState.Sent);
    }

    [TestCase(false, false, EmailState.Unknown, 1)]
    [TestCase(true, false, EmailState.Sent, 2)]
    [TestCase(false, true, EmailState.Sent, 2)]
    public async Task N1_A_lost_answer_is_no_refusal(bool repeatable, bool honoursKeys, EmailState state, int calls)
    {
        await using var host = await TestHost.StartAsync(database, provider: new ScriptedProvider(honoursKeys: honoursKeys));
        host.Provider.Fail(Failures.Unknown);
        await host.QueueAsync("ann@example.com", repeatable ? new Digestible() : new Greeting());
        await host.SendDueAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.SendDueAsync();

        var email = await host.EmailAsync();
        (email.State, host.Provider.Calls.Count).ShouldBe((state, calls));
        if (state == EmailState.Unknown)
        {
            email.Reason.ShouldBe("The mail server ended the connection. It may have arrived.");
        }
    }

    [Test]
    public async Task N1_A_provider_that_fails_otherwise_than_it_promised_may_have_sent()
    {
        await using var host = await TestHost.StartAsync(database);
        host.Provider.Fail(new InvalidOperationException("ann@example.com"));
        await host.QueueAsync("ann@example.com");

        await host.SendDueAsync();

        var email = await host.EmailAsync();
        (email.State, email.Reason).ShouldBe((EmailState.Unknown, "The provider smtp failed (InvalidOperationException)."));
    }

    [Test]
    public async Task N1_Who_lost_the_lease_writes_nothing_down()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync("ann@example.com");
        var store = host.Services.GetRequiredService<OutboxStore>();
        var slow = (await store.ClaimAsync(1, "smtp", TimeSpan.FromMinutes(2), CancellationToken.None)).Single();
        host.Clock.Advance(TimeSpan.FromMinutes(3));
        await host.SendDueAsync();

        (await store.FinishAsync(slow, new EmailOutcome(EmailState.Queued, null), CancellationToken.None)).ShouldBeFalse();

        (await host.EmailAsync()).State.ShouldBe(EmailState.Unknown);
    }

    [TestCase(60, 1, EmailState.Sent)]
    [TestCase(61, 0, EmailState.Queued)]
    public async Task N1_What_is_ready_too_late_for_its_lease_is_not_given_to_the_provider(int seconds, int calls, EmailState state)
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync("ann@example.com");
        var store = host.Services.GetRequiredService<OutboxStore>();
        var slow = (await store.ClaimAsync(1, "smtp", TimeSpan.FromMinutes(2), CancellationToken.None)).Single();
        host.Clock.Advance(TimeSpan.FromSeconds(seconds));

        var outcome = await host.Services.GetRequiredService<EmailDelivery>().AttemptAsync(slow, CancellationToken.None);

        (outcome.State, outcome.WasAttempted, host.Provider.Calls.Count).ShouldBe((state, calls == 1, calls));
        (await store.FinishAsync(slow, outcome, CancellationToken.None)).ShouldBeTrue();
        await host.SendDueAsync();
        host.Provider.Recipients.ShouldBe(["ann"], "it is sent once, by whoever claims it next");
    }

    [Test]
    public async Task N3_A_report_that_comes_before_the_answer_stands()
    {
        await using var host = await TestHost.StartAsync(database);
        host.Provider.Do(_ => host.InDatabaseAsync(context => context.Set<EmailRecord>().ExecuteUpdateAsync(row => row.SetProperty(email => email.State, EmailState.Delivered))));
        await host.QueueAsync("ann@example.com");

        await host.SendDueAsync();

        var email = await host.EmailAsync();
        (email.State, email.Content).ShouldBe((EmailState.Delivered, null));
        email.ProviderId.ShouldNotBeNull();
    }

    /// <summary>An instance claims a mail and is never heard of again; its lease is over. Returns the key.</summary>
    private static async Task<string> CrashAsync(TestHost host, EmailContent content, string provider = "smtp")
    {
        await host.QueueAsync("ann@example.com", content);
        var claimed = (await host.Services.GetRequiredService<OutboxStore>().ClaimAsync(1, provider, TimeSpan.FromMinutes(2), CancellationToken.None)).Single();
        host.Clock.Advance(TimeSpan.FromMinutes(3));
        return claimed.Id.ToString("N");
    }
}
