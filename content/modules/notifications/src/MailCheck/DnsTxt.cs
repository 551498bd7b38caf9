using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;

namespace QuickScale.Modules.Notifications;

/// <summary>Asks the name servers that the machine is set up with; an answer that does not fit into a datagram is asked for by TCP.</summary>
internal sealed class DnsTxt(IReadOnlyList<IPEndPoint>? servers = null) : IDnsTxt
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Records of one name that are looked at, and characters of one.</summary>
    private const int MostRecords = 100;

    private const int LongestText = 8192;

    // Made when it is first needed: finding the machine's name servers is slow, and few processes ever ask.
    private readonly Lazy<LookupClient> _client = new(() => new LookupClient(Options(servers)));

    public async Task<IReadOnlyList<string>> QueryAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _client.Value.QueryAsync(name, QueryType.TXT, QueryClass.IN, cancellationToken);
            if (answer.HasError && answer.Header.ResponseCode != DnsHeaderResponseCode.NotExistentDomain)
            {
                throw new DnsTxtException($"the name server answered {answer.Header.ResponseCode}");
            }

            return [.. answer.Answers.OfType<TxtRecord>().Take(MostRecords).Select(record => string.Concat(record.Text)).Where(text => text.Length <= LongestText)];
        }
        catch (Exception exception) when (exception is DnsResponseException or SocketException or ArgumentException or InvalidOperationException or IndexOutOfRangeException or OverflowException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new DnsTxtException("no name server gave an answer that can be read", exception);
        }
    }

    private static LookupClientOptions Options(IReadOnlyList<IPEndPoint>? servers) =>
        new(servers is null ? [.. NameServer.ResolveNameServers().Select(server => server)] : [.. servers.Select(server => new NameServer(server))])
        {
            AutoResolveNameServers = false,
            Timeout = Limit,
            Retries = 1,
            UseCache = false,
            UseTcpFallback = true,
            ThrowDnsErrors = false,
        };
}
