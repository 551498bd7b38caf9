using System.Net.Http.Headers;
using System.Text.Json;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// What the providers with an HTTP API have in common: one request a message, and what its answer means for the queue. Reasons are made of a status and of the
/// provider's short code; its words, which quote addresses, stay out of them.
/// </summary>
internal abstract class HttpMailProvider(IHttpClientFactory clients, TimeProvider clock) : IMailProvider
{
    /// <summary>For the whole exchange. It is well below the lease of a message.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of an answer that are looked at; the ones that are documented have a few hundred.</summary>
    private const int LongestAnswer = 64 * 1024;

    /// <summary>A wait that is longer is no longer one for the queue to keep to.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    public abstract string Name { get; }

    public virtual bool HonoursIdempotencyKeys => false;

    /// <summary>As the provider writes itself.</summary>
    protected abstract string DisplayName { get; }

    /// <summary>The variables with the credentials, for the sentence that asks to look at them.</summary>
    protected abstract string Variables { get; }

    public async Task<ProviderReceipt> SendAsync(OutgoingMail mail, string idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        HttpRequestMessage request;
        try
        {
            request = Write(mail, idempotencyKey);
        }
        catch (ArgumentException exception)
        {
            throw new MailTransportException(exception.Message, isTransient: false, exception);
        }

        using (request)
        {
            var content = new WatchedContent(request.Content!);
            request.Content = content;
            using var time = new CancellationTokenSource(Limit, clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
            HttpResponseMessage response;
            try
            {
                using var client = clients.CreateClient(Name);
                response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && (!content.HasBegun || HonoursIdempotencyKeys))
            {
                // Nothing was sent, or it can be sent again with the same key.
                throw;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                throw NoAnswer(content.HasBegun, exception);
            }

            using (response)
            {
                using var answer = await ReadAsync(response, limit.Token);
                return response.IsSuccessStatusCode
                    ? Receipt(response, answer)
                    : Refused(response, answer);
            }
        }
    }

    /// <exception cref="ArgumentException">The message cannot be sent: it has control characters where none may be, or an address that is none.</exception>
    protected abstract HttpRequestMessage Write(OutgoingMail mail, string idempotencyKey);

    /// <summary>The id in an answer of success; null when there is none, since the message was taken all the same.</summary>
    protected abstract string? ReadId(HttpResponseMessage response, JsonElement answer);

    /// <summary>The provider's code of an error, a word or a number; null when it gives none.</summary>
    protected abstract string? ReadCode(HttpResponseMessage response, JsonElement answer);

    /// <summary>What a refusal is about.</summary>
    protected virtual SendFailure Judge(int status, string? code) => status switch
    {
        // Said by something between us and the provider, or after it began to work on the message.
        408 or 502 or 504 => SendFailure.Unknown,
        429 or >= 500 => SendFailure.Passing,
        401 or 402 or 403 or 404 => SendFailure.Account,
        _ => SendFailure.Message,
    };

    /// <summary>The receipt for a refusal that says the message was taken before; null for any other.</summary>
    protected virtual ProviderReceipt? TakenBefore(int status, string? code) => null;

    private ProviderReceipt Receipt(HttpResponseMessage response, JsonDocument? answer)
    {
        var id = ReadId(response, answer?.RootElement ?? default);
        return new ProviderReceipt(id is { Length: > 0 and <= 200 } && !id.Any(char.IsControl) ? id : null);
    }

    private ProviderReceipt Refused(HttpResponseMessage response, JsonDocument? answer)
    {
        var status = (int)response.StatusCode;
        var code = ReadCode(response, answer?.RootElement ?? default) is { Length: > 0 and <= 60 } word && word.All(IsOfCode) ? word : null;
        if (TakenBefore(status, code) is { } receipt)
        {
            return receipt;
        }

        var said = code is null ? $"{status}" : $"{status} ({code})";
        throw Judge(status, code) switch
        {
            SendFailure.Unknown when HonoursIdempotencyKeys => Failure($"{DisplayName} answered {said}.", isTransient: true),
            SendFailure.Unknown => Unknown($"{DisplayName} answered {said}, which does not tell whether it took the message.", null),
            SendFailure.Account => Failure($"{DisplayName} answered {said}: check {Variables} and that the account there may send from this domain.", isTransient: true, RetryAfter(response)),
            SendFailure.Passing => Failure($"{DisplayName} answered {said}.", isTransient: true, RetryAfter(response)),
            SendFailure.Recipient => new MailTransportException($"{DisplayName} refused the recipient: {said}.", isTransient: false) { IsAboutRecipient = true, IsAddressDead = true },
            _ => Failure($"{DisplayName} refused the message: {said}.", isTransient: false),
        };
    }

    private MailTransportException NoAnswer(bool hasBegun, Exception exception)
    {
        var what = exception is OperationCanceledException ? $"{DisplayName} did not answer in time" : $"The connection to {DisplayName} failed";
        return hasBegun && !HonoursIdempotencyKeys
            ? Unknown($"{what}, and nobody can tell whether it took the message.", exception)
            : Failure($"{what}.", isTransient: true, inner: exception);
    }

    private static MailTransportException Failure(string reason, bool isTransient, TimeSpan? wait = null, Exception? inner = null) =>
        new(reason, isTransient, inner) { RetryAfter = wait };

    private static MailTransportException Unknown(string reason, Exception? inner) => new(reason, isTransient: true, inner) { IsFateUnknown = true };

    /// <summary>What the header says (RFC 9110, 10.2.3), in seconds or as a date; null without it.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is { } given && given > TimeSpan.Zero ? (given < LongestWait ? given : LongestWait) : null;
    }

    /// <summary>The answer as JSON; null when it is none, is too long or breaks off: the status has said what matters.</summary>
    private static async Task<JsonDocument?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[LongestAnswer];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return JsonDocument.Parse(buffer.AsMemory(0, length));
        }
        catch (Exception exception) when (exception is JsonException or IOException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private static bool IsOfCode(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.';

    /// <summary>Notes whether anything of a request's body was handed to the connection: before that the other side cannot have got the message.</summary>
    private sealed class WatchedContent : HttpContent
    {
        private readonly HttpContent _content;

        public WatchedContent(HttpContent content)
        {
            _content = content;
            foreach (var header in content.Headers)
            {
                Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        public bool HasBegun { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
        {
            HasBegun = true;
            return _content.CopyToAsync(stream, context, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Headers.ContentLength ?? 0;
            return _content.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _content.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

/// <summary>What a provider's refusal is about.</summary>
internal enum SendFailure
{
    /// <summary>The message itself: it is refused for good.</summary>
    Message,

    /// <summary>The recipient's address: nothing will ever arrive there.</summary>
    Recipient,

    /// <summary>The account there, its key or its domain: people put that right while messages wait.</summary>
    Account,

    /// <summary>A moment: too much at once, or a fault of the provider.</summary>
    Passing,

    /// <summary>Whether the message was taken is not known.</summary>
    Unknown,
}
