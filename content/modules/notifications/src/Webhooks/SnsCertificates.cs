using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Asks Amazon SNS: for the certificates that its messages are signed with, and to confirm a subscription. Addresses come from <see cref="SnsTopic"/>; there is
/// no redirect, little time and a small answer.
/// </summary>
internal sealed partial class SnsCertificates(IHttpClientFactory clients, WebhookClock clock, ILogger<SnsCertificates> logger)
{
    public const string Client = "notifications-sns";

    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public const int LongestAnswer = 32 * 1024;

    /// <summary>Amazon changes its certificate about once a year; more at a time are somebody's attempt to fill the memory.</summary>
    private const int Kept = 8;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<Uri, (DateTimeOffset Until, RSA Key)> _keys = new();

    /// <summary>The public key of a certificate that is valid now; null when there is none at the address or it cannot be had.</summary>
    /// <param name="address">From <see cref="SnsTopic.Certificate"/>.</param>
    public async Task<RSA?> KeyAsync(Uri address, CancellationToken cancellationToken)
    {
        if (_keys.TryGetValue(address, out var known) && clock.Now < known.Until)
        {
            return known.Key;
        }

        try
        {
            using var client = clients.CreateClient(Client);
            var pem = await client.GetStringAsync(address, cancellationToken);
            using var certificate = X509Certificate2.CreateFromPem(pem);
            var now = clock.Now.UtcDateTime;
            if (certificate.GetRSAPublicKey() is not { KeySize: >= 2048 } key || now < certificate.NotBefore.ToUniversalTime() || now > certificate.NotAfter.ToUniversalTime())
            {
                LogNoCertificate("it is not valid now, or has no RSA key of 2048 bits");
                return null;
            }

            if (_keys.Count >= Kept)
            {
                _keys.Clear();
            }

            _keys[address] = (clock.Now + Lifetime, key);
            return key;
        }
        catch (Exception exception) when (exception is HttpRequestException or CryptographicException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNoCertificate(exception.GetType().Name);
            return null;
        }
    }

    /// <summary>Whether Amazon has confirmed.</summary>
    /// <param name="address">From <see cref="SnsTopic.Confirmation"/>.</param>
    public async Task<bool> ConfirmAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(Client);
            using var answer = await client.GetAsync(address, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The certificate of Amazon SNS could not be used: {Reason}.")]
    private partial void LogNoCertificate(string reason);
}
