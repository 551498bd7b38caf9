using System.Collections.Concurrent;
using System.Diagnostics;
using QuickScale.Modules.Core;
using QuickScale.Modules.Notifications;

namespace QuickScale.Outbox.Host;

/// <summary>A provider on loopback that honours idempotency keys: a call with a key that it knows is answered like the first and delivers nothing.</summary>
public sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _keys = new();
    private int _calls;

    private FakeProvider(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Calls, repeated ones too.</summary>
    public int Calls => _calls;

    /// <summary>What was delivered: an address for each key.</summary>
    public IReadOnlyCollection<string> Delivered => [.. _keys.Values];

    /// <summary>When each address first got something, by <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public ConcurrentDictionary<string, long> Times { get; } = new();

    /// <summary>Milliseconds to wait before a mail is taken, and after that before the answer; null answers at once.</summary>
    public Func<(int Before, int After)>? Pauses { get; set; }

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new FakeProvider(app);
        app.MapPost("/send", provider.TakeAsync);
        await app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // What the client does meanwhile is no matter: a provider that has read a request carries it out.
    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        Interlocked.Increment(ref _calls);
        var to = await new StreamReader(request.Body).ReadToEndAsync();
        var key = request.Headers["Idempotency-Key"].ToString();
        var (before, after) = Pauses?.Invoke() ?? (0, 0);
        await PauseAsync(before);
        if (_keys.TryAdd(key, to))
        {
            Times.TryAdd(to, Stopwatch.GetTimestamp());
        }

        await PauseAsync(after);
        return Results.Text($"id-{key}");
    }

    private static Task PauseAsync(int milliseconds) => milliseconds > 0 ? Task.Delay(milliseconds) : Task.CompletedTask;
}

/// <summary>Speaks to a <see cref="FakeProvider"/>.</summary>
internal sealed class FakeProviderClient(Uri address) : IMailProvider, IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = address };

    public string Name => "development";

    public bool HonoursIdempotencyKeys => true;

    public void Dispose() => _client.Dispose();

    public async Task<ProviderReceipt> SendAsync(OutgoingMail mail, string idempotencyKey, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "send") { Content = new StringContent(mail.To), Headers = { { "Idempotency-Key", idempotencyKey } } };
        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken);
            answer.EnsureSuccessStatusCode();
            return new ProviderReceipt(await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            throw new MailTransportException("The provider did not answer.", isTransient: true, exception) { IsFateUnknown = true };
        }
    }
}
