using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace QuickScale.Modules.Auth;

/// <summary>Random secrets that are handed out, and the hashes by which they are found again.</summary>
internal static class Secrets
{
    private const int TokenBytes = 32;

    /// <summary>Characters of a token: what is longer is none and not worth a hash.</summary>
    public const int TokenLength = 43;

    /// <summary>256 random bits, to stand in a link or a cookie.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>SHA-256 in hexadecimal digits. A fast hash is right here: the secret itself cannot be guessed.</summary>
    public static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
