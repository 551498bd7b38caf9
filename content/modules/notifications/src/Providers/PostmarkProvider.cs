using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>Postmark (https://postmarkapp.com/developer/api/email-api). It takes no idempotency keys.</summary>
internal sealed class PostmarkProvider(IHttpClientFactory clients, TimeProvider clock, IOptions<NotificationsSettings> settings, IConfiguration configuration)
    : HttpMailProvider(clients, clock)
{
    public const string Id = "postmark";

    public static readonly Uri Api = new("https://api.postmarkapp.com/");

    public override string Name => Id;

    protected override string DisplayName => "Postmark";

    protected override string Variables => settings.Value.PostmarkServerToken;

    protected override HttpRequestMessage Write(OutgoingMail mail, string idempotencyKey)
    {
        var options = settings.Value;
        var isTracked = MailFields.MayBeTracked(mail);
        var message = new Message(
            MailFields.From(mail.From),
            MailFields.Address(mail.To),
            MailFields.Line("Subject", mail.Subject),
            mail.Html,
            mail.Text,
            options.PostmarkStream,
            mail.Tag,
            options.TrackOpens && isTracked,
            options.TrackClicks && isTracked ? "HtmlAndText" : "None",
            [.. MailFields.Headers(mail).Select(header => new Header(header.Name, header.Value))],
            new Dictionary<string, string> { [MailFields.Reference] = MailFields.ReferenceOf(mail) });
        var request = new HttpRequestMessage(HttpMethod.Post, "email") { Content = JsonContent.Create(message, options: MailFields.Json) };
        request.Headers.Add("X-Postmark-Server-Token", ProviderSecrets.Need(configuration, options.PostmarkServerToken));
        request.Headers.Add("Accept", "application/json");
        return request;
    }

    protected override string? ReadId(HttpResponseMessage response, JsonElement answer) => answer.Text("MessageID");

    protected override string? ReadCode(HttpResponseMessage response, JsonElement answer) => answer.Number("ErrorCode") is { } code ? $"{code:0}" : null;

    /// <summary>Most errors are 422 and told apart by their code (https://postmarkapp.com/developer/api/overview#error-codes).</summary>
    protected override SendFailure Judge(int status, string? code) => (status, code) switch
    {
        (422, "100") => SendFailure.Passing, // maintenance
        (422, "400" or "401" or "405" or "412" or "413" or "1235") => SendFailure.Account, // the sender, credits, approval, the stream
        (422, "406") => SendFailure.Recipient, // it bounced or complained there before
        _ => base.Judge(status, code),
    };

    private sealed record Message(
        string From, string To, string Subject, string HtmlBody, string TextBody, string MessageStream, string? Tag, bool TrackOpens, string TrackLinks,
        IReadOnlyList<Header> Headers, IReadOnlyDictionary<string, string> Metadata);

    private sealed record Header(string Name, string Value);
}
