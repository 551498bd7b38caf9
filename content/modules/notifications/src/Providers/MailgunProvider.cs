using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>Mailgun, v3 (https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages). It takes no idempotency keys.</summary>
internal sealed class MailgunProvider(IHttpClientFactory clients, TimeProvider clock, IOptions<NotificationsSettings> settings, IConfiguration configuration)
    : HttpMailProvider(clients, clock)
{
    public const string Id = "mailgun";

    /// <summary>A domain lives in one region and is unknown in the other.</summary>
    public static Uri Api(MailgunRegion region) => new(region == MailgunRegion.Eu ? "https://api.eu.mailgun.net/" : "https://api.mailgun.net/");

    public override string Name => Id;

    protected override string DisplayName => "Mailgun";

    protected override string Variables => $"{settings.Value.MailgunApiKey}, mailgun_domain and mailgun_region";

    protected override HttpRequestMessage Write(OutgoingMail mail, string idempotencyKey)
    {
        var options = settings.Value;
        var isTracked = MailFields.MayBeTracked(mail);
        Dictionary<string, string> form = new()
        {
            ["from"] = MailFields.From(mail.From),
            ["to"] = MailFields.Address(mail.To),
            ["subject"] = MailFields.Line("Subject", mail.Subject),
            ["text"] = mail.Text,
            ["html"] = mail.Html,
            ["o:tracking"] = YesNo(isTracked && (options.TrackOpens || options.TrackClicks)),
            ["o:tracking-opens"] = YesNo(isTracked && options.TrackOpens),
            ["o:tracking-clicks"] = YesNo(isTracked && options.TrackClicks),
            [$"v:{MailFields.Reference}"] = MailFields.ReferenceOf(mail),
        };
        if (mail.Tag is { Length: > 0 } tag)
        {
            form["o:tag"] = MailFields.Word(tag);
        }

        foreach (var (name, value) in MailFields.Headers(mail))
        {
            form[$"h:{name}"] = value;
        }

        var request = new HttpRequestMessage(HttpMethod.Post, $"v3/{Uri.EscapeDataString(options.MailgunDomain)}/messages") { Content = new FormUrlEncodedContent(form) };
        var credentials = $"api:{ProviderSecrets.Need(configuration, options.MailgunApiKey)}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        return request;
    }

    /// <summary>The id comes in angle brackets, and webhooks say it without.</summary>
    protected override string? ReadId(HttpResponseMessage response, JsonElement answer) => answer.Text("id")?.Trim('<', '>');

    /// <summary>Errors have words alone.</summary>
    protected override string? ReadCode(HttpResponseMessage response, JsonElement answer) => null;

    private static string YesNo(bool value) => value ? "yes" : "no";
}
