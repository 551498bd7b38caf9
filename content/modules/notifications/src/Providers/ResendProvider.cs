using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Resend (https://resend.com/docs/api-reference/emails/send-email). It takes idempotency keys, for 24 hours, since 1 May 2025
/// (https://resend.com/changelog/idempotency-keys). Tracking is set there for the domain and not for a message.
/// </summary>
internal sealed class ResendProvider(IHttpClientFactory clients, TimeProvider clock, IOptions<NotificationsSettings> settings, IConfiguration configuration)
    : HttpMailProvider(clients, clock)
{
    public const string Id = "resend";

    public static readonly Uri Api = new("https://api.resend.com/");

    public override string Name => Id;

    public override bool HonoursIdempotencyKeys => true;

    protected override string DisplayName => "Resend";

    protected override string Variables => settings.Value.ResendApiKey;

    protected override HttpRequestMessage Write(OutgoingMail mail, string idempotencyKey)
    {
        List<Tag> tags = [new(MailFields.Reference, MailFields.ReferenceOf(mail))];
        if (mail.Tag is { Length: > 0 } tag)
        {
            tags.Add(new Tag("kind", MailFields.Word(tag)));
        }

        var message = new Message(
            MailFields.From(mail.From),
            [MailFields.Address(mail.To)],
            MailFields.Line("Subject", mail.Subject),
            mail.Html,
            mail.Text,
            MailFields.Headers(mail).ToDictionary(header => header.Name, header => header.Value),
            tags);
        var request = new HttpRequestMessage(HttpMethod.Post, "emails") { Content = JsonContent.Create(message, options: MailFields.Json) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ProviderSecrets.Need(configuration, settings.Value.ResendApiKey));
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        return request;
    }

    protected override string? ReadId(HttpResponseMessage response, JsonElement answer) => answer.Text("id");

    protected override string? ReadCode(HttpResponseMessage response, JsonElement answer) => answer.Text("name");

    protected override SendFailure Judge(int status, string? code) => (status, code) switch
    {
        (409, "concurrent_idempotent_requests") => SendFailure.Passing,
        _ => base.Judge(status, code),
    };

    /// <summary>
    /// The key was used for a request that was accepted, and this message differs from it, as a link with a new token does: the key is that of one message, so it
    /// was taken, and a copy must not follow. Which id it got there, the first webhook tells.
    /// </summary>
    protected override ProviderReceipt? TakenBefore(int status, string? code) => (status, code) is (409, "invalid_idempotent_request") ? new ProviderReceipt(null) : null;

    private sealed record Message(
        [property: JsonPropertyName("from")] string From,
        [property: JsonPropertyName("to")] IReadOnlyList<string> To,
        [property: JsonPropertyName("subject")] string Subject,
        [property: JsonPropertyName("html")] string Html,
        [property: JsonPropertyName("text")] string Text,
        [property: JsonPropertyName("headers")] IReadOnlyDictionary<string, string> Headers,
        [property: JsonPropertyName("tags")] IReadOnlyList<Tag> Tags);

    private sealed record Tag([property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("value")] string Value);
}
