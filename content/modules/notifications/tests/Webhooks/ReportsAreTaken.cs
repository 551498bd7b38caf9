using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>What the five providers report becomes the same seven words, once, in any order.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class ReportsAreTaken(DatabaseKind kind)
{
    private static readonly (string What, EmailEventType Type, EmailState State)[] Words =
    [
        ("sent", EmailEventType.Sent, EmailState.Sent),
        ("delivered", EmailEventType.Delivered, EmailState.Delivered),
        ("hard", EmailEventType.Bounced, EmailState.Bounced),
        ("soft", EmailEventType.Bounced, EmailState.Bounced),
        ("complained", EmailEventType.Complained, EmailState.Complained),
        ("opened", EmailEventType.Opened, EmailState.Delivered),
        ("clicked", EmailEventType.Clicked, EmailState.Delivered),
        ("unsubscribed", EmailEventType.Unsubscribed, EmailState.Delivered),
    ];

    private WebhookHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await WebhookHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task N3_Each_provider_s_reports_mean_the_same_here([ValueSource(typeof(Reports), nameof(Reports.Providers))] string provider)
    {
        foreach (var (what, type, state) in Words)
        {
            var to = $"{provider}-{what}@example.com";
            var mail = await _host.MailAsync(provider, to);
            var at = _host.Time.GetUtcNow().AddSeconds(-7);
            if (Reports.Of(provider, what, mail.Id.ToString("N"), "not the id that we know", at, to) is not { } report)
            {
                continue; // Postmark reports no sending, and Resend nobody who unsubscribes.
            }

            var answer = await _host.ReportAsync(provider, report);

            answer.Status.ShouldBe(HttpStatusCode.OK, $"{what}: {answer.Text}");
            (answer.Count("received"), answer.Count("stored"), answer.Count("ignored"), answer.Count("unknownMails")).ShouldBe((1, 1, 0, 0), what);
            var one = await _host.InDatabaseAsync(context => context.Set<EmailEvent>().AsNoTracking().SingleAsync(one => one.EmailId == mail.Id));
            (one.Type, one.At, one.ReceivedAt, one.Provider).ShouldBe((type, at.UtcDateTime, _host.Time.GetUtcNow().UtcDateTime, provider), what);
            (await _host.FindAsync(mail.Id)).State.ShouldBe(state, what);
            if (what is "hard" or "soft")
            {
                one.Detail.ShouldStartWith(what);
                one.Detail!.ShouldContain("5.1.1");
                one.Detail.ShouldNotContain("@"); // The words of servers quote addresses.
            }

            var suppression = (await _host.SuppressionsAsync()).SingleOrDefault(entry => entry.EmailNormalized == to);
            suppression?.Reason.ShouldBe(what switch { "hard" => SuppressionReason.HardBounce, "complained" => SuppressionReason.Complaint, _ => SuppressionReason.Manual });
            (suppression is not null).ShouldBe(what is "hard" or "complained" or "unsubscribed", what);
        }
    }

    [Test]
    public async Task N3_A_mail_is_known_by_the_provider_s_id_too([ValueSource(typeof(Reports), nameof(Reports.Providers))] string provider)
    {
        var mail = await _host.MailAsync(provider);

        var answer = await _host.ReportAsync(provider, Reports.Of(provider, "delivered", null, mail.ProviderId!, _host.Time.GetUtcNow())!);

        answer.Count("unknownMails").ShouldBe(0);
        (await _host.FindAsync(mail.Id)).State.ShouldBe(EmailState.Delivered);
    }

    [Test]
    public async Task N3_The_same_report_counts_once([ValueSource(typeof(Reports), nameof(Reports.Providers))] string provider)
    {
        var mail = await _host.MailAsync(provider);
        var report = Reports.Of(provider, "delivered", mail.Id.ToString("N"), mail.ProviderId!, _host.Time.GetUtcNow())!;
        // Signed anew each time, with the same id: so providers repeat what they had no answer to.
        Func<HttpRequestMessage> repeat = provider switch
        {
            "resend" => () => _host.Resend(report, $"msg_{mail.Id:N}"),
            "ses" => () => _host.Ses(report, id: mail.Id.ToString()),
            _ => () => _host.Request(provider, report),
        };

        (await _host.SendAsync(repeat())).Count("stored").ShouldBe(1);
        var second = await _host.SendAsync(repeat());

        (second.Status, second.Count("stored"), second.Count("duplicates")).ShouldBe((HttpStatusCode.OK, 0, 1));
        (await _host.InDatabaseAsync(context => context.Set<EmailEvent>().CountAsync(one => one.EmailId == mail.Id))).ShouldBe(1);
    }

    [Test]
    public async Task N3_The_state_is_the_same_in_whatever_order_reports_come()
    {
        string[] words = ["sent", "delivered", "opened", "hard", "complained"];
        foreach (var order in Orders(words))
        {
            var mail = await _host.MailAsync("ses", state: EmailState.Sending);
            foreach (var what in order)
            {
                await _host.ReportAsync("ses", Reports.Of("ses", what, mail.Id.ToString("N"), "x", _host.Time.GetUtcNow())!);
            }

            (await _host.FindAsync(mail.Id)).State.ShouldBe(EmailState.Complained, string.Join(' ', order));
            (await _host.InDatabaseAsync(context => context.Set<EmailEvent>().CountAsync(one => one.EmailId == mail.Id))).ShouldBe(words.Length);
        }

        foreach (var order in Orders(["delivered", "soft", "sent"]))
        {
            var mail = await _host.MailAsync("mailgun");
            foreach (var what in order)
            {
                await _host.ReportAsync("mailgun", Reports.Of("mailgun", what, mail.Id.ToString("N"), "x", _host.Time.GetUtcNow())!);
            }

            (await _host.FindAsync(mail.Id)).State.ShouldBe(EmailState.Bounced, string.Join(' ', order));
        }
    }

    [Test]
    public async Task N3_A_batch_is_taken_whole_and_told_apart()
    {
        var (one, other) = (await _host.MailAsync("sendgrid"), await _host.MailAsync("sendgrid"));
        var now = _host.Time.GetUtcNow();
        object[] batch =
        [
            Reports.SendGrid("delivered", one.Id.ToString("N"), "a", now, "ann@example.com", "event-1"),
            Reports.SendGrid("sent", one.Id.ToString("N"), "a", now.AddSeconds(-2), "ann@example.com", "event-2"),
            Reports.SendGrid("delivered", one.Id.ToString("N"), "a", now, "ann@example.com", "event-1"),
            Reports.SendGrid("soft", other.Id.ToString("N"), "b", now, "bob@example.com", "event-3"),
            Reports.SendGrid("delivered", Guid.CreateVersion7().ToString("N"), "c", now, "eve@example.com", "event-4"),
            Reports.SendGrid("delayed", one.Id.ToString("N"), "a", now, "ann@example.com", "event-5"),
            new { email = "ann@example.com", @event = "account_status_change", type = "suspend", timestamp = 1_772_000_000 },
            "not an event at all",
        ];

        var answer = await _host.ReportAsync("sendgrid", batch);

        answer.Status.ShouldBe(HttpStatusCode.OK);
        (answer.Count("received"), answer.Count("stored"), answer.Count("duplicates"), answer.Count("ignored"), answer.Count("unknownMails")).ShouldBe((8, 4, 1, 3, 1));
        (await _host.FindAsync(one.Id)).State.ShouldBe(EmailState.Delivered);
        (await _host.FindAsync(other.Id)).State.ShouldBe(EmailState.Bounced);
        _host.Logs.Lines.ShouldContain(line => line.Contains("account_status_change", StringComparison.Ordinal));
        _host.Logs.Lines.ShouldContain(line => line.Contains("Reports of sendgrid are about mails that are not in the log (1)", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_report_of_an_unknown_kind_or_mail_is_answered_so_that_the_provider_stops([ValueSource(typeof(Reports), nameof(Reports.Providers))] string provider)
    {
        var unknown = await _host.ReportAsync(provider, Reports.Of(provider, "delayed", null, "x", _host.Time.GetUtcNow())!);
        var stranger = await _host.ReportAsync(provider, Reports.Of(provider, "hard", Guid.CreateVersion7().ToString("N"), "x", _host.Time.GetUtcNow(), $"stranger@{provider}.example")!);

        (unknown.Status, unknown.Count("ignored"), unknown.Count("stored")).ShouldBe((HttpStatusCode.OK, 1, 0));
        (stranger.Status, stranger.Count("stored"), stranger.Count("unknownMails")).ShouldBe((HttpStatusCode.OK, 1, 1));
        // The address does not exist, whoever wrote to it.
        (await _host.SuppressionsAsync()).ShouldContain(entry => entry.EmailNormalized == $"stranger@{provider}.example" && entry.Source == provider);
    }

    [Test]
    public async Task N1_A_mail_of_unknown_fate_was_sent_when_its_provider_says_so()
    {
        foreach (var state in (EmailState[])[EmailState.Unknown, EmailState.Sending, EmailState.Queued, EmailState.Failed])
        {
            var mail = await _host.MailAsync("postmark", state: state);
            await _host.InDatabaseAsync(context => context.Set<EmailRecord>().Where(one => one.Id == mail.Id).ExecuteUpdateAsync(
                set => set.SetProperty(one => one.ProviderId, (string?)null).SetProperty(one => one.NextAttemptAt, _host.Time.GetUtcNow().UtcDateTime.AddDays(1)).SetProperty(one => one.Reason, "lost")));

            await _host.ReportAsync("postmark", Reports.Of("postmark", "delivered", mail.Id.ToString("N"), $"its-id-{state}", _host.Time.GetUtcNow())!);

            var found = await _host.FindAsync(mail.Id);
            (found.State, found.ProviderId, found.LeasedBy, found.Reason).ShouldBe((EmailState.Delivered, $"its-id-{state}", null, null), state.ToString());
            found.SentAt.ShouldNotBeNull();
            found.Stamp.ShouldNotBe(mail.Stamp);
        }
    }

    [Test]
    public async Task N3_The_same_reports_at_the_same_time_count_once()
    {
        for (var round = 0; round < 10; round++)
        {
            var mail = await _host.MailAsync("sendgrid", $"race-{round}@example.com");
            var now = _host.Time.GetUtcNow();
            var requests = ((string[])["sent", "delivered", "hard", "complained", "opened"])
                .Select((what, index) => Reports.SendGrid(what, mail.Id.ToString("N"), "x", now.AddSeconds(index), mail.To, $"race-{round}-{what}"))
                .SelectMany(report => Enumerable.Repeat(report, 3))
                .Select(report => _host.SendGrid(new[] { report })).ToList();

            var answers = await Task.WhenAll(requests.Select(_host.SendAsync));

            answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
            answers.Sum(answer => answer.Count("stored")).ShouldBe(5);
            (await _host.FindAsync(mail.Id)).State.ShouldBe(EmailState.Complained);
            (await _host.SuppressionsAsync()).Count(entry => entry.EmailNormalized == mail.To).ShouldBe(1);
        }
    }

    [TestCase("""{"type":"email.suppressed","data":{"to":["gone@example.com"]}}""", "resend", true, "hard suppressed by Resend")]
    [TestCase("""{"type":"email.failed","data":{"to":["gone@example.com"]}}""", "resend", false, "soft not sent by Resend")]
    [TestCase("""{"type":"email.bounced","data":{"to":["gone@example.com"]}}""", "resend", true, "hard")]
    [TestCase("""{"RecordType":"Bounce","ID":1,"Type":"BadEmailAddress","Email":"gone@example.com"}""", "postmark", true, "hard BadEmailAddress")]
    [TestCase("""{"RecordType":"Bounce","ID":2,"Type":"DnsError","Email":"gone@example.com"}""", "postmark", false, "soft DnsError")]
    [TestCase("""[{"event":"dropped","reason":"Bounced Address","email":"gone@example.com","sg_event_id":"d1"}]""", "sendgrid", true, "hard dropped by SendGrid Bounced Address")]
    [TestCase("""[{"event":"dropped","reason":"Spam Content","email":"gone@example.com","sg_event_id":"d2"}]""", "sendgrid", false, "soft dropped by SendGrid Spam Content")]
    [TestCase("""{"event":"failed","severity":"permanent","reason":"generic","id":"m1","recipient":"gone@example.com","delivery-status":{"bounce-type":"hard"}}""", "mailgun", true, "hard generic")]
    [TestCase("""{"event":"failed","severity":"permanent","reason":"bounce","id":"m2","recipient":"gone@example.com","delivery-status":{"bounce-type":"soft"}}""", "mailgun", false, "soft bounce")]
    [TestCase("""{"event":"failed","severity":"permanent","reason":"suppress-bounce","id":"m3","recipient":"gone@example.com"}""", "mailgun", true, "hard suppress-bounce")]
    [TestCase("""{"notificationType":"Bounce","bounce":{"bounceType":"Undetermined","bounceSubType":"Undetermined","bouncedRecipients":[{"emailAddress":"gone@example.com"}]}}""", "ses", false, "soft Undetermined")]
    [TestCase("""{"eventType":"Reject","reject":{"reason":"Bad content"},"mail":{"destination":["gone@example.com"]}}""", "ses", false, "soft Reject at Amazon SES")]
    public async Task N4_Only_what_is_about_the_address_suppresses_it(string report, string provider, bool isHard, string detail)
    {
        await _host.InDatabaseAsync(context => context.Set<Suppression>().ExecuteDeleteAsync());

        (await _host.ReportAsync(provider, report)).Count("stored").ShouldBe(1);

        (await _host.InDatabaseAsync(context => context.Set<EmailEvent>().AnyAsync(one => one.Provider == provider && one.Detail == detail))).ShouldBeTrue();
        (await _host.SuppressionsAsync()).Select(entry => (entry.EmailNormalized, entry.Reason)).ShouldBe(isHard ? [("gone@example.com", SuppressionReason.HardBounce)] : []);
    }

    private static IEnumerable<string[]> Orders(string[] words) => words.Length <= 1
        ? [words]
        : words.SelectMany((first, index) => Orders([.. words[..index], .. words[(index + 1)..]]).Select(rest => (string[])[first, .. rest]));
}
