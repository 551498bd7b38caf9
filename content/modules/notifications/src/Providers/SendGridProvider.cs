using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>SendGrid, v3 (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send). It takes no idempotency keys.</summary>
internal sealed class SendGridProvider(IHttpClientFactory clients, TimeProvider clock, IOptions<NotificationsSettings> settings, IConfiguration configuration)
    : HttpMailProvider(clients, clock)
{
    public const string Id = "sendgrid";

    /// <summary>Where an account lives decides where it is asked; keys of one region are refused in the other.</summary>
    public static Uri Api(SendGridRegion region) => new(region == SendGridRegion.Eu ? "https://api.eu.sendgrid.com/" : "https://api.sendgrid.com/");

    public override string Name => Id;

    protected override string DisplayName => "SendGrid";

    protected override string Variables => settings.Value.SendGridApiKey;

    protected override HttpRequestMessage Write(OutgoingMail mail, string idempotencyKey)
    {
        var options = settings.Value;
        var isTracked = MailFields.MayBeTracked(mail);
        var message = new Message(
            [new Personalization([new Mailbox(MailFields.Address(mail.To), null)])],
            new Mailbox(MailFields.Address(mail.From.Address), mail.From.Name.Length == 0 ? null : MailFields.Line("From", mail.From.Name)),
            MailFields.Line("Subject", mail.Subject),
            // The plain text comes first, or all is refused.
            [new Part("text/plain", mail.Text), new Part("text/html", mail.Html)],
            MailFields.Headers(mail).ToDictionary(header => header.Name, header => header.Value),
            mail.Tag is { Length: > 0 } tag ? [MailFields.Word(tag)] : null,
            new Dictionary<string, string> { [MailFields.Reference] = MailFields.ReferenceOf(mail) },
            new Tracking(new ClickTracking(options.TrackClicks && isTracked, false), new Switch(options.TrackOpens && isTracked), new Switch(false), new Switch(false)));
        var request = new HttpRequestMessage(HttpMethod.Post, "v3/mail/send") { Content = JsonContent.Create(message, options: MailFields.Json) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ProviderSecrets.Need(configuration, options.SendGridApiKey));
        return request;
    }

    /// <summary>An answer of success, 202, has no body.</summary>
    protected override string? ReadId(HttpResponseMessage response, JsonElement answer) =>
        response.Headers.TryGetValues("X-Message-Id", out var ids) ? ids.FirstOrDefault() : null;

    /// <summary>The name of the field that is wrong: there is no other code.</summary>
    protected override string? ReadCode(HttpResponseMessage response, JsonElement answer) => answer.Items("errors").Select(error => error.Text("field")).FirstOrDefault();

    private sealed record Message(
        [property: JsonPropertyName("personalizations")] IReadOnlyList<Personalization> Personalizations,
        [property: JsonPropertyName("from")] Mailbox From,
        [property: JsonPropertyName("subject")] string Subject,
        [property: JsonPropertyName("content")] IReadOnlyList<Part> Content,
        [property: JsonPropertyName("headers")] IReadOnlyDictionary<string, string> Headers,
        [property: JsonPropertyName("categories")] IReadOnlyList<string>? Categories,
        [property: JsonPropertyName("custom_args")] IReadOnlyDictionary<string, string> CustomArgs,
        [property: JsonPropertyName("tracking_settings")] Tracking TrackingSettings);

    private sealed record Personalization([property: JsonPropertyName("to")] IReadOnlyList<Mailbox> To);

    private sealed record Mailbox([property: JsonPropertyName("email")] string Email, [property: JsonPropertyName("name")] string? Name);

    private sealed record Part([property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("value")] string Value);

    private sealed record Tracking(
        [property: JsonPropertyName("click_tracking")] ClickTracking Clicks,
        [property: JsonPropertyName("open_tracking")] Switch Opens,
        [property: JsonPropertyName("subscription_tracking")] Switch Subscriptions,
        [property: JsonPropertyName("ganalytics")] Switch Analytics);

    private sealed record ClickTracking([property: JsonPropertyName("enable")] bool Enable, [property: JsonPropertyName("enable_text")] bool EnableText);

    private sealed record Switch([property: JsonPropertyName("enable")] bool Enable);
}
