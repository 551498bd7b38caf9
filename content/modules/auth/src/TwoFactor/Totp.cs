using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace QuickScale.Modules.Auth;

/// <summary>Codes of authenticator apps (RFC 6238): HMAC-SHA-1, six digits, a new one every 30 seconds, which is what all apps do.</summary>
internal static class Totp
{
    public const int Digits = 6;

    /// <summary>Steps before and after the present one whose codes are taken: clocks differ, and people type slowly.</summary>
    private const int Window = 1;

    private const int StepSeconds = 30;

    private const int SecretBytes = 20;

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>160 random bits, as RFC 4226 advises.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The number of the 30 seconds since 1970.</summary>
    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    public static string CodeAt(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        Span<byte> mac = stackalloc byte[20];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        // CA5350: weak for signatures. As an HMAC it is not, and apps know no other.
#pragma warning disable CA5350
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[19] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    /// <summary>The step that a code belongs to; null when it is none of those that are taken now.</summary>
    public static long? FindStep(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        var typed = Encoding.UTF8.GetBytes(code);
        for (var step = StepAt(now) + Window; step >= StepAt(now) - Window; step--)
        {
            if (CryptographicOperations.FixedTimeEquals(typed, Encoding.UTF8.GetBytes(CodeAt(secret, step))))
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>A secret as people type it into an app (RFC 4648), without padding.</summary>
    public static string InBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var value in bytes)
        {
            (buffer, bits) = ((buffer << 8 | value) & 0xFFFF, bits + 8);
            for (; bits >= 5; bits -= 5)
            {
                text.Append(Base32[buffer >> (bits - 5) & 31]);
            }
        }

        return (bits > 0 ? text.Append(Base32[buffer << (5 - bits) & 31]) : text).ToString();
    }

    /// <summary>What the QR code says to an app.</summary>
    /// <param name="issuer">The site's name.</param>
    public static string Uri(string issuer, string account, string secret)
    {
        // A colon parts the two, so neither may have one.
        var name = issuer.Replace(":", "", StringComparison.Ordinal);
        var label = $"{System.Uri.EscapeDataString(name)}:{System.Uri.EscapeDataString(account)}";
        return $"otpauth://totp/{label}?secret={secret}&issuer={System.Uri.EscapeDataString(name)}";
    }
}
