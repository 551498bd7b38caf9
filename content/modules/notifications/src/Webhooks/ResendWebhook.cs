using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Resend (https://resend.com/docs/dashboard/webhooks/event-types), signed as Svix does: HMAC-SHA256 of id, time and body, one signature or several while the
/// secret changes (https://docs.svix.com/receiving/verifying-payloads/how-manual). Each repeat is signed anew, with the same id.
/// </summary>
internal sealed class ResendWebhook(IOptions<NotificationsSettings> settings, IConfiguration configuration, WebhookClock clock) : IWebhookSource
{
    private const string Prefix = "whsec_";

    public string Provider => ResendProvider.Id;

    public bool IsOpen => Secret is not null;

    private string? Secret => ProviderSecrets.Value(configuration, settings.Value.ResendWebhookSecret);

    /// <summary>The bytes of a signing secret; null when it is none.</summary>
    public static byte[]? Key(string secret)
    {
        var bytes = new byte[secret.Length];
        return secret.StartsWith(Prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[Prefix.Length..], bytes, out var length) && length >= 16 ? bytes[..length] : null;
    }

    public Task<WebhookReading> ReadAsync(WebhookRequest request, CancellationToken cancellationToken) => Task.FromResult(Read(request));

    private WebhookReading Read(WebhookRequest request)
    {
        if (request.Header("svix-id") is not { } id || request.Header("svix-timestamp") is not { } time || request.Header("svix-signature") is not { } signatures)
        {
            return WebhookReading.Unsigned("The request has no signature: it needs the headers svix-id, svix-timestamp and svix-signature.");
        }

        if (Secret is not { } secret || Key(secret) is not { } key || !IsSigned(key, id, time, request.Body, signatures))
        {
            return WebhookReading.Forged;
        }

        if (clock.IsStale(WebhookText.UnixTime(time), TimeSpan.Zero))
        {
            return WebhookReading.Stale;
        }

        using var body = WebhookText.Parse(request.Body);
        return body?.RootElement is { ValueKind: JsonValueKind.Object } report ? Read(id, report) : WebhookReading.NoJson;
    }

    private static bool IsSigned(byte[] key, string id, string time, byte[] body, string signatures)
    {
        var expected = HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body]);
        var given = new byte[expected.Length];
        var isSigned = false;
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(10))
        {
            isSigned |= signature.StartsWith("v1,", StringComparison.Ordinal)
                && Convert.TryFromBase64String(signature["v1,".Length..], given, out var length)
                && CryptographicOperations.FixedTimeEquals(expected, given.AsSpan(0, length));
        }

        return isSigned;
    }

    private WebhookReading Read(string id, JsonElement report)
    {
        var data = report.Field("data") ?? default;
        var bounce = data.Field("bounce") ?? default;
        var (kind, bounceType) = (report.Text("type"), bounce.Text("type"));
        // A bounce without a class is what the documentation calls it: refused for good.
        var isHard = kind == "email.suppressed" || (kind == "email.bounced" && bounceType is (null or "Permanent"));
        EmailEventType? type = kind switch
        {
            "email.sent" => EmailEventType.Sent,
            "email.delivered" => EmailEventType.Delivered,
            "email.bounced" or "email.failed" or "email.suppressed" => EmailEventType.Bounced,
            "email.complained" => EmailEventType.Complained,
            "email.opened" => EmailEventType.Opened,
            "email.clicked" => EmailEventType.Clicked,
            _ => null, // email.delivery_delayed and email.scheduled decide nothing; domains and contacts are not ours.
        };
        if (type is null)
        {
            return WebhookReading.Nothing(WebhookText.Kind(kind));
        }

        var detail = kind switch
        {
            "email.bounced" => WebhookText.Bounce(isHard, bounce.Text("subType"), bounce.Text("message")),
            "email.suppressed" => WebhookText.Bounce(isHard, "suppressed by Resend"),
            "email.failed" => WebhookText.Bounce(isHard: false, "not sent by Resend"),
            _ => null,
        };
        return WebhookReading.Of(
            [
                new DeliveryReport(
                    WebhookText.Id(id),
                    type.Value,
                    WebhookText.At(WebhookText.IsoTime(report.Text("created_at")), clock.Now),
                    Recipient(data),
                    MailFields.ParseReference(Reference(data)),
                    WebhookText.OptionalId(data.Text("email_id")),
                    isHard,
                    detail),
            ],
            []);
    }

    private static string? Recipient(JsonElement data) => data.Items("to").ToList() is [var only] ? only.AsText() : data.Text("to");

    /// <summary>Tags come back as an object, and in older accounts as the list that they were sent as.</summary>
    private static string? Reference(JsonElement data) =>
        (data.Field("tags") ?? default).Text(MailFields.Reference)
        ?? data.Items("tags").Where(tag => tag.Text("name") == MailFields.Reference).Select(tag => tag.Text("value")).FirstOrDefault();
}
