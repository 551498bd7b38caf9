using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core.Tests;

public class MailIsSentInTheBackground
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static MailTransportException Transient => new("The mail server answered 451 (recipient).", isTransient: true);

    private static MailTransportException Permanent => new("The mail server answered 550 5.1.1 (recipient).", isTransient: false);

    [Test]
    public async Task Nobody_waits_for_the_mail_server()
    {
        var server = new ScriptedTransport();
        await using var mail = await StartAsync(server, new ManualClock());

        // It answers only after the line below.
        await mail.QueueAndSaveAsync("ann").WaitAsync(Patience);
        (Outbox(mail).Messages).ShouldBeEmpty();

        server.Opened();
        (await mail.RecipientsAsync()).ShouldBe(["ann"]);
    }

    [Test]
    public async Task A_deployed_instance_begins_with_a_message_when_its_request_is_answered()
    {
        var (server, clock) = (new ScriptedTransport().Opened(), new ManualClock());
        await using var mail = await StartAsync(server, clock, environment: "Production");
        var pauses = new List<TimeSpan>();
        for (var number = 0; number < 8; number++)
        {
            await mail.QueueAndSaveAsync("ann");
            pauses.Add(await clock.NextWaitAsync());
        }

        pauses.ShouldAllBe(pause => pause >= TimeSpan.FromSeconds(0.5) && pause <= TimeSpan.FromSeconds(2.5));
        pauses.Distinct().Count().ShouldBeGreaterThan(1, "one length for all would be a moment to look at");
        clock.Advance(pauses.Min() - TimeSpan.FromMilliseconds(1));
        server.Attempts.ShouldBeEmpty();
        var idle = Delivery(mail).IdleAsync();
        idle.IsCompleted.ShouldBeFalse();

        clock.Advance(TimeSpan.FromSeconds(3));

        await idle.WaitAsync(Patience);
        server.Attempts.Count.ShouldBe(8);
    }

    [Test]
    public async Task A_stopping_instance_waits_for_no_pause()
    {
        var (server, clock) = (new ScriptedTransport().Opened(), new ManualClock());
        await using var mail = await StartAsync(server, clock, environment: "Production");
        await mail.QueueAndSaveAsync("ann");
        await clock.NextWaitAsync();

        await Delivery(mail).StopAsync(CancellationToken.None).WaitAsync(Patience);

        server.Attempts.ShouldHaveSingleItem().To.ShouldBe("ann@example.com");
    }

    [Test]
    public async Task Only_so_many_wait_and_what_comes_on_top_is_logged()
    {
        var server = new ScriptedTransport();
        await using var mail = await StartAsync(server, new ManualClock(), new() { ["Mail:QueueLength"] = "2" });

        await mail.QueueAndSaveAsync("ann");
        await mail.QueueAndSaveAsync("bob");
        await mail.QueueAndSaveAsync("cleo");

        mail.Logs.ShouldContain(line => line.StartsWith("Error: ") && line.Contains("sample.greeting was not taken: 2 are waiting"));
        server.Opened();
        (await mail.RecipientsAsync()).ShouldBe(["ann", "bob"]);
        await mail.QueueAndSaveAsync("dan");
        (await mail.RecipientsAsync()).ShouldBe(["ann", "bob", "dan"]);
    }

    [Test]
    public async Task What_is_turned_down_for_the_moment_is_tried_again_after_longer_and_longer_waits()
    {
        var (server, clock) = (new ScriptedTransport().Opened(), new ManualClock());
        server.Fail(Transient, Transient, Transient, Transient);
        await using var mail = await StartAsync(server, clock);

        await mail.QueueAndSaveAsync("ann");
        var waits = new List<TimeSpan>();
        for (var time = 0; time < 4; time++)
        {
            waits.Add(await clock.NextWaitAsync());
            clock.Advance(waits[^1]);
        }

        (await mail.RecipientsAsync()).ShouldBe(["ann"]);
        waits.Select(wait => wait.TotalSeconds).ShouldBe([10, 60, 300, 900]);
        server.Attempts.Select(attempt => (attempt.MessageId, attempt.Date)).Distinct().Count().ShouldBe(1, "a mailbox knows a message by its id");
    }

    [Test]
    public async Task It_is_given_up_after_the_fifth_time()
    {
        var (server, clock) = (new ScriptedTransport().Opened(), new ManualClock());
        server.Fail(Transient, Transient, Transient, Transient, Transient);
        await using var mail = await StartAsync(server, clock);

        await mail.QueueAndSaveAsync("ann");
        for (var time = 0; time < 4; time++)
        {
            clock.Advance(await clock.NextWaitAsync());
        }

        (await mail.RecipientsAsync()).ShouldBeEmpty();
        server.Attempts.Count.ShouldBe(5);
        mail.Logs.ShouldContain("Error: An e-mail of the kind sample.greeting was not sent: The mail server answered 451 (recipient).");
    }

    [Test]
    public async Task What_is_refused_for_good_is_not_tried_again()
    {
        var server = new ScriptedTransport().Opened();
        server.Fail(Permanent);
        await using var mail = await StartAsync(server, new ManualClock());

        await mail.QueueAndSaveAsync("ann");

        (await mail.RecipientsAsync()).ShouldBeEmpty();
        server.Attempts.Count.ShouldBe(1);
        mail.Logs.ShouldContain("Error: An e-mail of the kind sample.greeting was not sent: The mail server answered 550 5.1.1 (recipient).");
    }

    [Test]
    public async Task What_has_expired_is_not_sent_late()
    {
        var (server, clock) = (new ScriptedTransport().Opened(), new ManualClock());
        server.Fail(Transient, Transient);
        await using var mail = await StartAsync(server, clock);

        await mail.QueueAsync(new EmailMessage("ann@example.com", new Greeting()) { NotAfter = clock.GetUtcNow().UtcDateTime.AddSeconds(30) });
        await mail.SaveAsync();
        clock.Advance(await clock.NextWaitAsync());
        clock.Advance(await clock.NextWaitAsync());

        (await mail.RecipientsAsync()).ShouldBeEmpty();
        server.Attempts.Count.ShouldBe(2);
        mail.Logs.ShouldContain(line => line.Contains("not sent in time"));
    }

    [Test]
    public async Task A_stopping_application_sends_what_waits_without_a_pause()
    {
        var (server, clock) = (new ScriptedTransport(), new ManualClock());
        server.Fail(Transient);
        await using var mail = await StartAsync(server, clock);
        await mail.QueueAndSaveAsync("ann");
        await mail.QueueAndSaveAsync("bob");

        var stopped = Delivery(mail).StopAsync(CancellationToken.None);
        stopped.IsCompleted.ShouldBeFalse();
        server.Opened();
        await stopped.WaitAsync(Patience);

        // The one that was turned down had its last chance.
        Outbox(mail).Messages.Count.ShouldBe(1);
        server.Attempts.Count.ShouldBe(2);
    }

    [Test]
    public async Task What_waits_for_another_try_gets_it_at_the_stop()
    {
        var (server, clock) = (new ScriptedTransport().Opened(), new ManualClock());
        server.Fail(Transient);
        await using var mail = await StartAsync(server, clock);
        await mail.QueueAndSaveAsync("ann");
        await clock.NextWaitAsync();

        await Delivery(mail).StopAsync(CancellationToken.None).WaitAsync(Patience);

        (await mail.RecipientsAsync()).ShouldBe(["ann"]);
    }

    [Test]
    public async Task It_stops_in_time_and_says_how_much_is_lost()
    {
        var (server, clock) = (new ScriptedTransport(), new ManualClock());
        await using var mail = await StartAsync(server, clock);
        await mail.QueueAndSaveAsync("ann");
        await mail.QueueAndSaveAsync("bob");

        var stopped = Delivery(mail).StopAsync(CancellationToken.None);
        (await clock.NextWaitAsync()).ShouldBe(TimeSpan.FromSeconds(10));
        stopped.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(10));
        await stopped.WaitAsync(Patience);
        await mail.QueueAndSaveAsync("late");
        mail.Logs.ShouldContain(line => line.Contains("was not taken"));
        await Delivery(mail).DisposeAsync();

        mail.Logs.ShouldContain("Error: The application stops, and 2 e-mails were not sent.");
    }

    [TestCase("Testing")]
    [TestCase("Production")]
    public async Task A_command_without_a_running_host_sends_before_it_ends(string environment)
    {
        var server = new ScriptedTransport().Opened();
        using var database = TestDatabase.Create(DatabaseKind.Sqlite);
        await database.CreateTablesAsync(TestHost.Modules);
        await using var app = TestHost.Build(
            environment, services => services.AddSingleton<IMailTransport>(server).AddSingleton<TimeProvider>(new ManualClock()),
            new() { ["Mail:Url"] = "smtps://mail.example.com", ["Mail:From"] = "hello@example.com" }, database: database);
        await using var scope = app.Services.CreateAsyncScope();

        (await TestHost.Modules.FindCommand(["sample", "greet", "ann@example.com"])!(scope.ServiceProvider, CancellationToken.None)).ShouldBe(0);

        server.Attempts.ShouldHaveSingleItem().To.ShouldBe("ann@example.com");
    }

    [TestCase(true, false, "")]
    [TestCase(true, true, "An e-mail of the kind sample.greeting was not sent: The mail server answered 451 (recipient).")]
    [TestCase(false, false, "An e-mail was not sent: the mail server did not answer in time.")]
    public async Task A_command_says_what_became_of_its_mail(bool answers, bool refuses, string said)
    {
        var server = new ScriptedTransport();
        server.Fail(refuses ? [Transient, Transient] : []);
        if (answers)
        {
            server.Opened();
        }

        using var database = TestDatabase.Create(DatabaseKind.Sqlite);
        await database.CreateTablesAsync(TestHost.Modules);
        await using var app = TestHost.Build("Testing", services => services.AddSingleton<IMailTransport>(server), new() { ["Mail:DrainSeconds"] = answers ? "30" : "0" }, database: database);
        await using var scope = app.Services.CreateAsyncScope();
        var error = Console.Error;
        using var written = new StringWriter();
        Console.SetError(written);
        try
        {
            await TestHost.Modules.FindCommand(["sample", "greet", "ann@example.com"])!(scope.ServiceProvider, CancellationToken.None);
        }
        finally
        {
            Console.SetError(error);
        }

        written.ToString().Trim().ShouldBe(said);
    }

    [Test]
    public async Task A_command_does_its_work_where_no_mail_server_is_set()
    {
        using var database = TestDatabase.Create(DatabaseKind.Sqlite);
        await database.CreateTablesAsync(TestHost.Modules);
        var logs = new ConcurrentQueue<string>();
        await using var app = TestHost.Build("Production", database: database, logs: logs);
        await using var scope = app.Services.CreateAsyncScope();

        (await TestHost.Modules.FindCommand(["sample", "greet", "ann@example.com"])!(scope.ServiceProvider, CancellationToken.None)).ShouldBe(0);

        logs.ShouldContain(line => line.StartsWith("Error: ") && line.Contains("Set Mail__Url"));
    }

    [Test]
    public async Task A_broken_email_is_logged_without_its_words_and_stops_no_other()
    {
        await using var mail = await StartAsync(new ScriptedTransport().Opened(), new ManualClock());

        await mail.QueueAsync(new EmailMessage("ann@example.com", new Greeting("Ann\r\nBcc: all@example.com")));
        await mail.QueueAndSaveAsync("bob");

        (await mail.RecipientsAsync()).ShouldBe(["bob"]);
        mail.Logs.ShouldContain("Error: An e-mail of the kind sample.greeting was not sent: ArgumentException");
    }

    [TearDown]
    public void No_log_names_a_person() => _lines.SelectMany(logs => logs).ShouldNotContain(line => line.Contains("ann@") || line.Contains("bob@") || line.Contains("Welcome"));

    private readonly List<IReadOnlyCollection<string>> _lines = [];

    private static MailOutbox Outbox(MailHost mail) => mail.Services.GetRequiredService<MailOutbox>();

    private static MailDelivery Delivery(MailHost mail) => mail.Services.GetRequiredService<MailDelivery>();

    private async Task<MailHost> StartAsync(ScriptedTransport server, ManualClock clock, Dictionary<string, string?>? settings = null, string environment = "Testing")
    {
        Dictionary<string, string?> all = new(settings ?? []) { ["Mail:Url"] = "smtps://mail.example.com", ["Mail:From"] = "hello@example.com" };
        var host = await MailHost.StartAsync(
            services: services => services.AddSingleton<IMailTransport>(server).AddSingleton<TimeProvider>(clock), settings: all, environment: environment);
        _lines.Add(host.Logs);
        return host;
    }
}
