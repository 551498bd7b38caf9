using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Signs requests to Amazon Web Services, version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
/// </summary>
internal sealed class AwsSignature(string accessKeyId, string secretAccessKey, string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>How times are written in the header <c>X-Amz-Date</c>.</summary>
    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The value of the header <c>Authorization</c>.</summary>
    /// <param name="path">Escaped, from <c>/</c>.</param>
    /// <param name="query">Escaped and in the order of the names; empty for none.</param>
    /// <param name="headers">All that are to be signed, host and X-Amz-Date among them.</param>
    public string Authorization(string method, string path, string query, IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> body, DateTimeOffset time)
    {
        var signed = headers.Select(header => (Name: header.Key.ToLowerInvariant(), Value: header.Value.Trim())).OrderBy(header => header.Name, StringComparer.Ordinal).ToList();
        var names = string.Join(';', signed.Select(header => header.Name));
        var canonical = string.Join('\n', [method, path, query, .. signed.Select(header => $"{header.Name}:{header.Value}"), "", names, Hex(SHA256.HashData(body))]);
        var (date, day) = (Date(time), time.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        var scope = $"{day}/{region}/{service}/aws4_request";
        var text = string.Join('\n', Algorithm, date, scope, Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = Encoding.UTF8.GetBytes($"AWS4{secretAccessKey}");
        foreach (var part in (string[])[day, region, service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return $"{Algorithm} Credential={accessKeyId}/{scope}, SignedHeaders={names}, Signature={Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))}";
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
