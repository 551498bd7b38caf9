using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Mail;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>
/// The five APIs on loopback. Each keeps to the contract that its provider publishes and refuses what the provider refuses: credentials, fields that are needed,
/// lengths and characters. What it accepted can be looked at, and the next answers can be scripted.
/// </summary>
internal sealed partial class FakeMailApi : IAsyncDisposable
{
    public const string Key = "key-4f1c0ffee7a11";
    public const string AwsKeyId = "AKIDEXAMPLE";
    public const string AwsSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string Region = "eu-central-1";
    public const string Domain = "mg.example.com";

    public static readonly string[] Providers = ["resend", "postmark", "sendgrid", "mailgun", "ses"];

    private static readonly JsonSerializerOptions AsWritten = new();

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Body, string Id)> _keys = new();

    private FakeMailApi(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single() + "/");

    /// <summary>What was accepted, in the words of the provider.</summary>
    public ConcurrentQueue<Accepted> Messages { get; } = new();

    /// <summary>All requests, also those that were refused.</summary>
    public ConcurrentQueue<(string Path, IHeaderDictionary Headers, string Body)> Requests { get; } = new();

    /// <summary>Answers to give instead, the first one first.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> Script { get; } = new();

    public static async Task<FakeMailApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var api = new FakeMailApi(app);
        app.Run(api.AnswerAsync);
        await app.StartAsync();
        return api;
    }

    /// <summary>Lets the next request be answered with a status and a body.</summary>
    public void Answer(int status, string body = "", params (string Name, string Value)[] headers) => Script.Enqueue(async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(body);
    });

    /// <summary>Takes the next message as it should, and cuts the connection before it says so.</summary>
    public void CutAfterTaking() => Script.Enqueue(async context =>
    {
        await TakeAsync(context, await BodyAsync(context));
        context.Abort();
    });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        var body = await BodyAsync(context);
        Requests.Enqueue((context.Request.Path, new HeaderDictionary(context.Request.Headers.ToDictionary()), body));
        context.Request.Body.Position = 0;
        if (Script.TryDequeue(out var scripted))
        {
            await scripted(context);
            return;
        }

        var answer = await TakeAsync(context, body);
        await answer.ExecuteAsync(context);
    }

    private static async Task<string> BodyAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }

    private Task<IResult> TakeAsync(HttpContext context, string body)
    {
        var request = context.Request;
        return Task.FromResult(request.Method != "POST" ? Results.StatusCode(405) : request.Path.Value switch
        {
            "/emails" => Resend(request, body),
            "/email" => Postmark(request, body),
            "/v3/mail/send" => SendGrid(request, body, context.Response),
            $"/v3/{Domain}/messages" => Mailgun(request, body),
            "/v2/email/outbound-emails" => Ses(request, body),
            _ => Results.NotFound(new { message = "Not Found" }),
        });
    }

    /// <summary>https://resend.com/docs/api-reference/emails/send-email, …/errors and …/idempotency-keys.</summary>
    private IResult Resend(HttpRequest request, string body)
    {
        IResult Refuse(int status, string name) => Results.Json(new { statusCode = status, name, message = $"{name}: see ann@example.com" }, statusCode: status);
        if (request.Headers.UserAgent.Count == 0)
        {
            return Refuse(403, "1010");
        }

        if (request.Headers.Authorization != $"Bearer {Key}")
        {
            return Refuse(401, "missing_api_key");
        }

        if (JsonOf(request, body) is not { } message)
        {
            return Refuse(400, "invalid_parameter");
        }

        if (Missing(message, "from", "to", "subject") || (message.Field("html") is null && message.Field("text") is null))
        {
            return Refuse(422, "missing_required_field");
        }

        var recipients = message.Items("to").Select(to => to.GetString()!).ToList();
        if (!IsMailbox(message.Text("from")) || recipients.Count is 0 or > 50 || !recipients.All(IsMailbox)
            || !message.Items("tags").All(tag => TagOfResend().IsMatch(tag.Text("name")!) && TagOfResend().IsMatch(tag.Text("value")!)))
        {
            return Refuse(422, "validation_error");
        }

        var id = Guid.NewGuid().ToString();
        if (request.Headers["Idempotency-Key"] is [{ } key])
        {
            if (key.Length is 0 or > 256)
            {
                return Refuse(400, "invalid_idempotency_key");
            }

            if (!_keys.TryAdd(key, (body, id)))
            {
                var known = _keys[key];
                return known.Body == body ? Results.Json(new { id = known.Id }) : Refuse(409, "invalid_idempotent_request");
            }
        }

        var headers = message.Field("headers")!.Value.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!);
        var reference = message.Items("tags").Single(tag => tag.Text("name") == "mail_ref").Text("value");
        Messages.Enqueue(new Accepted(id, message.Text("from")!, recipients.Single(), message.Text("subject")!, message.Text("text")!, message.Text("html")!, reference, headers, message));
        return Results.Json(new { id });
    }

    /// <summary>https://postmarkapp.com/developer/api/email-api and …/overview#error-codes.</summary>
    private IResult Postmark(HttpRequest request, string body)
    {
        IResult Refuse(int code, int status = 422) => Results.Json(new { ErrorCode = code, Message = "Refused: ann@example.com" }, AsWritten, statusCode: status);
        if (request.Headers["X-Postmark-Server-Token"] != Key)
        {
            return Refuse(10, 401);
        }

        if (request.Headers.Accept != "application/json" || JsonOf(request, body) is not { } message)
        {
            return Refuse(402);
        }

        var metadata = message.Field("Metadata")!.Value.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!);
        if (Missing(message, "From", "To", "Subject") || message.Text("From")!.Length > 255 || message.Text("Subject")!.Length > 2000
            || !IsMailbox(message.Text("From")) || !IsMailbox(message.Text("To"))
            || (message.Field("HtmlBody") is null && message.Field("TextBody") is null)
            || metadata.Count > 10 || metadata.Any(one => one.Key.Length > 20 || one.Value.Length > 80)
            || message.Text("TrackLinks") is not ("None" or "HtmlAndText" or "HtmlOnly" or "TextOnly") || message.Flag("TrackOpens") is null)
        {
            return Refuse(300);
        }

        if (message.Text("MessageStream") is not ("outbound" or "broadcast"))
        {
            return Refuse(1235);
        }

        var id = Guid.NewGuid().ToString();
        var headers = message.Items("Headers").ToDictionary(header => header.Text("Name")!, header => header.Text("Value")!);
        Messages.Enqueue(new Accepted(id, message.Text("From")!, message.Text("To")!, message.Text("Subject")!, message.Text("TextBody")!, message.Text("HtmlBody")!, metadata["mail_ref"], headers, message));
        return Results.Json(new { To = message.Text("To"), SubmittedAt = DateTime.UtcNow, MessageID = id, ErrorCode = 0, Message = "OK" }, AsWritten);
    }

    /// <summary>https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send.</summary>
    private IResult SendGrid(HttpRequest request, string body, HttpResponse response)
    {
        IResult Refuse(int status, string? field) => Results.Json(new { errors = new[] { new { message = "Refused: ann@example.com", field, help = (string?)null } } }, statusCode: status);
        if (request.Headers.Authorization != $"Bearer {Key}")
        {
            return Refuse(401, null);
        }

        if (JsonOf(request, body) is not { } message)
        {
            return Refuse(400, null);
        }

        string[] reserved = ["x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-transfer-encoding", "content-type", "to", "from", "subject", "reply-to", "cc", "bcc"];
        var recipients = message.Items("personalizations").SelectMany(one => one.Items("to")).Select(to => to.Text("email")!).ToList();
        var parts = message.Items("content").Select(part => (Type: part.Text("type"), Value: part.Text("value")!)).ToList();
        var headers = message.Field("headers")!.Value.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!);
        var arguments = message.Field("custom_args")!.Value;
        var refused = recipients.Count is 0 or > 1000 || !recipients.All(IsMailbox) ? "personalizations.0.to"
            : !IsMailbox((message.Field("from") ?? default).Text("email")) ? "from.email"
            : message.Text("subject") is not { Length: > 0 } ? "subject"
            : parts.Count == 0 || parts[0].Type != "text/plain" || parts.Any(part => part.Value.Length == 0) ? "content"
            : headers.Keys.Any(name => reserved.Contains(name.ToLowerInvariant())) ? "headers"
            : arguments.GetRawText().Length > 10_000 ? "custom_args"
            : message.Items("categories").Count() > 10 || message.Items("categories").Any(one => one.GetString()!.Length > 255) ? "categories"
            : null;
        if (refused is not null)
        {
            return Refuse(400, refused);
        }

        var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        response.Headers["X-Message-Id"] = id;
        var from = message.Field("from")!.Value;
        Messages.Enqueue(new Accepted(
            id, from.Text("name") is { } name ? $"\"{name}\" <{from.Text("email")}>" : from.Text("email")!, recipients.Single(), message.Text("subject")!,
            parts.Single(part => part.Type == "text/plain").Value, parts.Single(part => part.Type == "text/html").Value, arguments.Text("mail_ref"), headers, message));
        return Results.StatusCode(202);
    }

    /// <summary>https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages.</summary>
    private IResult Mailgun(HttpRequest request, string body)
    {
        if (request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"api:{Key}"))}")
        {
            return Results.Text("Forbidden", statusCode: 401);
        }

        var form = request.ContentType == "application/x-www-form-urlencoded" ? QueryHelpers.ParseQuery(body).ToDictionary(field => field.Key, field => field.Value.ToString()) : [];
        var isRight = form.ContainsKey("from") && IsMailbox(form["from"]) && form.ContainsKey("to") && IsMailbox(form["to"]) && form.ContainsKey("subject")
            && (form.ContainsKey("text") || form.ContainsKey("html"))
            && form.Where(field => field.Key.StartsWith("o:tracking", StringComparison.Ordinal)).All(field => field.Value is "yes" or "no" or "true" or "false")
            && (!form.TryGetValue("o:tag", out var tag) || (tag.Length <= 128 && tag.All(char.IsAscii)));
        if (!isRight)
        {
            return Results.Json(new { message = "to parameter is not a valid address: ann@example.com" }, statusCode: 400);
        }

        var id = $"{DateTime.UtcNow.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}.{Guid.NewGuid():N}@{Domain}";
        var headers = form.Where(field => field.Key.StartsWith("h:", StringComparison.Ordinal)).ToDictionary(field => field.Key[2..], field => field.Value);
        Messages.Enqueue(new Accepted(id, form["from"], form["to"], form["subject"], form["text"], form["html"], form["v:mail_ref"], headers, JsonSerializer.SerializeToElement(form)));
        return Results.Json(new { id = $"<{id}>", message = "Queued. Thank you." });
    }

    /// <summary>https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html, and …/CommonErrors.html.</summary>
    private IResult Ses(HttpRequest request, string body)
    {
        IResult Refuse(int status, string type)
        {
            request.HttpContext.Response.Headers["x-amzn-ErrorType"] = $"{type}:http://internal.amazon.com/coral/";
            return Results.Json(new { message = "Refused: ann@example.com" }, statusCode: status);
        }

        var authorization = request.Headers.Authorization.ToString();
        if (Signed().Match(authorization) is not { Success: true } match || !DateTimeOffset.TryParseExact(request.Headers["X-Amz-Date"], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return Refuse(403, "MissingAuthenticationTokenException");
        }

        // What was received is signed again, with the headers that are said to be signed.
        var signed = match.Groups["headers"].Value.Split(';').ToDictionary(name => name, name => request.Headers[name].ToString());
        if (signed.GetValueOrDefault("host") != $"email.{Region}.amazonaws.com" || !signed.ContainsKey("x-amz-date")
            || new AwsSignature(AwsKeyId, AwsSecret, Region, "ses").Authorization("POST", request.Path, "", signed, Encoding.UTF8.GetBytes(body), time) != authorization)
        {
            return Refuse(403, "SignatureDoesNotMatch");
        }

        if (JsonOf(request, body) is not { } message)
        {
            return Refuse(400, "SerializationException");
        }

        var simple = (message.Field("Content") ?? default).Field("Simple") ?? default;
        var recipients = (message.Field("Destination") ?? default).Items("ToAddresses").Select(to => to.GetString()!).ToList();
        var headers = simple.Items("Headers").ToDictionary(header => header.Text("Name")!, header => header.Text("Value")!);
        var text = (simple.Field("Body") ?? default).Field("Text") ?? default;
        var html = (simple.Field("Body") ?? default).Field("Html") ?? default;
        var subject = simple.Field("Subject") ?? default;
        var isRight = message.Text("FromEmailAddress") is { } from && from.All(char.IsAscii) && from.Length <= 320
            && recipients.Count is > 0 and <= 50 && recipients.All(to => IsMailbox(to) && to.All(char.IsAscii))
            && subject.Text("Data") is not null && text.Text("Data") is not null && html.Text("Data") is not null
            && new[] { subject, text, html }.All(part => part.Text("Charset") == "UTF-8")
            && headers.Count <= 15 && headers.All(header => HeaderOfSes().IsMatch(header.Key) && header.Value.Length is > 0 and <= 870 && header.Value.All(character => character is >= ' ' and <= '~'))
            && message.Items("EmailTags").All(tag => TagOfSes().IsMatch(tag.Text("Name")!) && TagOfSes().IsMatch(tag.Text("Value")!));
        if (!isRight)
        {
            return Refuse(400, "BadRequestException");
        }

        var id = $"{Guid.NewGuid():N}-000000";
        var reference = message.Items("EmailTags").Single(tag => tag.Text("Name") == "mail_ref").Text("Value");
        Messages.Enqueue(new Accepted(id, message.Text("FromEmailAddress")!, recipients.Single(), subject.Text("Data")!, text.Text("Data")!, html.Text("Data")!, reference, headers, message));
        return Results.Json(new { MessageId = id }, AsWritten);
    }

    private static JsonElement? JsonOf(HttpRequest request, string body)
    {
        try
        {
            return request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true && JsonDocument.Parse(body).RootElement is { ValueKind: JsonValueKind.Object } root ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Missing(JsonElement message, params string[] fields) => fields.Any(field => message.Field(field) is null);

    private static bool IsMailbox(string? text) => text is not null && MailAddress.TryCreate(text, out _) && !text.Any(char.IsControl);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,256}$")]
    private static partial Regex TagOfResend();

    [GeneratedRegex("^[A-Za-z0-9_.@-]{1,256}$")]
    private static partial Regex TagOfSes();

    [GeneratedRegex("^[!-9;-~]{1,126}$")]
    private static partial Regex HeaderOfSes();

    [GeneratedRegex("^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/eu-central-1/ses/aws4_request, SignedHeaders=(?<headers>[a-z0-9;-]+), Signature=[0-9a-f]{64}$")]
    private static partial Regex Signed();
}

/// <summary>A message that a provider took.</summary>
/// <param name="Raw">The request's body; of a form its fields.</param>
internal sealed record Accepted(
    string Id, string From, string To, string Subject, string Text, string Html, string? Reference, IReadOnlyDictionary<string, string> Headers, JsonElement Raw);
