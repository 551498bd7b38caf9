using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace QuickScale.Browser.Tests;

/// <summary>An authenticator app (RFC 6238), written apart from the module's own code.</summary>
/// <param name="key">In Base32 (RFC 4648), as the page shows it.</param>
internal sealed class AuthenticatorApp(string key)
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private long _last;

    /// <summary>A code that was not shown yet. Each counts once: the second of two in a row is that of the next 30 seconds, which the server takes too, and there is no third.</summary>
    public string NextCode()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30;
        _last = Math.Max(_last + 1, now);
        _last.ShouldBeLessThanOrEqualTo(now + 1, "the server takes no code of later than the next 30 seconds");
        return CodeAt(_last);
    }

    private string CodeAt(long step)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        // CA5350: weak for signatures. As an HMAC it is not, and apps know no other.
#pragma warning disable CA5350
        var mac = HMACSHA1.HashData(Secret(), counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(mac.AsSpan(mac[^1] & 15)) & 0x7FFFFFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private byte[] Secret()
    {
        var bits = string.Concat(key.Select(digit => Convert.ToString(Base32.IndexOf(digit, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(one => one.Length == 8).Select(one => Convert.ToByte(new string(one), 2))];
    }
}
