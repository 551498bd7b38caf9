using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Seals what a mail says for as long as it waits: links in it log people in, and whoever reads a copy of the database must not be able to use them. A seal
/// belongs to one row.
/// </summary>
internal sealed class ContentSeal(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("QuickScale.Modules.Notifications.Content.v1");

    public string Seal(Guid id, string content) => _protector.Protect($"{id:N}{content}");

    /// <returns>Null when it was sealed by other keys, for another row, or not at all.</returns>
    public string? Open(Guid id, string sealedContent)
    {
        try
        {
            var content = _protector.Unprotect(sealedContent);
            var own = id.ToString("N");
            return content.StartsWith(own, StringComparison.Ordinal) ? content[own.Length..] : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
