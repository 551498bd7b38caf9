using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Notifications;

/// <summary>Knows one provider's webhooks: whether a request is the provider's, and what it says.</summary>
internal interface IWebhookSource
{
    string Provider { get; }

    /// <summary>Whether there is a key to check requests by; without one nothing is taken.</summary>
    bool IsOpen { get; }

    Task<WebhookReading> ReadAsync(WebhookRequest request, CancellationToken cancellationToken);
}

internal sealed record WebhookRequest(IHeaderDictionary Headers, byte[] Body)
{
    /// <summary>A header that is there once; null otherwise.</summary>
    public string? Header(string name) => Headers[name] is [{ Length: > 0 } value] ? value : null;
}

/// <summary>A token that a provider signs instead of the body, so that it may be seen with one body alone.</summary>
internal sealed record SignedToken(string Token, string BodyHash);

/// <summary>What a request says, or why it is refused.</summary>
internal sealed record WebhookReading
{
    private WebhookReading()
    {
    }

    /// <summary>The status and the sentence of a refusal; null when the request is the provider's and can be read.</summary>
    public (int Status, string Sentence)? Refusal { get; private init; }

    public IReadOnlyList<DeliveryReport> Reports { get; private init; } = [];

    /// <summary>Kinds of reports that change nothing, or that nobody here knows.</summary>
    public IReadOnlyList<string> Ignored { get; private init; } = [];

    public SignedToken? Token { get; private init; }

    public static WebhookReading Of(IReadOnlyList<DeliveryReport> reports, IReadOnlyList<string> ignored, SignedToken? token = null) =>
        new() { Reports = reports, Ignored = ignored, Token = token };

    public static WebhookReading Nothing(string kind) => Of([], [kind]);

    public static WebhookReading Unsigned(string sentence) => new() { Refusal = (StatusCodes.Status401Unauthorized, sentence) };

    public static WebhookReading Malformed(string sentence) => new() { Refusal = (StatusCodes.Status400BadRequest, sentence) };

    public static WebhookReading Later(string sentence) => new() { Refusal = (StatusCodes.Status503ServiceUnavailable, sentence) };

    public static WebhookReading Forged { get; } = Unsigned("The signature does not fit the request: check the key of this webhook.");

    public static WebhookReading Stale { get; } = Unsigned("The request was signed too long ago, or by a clock that is ahead: check the clock of this server.");

    public static WebhookReading NoJson { get; } = Malformed("The body is not the JSON that this provider sends.");
}

/// <summary>What the sources share: time stamps, and text of others that is fit to be kept.</summary>
internal static partial class WebhookText
{
    /// <summary>As long as the column of the provider's ids.</summary>
    private const int LongestId = 200;

    private const int LongestKind = 50;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <summary>Null when the body is no JSON.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether two secrets are the same, in a time that tells nothing about how far they are.</summary>
    public static bool AreEqual(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(one)), SHA256.HashData(Encoding.UTF8.GetBytes(other)));

    /// <summary>A time in seconds since 1970, with or without fractions; null for what is none.</summary>
    public static DateTimeOffset? UnixTime(double? seconds) =>
        seconds is >= 0 and < 253_402_300_800 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds.Value) : null;

    public static DateTimeOffset? UnixTime(string? seconds) =>
        long.TryParse(seconds, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) ? UnixTime((double)value) : null;

    /// <summary>A time in ISO 8601; null for what is none.</summary>
    public static DateTimeOffset? IsoTime(string? text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>A report's time; now where it has none, or one that has not come yet.</summary>
    public static DateTime At(DateTimeOffset? time, DateTimeOffset now) => (time is { } given && given < now ? given : now).UtcDateTime;

    /// <summary>An id that fits the column: a longer one becomes its hash, which is as unique.</summary>
    public static string Id(string id) => id.Length <= LongestId && !id.Any(char.IsControl) ? id : Hash(id);

    public static string? OptionalId(string? id) => id is { Length: > 0 and <= LongestId } && !id.Any(char.IsControl) ? id : null;

    /// <summary>An id for a report that has none: the same for the same parts.</summary>
    public static string Hash(params IReadOnlyList<string?> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));

    /// <summary>The name of a kind of report as it may be logged, whoever wrote it.</summary>
    public static string Kind(string? kind) =>
        kind is null ? "without a kind" : string.Concat(kind.Take(LongestKind).Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' or ' ' ? character : '?'));

    /// <summary>The class of a bounce without the words of servers, which quote addresses: what the provider calls it, and the status code (RFC 3463).</summary>
    public static string Bounce(bool isHard, string? name, params IEnumerable<string?> words)
    {
        var code = words.OfType<string>().Select(text => StatusCode().Match(text)).FirstOrDefault(match => match.Success)?.Value;
        return string.Join(' ', new[] { isHard ? "hard" : "soft", name is null ? null : Kind(name), code }.OfType<string>());
    }

    [GeneratedRegex(@"(?<![0-9.])[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])")]
    private static partial Regex StatusCode();
}

/// <summary>How old a signed request may be: the tolerance of clocks, and the time for which the provider repeats a request as it was signed at first.</summary>
internal sealed class WebhookClock(TimeProvider clock, IOptions<NotificationsSettings> settings)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <param name="repeats">For how long a provider sends again what it signed once.</param>
    public bool IsStale(DateTimeOffset? signed, TimeSpan repeats) =>
        signed is not { } at || Now - at > settings.Value.WebhookTolerance + repeats || at - Now > settings.Value.WebhookTolerance;
}
