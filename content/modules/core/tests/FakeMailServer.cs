using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace QuickScale.Modules.Core.Tests;

/// <summary>
/// A mail server on loopback that can misbehave. It says 250 to everything that <see cref="Replies"/> does not answer by its first
/// word. Its certificate is trusted by nobody.
/// </summary>
internal sealed class FakeMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly bool _tls;
    private readonly Task _serving;

    public FakeMailServer(bool tls = false)
    {
        _tls = tls;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentDictionary<string, string> Replies { get; } = new()
    {
        ["(greeting)"] = "220 mail.example.com",
        ["EHLO"] = "250-mail.example.com\r\n250-STARTTLS\r\n250-AUTH LOGIN PLAIN\r\n250 SIZE 1000000",
        ["AUTH"] = "235 2.7.0 welcome",
        ["STARTTLS"] = "220 go ahead",
        ["DATA"] = "354 go ahead",
        ["QUIT"] = "221 bye",
    };

    /// <summary>What was said to it, without message texts.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>The messages as they came over the wire, up to the line with the dot.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    await TalkAsync(client);
                }
                catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // The client has gone, or does not trust the certificate.
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        Stream stream = client.GetStream();
        if (_tls)
        {
            stream = await SecureAsync(stream);
        }

        await SayAsync(stream, Replies["(greeting)"]);
        while (await ReadLineAsync(stream) is { } line)
        {
            Lines.Enqueue(line);
            var word = line.Split(' ')[0];
            var reply = Replies.GetValueOrDefault(word, "250 2.0.0 fine");
            if (reply == "(hang up)")
            {
                return;
            }

            await SayAsync(stream, reply);
            if (word == "STARTTLS" && reply.StartsWith("220", StringComparison.Ordinal))
            {
                stream = await SecureAsync(stream);
            }
            else if (word == "DATA" && reply.StartsWith("354", StringComparison.Ordinal))
            {
                Messages.Enqueue(await ReadMessageAsync(stream));
                if (Replies.GetValueOrDefault("(message)", "250 2.0.0 taken") is var answer && answer == "(hang up)")
                {
                    return;
                }

                await SayAsync(stream, answer);
            }
        }
    }

    private async Task<Stream> SecureAsync(Stream stream)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _stop.Token);
        return secure;
    }

    private async Task SayAsync(Stream stream, string text)
    {
        if (text != "(silence)")
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), _stop.Token);
        }
    }

    private async Task<string> ReadMessageAsync(Stream stream)
    {
        var message = new StringBuilder();
        while (await ReadLineAsync(stream) is { } line && line != ".")
        {
            message.Append(line).Append("\r\n");
        }

        return message.ToString();
    }

    private async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            line.Add(one[0]);
            if (line is [.., (byte)'\r', (byte)'\n'])
            {
                return Encoding.ASCII.GetString([.. line[..^2]]);
            }
        }

        return null;
    }
}
