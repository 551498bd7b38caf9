using System.Diagnostics.CodeAnalysis;
using System.Net.Mail;
using System.Text;
using Microsoft.AspNetCore.Identity;

namespace QuickScale.Modules.Auth;

/// <summary>An e-mail address as it was typed, and in the one form by which accounts are told apart.</summary>
public sealed class EmailAddress
{
    /// <summary>RFC 5321, erratum 1690.</summary>
    public const int Longest = 254;

    private EmailAddress(string written, string normalized) => (Written, Normalized) = (written, normalized);

    /// <summary>For mail: without white space around it, and otherwise as typed.</summary>
    public string Written { get; }

    /// <summary>For comparing: Unicode NFKC, in small letters. Unique in the database.</summary>
    public string Normalized { get; }

    /// <summary>Takes a bare address without a display name.</summary>
    public static bool TryParse(string? typed, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        var written = typed?.Trim() ?? "";
        if (written.Length is 0 or > Longest || written.Any(char.IsControl) || !IsWellFormed(written) || !MailAddress.TryCreate(written, out var parsed) || parsed.Address != written)
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
        return typed.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
    }

    /// <summary>Whether it is Unicode at all: half a surrogate pair cannot be normalised.</summary>
    private static bool IsWellFormed(string text)
    {
        try
        {
            return text.IsNormalized(NormalizationForm.FormKC) || text.Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
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
