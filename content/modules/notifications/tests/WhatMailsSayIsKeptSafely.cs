using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class WhatMailsSayIsKeptSafely(DatabaseKind database)
{
    [Test]
    public async Task N6_A_row_that_waits_shows_no_secret()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync("ann@example.com");

        var email = await host.EmailAsync();

        email.Content.ShouldNotBeNull();
        foreach (var secret in new[] { "s3cr3t", "confirm", "Greeting", "Ann" })
        {
            email.Content.ShouldNotContain(secret);
        }

        email.Subject.ShouldBeNull();
        await host.SendDueAsync();
        host.Provider.Taken.ShouldHaveSingleItem().Text.ShouldContain("https://localhost/confirm?token=s3cr3t-token");
    }

    [TestCase("sent")]
    [TestCase("failed")]
    [TestCase("unknown")]
    [TestCase("dropped")]
    public async Task N6_What_has_left_the_queue_says_nothing_any_more(string fate)
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync("ann@example.com");
        host.Provider.Fail(fate switch { "failed" => [Failures.Final], "unknown" => [Failures.Unknown], _ => [] });
        host.Clock.Advance(fate == "dropped" ? TimeSpan.FromDays(4) : TimeSpan.Zero);

        await host.SendDueAsync();

        var email = await host.EmailAsync();
        email.State.ToString().ToLowerInvariant().ShouldBe(fate);
        email.Content.ShouldBeNull();
    }

    [Test]
    public async Task N6_Only_what_may_be_sent_again_is_kept_and_stays_sealed()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync("ann@example.com", new Digestible());

        await host.SendDueAsync();

        var email = await host.EmailAsync();
        (email.State, email.Subject).ShouldBe((EmailState.Sent, "What happened"));
        email.Content.ShouldNotBeNull().ShouldNotContain("\"At\"");
    }

    [Test]
    public async Task N6_A_seal_belongs_to_its_row()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync("ann@example.com", new Greeting("Ann"));
        await host.QueueAsync("mallory@example.com", new Greeting("Mallory"));
        await host.InDatabaseAsync(async context =>
        {
            var rows = await context.Set<EmailRecord>().ToListAsync();
            rows.Single(row => row.To.StartsWith("mallory", StringComparison.Ordinal)).Content = rows.Single(row => row.To.StartsWith("ann", StringComparison.Ordinal)).Content;
            return await context.SaveChangesAsync();
        });

        await host.SendDueAsync();

        host.Provider.Recipients.ShouldBe(["ann"]);
        var swapped = (await host.EmailsAsync()).Single(email => email.To.StartsWith("mallory", StringComparison.Ordinal));
        (swapped.State, swapped.Reason).ShouldBe((EmailState.Queued, "Its content cannot be read: the data-protection keys are not those that it was sealed by."));
    }

    [Test]
    public async Task N6_Other_keys_open_nothing()
    {
        await using var host = await TestHost.StartAsync(database);
        await using var stranger = await TestHost.StartAsync(database, shared: host, services: services => services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()));
        await host.QueueAsync("ann@example.com");

        await stranger.SendDueAsync();

        host.Provider.Calls.ShouldBeEmpty();
        var email = await host.EmailAsync();
        (email.State, email.Attempts, email.NextAttemptAt).ShouldBe((EmailState.Queued, 0, host.Now.AddSeconds(30)));
        stranger.Logs.ShouldContain(
            "Error: An e-mail of the kind sample.greeting waits for an instance that can read it: Its content cannot be read: the data-protection keys are not those that it was sealed by.");
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        await host.SendDueAsync();
        host.Provider.Recipients.ShouldBe(["ann"], "an instance with the right keys sends it");
    }

    [Test]
    public async Task N6_What_nobody_can_read_is_dropped_in_the_end_and_looked_at_ever_less_often()
    {
        await using var host = await TestHost.StartAsync(database);
        await using var stranger = await TestHost.StartAsync(database, shared: host, services: services => services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()));
        await host.QueueAsync("ann@example.com");

        host.Clock.Advance(TimeSpan.FromHours(5));
        await stranger.SendDueAsync();
        (await host.EmailAsync()).NextAttemptAt.ShouldBe(host.Now.AddMinutes(30));
        host.Clock.Advance(TimeSpan.FromHours(60));
        await stranger.SendDueAsync();
        (await host.EmailAsync()).NextAttemptAt.ShouldBe(host.Now.AddHours(1));
        host.Clock.Advance(TimeSpan.FromHours(7));
        await stranger.SendDueAsync();

        var email = await host.EmailAsync();
        (email.State, email.Content, email.Attempts).ShouldBe((EmailState.Dropped, null, 0));
        email.Reason.ShouldBe(
            "It was not sent in time and is worth nothing any more. The last attempt: Its content cannot be read: the data-protection keys are not those that it was sealed by.");
    }

    [Test]
    public async Task N9_A_kind_that_nobody_registered_is_refused_when_it_is_queued()
    {
        await using var host = await TestHost.StartAsync(database);

        var refusal = await Should.ThrowAsync<NotSupportedException>(() => host.QueueAsync("ann@example.com", new Stranger()));

        refusal.Message.ShouldStartWith("Register a sample of the e-mail sample.stranger where its module adds its services, as in services.AddSingleton(new EmailSample(new Stranger(…)))");
        (await host.EmailsAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task N9_A_kind_that_an_instance_does_not_know_waits_for_one_that_does()
    {
        await using var host = await TestHost.StartAsync(database, services: services => services.AddSingleton(new EmailSample(new Stranger())));
        await using var earlier = await TestHost.StartAsync(database, shared: host);
        await host.QueueAsync("ann@example.com", new Stranger());

        await earlier.SendDueAsync();

        var email = await host.EmailAsync();
        (email.State, email.Reason).ShouldBe((EmailState.Queued, "No module of this instance registers e-mails of this kind, or its parameters have changed."));
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        await host.SendDueAsync();
        host.Provider.Recipients.ShouldBe(["ann"]);
    }

    [Test]
    public async Task N9_A_mail_whose_parameters_have_changed_is_not_sent_with_a_hole_in_it()
    {
        await using var host = await TestHost.StartAsync(database, services: services => services.AddSingleton(new EmailSample(new Stranger())));
        await using var newer = await TestHost.StartAsync(database, shared: host, services: services => services.AddSingleton(new EmailSample(new StrangerOfLater("Ann", "Hello"))));
        await host.QueueAsync("ann@example.com", new Stranger());

        await newer.SendDueAsync();

        host.Provider.Calls.ShouldBeEmpty();
        (await host.EmailAsync()).State.ShouldBe(EmailState.Queued);
        await newer.QueueAsync("bob@example.com", new StrangerOfLater("Bob", "Hello"));
        await newer.SendDueAsync();
        host.Provider.Recipients.ShouldBe(["bob"]);
    }

    [TestCase("Ann\r\nBcc: all@example.com")]
    [TestCase("Ann\nSubject: other")]
    public async Task N6_A_name_cannot_forge_header_fields(string name)
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync("ann@example.com", new Greeting(name));

        await host.SendDueAsync();

        host.Provider.Calls.ShouldBeEmpty();
        var email = await host.EmailAsync();
        (email.State, email.Reason).ShouldBe((EmailState.Failed, "Its words could not be made (ArgumentException)."));
    }

    [Test]
    public async Task N6_Text_of_users_is_encoded_and_there_is_always_plain_text()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync("ann@example.com", new Greeting("<script>alert(1)</script>"));

        await host.SendDueAsync();

        var mail = host.Provider.Taken.ShouldHaveSingleItem();
        mail.Html.ShouldNotContain("<script>");
        mail.Html.ShouldContain("&lt;script&gt;");
        mail.Text.ShouldContain("Hello <script>alert(1)</script>.");
    }

    [Test]
    public async Task N6_The_log_names_neither_people_nor_words()
    {
        await using var host = await TestHost.StartAsync(database);
        host.Provider.Fail(Failures.Passing, Failures.Final, Failures.Unknown, new InvalidOperationException("ann@example.com s3cr3t"));
        foreach (var _ in Enumerable.Range(0, 5))
        {
            await host.QueueAsync("ann@example.com");
        }

        await host.SendDueAsync();

        host.Logs.Count.ShouldBeGreaterThanOrEqualTo(5);
        host.Logs.ShouldAllBe(line => !line.Contains("ann") && !line.Contains("Ann") && !line.Contains("s3cr3t"));
    }

    /// <summary>The same kind in a later version of its module.</summary>
    private sealed record StrangerOfLater(string Name, string Greeting) : EmailContent
    {
        public override string Kind => "sample.stranger";

        public override string Subject => $"{Greeting} {Name}";

        public override IReadOnlyList<EmailBlock> Body => [];
    }

    private sealed record Stranger(string Name = "x") : EmailContent
    {
        public override string Kind => "sample.stranger";

        public override string Subject => Name;

        public override IReadOnlyList<EmailBlock> Body => [];
    }
}
