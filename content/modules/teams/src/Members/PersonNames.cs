using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>What persons and teams call themselves, as it may be shown and mailed.</summary>
internal static partial class PersonNames
{
    /// <summary>For whoever is gone.</summary>
    public const string Nobody = "Former member";

    /// <summary>For what no person did.</summary>
    public const string System = "System";

    /// <summary>The name, or the address of somebody who has said none.</summary>
    public static string Of(User user) => user.Name.Length > 0 ? user.Name : user.Email!;

    /// <summary>
    /// Trims and takes Unicode's composed form. Null when something is in it that a line of text has no use for: line breaks, marks that
    /// turn the direction of writing, characters without width, half characters.
    /// </summary>
    public static string? Clean(string? typed, int longest)
    {
        var name = typed?.Trim() ?? "";
        if (name.EnumerateRunes().Contains(Rune.ReplacementChar))
        {
            return null;
        }

        name = name.Normalize(NormalizationForm.FormC);
        return name.Length > 0 && name.Length <= longest && name.EnumerateRunes().All(IsShown) ? name : null;
    }

    /// <summary>
    /// A name for an e-mail to somebody who does not know the sender: it says nothing that a mail program turns into a link, so that
    /// nobody invites strangers to their shop by the name of a team (T8).
    /// </summary>
    public static string ForMail(string name, int longest = 60)
    {
        var text = Scheme().Replace(name, " ");
        text = InnerMark().Replace(text, " ");
        text = Spaces().Replace(string.Concat(text.EnumerateRunes().Select(rune => IsShown(rune) ? rune.ToString() : " ")), " ").Trim();
        if (text.Length > longest)
        {
            text = text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)].TrimEnd() + "…";
        }

        return text.Length > 0 ? text : "Somebody";
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    [GeneratedRegex(@"[a-z][a-z0-9+.\-]*:(?=\S)/*|www\.", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    /// <summary>A dot, slash or @ between two other characters: what makes a word a domain, a path or an address.</summary>
    [GeneratedRegex(@"(?<=\S)[.\u3002\uFF0E\uFF61/\\@](?=\S)|[/\\]+", RegexOptions.CultureInvariant)]
    private static partial Regex InnerMark();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
