using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace QuickScale.Modules.Notifications;

/// <summary>Which servers may send for a domain: its SPF record (RFC 7208).</summary>
internal sealed class SpfCheck(IDnsTxt dns)
{
    private const string Subject = "SPF";
    private const string Version = "v=spf1";

    /// <summary>Look-ups that a server makes for one mail; at the next one it gives up, and the record counts for nothing (4.6.4).</summary>
    private const int MostLookups = 10;

    private int _lookups;

    public async Task<DomainFinding> RunAsync(string domain, CancellationToken cancellationToken)
    {
        _lookups = 0;
        try
        {
            var records = await RecordsAsync(domain, cancellationToken);
            return records switch
            {
                [] => new(Subject, FindingKind.Missing, $"{domain} has no record. Publish a TXT record there that begins with v=spf1 and names what your provider says, such as \"v=spf1 include:spf.example.net ~all\"."),
                [var record] => await JudgeAsync(domain, record, cancellationToken),
                _ => new(Subject, FindingKind.Wrong, $"{domain} has {records.Count} records, and with more than one none counts. Put all of them into one."),
            };
        }
        catch (DnsTxtException exception)
        {
            return new(Subject, FindingKind.Unknown, $"{domain} could not be looked up: {exception.Message}. Try again later.");
        }
        catch (SpfException exception)
        {
            return new(Subject, FindingKind.Wrong, exception.Message);
        }
    }

    private async Task<DomainFinding> JudgeAsync(string domain, string record, CancellationToken cancellationToken)
    {
        var terms = Terms(record);
        await CountAsync(domain, terms, depth: 0, cancellationToken);
        var all = terms.FirstOrDefault(term => term.Name == "all");
        return (all?.Qualifier, terms.Any(term => term.Name == "redirect")) switch
        {
            ('+', _) => new(Subject, FindingKind.Wrong, $"the record of {domain} ends in +all, which lets everybody send for it. End it in ~all or -all."),
            ('?', _) => new(Subject, FindingKind.Advice, $"the record of {domain} ends in ?all, which says nothing about other servers. End it in ~all or -all."),
            (null, false) => new(Subject, FindingKind.Advice, $"the record of {domain} does not say what to think of other servers. End it in ~all or -all."),
            (null, true) => new(Subject, FindingKind.Good, $"{domain} has a record that points to another one ({_lookups} of {MostLookups} look-ups)."),
            (var qualifier, _) => new(Subject, FindingKind.Good, $"{domain} has a record that ends in {qualifier}all ({_lookups} of {MostLookups} look-ups)."),
        };
    }

    private async Task<IReadOnlyList<string>> RecordsAsync(string domain, CancellationToken cancellationToken) =>
        [.. (await dns.QueryAsync(domain, cancellationToken)).Where(text => text.StartsWith(Version, StringComparison.OrdinalIgnoreCase) && (text.Length == Version.Length || text[Version.Length] == ' '))];

    /// <summary>Counts the look-ups of a record and of all that it includes, and reads each of them.</summary>
    private async Task CountAsync(string domain, IReadOnlyList<Term> terms, int depth, CancellationToken cancellationToken)
    {
        foreach (var term in terms.Where(term => term.Name is "include" or "a" or "mx" or "ptr" or "exists" or "redirect"))
        {
            if (++_lookups > MostLookups)
            {
                throw new SpfException($"the record needs more than {MostLookups} look-ups, and with so many it counts for nothing. Take out providers that you no longer use.");
            }

            // With a redirect beside all, nobody follows it; a macro is filled in by the receiver.
            if (term.Name is not ("include" or "redirect") || term.Value.Contains('%') || (term.Name == "redirect" && terms.Any(one => one.Name == "all")))
            {
                continue;
            }

            if (Uri.CheckHostName(term.Value.TrimEnd('.')) != UriHostNameType.Dns || depth >= MostLookups)
            {
                throw new SpfException($"the record of {DnsWords.Of(domain)} has {term.Name} without the name of a domain: {DnsWords.Of(term.Value)}.");
            }

            var included = await RecordsAsync(term.Value.TrimEnd('.'), cancellationToken);
            if (included is not [var record])
            {
                throw new SpfException($"the record of {DnsWords.Of(domain)} points to {DnsWords.Of(term.Value)}, which has {(included.Count == 0 ? "no record" : "more than one")}; all of it counts for nothing then. Correct the name or take it out.");
            }

            await CountAsync(term.Value, Terms(record), depth + 1, cancellationToken);
        }
    }

    private static List<Term> Terms(string record) =>
        [.. record[Version.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<Term>()];

    /// <summary>Null for a modifier that is unknown, which is passed over (6).</summary>
    private static Term? Parse(string text)
    {
        var (qualifier, rest) = text[0] is '+' or '-' or '~' or '?' ? (text[0], text[1..]) : ('+', text);
        var end = rest.IndexOfAny([':', '/', '=']);
        var name = (end < 0 ? rest : rest[..end]).ToLowerInvariant();
        var value = end < 0 ? "" : rest[end] == '/' ? "" : rest[(end + 1)..];
        if (end >= 0 && rest[end] == '=')
        {
            return name is "redirect" ? new Term(qualifier, name, value) : null;
        }

        return name switch
        {
            "all" or "a" or "mx" or "ptr" or "exists" or "include" => new Term(qualifier, name, value),
            "ip4" when IsNetwork(value, AddressFamily.InterNetwork, 32) => new Term(qualifier, name, value),
            "ip6" when IsNetwork(value, AddressFamily.InterNetworkV6, 128) => new Term(qualifier, name, value),
            "ip4" or "ip6" => throw new SpfException($"the record has an address that is none: {DnsWords.Of(text)}. With it all of the record counts for nothing."),
            _ => throw new SpfException($"the record has a word that is unknown: {DnsWords.Of(text)}. With it all of the record counts for nothing."),
        };
    }

    private static bool IsNetwork(string value, AddressFamily family, int longest) =>
        value.Split('/', 2) is var parts
        && IPAddress.TryParse(parts[0], out var address)
        && address.AddressFamily == family
        && (parts.Length == 1 || (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= longest));

    private sealed record Term(char Qualifier, string Name, string Value);

    private sealed class SpfException(string message) : Exception(message);
}
