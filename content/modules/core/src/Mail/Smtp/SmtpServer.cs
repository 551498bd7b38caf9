using System.Net;
using System.Text;

namespace QuickScale.Modules.Core;

/// <summary>A mail server and how it is spoken to.</summary>
internal sealed record SmtpServer(string Host, int Port, SmtpSecurity Security, string? User, string? Password)
{
    private const string Advice = "Set Mail__Url to the mail server: smtp://user:password@mail.example.com, or smtps:// for TLS from the first byte; percent-encode special characters.";

    /// <summary>Whether what is said stays on this machine.</summary>
    public bool IsLoopback => Host is "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <exception cref="FormatException">The address is none; the message says what it should look like, and never what it is: it may hold a password.</exception>
    public static SmtpServer Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("smtp" or "smtps") || uri.Host.Length == 0
            || uri.AbsolutePath is not ("" or "/") || uri.Fragment.Length > 0)
        {
            throw new FormatException(Advice);
        }

        var security = (uri.Scheme, uri.Query) switch
        {
            ("smtps", "") => SmtpSecurity.Tls,
            ("smtp", "") => SmtpSecurity.StartTls,
            ("smtp", "?tls=off") => SmtpSecurity.None,
            _ => throw new FormatException(Advice),
        };
        var port = uri.Port > 0 ? uri.Port : security == SmtpSecurity.Tls ? 465 : 587;
        var userInfo = uri.UserInfo.Split(':', 2);
        return userInfo switch
        {
            [""] => new SmtpServer(uri.IdnHost, port, security, null, null),
            [var user, var password] when user.Length > 0 => new SmtpServer(uri.IdnHost, port, security, Decoded(user), Decoded(password)),
            _ => throw new FormatException(Advice),
        };
    }

    // A record would show its password in a log.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(Host).Append(':').Append(Port);
        return true;
    }

    private static string Decoded(string text)
    {
        var decoded = Uri.UnescapeDataString(text);
        return decoded.Contains('\0', StringComparison.Ordinal) ? throw new FormatException(Advice) : decoded;
    }
}

/// <summary>When TLS begins. A certificate is always checked.</summary>
internal enum SmtpSecurity
{
    /// <summary>With the first byte.</summary>
    Tls,

    /// <summary>After a greeting in plain text; without it nothing is sent.</summary>
    StartTls,

    /// <summary>Never.</summary>
    None,
}
