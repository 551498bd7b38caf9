using System.Security.Cryptography;

namespace QuickScale.Modules.Notifications;

/// <summary>The public key by which servers check a provider's signature (RFC 6376; RFC 8463 for Ed25519).</summary>
internal sealed class DkimCheck(IDnsTxt dns)
{
    private const string Subject = "DKIM";

    /// <summary>Shorter keys are no longer trusted (RFC 8301, 3.2).</summary>
    private const int ShortestKey = 1024;

    /// <summary>What receivers ask for today.</summary>
    private const int GoodKey = 2048;

    public async Task<DomainFinding> RunAsync(string domain, string selector, CancellationToken cancellationToken)
    {
        var name = $"{selector}._domainkey.{domain}";
        try
        {
            // A name may have other texts too; a key is what has the tag p.
            var keys = (await dns.QueryAsync(name, cancellationToken)).Select(DnsWords.Tags).OfType<IReadOnlyDictionary<string, string>>().Where(tags => tags.ContainsKey("p")).ToList();
            return keys switch
            {
                [] => new(Subject, FindingKind.Missing, $"{name} has no key. Publish there what your provider shows for the domain, or correct the option dkim_selectors."),
                [var tags] => Judge(name, tags),
                _ => new(Subject, FindingKind.Wrong, $"{name} has {keys.Count} keys, and which one is used is left to chance. Keep one."),
            };
        }
        catch (DnsTxtException exception)
        {
            return new(Subject, FindingKind.Unknown, $"{name} could not be looked up: {exception.Message}. Try again later.");
        }
    }

    private static DomainFinding Judge(string name, IReadOnlyDictionary<string, string> tags)
    {
        if (tags.TryGetValue("v", out var version) && version != "DKIM1")
        {
            return new(Subject, FindingKind.Wrong, $"{name} has a key of the version {DnsWords.Of(version)}, which nobody reads: it must be DKIM1.");
        }

        var text = string.Concat(tags["p"].Where(character => !char.IsWhiteSpace(character)));
        if (text.Length == 0)
        {
            return new(Subject, FindingKind.Wrong, $"the key of {name} is empty, which means that it was revoked. Publish the one that your provider shows now.");
        }

        var kind = tags.GetValueOrDefault("k", "rsa");
        if (SizeOf(kind, text) is not { } size)
        {
            return new(Subject, FindingKind.Wrong, $"the key of {name} cannot be read: it is cut off, or no key of the kind {DnsWords.Of(kind)}. Publish it again, whole.");
        }

        var isTesting = tags.GetValueOrDefault("t", "").Split(':').Contains("y", StringComparer.Ordinal);
        return (kind, size) switch
        {
            ("rsa", < ShortestKey) => new(Subject, FindingKind.Wrong, $"the key of {name} has {size} bits, and no server trusts less than {ShortestKey}. Have your provider make one of {GoodKey}."),
            _ when isTesting => new(Subject, FindingKind.Advice, $"{name} says t=y: receivers take its signatures for a test. Take that out once mail arrives."),
            ("rsa", < GoodKey) => new(Subject, FindingKind.Advice, $"the key of {name} has {size} bits. {GoodKey} are better, where your provider offers them."),
            _ => new(Subject, FindingKind.Good, $"{name} has a key ({kind}, {size} bits)."),
        };
    }

    /// <summary>The bits of a key; null when it is none.</summary>
    private static int? SizeOf(string kind, string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            return null;
        }

        if (kind == "ed25519")
        {
            return length == 32 ? 256 : null;
        }

        if (kind != "rsa")
        {
            return null;
        }

        using var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(bytes.AsSpan(0, length), out _);
            return rsa.KeySize;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
