using System.Globalization;

namespace QuickScale.Modules.Notifications;

/// <summary>Addresses as they are compared.</summary>
public static class MailAddresses
{
    /// <summary>The longest address there is (RFC 5321, 4.5.3.1.3).</summary>
    public const int Longest = 254;

    /// <summary>In small letters, the domain in ASCII: mailboxes that differ in case alone belong to one person everywhere that matters.</summary>
    public static string Normalize(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var at = address.LastIndexOf('@');
        var domain = address[(at + 1)..];
        try
        {
            domain = new IdnMapping().GetAscii(domain);
        }
        catch (ArgumentException)
        {
            // Not a domain: it is compared as it stands.
        }

        return (address[..(at + 1)] + domain).Trim().ToLowerInvariant();
    }
}
