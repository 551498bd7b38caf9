using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>Whose e-mails of which kind a link is about.</summary>
public sealed record UnsubscribeSubject(Guid UserId, string Kind);

/// <summary>
/// The links by which somebody who is not logged in stops the e-mails of one kind (N5). A link is sealed: nobody makes one for
/// somebody else, and it tells nothing of whom it is about. RFC 8058 asks for that (section 3.1: hard to forge).
/// </summary>
public sealed class UnsubscribeLinks(IDataProtectionProvider protection, SiteLinks site, TimeProvider time) : IUnsubscribeLinks
{
    /// <summary>The path of the page, and of the POST of a mail program; the same in all themes.</summary>
    public const string Path = "/unsubscribe";

    /// <summary>People clean up old mail: laws ask for 30 days (CAN-SPAM, 16 CFR 316.5) and people for more.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(2 * 365);

    private const int LongestToken = 1000;
    private const int KindAt = 24;

    private readonly IDataProtector _protector = protection.CreateProtector("QuickScale.Modules.Notifications.Unsubscribe.v1");

    public Uri LinkFor(Guid userId, string kind) => site.To($"{Path}?token={TokenFor(userId, kind)}");

    public string TokenFor(Guid userId, string kind)
    {
        var name = Encoding.UTF8.GetBytes(kind);
        var bytes = new byte[KindAt + name.Length];
        userId.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(16), (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        name.CopyTo(bytes, KindAt);
        return WebEncoders.Base64UrlEncode(_protector.Protect(bytes));
    }

    /// <summary>Null when the token is none of ours, was changed on its way, or is too old.</summary>
    public UnsubscribeSubject? Read(string? token)
    {
        if (token is not { Length: > 0 and <= LongestToken })
        {
            return null;
        }

        try
        {
            var bytes = _protector.Unprotect(WebEncoders.Base64UrlDecode(token));
            var isGood = bytes.Length > KindAt && BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(16)) > time.GetUtcNow().ToUnixTimeSeconds();
            return isGood ? new UnsubscribeSubject(new Guid(bytes.AsSpan(0, 16)), Encoding.UTF8.GetString(bytes.AsSpan(KindAt))) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
