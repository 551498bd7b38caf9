using System.Net;
using DnsClient;
using DnsClient.Protocol;

namespace QuickScale.Modules.Notifications;

/// <summary>Asks the name servers that the machine is set up with; an answer that does not fit into a datagram is asked for by TCP.</summary>
/// <param name="servers">Null for those of the machine.</param>
/// <param name="limit">For one attempt; there are two.</param>
internal sealed class DnsTxt(IReadOnlyList<IPEndPoint>? servers = null, TimeSpan? limit = null) : IDnsTxt
{
    /// <summary>Records of one name that are looked at, and characters of one.</summary>
    private const int MostRecords = 100;

    private const int LongestText = 8192;

    /// <summary>Names that lead to each other.</summary>
    private const int MostAliases = 8;

    // Made when it is first needed: finding the machine's name servers is slow, and few processes ever ask.
    private readonly Lazy<LookupClient> _client = new(() => new LookupClient(Options(servers, limit ?? TimeSpan.FromSeconds(5))));

    public async Task<IReadOnlyList<string>> QueryAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _client.Value.QueryAsync(name, QueryType.TXT, QueryClass.IN, cancellationToken);
            if (answer.HasError && answer.Header.ResponseCode != DnsHeaderResponseCode.NotExistentDomain)
            {
                throw new DnsTxtException($"the name server answered {answer.Header.ResponseCode}");
            }

            var owner = Owner(name, answer.Answers);
            return [.. answer.Answers.OfType<TxtRecord>().Where(record => Is(record, owner)).Take(MostRecords).Select(record => string.Concat(record.Text)).Where(text => text.Length <= LongestText)];
        }
        // Whatever the client stumbles over in a broken answer comes as one of many exceptions.
        catch (Exception exception) when (exception is not (DnsTxtException or OutOfMemoryException) && !cancellationToken.IsCancellationRequested)
        {
            throw new DnsTxtException("no name server gave an answer that can be read", exception);
        }
    }

    /// <summary>Whose records count: the name that was asked for, or the one that it is another name of. A record of anybody else proves nothing.</summary>
    private static string Owner(string name, IReadOnlyList<DnsResourceRecord> answers)
    {
        var owner = name.TrimEnd('.');
        for (var step = 0; step < MostAliases && answers.OfType<CNameRecord>().FirstOrDefault(record => Is(record, owner)) is { } alias; step++)
        {
            owner = alias.CanonicalName.Value.TrimEnd('.');
        }

        return owner;
    }

    private static bool Is(DnsResourceRecord record, string owner) => record.DomainName.Value.TrimEnd('.').Equals(owner, StringComparison.OrdinalIgnoreCase);

    private static LookupClientOptions Options(IReadOnlyList<IPEndPoint>? servers, TimeSpan limit) =>
        new(servers is null ? [.. NameServer.ResolveNameServers()] : [.. servers.Select(server => new NameServer(server))])
        {
            AutoResolveNameServers = false,
            Timeout = limit,
            Retries = 1,
            UseCache = false,
            UseTcpFallback = true,
            ThrowDnsErrors = false,
        };
}
