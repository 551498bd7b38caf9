using System.Globalization;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Notifications;

/// <summary>What the records of a sender's domain say: SPF, DKIM for each selector, and DMARC.</summary>
internal sealed class DomainChecks(IDnsTxt dns, IOptions<NotificationsSettings> settings)
{
    public async Task<IReadOnlyList<DomainFinding>> RunAsync(string domain, CancellationToken cancellationToken)
    {
        var name = new IdnMapping().GetAscii(domain).ToLowerInvariant();
        List<DomainFinding> findings = [await new SpfCheck(dns).RunAsync(name, cancellationToken)];
        foreach (var selector in Selectors())
        {
            findings.Add(await new DkimCheck(dns).RunAsync(name, selector, cancellationToken));
        }

        if (findings.Count == 1)
        {
            findings.Add(new DomainFinding("DKIM", FindingKind.Unknown, "the selector is not known. Set Modules__notifications__dkim_selectors__0 to the one that your provider shows: of the name abc._domainkey.example.com it is abc."));
        }

        findings.Add(await new DmarcCheck(dns).RunAsync(name, cancellationToken));
        return findings;
    }

    /// <summary>The ones of the option, else those that a provider gives everybody.</summary>
    private IReadOnlyList<string> Selectors() => settings.Value switch
    {
        { DkimSelectors: { Count: > 0 } selectors } => [.. selectors],
        { Provider: MailProviderKind.Resend } => ["resend"],
        { Provider: MailProviderKind.SendGrid } => ["s1", "s2"],
        _ => [],
    };
}
