using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Identity;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>An e-mail address as it was typed, and in the one form by which accounts are told apart.</summary>
public sealed class EmailAddress
{
    /// <summary>RFC 5321, erratum 1690.</summary>
    public const int Longest = 254;

    private EmailAddress(string written, string normalized) => (Written, Normalized) = (written, normalized);

    /// <summary>For mail: without white space around it, and otherwise as typed.</summary>
    public string Written { get; }

    /// <summary>For comparing: Unicode NFKC, in small letters, the domain in ASCII. Unique in the database.</summary>
    public string Normalized { get; }

    /// <summary>Takes a bare address without a display name.</summary>
    public static bool TryParse(string? typed, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        var written = typed?.Trim() ?? "";
        // Half a surrogate pair is read as the replacement character; it cannot be normalised.
        if (written.Length is 0 or > Longest || written.Any(char.IsControl) || !EmailMessage.IsAddress(written) || written.EnumerateRunes().Contains(Rune.ReplacementChar))
        {
            return false;
        }

        var normalized = Normalize(written);
        // Compatibility forms can turn into other characters than an address may have, such as a full-width @.
        if (normalized.Length > Longest || normalized.Count(character => character == '@') != 1 || normalized.Any(char.IsWhiteSpace))
        {
            return false;
        }

        address = new EmailAddress(written, normalized);
        return true;
    }

    /// <summary>The form by which addresses are compared, of whatever was typed.</summary>
    public static string Normalize(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var text = typed.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        var at = text.LastIndexOf('@');
        return at < 0 ? text : text[..(at + 1)] + AsciiDomain(text[(at + 1)..]);
    }

    /// <summary>A domain's letters of other scripts can be written in ASCII too (IDNA), and mean the same.</summary>
    private static string AsciiDomain(string domain)
    {
        try
        {
            return new IdnMapping().GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }

    public override string ToString() => Written;
}

/// <summary>Lets Identity compare addresses and user names as this module does.</summary>
internal sealed class AddressNormalizer : ILookupNormalizer
{
    public string? NormalizeEmail(string? email) => email is null ? null : EmailAddress.Normalize(email);

    public string? NormalizeName(string? name) => name is null ? null : EmailAddress.Normalize(name);
}
