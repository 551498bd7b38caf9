namespace QuickScale.Modules.Notifications;

/// <summary>What receivers do with mail that only pretends to come from a domain: its DMARC policy (RFC 7489).</summary>
internal sealed class DmarcCheck(IDnsTxt dns)
{
    private const string Subject = "DMARC";
    private const string Version = "DMARC1";

    /// <summary>A name has no more parents that are asked.</summary>
    private const int MostParents = 5;

    public async Task<DomainFinding> RunAsync(string domain, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var place in Places(domain))
            {
                var records = (await dns.QueryAsync($"_dmarc.{place}", cancellationToken)).Where(text => text.TrimStart().StartsWith("v=DMARC1", StringComparison.OrdinalIgnoreCase)).ToList();
                if (records.Count > 0)
                {
                    return records is [var record]
                        ? Judge(domain, place, record)
                        : new(Subject, FindingKind.Wrong, $"_dmarc.{place} has {records.Count} records, and with more than one none counts. Keep one.");
                }
            }

            return new(Subject, FindingKind.Missing, $"{domain} has no policy. Publish a TXT record at _dmarc.{domain}; begin with \"v=DMARC1; p=none; rua=mailto:dmarc@{domain}\" and read the reports. Large mailbox providers refuse mail without one.");
        }
        catch (DnsTxtException exception)
        {
            return new(Subject, FindingKind.Unknown, $"_dmarc.{domain} could not be looked up: {exception.Message}. Try again later.");
        }
    }

    /// <summary>The domain and then those above it, which may speak for it; no top-level domain.</summary>
    private static IEnumerable<string> Places(string domain)
    {
        var labels = domain.Split('.');
        return Enumerable.Range(0, Math.Max(1, labels.Length - 1)).Select(index => string.Join('.', labels[index..])).Take(MostParents);
    }

    private static DomainFinding Judge(string domain, string place, string record)
    {
        if (DnsWords.Tags(record) is not { } tags || tags.GetValueOrDefault("v") != Version)
        {
            return new(Subject, FindingKind.Wrong, $"the record of _dmarc.{place} cannot be read: {DnsWords.Of(record)}. It must look like \"v=DMARC1; p=none\".");
        }

        var policy = place != domain && tags.TryGetValue("sp", out var ofSubdomains) ? ofSubdomains : tags.GetValueOrDefault("p");
        var where = place == domain ? domain : $"{domain}, by the record of {place},";
        return policy?.ToLowerInvariant() switch
        {
            "quarantine" or "reject" when tags.TryGetValue("pct", out var percent) && percent != "100" =>
                new(Subject, FindingKind.Advice, $"{where} has the policy {policy} for {DnsWords.Of(percent)} % of the mail. Raise pct once the reports show no mail of yours that fails."),
            "quarantine" or "reject" => new(Subject, FindingKind.Good, $"{where} has the policy {policy}."),
            "none" when !tags.ContainsKey("rua") => new(Subject, FindingKind.Advice, $"{where} has the policy none and asks for no reports. Add rua=mailto:… to see who sends for it, and then raise the policy to quarantine."),
            "none" => new(Subject, FindingKind.Advice, $"{where} has the policy none, which only watches. Raise it to quarantine once the reports show no mail of yours that fails."),
            _ => new(Subject, FindingKind.Wrong, $"the record of _dmarc.{place} has no policy that is known. Add p=none, p=quarantine or p=reject."),
        };
    }
}
