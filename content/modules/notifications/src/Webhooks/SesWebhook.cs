using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Amazon SES, by way of a topic of Amazon SNS that posts here (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html). Messages
/// are signed by RSA (https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html); only those of the topic in <c>ses_topic_arn</c> are taken.
/// </summary>
internal sealed partial class SesWebhook(IOptions<NotificationsSettings> settings, SnsCertificates certificates, WebhookClock clock, ILogger<SesWebhook> logger) : IWebhookSource
{
    /// <summary>The longest for which SNS tries again, with the message as it was signed (https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html).</summary>
    private static readonly TimeSpan Repeats = TimeSpan.FromHours(1);

    public string Provider => SesProvider.Id;

    public bool IsOpen => Topic is not null;

    private SnsTopic? Topic => settings.Value.SesTopicArn is { Length: > 0 } arn ? SnsTopic.Parse(arn) : null;

    public async Task<WebhookReading> ReadAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        using var body = WebhookText.Parse(request.Body);
        if (Topic is not { } topic || body?.RootElement is not { ValueKind: JsonValueKind.Object } message)
        {
            return WebhookReading.NoJson;
        }

        if (message.Text("Signature") is not { } signature || message.Text("SigningCertURL") is not { } address)
        {
            return WebhookReading.Unsigned("The request has no signature: turn raw message delivery off for this subscription.");
        }

        if (message.Text("TopicArn") != topic.Arn)
        {
            return WebhookReading.Unsigned("The message is of another topic than the one in ses_topic_arn.");
        }

        if (topic.Certificate(address) is not { } certificate)
        {
            return WebhookReading.Unsigned("The certificate is not at an address of Amazon SNS in the topic's region.");
        }

        // Before the certificate is asked for: what is too old is refused whoever signed it.
        if (clock.IsStale(WebhookText.IsoTime(message.Text("Timestamp")), Repeats))
        {
            return WebhookReading.Stale;
        }

        if (TextToSign(message) is not { } text || HashOf(message.Text("SignatureVersion")) is not { } hash)
        {
            return WebhookReading.Malformed("The message lacks fields that Amazon SNS signs, or has a version of signatures that is not known here.");
        }

        if (await certificates.KeyAsync(certificate, cancellationToken) is not { } key)
        {
            return WebhookReading.Later("The certificate of Amazon SNS could not be had: the message is taken when it comes again.");
        }

