using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace QuickScale.Modules.Teams;

/// <summary>Random secrets of invitations, and the hashes by which they are found again (T6).</summary>
internal static class Tokens
{
    private const int Bytes = 32;

    /// <summary>Characters of a token: what is longer or shorter is none and not worth a hash.</summary>
    public const int Length = 43;

    /// <summary>256 random bits.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256 in hexadecimal digits. A fast hash is right here: the secret itself cannot be guessed.</summary>
    public static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Letters and digits that are not mistaken for each other; no secret.</summary>
    public static string ShortText(int length) => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", length);
}
