using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace QuickScale.Modules.Core;

/// <summary>The lines that go to and fro between us and a mail server (RFC 5321, 4.2). Every wait has the same limit.</summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    /// <summary>Characters of a reply, all its lines together: the largest real ones have about 2,000.</summary>
    private const int LongestReply = 64 * 1024;

    private readonly Socket _socket;
    private readonly TimeSpan _limit;
    private readonly byte[] _buffer = new byte[4096];
    private Stream _stream;
    private int _start;
    private int _end;

    private SmtpConnection(Socket socket, TimeSpan limit) => (_socket, _stream, _limit) = (socket, new NetworkStream(socket, ownsSocket: true), limit);

    /// <summary>How we name ourselves in EHLO: our address, since a name that the server cannot look up is worse than none (RFC 5321, 4.1.3).</summary>
    public string LocalName => _socket.LocalEndPoint is IPEndPoint { Address: var address }
        ? address.IsIPv4MappedToIPv6 ? $"[{address.MapToIPv4()}]"
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{new IPAddress(address.GetAddressBytes())}]"
        : $"[{address}]"
        : "[127.0.0.1]";

    public static async Task<SmtpConnection> OpenAsync(string host, int port, TimeSpan limit, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await LimitedAsync(token => socket.ConnectAsync(host, port, token), limit, cancellationToken);
            return new SmtpConnection(socket, limit);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Speaks TLS from here on; the certificate must be valid for the host.</summary>
    /// <exception cref="IOException">The server said more than it was asked before TLS began: somebody put words into its mouth.</exception>
    public async Task StartTlsAsync(string host, CancellationToken cancellationToken)
    {
        if (_start != _end)
        {
            throw new IOException("The mail server sent text before TLS began.");
        }

        var secure = new SslStream(_stream);
        _stream = secure;
        await LimitedAsync(
            token => new ValueTask(secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, token)), _limit, cancellationToken);
    }

    /// <param name="line">Without the CRLF at the end.</param>
    public async Task<SmtpReply> SendAsync(string line, CancellationToken cancellationToken)
    {
        await WriteAsync(line + "\r\n", cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    /// <summary>Writes what the server does not answer.</summary>
    public Task WriteAsync(string text, CancellationToken cancellationToken) =>
        LimitedAsync(token => _stream.WriteAsync(Encoding.ASCII.GetBytes(text), token), _limit, cancellationToken);

    /// <exception cref="IOException">The connection ended, or what came is no reply.</exception>
    public async Task<SmtpReply> ReadAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var left = LongestReply;
        while (true)
        {
            var line = await ReadLineAsync(left, cancellationToken);
            left -= line.Length;
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code is < 200 or > 599)
            {
                throw new IOException("The answer is not that of a mail server.");
            }

            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-')
            {
                return new SmtpReply(code, lines);
            }
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static async Task LimitedAsync(Func<CancellationToken, ValueTask> step, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(limit);
        try
        {
            await step(source.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The mail server did not answer in time.");
        }
    }

    private async Task<string> ReadLineAsync(int longest, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end)
            {
                _start = 0;
                await LimitedAsync(async token => _end = await _stream.ReadAsync(_buffer, token), _limit, cancellationToken);
            }

            if (_end == 0 || line.Length > longest)
            {
                throw new IOException(_end == 0 ? "The mail server ended the connection." : "The answer is not that of a mail server.");
            }

            var character = (char)_buffer[_start++];
            if (character == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append(character);
        }
    }
}

/// <summary>An answer of a mail server.</summary>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines);
