using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Amazon SES, API v2 (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html). It takes no idempotency keys. Tracking is set there for the
/// configuration set and not for a message.
/// </summary>
internal sealed class SesProvider(IHttpClientFactory clients, TimeProvider clock, IOptions<NotificationsSettings> settings, IConfiguration configuration)
    : HttpMailProvider(clients, clock)
{
    public const string Id = "ses";

    private const string Path = "/v2/email/outbound-emails";

    private readonly TimeProvider _clock = clock;

    public static Uri Api(string region) => new($"https://email.{region}.amazonaws.com/");

    public override string Name => Id;

    protected override string DisplayName => "Amazon SES";

    protected override string Variables => $"{settings.Value.SesAccessKeyId}, {settings.Value.SesSecretAccessKey} and ses_region";

    protected override HttpRequestMessage Write(OutgoingMail mail, string idempotencyKey)
    {
        var options = settings.Value;
        List<Tag> tags = [new(MailFields.Reference, MailFields.ReferenceOf(mail))];
        if (mail.Tag is { Length: > 0 } tag)
        {
            tags.Add(new Tag("kind", MailFields.Word(tag)));
        }

        var message = new Message(
            MailFields.AsciiFrom(mail.From),
            new Destination([MailFields.Address(mail.To)]),
            new Content(new Simple(
                new Text(MailFields.Line("Subject", mail.Subject)),
                new Body(new Text(mail.Text), new Text(mail.Html)),
                [.. MailFields.Headers(mail).Select(header => new Header(header.Name, header.Value))])),
            tags,
            options.SesConfigurationSet.Length == 0 ? null : options.SesConfigurationSet);
        var body = JsonSerializer.SerializeToUtf8Bytes(message, MailFields.Json);
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, Path[1..]) { Content = content };
        Sign(request, body, options);
        return request;
    }

    protected override string? ReadId(HttpResponseMessage response, JsonElement answer) => answer.Text("MessageId");

    /// <summary>The name of the exception, which may have an address of its schema behind it.</summary>
    protected override string? ReadCode(HttpResponseMessage response, JsonElement answer)
    {
        var type = response.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? types.FirstOrDefault() : answer.Text("__type");
        return type?.Split(':')[0].Split('#')[^1];
    }

    protected override SendFailure Judge(int status, string? code) => code switch
    {
        "TooManyRequestsException" or "ThrottlingException" => SendFailure.Passing,
        "LimitExceededException" or "AccountSuspendedException" or "SendingPausedException" or "MailFromDomainNotVerifiedException" or "NotFoundException" => SendFailure.Account,
        _ => base.Judge(status, code),
    };

    private void Sign(HttpRequestMessage request, byte[] body, NotificationsSettings options)
    {
        var now = _clock.GetUtcNow();
        // The region's host is signed whatever the address in use, so that a proxy or a test in between changes nothing.
        var host = Api(options.SesRegion).Host;
        Dictionary<string, string> headers = new() { ["content-type"] = "application/json", ["host"] = host, ["x-amz-date"] = AwsSignature.Date(now) };
        if (ProviderSecrets.Value(configuration, options.SesSessionToken) is { } token)
        {
            headers["x-amz-security-token"] = token;
            request.Headers.Add("X-Amz-Security-Token", token);
        }

        var signature = new AwsSignature(
            ProviderSecrets.Need(configuration, options.SesAccessKeyId), ProviderSecrets.Need(configuration, options.SesSecretAccessKey), options.SesRegion, "ses");
        request.Headers.Host = host;
        request.Headers.Add("X-Amz-Date", AwsSignature.Date(now));
        request.Headers.TryAddWithoutValidation("Authorization", signature.Authorization("POST", Path, "", headers, body, now));
    }

    private sealed record Message(string FromEmailAddress, Destination Destination, Content Content, IReadOnlyList<Tag> EmailTags, string? ConfigurationSetName);

    private sealed record Destination(IReadOnlyList<string> ToAddresses);

    private sealed record Content(Simple Simple);

    private sealed record Simple(Text Subject, Body Body, IReadOnlyList<Header> Headers);

    private sealed record Body(Text Text, Text Html);

    private sealed record Text(string Data, string Charset = "UTF-8");

    private sealed record Header(string Name, string Value);

    private sealed record Tag(string Name, string Value);
}
