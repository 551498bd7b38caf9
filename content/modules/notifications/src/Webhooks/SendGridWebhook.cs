using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// SendGrid (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event): an array of events, signed by ECDSA on P-256 over the time and the body
/// (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features).
/// </summary>
internal sealed class SendGridWebhook(IOptions<NotificationsSettings> settings, IConfiguration configuration, WebhookClock clock) : IWebhookSource
{
    /// <summary>For so long it tries again what was not taken; it does not say that it signs anew.</summary>
    private static readonly TimeSpan Repeats = TimeSpan.FromHours(24);

    public string Provider => SendGridProvider.Id;

    public bool IsOpen => PublicKey is not null;

    private string? PublicKey => ProviderSecrets.Value(configuration, settings.Value.SendGridWebhookKey);

    /// <summary>The public key, as SendGrid shows it (base64 of a SubjectPublicKeyInfo) or as PEM; null when it is none of P-256. The caller disposes of it.</summary>
    public static ECDsa? Key(string key)
    {
        var text = key.Contains("-----", StringComparison.Ordinal)
            ? string.Concat(key.Split('\n').Where(line => !line.Contains("-----", StringComparison.Ordinal)).Select(line => line.Trim()))
            : key.Trim();
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            return null;
        }

        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportSubjectPublicKeyInfo(bytes.AsSpan(0, length), out _);
            if (ecdsa.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                return ecdsa;
            }
        }
        catch (CryptographicException)
        {
            // Not a key of this kind.
        }

        ecdsa.Dispose();
        return null;
    }

    public Task<WebhookReading> ReadAsync(WebhookRequest request, CancellationToken cancellationToken) => Task.FromResult(Read(request));

    private WebhookReading Read(WebhookRequest request)
    {
        if (request.Header("X-Twilio-Email-Event-Webhook-Signature") is not { } signature || request.Header("X-Twilio-Email-Event-Webhook-Timestamp") is not { } time)
        {
            return WebhookReading.Unsigned("The request has no signature: turn the signed event webhook on at SendGrid.");
        }

        if (!IsSigned(time, request.Body, signature))
        {
            return WebhookReading.Forged;
        }

        if (clock.IsStale(WebhookText.UnixTime(time), Repeats))
        {
            return WebhookReading.Stale;
        }

        using var body = WebhookText.Parse(request.Body);
        if (body?.RootElement is not { ValueKind: JsonValueKind.Array } events)
        {
            return WebhookReading.NoJson;
        }

        List<DeliveryReport> reports = [];
        List<string> ignored = [];
        foreach (var one in events.EnumerateArray())
        {
            if (Read(one) is { } report)
            {
                reports.Add(report);
            }
            else
            {
                ignored.Add(WebhookText.Kind(one.Text("event")));
            }
        }

        return WebhookReading.Of(reports, ignored);
    }

    private bool IsSigned(string time, byte[] body, string signature)
    {
        var bytes = new byte[signature.Length];
        using var key = PublicKey is { } text ? Key(text) : null;
        return key is not null
            && Convert.TryFromBase64String(signature, bytes, out var length)
            && key.VerifyData((byte[])[.. Encoding.UTF8.GetBytes(time), .. body], bytes.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private DeliveryReport? Read(JsonElement one)
    {
        var (kind, bounce, reason) = (one.Text("event"), one.Text("type"), one.Text("reason"));
        EmailEventType? type = kind switch
        {
            "processed" => EmailEventType.Sent,
            "delivered" => EmailEventType.Delivered,
            "bounce" or "dropped" => EmailEventType.Bounced,
            "spamreport" => EmailEventType.Complained,
            "open" => EmailEventType.Opened,
            "click" => EmailEventType.Clicked,
            "unsubscribe" or "group_unsubscribe" => EmailEventType.Unsubscribed,
            _ => null, // A deferred mail is still under way.
        };
        if (type is null)
        {
            return null;
        }

        var isHard = kind == "dropped" ? reason is "Bounced Address" or "Invalid" : bounce != "blocked";
        var detail = kind switch
        {
            "dropped" => WebhookText.Bounce(isHard, $"dropped by SendGrid {reason}"),
            "bounce" => WebhookText.Bounce(isHard, one.Text("bounce_classification"), one.Text("status"), reason),
            _ => null,
        };
        var (recipient, time, message) = (one.Text("email"), one.Number("timestamp"), one.Text("sg_message_id"));
        return new DeliveryReport(
            one.Text("sg_event_id") is { Length: > 0 } id ? WebhookText.Id(id) : WebhookText.Hash(kind, message, recipient, $"{time}"),
            type.Value,
            WebhookText.At(WebhookText.UnixTime(time), clock.Now),
            recipient,
            MailFields.ParseReference(one.Text(MailFields.Reference)),
            WebhookText.OptionalId(MessageId(message)),
            type == EmailEventType.Bounced && isHard,
            detail);
    }

    /// <summary>The id that was answered when the mail was sent: events append the name of a machine to it.</summary>
    private static string? MessageId(string? id)
    {
        var end = id?.IndexOf(".filter", StringComparison.Ordinal) is >= 0 and var filter ? filter : id?.IndexOf(".recvd", StringComparison.Ordinal) ?? -1;
        return end >= 0 ? id![..end] : id;
    }
}
