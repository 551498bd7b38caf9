using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>Messages of Amazon SNS name addresses to ask. None is asked because a message says so.</summary>
public class AmazonIsAskedSafely
{
    private const string Elsewhere = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-central-1:999999999999:other&Token=other";

    private WebhookHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await WebhookHost.StartAsync(DatabaseKind.Sqlite);

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [TestCase("http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("https://sns.eu-central-1.amazonaws.com.evil.example/SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("https://evil.example/SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("https://sns.eu-central-1.amazonaws.com@evil.example/SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("https://user:password@sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("https://sns.eu-central-1.amazonaws.com:8443/SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem?x=1")]
    [TestCase("https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem#x")]
    [TestCase("https://sns.eu-central-1.amazonaws.com/../SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("https://sns.eu-central-1.amazonaws.com/bucket/SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("https://sns.eu-central-1.amazonaws.com/my-own.pem")]
    [TestCase("https://169.254.169.254/latest/meta-data/SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("https://localhost/SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("file:///etc/SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("/SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("https://SNS.eu-central-1.amazonaws.com\\@evil.example/SimpleNotificationService-0123456789abcdef.pem")]
    [TestCase("")]
    public async Task N3_A_certificate_that_is_elsewhere_is_not_fetched(string address)
    {
        var answer = await _host.SendAsync(_host.Ses(Report(), change: message => message["SigningCertURL"] = address));

        answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
        _host.Sns.Asked.ShouldBeEmpty();
        (await _host.EventsAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task N3_A_message_of_another_topic_is_refused_however_well_it_is_signed()
    {
        var message = new JsonObject { ["Type"] = "Notification", ["TopicArn"] = "arn:aws:sns:eu-central-1:999999999999:mail", ["Message"] = "{}" };

        (await _host.SendAsync(_host.Topic(message))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        _host.Sns.Asked.ShouldBeEmpty();
    }

    [Test]
    public async Task A_subscription_is_confirmed_at_an_address_that_we_make()
    {
        var answer = await _host.SendAsync(_host.Topic(Confirmation("2336412f37fb")));

        answer.Status.ShouldBe(HttpStatusCode.OK);
        _host.Sns.Asked.Select(url => url.AbsoluteUri).ShouldBe(
        [
            WebhookHost.CertificateUrl,
            "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn%3Aaws%3Asns%3Aeu-central-1%3A123456789012%3Amail&Token=2336412f37fb",
        ]);
        _host.Logs.Lines.ShouldContain(line => line.Contains("The subscription to the topic of Amazon SES is confirmed", StringComparison.Ordinal));
        _host.Logs.Lines.ShouldNotContain(line => line.Contains("2336412f37fb", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_token_cannot_add_anything_to_that_address()
    {
        await _host.SendAsync(_host.Topic(Confirmation("x&TopicArn=arn:aws:sns:eu-central-1:999999999999:other#@evil.example/")));

        _host.Sns.Asked.Last().Host.ShouldBe("sns.eu-central-1.amazonaws.com");
        _host.Sns.Asked.Last().Query.ShouldContain("Token=x%26TopicArn%3D");
    }

    [Test]
    public async Task N3_A_forged_confirmation_confirms_nothing()
    {
        using var other = RSA.Create(2048);

        (await _host.SendAsync(_host.Topic(Confirmation("token"), key: other))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await _host.SendAsync(_host.Topic(Confirmation("token"), change: message => message["Token"] = "another"))).Status.ShouldBe(HttpStatusCode.Unauthorized);

        _host.Sns.Asked.ShouldAllBe(url => url.AbsoluteUri == WebhookHost.CertificateUrl);
    }

    [Test]
    public async Task A_confirmation_that_Amazon_refuses_comes_again()
    {
        _host.Sns.Confirms = false;

        (await _host.SendAsync(_host.Topic(Confirmation("token")))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Test]
    public async Task The_end_of_a_subscription_is_logged_and_not_undone()
    {
        var message = Confirmation("token");
        message["Type"] = "UnsubscribeConfirmation";

        (await _host.SendAsync(_host.Topic(message))).Status.ShouldBe(HttpStatusCode.OK);

        _host.Sns.Asked.Select(url => url.AbsoluteUri).ShouldBe([WebhookHost.CertificateUrl]);
        _host.Logs.Lines.ShouldContain(line => line.Contains("The subscription to the topic of Amazon SES was ended", StringComparison.Ordinal));
    }

    [Test]
    public async Task The_certificate_is_fetched_once_a_day()
    {
        for (var number = 0; number < 3; number++)
        {
            (await _host.SendAsync(_host.Ses(Report()))).Status.ShouldBe(HttpStatusCode.OK);
        }

        _host.Sns.Asked.Count.ShouldBe(1);
        _host.Time.Advance(TimeSpan.FromHours(25));
        (await _host.SendAsync(_host.Ses(Report()))).Status.ShouldBe(HttpStatusCode.OK);
        _host.Sns.Asked.Count.ShouldBe(2);
    }

    [Test]
    public async Task N3_Without_a_certificate_that_is_good_now_the_message_waits()
    {
        using var weak = RSA.Create(1024);
        string?[] certificates =
        [
            null,
            "no certificate",
            new string('x', SnsCertificates.LongestAnswer + 1),
            WebhookHost.FakeSns.Pem(WebhookHost.SnsKey, new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            WebhookHost.FakeSns.Pem(WebhookHost.SnsKey, new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            WebhookHost.FakeSns.Pem(weak, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        ];
        foreach (var certificate in certificates)
        {
            _host.Sns.Certificate = certificate;

            (await _host.SendAsync(_host.Ses(Report()))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        (await _host.EventsAsync()).ShouldBeEmpty();
    }

    [TestCase("1", HttpStatusCode.OK)]
    [TestCase("2", HttpStatusCode.OK)]
    [TestCase("3", HttpStatusCode.BadRequest)]
    public async Task Signatures_of_both_versions_are_checked(string version, HttpStatusCode status) =>
        (await _host.SendAsync(_host.Ses(Report(), version: version))).Status.ShouldBe(status);

    [Test]
    public async Task N3_The_version_is_not_what_lets_a_weaker_signature_through()
    {
        var answer = await _host.SendAsync(_host.Ses(Report(), version: "2", change: message => message["SignatureVersion"] = "1"));

        answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static JsonObject Confirmation(string token) => new()
    {
        ["Type"] = "SubscriptionConfirmation",
        ["Message"] = "You have chosen to subscribe to the topic.",
        ["Token"] = token,
        ["SubscribeURL"] = Elsewhere,
    };

    private object Report() => Reports.Of("ses", "delivered", null, "x", _host.Time.GetUtcNow())!;
}
