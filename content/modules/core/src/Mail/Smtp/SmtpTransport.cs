using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core;

/// <summary>
/// Sends by SMTP (RFC 5321), with TLS from the first byte or by STARTTLS (RFC 3207) and AUTH PLAIN or LOGIN (RFC 4954); a connection a
/// message. What is sent is ASCII alone, so that no extension of the server is needed. Only what a server says for good about the
/// message itself (5xx) is final: a wrong password, sender or certificate, and a limit that is used up, are put right by people while
/// messages wait.
/// </summary>
internal sealed class SmtpTransport(IOptions<MailSettings> settings) : IMailTransport
{
    private const int Ready = 220;
    private const int Authenticated = 235;
    private const int Done = 250;
    private const int Continue = 334;
    private const int StartMessage = 354;
    private const string Recipient = "recipient";

    /// <summary>
    /// There is no such mailbox or domain (RFC 3463, 3.2; RFC 7505). A 550 without a reason says less: servers turn down strangers with it, too.
    /// </summary>
    private static readonly string[] NoMailbox = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"];

    /// <summary>The account has sent as much as it may (RFC 3463, 3.5); servers say so at any step, as a 5xx too.</summary>
    private const string LimitReached = "5.4.5";

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var server = settings.Value.Server ?? throw new InvalidOperationException("Set Mail__Url to the mail server.");
        string message, from, to;
        try
        {
            (message, from, to) = (MimeMessage.Write(mail), MimeMessage.Address(mail.From.Address), MimeMessage.Address(mail.To));
        }
        catch (ArgumentException exception)
        {
            throw new MailTransportException(exception.Message, isTransient: false, exception);
        }

        try
        {
            await using var connection = await SmtpConnection.OpenAsync(server.Host, server.Port, TimeSpan.FromSeconds(settings.Value.TimeoutSeconds), cancellationToken);
            await GreetAsync(connection, server, cancellationToken);
            await DeliverAsync(connection, from, to, message, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException)
        {
            throw new MailTransportException(exception is AuthenticationException ? "The mail server's certificate is not valid." : exception.Message, isTransient: true, exception);
        }
    }

    private static async Task GreetAsync(SmtpConnection connection, SmtpServer server, CancellationToken cancellationToken)
    {
        if (server.Security == SmtpSecurity.Tls)
        {
            await connection.StartTlsAsync(server.Host, cancellationToken);
        }

        Expect(await connection.ReadAsync(cancellationToken), Ready, "greeting");
        var hello = $"EHLO {connection.LocalName}";
        var offers = Expect(await connection.SendAsync(hello, cancellationToken), Done, "EHLO");
        if (server.Security == SmtpSecurity.StartTls)
        {
            if (Offer(offers, "STARTTLS") is null)
            {
                throw new IOException("The mail server offers no STARTTLS.");
            }

            Expect(await connection.SendAsync("STARTTLS", cancellationToken), Ready, "STARTTLS");
            await connection.StartTlsAsync(server.Host, cancellationToken);
            // What was offered in plain text may be forged (RFC 3207, 4.2).
            offers = Expect(await connection.SendAsync(hello, cancellationToken), Done, "EHLO");
        }

        if (server is { User: { } user, Password: { } password })
        {
            await SignInAsync(connection, Offer(offers, "AUTH") ?? [], user, password, cancellationToken);
        }
    }

    private static async Task SignInAsync(SmtpConnection connection, string[] offered, string user, string password, CancellationToken cancellationToken)
    {
        if (offered.Contains("PLAIN", StringComparer.OrdinalIgnoreCase))
        {
            Expect(await connection.SendAsync($"AUTH PLAIN {Base64($"\0{user}\0{password}")}", cancellationToken), Authenticated, "sign-in");
        }
        else if (offered.Contains("LOGIN", StringComparer.OrdinalIgnoreCase))
        {
            Expect(await connection.SendAsync("AUTH LOGIN", cancellationToken), Continue, "sign-in");
            Expect(await connection.SendAsync(Base64(user), cancellationToken), Continue, "sign-in");
            Expect(await connection.SendAsync(Base64(password), cancellationToken), Authenticated, "sign-in");
        }
        else
        {
            throw new IOException("The mail server offers no sign-in by user and password.");
        }
    }

    private static async Task DeliverAsync(SmtpConnection connection, string from, string to, string message, CancellationToken cancellationToken)
    {
        // A sender that is refused is our own, whoever the message is for.
        Expect(await connection.SendAsync($"MAIL FROM:<{from}>", cancellationToken), Done, "sender");
        Expect(await connection.SendAsync($"RCPT TO:<{to}>", cancellationToken), Done, Recipient, isFinal: true);
        Expect(await connection.SendAsync("DATA", cancellationToken), StartMessage, "DATA", isFinal: true);
        // A line with a dot alone ends the message, so a dot at the beginning is doubled (RFC 5321, 4.5.2). The message ends with CRLF.
        var stuffed = message.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        await connection.WriteAsync(stuffed, cancellationToken);
        Expect(await EndAsync(connection, cancellationToken), Done, "message", isFinal: true);
        try
        {
            await connection.SendAsync("QUIT", cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The server has taken the message: how the connection ends is of no account, and a second try would send it twice.
        }
    }

    /// <summary>
    /// Ends the message with the line that makes it the server's (RFC 5321, 4.1.1.4). What goes wrong from here on leaves open whether the server has taken
    /// it: it may have, and its answer was lost.
    /// </summary>
    private static async Task<SmtpReply> EndAsync(SmtpConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.SendAsync(".", cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            var reason = exception is OperationCanceledException ? "The mail server's answer to the message was not waited for." : exception.Message;
            throw new MailTransportException(reason, isTransient: true, exception) { IsFateUnknown = true };
        }
    }

    /// <param name="isFinal">Whether a 5xx reply is about the message, and not about us.</param>
    private static SmtpReply Expect(SmtpReply reply, int code, string step, bool isFinal = false)
    {
        // 251: the recipient has moved, and the server sends it on.
        if (reply.Code == code || (code == Done && reply.Code == 251))
        {
            return reply;
        }

        // The class of the reason without its words, which may quote an address (RFC 3463).
        var status = reply.Lines[0].Split(' ')[0] is { Length: > 0 and <= 9 } word && word.All(character => char.IsAsciiDigit(character) || character == '.') ? word : "";
        var answer = status.Length == 0 ? $"{reply.Code}" : $"{reply.Code} {status}";
        throw new MailTransportException($"The mail server answered {answer} ({step}).", isTransient: !isFinal || reply.Code < 500 || status == LimitReached)
        {
            IsAboutRecipient = step == Recipient && status != LimitReached,
            IsAddressDead = step == Recipient && reply.Code >= 500 && NoMailbox.Contains(status),
        };
    }

    /// <summary>The parameters of an extension; null when the server does not offer it.</summary>
    private static string[]? Offer(SmtpReply hello, string extension) =>
        hello.Lines.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(words => words.Length > 0 && words[0].Equals(extension, StringComparison.OrdinalIgnoreCase))?[1..];

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
