using System.Security.Cryptography;

namespace QsApp.Hosting;

/// <summary>
/// The Content-Security-Policy of every response. Nothing is ever "unsafe": a script or style that has to stand inline
/// carries the nonce of its response (<c>&lt;script csp-nonce&gt;</c>), and no handler stands in an attribute.
/// </summary>
public static class ContentSecurityPolicy
{
    public const string ReportPath = "/csp-report";

    /// <summary>For everything that is not a page: data, files and redirects load nothing and are framed nowhere.</summary>
    public const string ForData = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Scripts = "default-src 'self'; script-src 'self' 'nonce-";
    private const string Styles = "'; style-src 'self' 'nonce-";
    private const string Rest =
        "'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
        + "; report-uri " + ReportPath + "; report-to csp";

    // `dotnet watch` reloads the browser over a web socket on a port of its own.
    private const string Development = Rest + "; connect-src 'self' ws://localhost:* wss://localhost:*";

    private const int NonceBytes = 16;

    private static readonly object NonceKey = new();

    // Of the thread, which serves one request at a time: no lock, and no two requests with the same bytes.
    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _randomLeft;

    /// <summary>The policy of a page.</summary>
    public static string ForPage(HttpContext context, bool isDevelopment)
    {
        var nonce = context.CspNonce();
        return string.Concat((ReadOnlySpan<string>)[Scripts, nonce, Styles, nonce, isDevelopment ? Development : Rest]);
    }

    /// <summary>The nonce of this response: 128 random bits, in base64.</summary>
    /// <exception cref="InvalidOperationException">The response has started, so that its policy can no longer name a nonce.</exception>
    public static string CspNonce(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Items[NonceKey] is string nonce)
        {
            return nonce;
        }

        if (context.Response.HasStarted)
        {
            throw new InvalidOperationException("Ask for the nonce before the response starts: its header is sent already.");
        }

        nonce = Convert.ToBase64String(NextRandom());
        context.Items[NonceKey] = nonce;
        return nonce;
    }

    /// <summary>
    /// 16 bytes that are used once. They are drawn in bulk, because the system's generator takes about as long for a
    /// thousand bytes as for sixteen.
    /// </summary>
    private static ReadOnlySpan<byte> NextRandom()
    {
        _random ??= new byte[64 * NonceBytes];
        if (_randomLeft == 0)
        {
            RandomNumberGenerator.Fill(_random);
            _randomLeft = _random.Length;
        }

        _randomLeft -= NonceBytes;
        return _random.AsSpan(_randomLeft, NonceBytes);
    }
}
