using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Mailgun (https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads). What it signs, by HMAC-SHA256, is a time and a token and not
/// the body; so a token is taken with one body alone, or whoever got hold of one could report whatever he likes.
/// </summary>
internal sealed class MailgunWebhook(IOptions<NotificationsSettings> settings, IConfiguration configuration, WebhookClock clock) : IWebhookSource
{
    /// <summary>The sum of the waits after which it tries again (https://help.mailgun.com/hc/en-us/articles/202236504-Webhooks).</summary>
    public static readonly TimeSpan Repeats = TimeSpan.FromMinutes(485);

    private const int LongestToken = 100;

    public string Provider => MailgunProvider.Id;

    public bool IsOpen => SigningKey is not null;

    private string? SigningKey => ProviderSecrets.Value(configuration, settings.Value.MailgunWebhookKey);

    public Task<WebhookReading> ReadAsync(WebhookRequest request, CancellationToken cancellationToken) => Task.FromResult(Read(request));

    private WebhookReading Read(WebhookRequest request)
    {
        using var body = WebhookText.Parse(request.Body);
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return WebhookReading.NoJson;
        }

        var signature = root.Field("signature") ?? default;
        // Written as text in the documentation's examples; what is signed are its digits.
        var digits = signature.Text("timestamp") ?? (signature.Field("timestamp") is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null);
        if (digits is not { Length: > 0 } time || signature.Text("token") is not { Length: > 0 and <= LongestToken } token || signature.Text("signature") is not { } given)
        {
            return WebhookReading.Unsigned("The request has no signature: it needs signature.timestamp, signature.token and signature.signature.");
        }

        if (SigningKey is not { } key || token.Any(character => !char.IsAscii(character) || char.IsControl(character)) || !IsSigned(key, time, token, given))
        {
            return WebhookReading.Forged;
        }

        if (clock.IsStale(WebhookText.UnixTime(time), Repeats))
        {
            return WebhookReading.Stale;
        }

        if (root.Field("event-data") is not { ValueKind: JsonValueKind.Object } data)
        {
            return WebhookReading.NoJson;
        }

        var report = Read(data);
        return WebhookReading.Of(
            report is null ? [] : [report],
            report is null ? [WebhookText.Kind(data.Text("event"))] : [],
            new SignedToken(token, Convert.ToHexStringLower(SHA256.HashData(request.Body))));
    }

    private static bool IsSigned(string key, string time, string token, string signature)
    {
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(time + token));
        return signature.Length == expected.Length * 2 && signature.All(char.IsAsciiHexDigit) && CryptographicOperations.FixedTimeEquals(expected, Convert.FromHexString(signature));
    }

    private DeliveryReport? Read(JsonElement data)
    {
        var (kind, reason) = (data.Text("event"), data.Text("reason"));
        var isPermanent = data.Text("severity") == "permanent";
        EmailEventType? type = kind switch
        {
            "accepted" => EmailEventType.Sent,
            "delivered" => EmailEventType.Delivered,
            "failed" when isPermanent => EmailEventType.Bounced,
            "rejected" => EmailEventType.Bounced,
            "complained" => EmailEventType.Complained,
            "opened" => EmailEventType.Opened,
            "clicked" => EmailEventType.Clicked,
            "unsubscribed" => EmailEventType.Unsubscribed,
            _ => null, // A temporary failure is tried again there.
        };
        if (type is null)
        {
            return null;
        }

        var status = data.Field("delivery-status") ?? default;
        var isHard = kind == "failed" && (status.Text("bounce-type") is { } bounce ? bounce == "hard" : reason is "bounce" or "suppress-bounce");
        var (recipient, time) = (data.Text("recipient"), data.Number("timestamp"));
        var message = ((data.Field("message") ?? default).Field("headers") ?? default).Text("message-id");
        return new DeliveryReport(
            data.Text("id") is { Length: > 0 } id ? WebhookText.Id(id) : WebhookText.Hash(kind, message, recipient, $"{time}"),
            type.Value,
            WebhookText.At(WebhookText.UnixTime(time), clock.Now),
            recipient,
            MailFields.ParseReference((data.Field("user-variables") ?? default).Text(MailFields.Reference)),
            WebhookText.OptionalId(message),
            isHard,
            type == EmailEventType.Bounced ? WebhookText.Bounce(isHard, reason, status.Text("enhanced-code"), status.Text("message"), status.Text("description")) : null);
    }
}
