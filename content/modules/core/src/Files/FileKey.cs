using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace QuickScale.Modules.Core;

/// <summary>Names of stored files: 128 random bits as hexadecimal digits, and an ending that says the type.</summary>
internal static partial class FileKey
{
    private static readonly Dictionary<string, string> TypesByEnding = new(StringComparer.Ordinal)
    {
        ["png"] = "image/png",
        ["jpg"] = "image/jpeg",
        ["gif"] = "image/gif",
        ["webp"] = "image/webp",
    };

    /// <exception cref="ArgumentException">The type is none that is kept.</exception>
    public static string Create(string contentType)
    {
        var ending = TypesByEnding.FirstOrDefault(pair => pair.Value == contentType).Key
            ?? throw new ArgumentException($"Files of the type {contentType} are not kept.", nameof(contentType));
        return $"{RandomNumberGenerator.GetHexString(32, lowercase: true)}.{ending}";
    }

    /// <summary>Null when the key is none of ours, so that no other name ever becomes a path.</summary>
    public static string? ContentTypeOf(string? key) =>
        key is not null && Form().Match(key) is { Success: true } match ? TypesByEnding.GetValueOrDefault(match.Groups["ending"].Value) : null;

    [GeneratedRegex(@"\A[0-9a-f]{32}\.(?<ending>[a-z]{3,4})\z")]
    private static partial Regex Form();
}
