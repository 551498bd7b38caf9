using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>An application with this module that the five providers report to, on a database of its own, and the secrets by which they sign.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    public const string PostmarkSecret = "a-long-secret-of-postmark";
    public const string MailgunKey = "key-of-mailgun-webhooks";
    public const string TopicArn = "arn:aws:sns:eu-central-1:123456789012:mail";
    public const string CertificateUrl = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";

    public static readonly byte[] ResendKey = Encoding.ASCII.GetBytes("thirty-two bytes of a secret key");

    /// <summary>Amazon's, and somebody else's.</summary>
    public static readonly RSA SnsKey = RSA.Create(2048);

    public static readonly ECDsa SendGridKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private readonly WebApplication _app;
    private readonly TestDatabase _database;

    private WebhookHost(WebApplication app, TestDatabase database, ManualClock time, FakeSns sns, Log log) => (_app, _database, Time, Sns, Logs) = (app, database, time, sns, log);

    public ManualClock Time { get; }

    public FakeSns Sns { get; }

    public Log Logs { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<WebhookHost> StartAsync(DatabaseKind kind, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null)
    {
        var (time, sns, log) = (new ManualClock(), new FakeSns(), new Log());
        var database = TestDatabase.Create(kind);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(WebhookHost).Assembly.GetName().Name,
            EnvironmentName = "Testing",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseTestServer(server => server.BaseAddress = new Uri("https://localhost"));
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Configuration.AddInMemoryCollection(Settings()).AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddDbContext<MailContext>(database.Use);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddRazorPages();
        builder.Services.AddOpenApi();
        builder.Services.AddAntiforgery();
        builder.Services.AddRateLimiter(limiter => limiter.GlobalLimiter = System.Threading.RateLimiting.PartitionedRateLimiter.Create<Microsoft.AspNetCore.Http.HttpContext, int>(
            _ => System.Threading.RateLimiting.RateLimitPartition.GetFixedWindowLimiter(0, _ => new() { PermitLimit = 1, Window = TimeSpan.FromHours(1) })));
        builder.AddModules<MailContext>(TestHost.Modules);
        builder.Services.AddHttpClient(SnsCertificates.Client).ConfigurePrimaryHttpMessageHandler(() => sns);
        services?.Invoke(builder.Services);
        foreach (var worker in builder.Services.Where(one => one.ServiceType == typeof(IHostedService) && one.ImplementationFactory?.Method.ReturnType == typeof(OutboxWorker)).ToList())
        {
            builder.Services.Remove(worker);
        }

        var app = builder.Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseModules(TestHost.Modules);
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapModules(TestHost.Modules);
        app.MapOpenApi();
        foreach (var context in TestHost.Modules.MigrationContexts(kind, database.ConnectionString))
        {
            await using (context)
            {
                await context.Database.MigrateAsync();
            }
        }

        await app.StartAsync();
        return new WebhookHost(app, database, time, sns, log);
    }

    public static Dictionary<string, string?> Settings() => new()
    {
        ["App:Name"] = "Acme Notes",
        ["App:BaseUrl"] = "https://localhost",
        ["RESEND_WEBHOOK_SECRET"] = $"whsec_{Convert.ToBase64String(ResendKey)}",
        ["POSTMARK_WEBHOOK_SECRET"] = PostmarkSecret,
        ["SENDGRID_WEBHOOK_KEY"] = Convert.ToBase64String(SendGridKey.ExportSubjectPublicKeyInfo()),
        ["MAILGUN_WEBHOOK_KEY"] = MailgunKey,
        ["Modules:notifications:ses_topic_arn"] = TopicArn,
        ["Modules:notifications:provider"] = "development",
    };

    /// <summary>A mail in the log.</summary>
    public async Task<EmailRecord> MailAsync(string provider, string to = "ann@example.com", EmailState state = EmailState.Sent, string? providerId = null)
    {
        var now = Time.GetUtcNow().UtcDateTime;
        var mail = new EmailRecord
        {
            Kind = "auth.verify-email",
            To = to,
            State = state,
            QueuedAt = now,
            NextAttemptAt = now,
            NotAfter = now.AddDays(3),
            IsTransactional = true,
            ProviderName = provider,
            ProviderId = providerId ?? Guid.NewGuid().ToString(),
        };
        mail.IdempotencyKey = mail.Id.ToString("N");
        await InDatabaseAsync(async context =>
        {
            context.Add(mail);
            return await context.SaveChangesAsync();
        });
        return mail;
    }

    public Task<EmailRecord> FindAsync(Guid id) => InDatabaseAsync(context => context.Set<EmailRecord>().AsNoTracking().SingleAsync(mail => mail.Id == id));

    public Task<List<EmailEvent>> EventsAsync() => InDatabaseAsync(context => context.Set<EmailEvent>().AsNoTracking().OrderBy(one => one.At).ToListAsync());

    public Task<List<Suppression>> SuppressionsAsync() => InDatabaseAsync(context => context.Set<Suppression>().AsNoTracking().ToListAsync());

    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public Task<T> InDatabaseAsync<T>(Func<DbContext, Task<T>> work) => InScopeAsync(services => work(services.GetRequiredService<ModuleDb>().Context));

    public HttpClient Client() => _app.GetTestClient();

    public async Task<WebhookAnswer> SendAsync(HttpRequestMessage request)
    {
        using var client = Client();
        using (request)
        {
            using var response = await client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return new WebhookAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, text, text.StartsWith('{') ? JsonNode.Parse(text) : null);
        }
    }

    /// <summary>Sends what a provider would, rightly signed.</summary>
    public Task<WebhookAnswer> ReportAsync(string provider, object report) => SendAsync(Request(provider, report));

    public HttpRequestMessage Request(string provider, object report) => provider switch
    {
        "resend" => Resend(report, $"msg_{Guid.NewGuid():N}"),
        "postmark" => Postmark(report),
        "sendgrid" => SendGrid(report),
        "mailgun" => Mailgun(report),
        "ses" => Ses(report),
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, null),
    };

    /// <summary>https://docs.svix.com/receiving/verifying-payloads/how-manual.</summary>
    public HttpRequestMessage Resend(object report, string id, DateTimeOffset? at = null, byte[]? key = null)
    {
        var (body, time) = (Json(report), Seconds(at));
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key ?? ResendKey, Encoding.UTF8.GetBytes($"{id}.{time}.{body}")));
        return Post("resend", body, ("svix-id", id), ("svix-timestamp", time), ("svix-signature", $"v1,{signature}"));
    }

    public static HttpRequestMessage Postmark(object report, string secret = PostmarkSecret) =>
        Post("postmark", Json(report), ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"postmark:{secret}"))}"));

    public HttpRequestMessage SendGrid(object events, DateTimeOffset? at = null, ECDsa? key = null)
    {
        var (body, time) = (Json(events), Seconds(at));
        var signature = (key ?? SendGridKey).SignData(Encoding.UTF8.GetBytes(time + body), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Post("sendgrid", body, ("X-Twilio-Email-Event-Webhook-Signature", Convert.ToBase64String(signature)), ("X-Twilio-Email-Event-Webhook-Timestamp", time));
    }

    public HttpRequestMessage Mailgun(object data, DateTimeOffset? at = null, string key = MailgunKey, string? token = null)
    {
        var (time, once) = (Seconds(at), token ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(25)));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(time + once)));
        return Post("mailgun", $$"""{"signature":{"timestamp":"{{time}}","token":"{{once}}","signature":"{{signature}}"},"event-data":{{Json(data)}}}""");
    }

    public HttpRequestMessage Ses(object report, DateTimeOffset? at = null, Action<JsonObject>? change = null, RSA? key = null, string version = "2", string? id = null) =>
        Topic(new JsonObject { ["Type"] = "Notification", ["Subject"] = "Amazon SES Email Event Notification", ["Message"] = Json(report) }, at, change, key, version, id);

    /// <summary>https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html.</summary>
    /// <param name="change">What happens to the message after it was signed.</param>
    public HttpRequestMessage Topic(JsonObject message, DateTimeOffset? at = null, Action<JsonObject>? change = null, RSA? key = null, string version = "2", string? id = null)
    {
        message["MessageId"] = id ?? Guid.NewGuid().ToString();
        message["TopicArn"] ??= TopicArn;
        message["Timestamp"] = (at ?? Time.GetUtcNow()).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        string[] names = (string)message["Type"]! == "Notification"
            ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
            : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
        var text = string.Concat(names.Where(name => message[name] is not null).Select(name => $"{name}\n{(string)message[name]!}\n"));
        message["SignatureVersion"] = version;
        message["Signature"] = Convert.ToBase64String((key ?? SnsKey).SignData(Encoding.UTF8.GetBytes(text), version == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        message["SigningCertURL"] = CertificateUrl;
        change?.Invoke(message);
        var request = Post("ses", message.ToJsonString());
        request.Content!.Headers.ContentType = new("text/plain") { CharSet = "UTF-8" }; // As Amazon does.
        return request;
    }

    public static HttpRequestMessage Post(string provider, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/notifications/webhooks/{provider}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public string Seconds(DateTimeOffset? at = null) => (at ?? Time.GetUtcNow()).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _database.Dispose();
    }

    private static string Json(object report) => report as string ?? JsonSerializer.Serialize(report);

    /// <summary>The addresses of Amazon SNS: a certificate, and the confirmation of subscriptions.</summary>
    internal sealed class FakeSns : HttpMessageHandler
    {
        public ConcurrentQueue<Uri> Asked { get; } = new();

        public string? Certificate { get; set; } = Pem(SnsKey, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));

        public bool Confirms { get; set; } = true;

        public static string Pem(RSA key, DateTimeOffset from, DateTimeOffset until)
        {
            var request = new CertificateRequest("CN=sns.amazonaws.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using var certificate = request.CreateSelfSigned(from, until);
            return certificate.ExportCertificatePem();
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Enqueue(request.RequestUri!);
            var isCertificate = request.RequestUri!.AbsolutePath.EndsWith(".pem", StringComparison.Ordinal);
            var status = isCertificate ? (Certificate is null ? HttpStatusCode.NotFound : HttpStatusCode.OK) : Confirms ? HttpStatusCode.OK : HttpStatusCode.Forbidden;
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(isCertificate ? Certificate ?? "" : "<ConfirmSubscriptionResponse/>") });
        }
    }

    internal sealed class Log : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> Lines => [.. _lines];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

internal sealed record WebhookAnswer(HttpStatusCode Status, string? Type, string Text, JsonNode? Json)
{
    /// <summary>The sentence of a refusal.</summary>
    public string? Sentence => (string?)Json?["detail"];

    public int Count(string name) => (int)Json![name]!;
}
