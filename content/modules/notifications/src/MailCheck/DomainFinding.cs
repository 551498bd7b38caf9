namespace QuickScale.Modules.Notifications;

/// <summary>One thing that the records of a domain say, in a sentence.</summary>
/// <param name="Subject">SPF, DKIM or DMARC.</param>
internal sealed record DomainFinding(string Subject, FindingKind Kind, string Sentence)
{
    /// <summary>Whether mail suffers from it.</summary>
    public bool IsFault => Kind is not (FindingKind.Good or FindingKind.Advice);

    public override string ToString() => $"{Subject}: {Sentence}";
}

internal enum FindingKind
{
    Good,

    /// <summary>It works, and could be better.</summary>
    Advice,

    Missing,

    Wrong,

    /// <summary>It could not be found out.</summary>
    Unknown,
}

/// <summary>Text from name servers as it may be shown in a terminal.</summary>
internal static class DnsWords
{
    private const int Longest = 120;

    public static string Of(string text)
    {
        var shown = string.Concat(text.Take(Longest).Select(character => character is >= ' ' and <= '~' ? character : '?'));
        return text.Length > Longest ? shown + "…" : shown;
    }

    /// <summary>The tags of a record such as <c>v=DMARC1; p=none</c>, by their names in small letters; null when it is none.</summary>
    public static IReadOnlyDictionary<string, string>? Tags(string record)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in record.Split(';').Select(part => part.Trim()).Where(part => part.Length > 0))
        {
            if (part.Split('=', 2) is not [var name, var value] || !tags.TryAdd(name.Trim().ToLowerInvariant(), value.Trim()))
            {
                return null;
            }
        }

        return tags;
    }
}
