using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>What strangers send to the addresses of webhooks gets a clear answer and changes nothing.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class ReportsAreGuarded(DatabaseKind kind)
{
    private WebhookHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await WebhookHost.StartAsync(kind);

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task N3_A_request_that_nobody_signed_is_refused([ValueSource(typeof(Reports), nameof(Reports.Providers))] string provider)
    {
        var mail = await _host.MailAsync(provider);
        var request = _host.Request(provider, Complaint(provider, mail));
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync())!;
        if (provider is "mailgun" or "ses")
        {
            body.AsObject().Remove(provider == "mailgun" ? "signature" : "Signature");
        }

        var answer = await _host.SendAsync(WebhookHost.Post(provider, body.ToJsonString()));

        await ShouldBeRefusedAsync(answer, HttpStatusCode.Unauthorized, mail);
    }

    [Test]
    public async Task N3_A_request_that_somebody_else_signed_is_refused([ValueSource(typeof(Reports), nameof(Reports.Providers))] string provider)
    {
        var mail = await _host.MailAsync(provider);
        using var otherEc = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var otherRsa = RSA.Create(2048);
        var report = Complaint(provider, mail);

        var answer = await _host.SendAsync(provider switch
        {
            "resend" => _host.Resend(report, "msg_1", key: RandomNumberGenerator.GetBytes(32)),
            "postmark" => WebhookHost.Postmark(report, "another-long-secret-here"),
            "sendgrid" => _host.SendGrid(report, key: otherEc),
            "mailgun" => _host.Mailgun(report, key: "another key"),
            _ => _host.Ses(report, key: otherRsa),
        });

        await ShouldBeRefusedAsync(answer, HttpStatusCode.Unauthorized, mail);
    }

    [Test]
    public async Task N3_A_body_that_was_changed_is_refused([Values("resend", "sendgrid", "ses")] string provider)
    {
        var (mail, other) = (await _host.MailAsync(provider), await _host.MailAsync(provider));
        var request = _host.Request(provider, Complaint(provider, other));
        var changed = (await request.Content!.ReadAsStringAsync()).Replace(other.Id.ToString("N"), mail.Id.ToString("N"), StringComparison.Ordinal);
        request.Content = new StringContent(changed, Encoding.UTF8, "application/json");

        await ShouldBeRefusedAsync(await _host.SendAsync(request), HttpStatusCode.Unauthorized, mail);
    }

    /// <summary>Mailgun signs a token and not the body: a token of a request that was seen is worth nothing for another body.</summary>
    [Test]
    public async Task N3_A_token_of_Mailgun_is_good_for_one_body()
    {
        var (mail, other) = (await _host.MailAsync("mailgun"), await _host.MailAsync("mailgun"));
        var delivered = Reports.Of("mailgun", "delivered", other.Id.ToString("N"), "x", _host.Time.GetUtcNow())!;

        (await _host.SendAsync(_host.Mailgun(delivered, token: "the-token"))).Count("stored").ShouldBe(1);
        // The very same again is what Mailgun sends when our answer was lost.
        (await _host.SendAsync(_host.Mailgun(delivered, token: "the-token"))).Count("duplicates").ShouldBe(1);
        var forged = await _host.SendAsync(_host.Mailgun(Complaint("mailgun", mail), token: "the-token"));

        await ShouldBeRefusedAsync(forged, HttpStatusCode.Unauthorized, mail, events: 1);
        forged.Sentence.ShouldBe("The token of this signature was used with another body before.");
    }

    [Test]
    public async Task A_time_of_Mailgun_that_is_a_number_is_its_digits()
    {
        var request = _host.Mailgun(Reports.Of("mailgun", "delivered", null, "x", _host.Time.GetUtcNow())!);
        var body = (await request.Content!.ReadAsStringAsync()).Replace($"\"{_host.Seconds()}\"", _host.Seconds(), StringComparison.Ordinal);

        (await _host.SendAsync(WebhookHost.Post("mailgun", body))).Count("stored").ShouldBe(1);
    }

    [Test]
    public async Task N3_Of_bodies_with_the_same_token_at_the_same_time_one_is_taken()
    {
        var requests = Enumerable.Range(0, 8).Select(number => _host.Mailgun(
            Reports.Of("mailgun", "hard", null, "x", _host.Time.GetUtcNow(), $"victim-{number}@example.com")!, token: "the-token")).ToList();

        var answers = await Task.WhenAll(requests.Select(_host.SendAsync));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized).ShouldBe(7);
        (await _host.SuppressionsAsync()).Count.ShouldBe(1);
    }

    // Resend signs each attempt anew; the others may repeat for so long what they signed once.
    [TestCase("resend", 0)]
    [TestCase("sendgrid", 24 * 60)]
    [TestCase("mailgun", 485)]
    [TestCase("ses", 60)]
    public async Task N3_A_request_that_was_signed_too_long_ago_or_in_the_future_is_refused(string provider, int repeats)
    {
        var mail = await _host.MailAsync(provider);
        HttpRequestMessage Signed(double minutes) => Sign(provider, Complaint(provider, mail), _host.Time.GetUtcNow().AddMinutes(minutes));

        await ShouldBeRefusedAsync(await _host.SendAsync(Signed(-repeats - 5.1)), HttpStatusCode.Unauthorized, mail);
        await ShouldBeRefusedAsync(await _host.SendAsync(Signed(5.1)), HttpStatusCode.Unauthorized, mail);
        (await _host.SendAsync(Signed(4.9))).Status.ShouldBe(HttpStatusCode.OK);
        (await _host.SendAsync(Signed(-repeats - 4.9))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [TestCase("resend", "svix-timestamp")]
    [TestCase("sendgrid", "X-Twilio-Email-Event-Webhook-Timestamp")]
    public async Task A_time_that_is_none_is_refused(string provider, string header)
    {
        foreach (var time in (string[])["", "soon", "-1", "1e9", "99999999999999999999", "999999999999999"])
        {
            var request = _host.Request(provider, Complaint(provider, await _host.MailAsync(provider)));
            request.Headers.Remove(header);
            request.Headers.TryAddWithoutValidation(header, time);

            (await _host.SendAsync(request)).Status.ShouldBe(HttpStatusCode.Unauthorized, time);
        }
    }

    /// <summary>An address that an administrator took off the list stays off when an old request comes again.</summary>
    [Test]
    public async Task N3_A_replay_changes_nothing([ValueSource(typeof(Reports), nameof(Reports.Providers))] string provider)
    {
        var mail = await _host.MailAsync(provider);
        var request = _host.Request(provider, Complaint(provider, mail));
        var (body, headers) = (await request.Content!.ReadAsStringAsync(), request.Headers.Select(header => (header.Key, header.Value.Single())).ToArray());
        (await _host.SendAsync(request)).Count("stored").ShouldBe(1);
        (await _host.InScopeAsync(services => services.GetRequiredService<ISuppressions>().RemoveAsync(mail.To, CancellationToken.None))).ShouldBeTrue();

        _host.Time.Advance(TimeSpan.FromMinutes(4));
        var replay = await _host.SendAsync(WebhookHost.Post(provider, body, headers));

        (replay.Status, replay.Count("stored"), replay.Count("duplicates")).ShouldBe((HttpStatusCode.OK, 0, 1));
        (await _host.SuppressionsAsync()).ShouldBeEmpty();
        _host.Time.Advance(TimeSpan.FromDays(2));
        (await _host.SendAsync(WebhookHost.Post(provider, body, headers))).Status.ShouldBe(provider == "postmark" ? HttpStatusCode.OK : HttpStatusCode.Unauthorized); // Postmark signs no time.
        (await _host.SuppressionsAsync()).ShouldBeEmpty();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_body_that_is_too_long_is_refused(bool saysItsLength)
    {
        foreach (var provider in Reports.Providers)
        {
            var body = new byte[WebhooksApi.LongestBody + 1];
            HttpContent content = saysItsLength ? new ByteArrayContent(body) : new StreamContent(new Unsized(body));
            using var client = _host.Client();
            using var response = await client.PostAsync(new Uri($"/api/notifications/webhooks/{provider}", UriKind.Relative), content);

            response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
            (await response.Content.ReadAsStringAsync()).ShouldContain("The body has more than 1024 KB.");
        }
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("nonsense")]
    [TestCase("\"text\"")]
    [TestCase("7")]
    [TestCase("null")]
    public async Task A_body_that_is_no_report_is_refused(string body)
    {
        (await _host.SendAsync(_host.Resend(body, "msg_1"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.SendAsync(WebhookHost.Postmark(body))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.SendAsync(_host.SendGrid(body))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.SendAsync(WebhookHost.Post("mailgun", body))).Status.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized);
        (await _host.SendAsync(WebhookHost.Post("ses", body))).Status.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized);
        (await _host.EventsAsync()).ShouldBeEmpty();
    }

    /// <summary>Rightly signed, as by somebody who got hold of a key or by a provider with a fault: no request breaks the server, and nothing odd is kept.</summary>
    [Test]
    public async Task Odd_values_in_a_signed_report_do_no_harm()
    {
        var mail = await _host.MailAsync("sendgrid");
        var deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));
        string[] odd =
        [
            "\"\"", "null", "7", "-1e400", "true", "[]", "{}", "\"\\u0000\"", "\"\\ud800\"", "\"a\\u0000b@example.com\"", "\"a@example.com\\r\\nBcc: b@example.com\"",
            $"\"{new string('x', 5000)}\"", "\"<script>alert(1)</script>\"", "\"' OR 1=1 --\"", "1e308", "99999999999999999999999", "\"2026-13-45\"", "\"\\u202e\"",
        ];
        string[] fields = ["email", "timestamp", "sg_event_id", "sg_message_id", "mail_ref", "reason", "status", "type", "event", "bounce_classification"];
        foreach (var field in fields)
        {
            foreach (var value in odd)
            {
                var report = JsonSerializer.Serialize(Reports.SendGrid("hard", mail.Id.ToString("N"), "x", _host.Time.GetUtcNow(), "ann@example.com", null));
                var parts = JsonNode.Parse(report)!.AsObject().Where(pair => pair.Key != field).Select(pair => $"\"{pair.Key}\":{pair.Value!.ToJsonString()}");

                var answer = await _host.SendAsync(_host.SendGrid($"[{{{string.Join(',', parts)},\"{field}\":{value}}}]"));

                answer.Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.BadRequest);
            }
        }

        (await _host.SendAsync(_host.SendGrid(deep))).Status.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var (provider, name) in new[] { ("resend", "type"), ("postmark", "RecordType"), ("mailgun", "event"), ("ses", "eventType") })
        {
            foreach (var value in odd)
            {
                foreach (var report in (string[])[$"{{\"{name}\":{value}}}", $"{{\"{name}\":\"{Word(provider)}\",\"data\":{value},\"bounce\":{value},\"mail\":{value},\"Email\":{value},\"ID\":{value},\"recipient\":{value},\"id\":{value},\"severity\":\"permanent\",\"delivery-status\":{value},\"BouncedAt\":{value},\"timestamp\":{value},\"message\":{value},\"user-variables\":{value},\"Metadata\":{value},\"created_at\":{value}}}"])
                {
                    (await _host.ReportAsync(provider, report)).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.BadRequest);
                }
            }
        }

        (await _host.EventsAsync()).ShouldAllBe(one => one.ProviderEventId.Length <= 200 && !one.ProviderEventId.Any(char.IsControl) && (one.Detail == null || one.Detail.All(character => character >= ' ' && character <= '~')) && one.At <= _host.Time.GetUtcNow().UtcDateTime);
        (await _host.SuppressionsAsync()).ShouldAllBe(entry => EmailMessage.IsAddress(entry.EmailNormalized));
        _host.Logs.Lines.ShouldNotContain(line => line.Contains('\0') || line.Contains("Exception", StringComparison.Ordinal) || line.Contains("<script>", StringComparison.Ordinal));
    }

    [Test]
    public async Task Neither_logs_nor_answers_tell_an_address_or_a_secret()
    {
        foreach (var provider in Reports.Providers)
        {
            var mail = await _host.MailAsync(provider, "private.person@example.com");
            var taken = await _host.ReportAsync(provider, Reports.Of(provider, "hard", mail.Id.ToString("N"), "x", _host.Time.GetUtcNow(), mail.To)!);
            taken.Text.ShouldNotContain("private.person");
        }

        await _host.SendAsync(WebhookHost.Postmark("{}", "a-guess-at-the-secret"));

        var told = string.Join('\n', _host.Logs.Lines);
        told.ShouldNotContain("private.person");
        told.ShouldNotContain("a-guess-at-the-secret");
        told.ShouldNotContain(WebhookHost.PostmarkSecret);
    }

    [Test]
    public async Task A_webhook_that_is_not_set_up_is_not_there()
    {
        await using var closed = await WebhookHost.StartAsync(kind, new()
        {
            ["RESEND_WEBHOOK_SECRET"] = "",
            ["POSTMARK_WEBHOOK_SECRET"] = "",
            ["SENDGRID_WEBHOOK_KEY"] = "",
            ["MAILGUN_WEBHOOK_KEY"] = "",
            ["Modules:notifications:ses_topic_arn"] = "",
        });
        foreach (var provider in Reports.Providers)
        {
            var answer = await closed.ReportAsync(provider, Reports.Of(provider, "complained", null, "x", closed.Time.GetUtcNow())!);

            answer.Status.ShouldBe(HttpStatusCode.NotFound);
            answer.Sentence.ShouldBe("No webhook of this name is set up: set the variable with its key, which the README of notifications names.");
        }

        (await _host.SendAsync(WebhookHost.Post("smtp", "{}"))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _host.SendAsync(WebhookHost.Post("Resend", "{}"))).Status.ShouldBe(HttpStatusCode.NotFound);
        using var client = _host.Client();
        (await client.GetAsync(new Uri("/api/notifications/webhooks/resend", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Test]
    public async Task Several_signatures_of_Resend_are_taken_while_its_secret_changes()
    {
        var mail = await _host.MailAsync("resend");
        var request = _host.Resend(Complaint("resend", mail), "msg_1");
        var right = request.Headers.GetValues("svix-signature").Single();
        request.Headers.Remove("svix-signature");
        request.Headers.TryAddWithoutValidation("svix-signature", $"v1,{Convert.ToBase64String(new byte[32])} v2,abc v1a,{right[3..]} {right}");

        (await _host.SendAsync(request)).Count("stored").ShouldBe(1);
        // A signature of another version says nothing, even with the right bytes.
        var other = _host.Resend(Complaint("resend", mail), "msg_2");
        var bytes = other.Headers.GetValues("svix-signature").Single()[3..];
        other.Headers.Remove("svix-signature");
        other.Headers.TryAddWithoutValidation("svix-signature", $"v1a,{bytes} v1,");
        (await _host.SendAsync(other)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Postmark_may_show_its_secret_in_a_header_of_one_s_choice()
    {
        await using var host = await WebhookHost.StartAsync(kind, new() { ["Modules:notifications:postmark_webhook_header"] = "X-Webhook-Secret" });
        var report = JsonSerializer.Serialize(Reports.Of("postmark", "delivered", null, "x", host.Time.GetUtcNow()));

        (await host.SendAsync(WebhookHost.Post("postmark", report, ("X-Webhook-Secret", WebhookHost.PostmarkSecret)))).Status.ShouldBe(HttpStatusCode.OK);
        (await host.SendAsync(WebhookHost.Post("postmark", report, ("X-Webhook-Secret", "something else entirely")))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.SendAsync(WebhookHost.Postmark(report))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Webhooks_need_no_antiforgery_token_and_know_no_limit_of_requests_and_are_described()
    {
        for (var number = 0; number < 3; number++)
        {
            (await _host.ReportAsync("postmark", Reports.Of("postmark", "delivered", null, $"id-{number}", _host.Time.GetUtcNow())!)).Status.ShouldBe(HttpStatusCode.OK);
        }

        using var client = _host.Client();
        var description = JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));
        (await client.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable); // This host's limit is one request.
        var operation = description!["paths"]!["/api/notifications/webhooks/{provider}"]!["post"]!;
        operation["operationId"]!.GetValue<string>().ShouldBe("ReceiveMailReports");
        operation["responses"]!.AsObject().Select(response => response.Key).ShouldBe(["200", "400", "401", "404", "413", "503"], ignoreOrder: true);
    }

    private static object Complaint(string provider, EmailRecord mail) =>
        Reports.Of(provider, "complained", mail.Id.ToString("N"), "x", new DateTimeOffset(2026, 3, 1, 11, 59, 0, TimeSpan.Zero), mail.To)!;

    private static string Word(string provider) => provider switch { "resend" => "email.bounced", "postmark" => "Bounce", "mailgun" => "failed", _ => "Bounce" };

    private HttpRequestMessage Sign(string provider, object report, DateTimeOffset at) => provider switch
    {
        "resend" => _host.Resend(report, $"msg_{at.Ticks}", at),
        "sendgrid" => _host.SendGrid(report, at),
        "mailgun" => _host.Mailgun(report, at),
        _ => _host.Ses(report, at),
    };

    private async Task ShouldBeRefusedAsync(WebhookAnswer answer, HttpStatusCode status, EmailRecord mail, int events = 0)
    {
        answer.Status.ShouldBe(status, answer.Text);
        answer.Type.ShouldBe("application/problem+json");
        answer.Sentence.ShouldNotBeNullOrEmpty();
        (await _host.FindAsync(mail.Id)).State.ShouldBe(EmailState.Sent);
        (await _host.EventsAsync()).Count.ShouldBe(events);
        (await _host.SuppressionsAsync()).ShouldBeEmpty();
    }

    /// <summary>A body that does not say how long it is.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
