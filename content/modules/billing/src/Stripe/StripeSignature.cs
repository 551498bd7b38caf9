using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Signatures of webhooks (Stripe's documentation, "Verify webhook signatures manually"): the header <c>Stripe-Signature: t=…,v1=…</c> has the time and, for
/// each secret in use, an HMAC-SHA-256 of <c>{t}.{raw body}</c> in hexadecimal.
/// </summary>
internal static class StripeSignature
{
    public const string Header = "Stripe-Signature";

    /// <summary>More are not looked at; Stripe sends one for each secret, and rolling one makes two.</summary>
    private const int MostSignatures = 8;

    /// <param name="secrets">Any of them will do.</param>
    /// <param name="tolerance">By which the time may differ from ours, in either direction: an old one may be a replay.</param>
    public static bool IsValid(ReadOnlySpan<byte> body, string? header, IEnumerable<string> secrets, DateTimeOffset now, TimeSpan tolerance)
    {
        var (time, signatures) = Parse(header);
        if (time is not { } seconds || signatures.Count == 0 || Math.Abs(now.ToUnixTimeSeconds() - seconds) > tolerance.TotalSeconds)
        {
            return false;
        }

        var isValid = false;
        foreach (var secret in secrets)
        {
            var expected = Mac(body, seconds, secret);
            foreach (var signature in signatures)
            {
                isValid |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return isValid;
    }

    /// <returns>The header's value.</returns>
    public static string Sign(ReadOnlySpan<byte> body, string secret, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"t={seconds},v1={Convert.ToHexStringLower(Mac(body, seconds, secret))}");
    }

    private static (long? Time, List<byte[]> Signatures) Parse(string? header)
    {
        long? time = null;
        List<byte[]> signatures = [];
        foreach (var part in (header ?? "").Split(',', MostSignatures + 2).Select(part => part.Split('=', 2)))
        {
            if (part is ["t", var seconds])
            {
                // Twice, or with anything but digits, it would not be what was signed.
                if (time is not null || !long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) || parsed > int.MaxValue)
                {
                    return (null, []);
                }

                time = parsed;
            }
            else if (part is ["v1", { Length: 64 } hex] && hex.All(char.IsAsciiHexDigit) && signatures.Count < MostSignatures)
            {
                signatures.Add(Convert.FromHexString(hex));
            }
        }

        return (time, signatures);
    }

    private static byte[] Mac(ReadOnlySpan<byte> body, long seconds, string secret)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}.")));
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }
}
