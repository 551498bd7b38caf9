using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Postmark (https://postmarkapp.com/developer/webhooks/webhooks-overview), which signs nothing: what it sends shows a secret, as the password of basic
/// authentication or in a header, and therefore has no time either.
/// </summary>
internal sealed class PostmarkWebhook(IOptions<NotificationsSettings> settings, IConfiguration configuration, WebhookClock clock) : IWebhookSource
{
    public string Provider => PostmarkProvider.Id;

    public bool IsOpen => Secret is not null;

    private string? Secret => ProviderSecrets.Value(configuration, settings.Value.PostmarkWebhookSecret);

    public Task<WebhookReading> ReadAsync(WebhookRequest request, CancellationToken cancellationToken) => Task.FromResult(Read(request));

    private WebhookReading Read(WebhookRequest request)
    {
        var header = settings.Value.PostmarkWebhookHeader;
        var shown = header.Length > 0 ? request.Header(header) : Password(request.Header("Authorization"));
        if (shown is null)
        {
            return WebhookReading.Unsigned(header.Length > 0 ? $"The request lacks the header {header}." : "The request lacks basic authentication.");
        }

        if (Secret is not { } secret || !WebhookText.AreEqual(shown, secret))
        {
            return WebhookReading.Unsigned("The secret is another one: check it in the settings of the webhook.");
        }

        using var body = WebhookText.Parse(request.Body);
        return body?.RootElement is { ValueKind: JsonValueKind.Object } report ? Read(report) : WebhookReading.NoJson;
    }

    /// <summary>The password of basic authentication (RFC 7617); the user's name is of no account.</summary>
    private static string? Password(string? authorization)
    {
        const string Scheme = "Basic ";
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        var bytes = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[Scheme.Length..].Trim(), bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password] ? password : null;
    }

    private WebhookReading Read(JsonElement report)
    {
        var kind = report.Text("RecordType");
        var bounce = report.Text("Type");
        var isHard = bounce is "HardBounce" or "BadEmailAddress" or "ManuallyDeactivated";
        (EmailEventType Type, string? At)? what = kind switch
        {
            "Delivery" => (EmailEventType.Delivered, report.Text("DeliveredAt")),
            "Bounce" when bounce == "SpamComplaint" => (EmailEventType.Complained, report.Text("BouncedAt")),
            "Bounce" when bounce == "Unsubscribe" => (EmailEventType.Unsubscribed, report.Text("BouncedAt")),
            // Those are notes on a mail that is still under way or has arrived (https://postmarkapp.com/developer/api/bounce-api#bounce-types).
            "Bounce" when bounce is "Transient" or "AutoResponder" or "Subscribe" or "AddressChange" or "ChallengeVerification" or "OpenRelayTest" => null,
            "Bounce" => (EmailEventType.Bounced, report.Text("BouncedAt")),
            "SpamComplaint" => (EmailEventType.Complained, report.Text("BouncedAt")),
            "Open" => (EmailEventType.Opened, report.Text("ReceivedAt")),
            "Click" => (EmailEventType.Clicked, report.Text("ReceivedAt")),
            // What follows a bounce or a complaint is told by these already.
            "SubscriptionChange" when report.Flag("SuppressSending") == true && report.Text("SuppressionReason") == "ManualSuppression" && report.Text("Origin") == "Recipient" =>
                (EmailEventType.Unsubscribed, report.Text("ChangedAt")),
            _ => null,
        };
        if (what is not var (type, at))
        {
            return WebhookReading.Nothing(WebhookText.Kind(kind == "Bounce" ? $"Bounce {bounce}" : kind));
        }

        var recipient = report.Text("Recipient") ?? report.Text("Email");
        var number = report.Field("ID") is { ValueKind: JsonValueKind.Number } id ? id.GetRawText() : null;
        return WebhookReading.Of(
            [
                new DeliveryReport(
                    // Bounces and complaints have an id of their own; of the others the same report has the same parts.
                    number is not null ? WebhookText.Id($"{kind}-{number}") : WebhookText.Hash(kind, report.Text("MessageID"), recipient, at),
                    type,
                    WebhookText.At(WebhookText.IsoTime(at), clock.Now),
                    recipient,
                    MailFields.ParseReference((report.Field("Metadata") ?? default).Text(MailFields.Reference)),
                    WebhookText.OptionalId(report.Text("MessageID")),
                    type == EmailEventType.Bounced && isHard,
                    type == EmailEventType.Bounced ? WebhookText.Bounce(isHard, bounce, report.Text("Details")) : null),
            ],
            []);
    }
}