        return IsSigned(key, text, signature, hash) ? await TakeAsync(topic, message, cancellationToken) : WebhookReading.Forged;
    }

    /// <summary>The fields that are signed, each with its name, in the order of the names; null when one is missing.</summary>
    private static string? TextToSign(JsonElement message)
    {
        string[]? names = message.Text("Type") switch
        {
            "Notification" when message.Field("Subject") is not null => ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
            "Notification" => ["Message", "MessageId", "Timestamp", "TopicArn", "Type"],
            "SubscriptionConfirmation" or "UnsubscribeConfirmation" => ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
            _ => null,
        };
        var lines = names?.Select(name => message.Text(name) is { } value ? $"{name}\n{value}\n" : null).ToList();
        return lines is null || lines.Contains(null) ? null : string.Concat(lines);
    }

    private static HashAlgorithmName? HashOf(string? version) => version switch
    {
        "1" => HashAlgorithmName.SHA1, // What topics use until they are told otherwise.
        "2" => HashAlgorithmName.SHA256,
        _ => null,
    };

    private static bool IsSigned(RSA key, string text, string signature, HashAlgorithmName hash)
    {
        var bytes = new byte[signature.Length];
        return Convert.TryFromBase64String(signature, bytes, out var length) && key.VerifyData(Encoding.UTF8.GetBytes(text), bytes.AsSpan(0, length), hash, RSASignaturePadding.Pkcs1);
    }

    private async Task<WebhookReading> TakeAsync(SnsTopic topic, JsonElement message, CancellationToken cancellationToken)
    {
        switch (message.Text("Type"))
        {
            case "Notification":
                using (var report = WebhookText.Parse(Encoding.UTF8.GetBytes(message.Text("Message")!)))
                {
                    // Amazon sends a line of plain text when events begin to be published.
                    return report?.RootElement is { ValueKind: JsonValueKind.Object } said ? Read(message.Text("MessageId")!, said) : WebhookReading.Nothing("text");
                }

            case "SubscriptionConfirmation":
                if (!await certificates.ConfirmAsync(topic.Confirmation(message.Text("Token")!), cancellationToken))
                {
                    return WebhookReading.Later("Amazon SNS did not confirm the subscription: ask for the confirmation again.");
                }

                LogConfirmed();
                return WebhookReading.Nothing("SubscriptionConfirmation");

            default:
                LogUnsubscribed();
                return WebhookReading.Nothing("UnsubscribeConfirmation");
        }
    }

    private WebhookReading Read(string messageId, JsonElement report)
    {
        // Published by a configuration set it has the one name, by an identity's notifications the other.
        var kind = report.Text("eventType") ?? report.Text("notificationType");
        var (bounce, complaint) = (report.Field("bounce") ?? default, report.Field("complaint") ?? default);
        var isHard = bounce.Text("bounceType") == "Permanent";
        (EmailEventType Type, string? Time)? what = kind switch
        {
            "Send" => (EmailEventType.Sent, (report.Field("mail") ?? default).Text("timestamp")),
            "Delivery" => (EmailEventType.Delivered, (report.Field("delivery") ?? default).Text("timestamp")),
            "Bounce" => (EmailEventType.Bounced, bounce.Text("timestamp")),
            "Reject" or "Rendering Failure" => (EmailEventType.Bounced, (report.Field("mail") ?? default).Text("timestamp")),
            "Complaint" => (EmailEventType.Complained, complaint.Text("timestamp")),
            "Open" => (EmailEventType.Opened, (report.Field("open") ?? default).Text("timestamp")),
            "Click" => (EmailEventType.Clicked, (report.Field("click") ?? default).Text("timestamp")),
            "Subscription" => (EmailEventType.Unsubscribed, (report.Field("subscription") ?? default).Text("timestamp")),
            _ => null, // A delayed mail is still under way.
        };
        if (what is not var (type, time))
        {
            return WebhookReading.Nothing(WebhookText.Kind(kind));
        }

        var mail = report.Field("mail") ?? default;
        var reference = (mail.Field("tags") ?? default).Items(MailFields.Reference).Select(tag => tag.AsText()).FirstOrDefault();
        var recipients = Recipients(kind switch { "Bounce" => bounce.Items("bouncedRecipients"), "Complaint" => complaint.Items("complainedRecipients"), _ => [] }, mail);
        var at = WebhookText.At(WebhookText.IsoTime(time), clock.Now);
        return WebhookReading.Of(
            [
                .. recipients.Select((recipient, index) => new DeliveryReport(
                    WebhookText.Id(index == 0 ? messageId : $"{messageId}-{index}"),
                    type,
                    at,
                    recipient.Address,
                    MailFields.ParseReference(reference),
                    WebhookText.OptionalId(mail.Text("messageId")),
                    kind == "Bounce" && isHard,
                    kind == "Bounce" ? WebhookText.Bounce(isHard, bounce.Text("bounceSubType"), recipient.Status) : type == EmailEventType.Bounced ? WebhookText.Bounce(false, $"{kind} at Amazon SES") : null)),
            ],
            []);
    }

    /// <summary>Whom it is about; where nobody is named, the one that the mail went to.</summary>
    private static List<(string? Address, string? Status)> Recipients(IEnumerable<JsonElement> named, JsonElement mail)
    {
        List<(string?, string?)> recipients = [.. named.Select(one => (one.Text("emailAddress"), one.Text("status")))];
        return recipients.Count > 0 ? recipients : [(mail.Items("destination").ToList() is [var only] ? only.AsText() : null, null)];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The subscription to the topic of Amazon SES is confirmed: its events come from now on.")]
    private partial void LogConfirmed();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The subscription to the topic of Amazon SES was ended: no event comes any more. Subscribe again if that was not meant.")]
    private partial void LogUnsubscribed();
}
