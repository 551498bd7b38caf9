using System.Text.RegularExpressions;

namespace QuickScale.Tool.Modules;

/// <summary>Versions of modules: <c>0.2.0</c> in module.yml, <c>v0.2.0</c> in config.yml and in tags.</summary>
internal static partial class ModuleVersion
{
    /// <summary>The form in module.yml. Build metadata is left out: it has no order, and a tag cannot hold it everywhere.</summary>
    [GeneratedRegex(@"^(?!.*\.lock$)(?=.{1,64}$)(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){2}(?:-(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?$", RegexOptions.CultureInvariant)]
    public static partial Regex Pattern { get; }

    /// <summary>The form in config.yml.</summary>
    [GeneratedRegex(@"^v(?!.*\.lock$)(?=.{1,64}$)(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){2}(?:-(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?$", RegexOptions.CultureInvariant)]
    public static partial Regex TagPattern { get; }

    /// <summary>Reads a version with or without the leading v.</summary>
    public static bool TryParse(string text, out SemanticVersion? version)
    {
        var plain = text.StartsWith('v') ? text[1..] : text;
        version = null;
        return Pattern.Match(plain) is { Success: true } match && match.Length == plain.Length && SemanticVersion.TryParse(plain, out version);
    }

    /// <summary>The version as tags and config.yml write it, with the leading v.</summary>
    public static string Tag(SemanticVersion version) => "v" + version.ToNormalizedString();

    /// <summary>A version that a shape has checked already.</summary>
    internal static SemanticVersion Checked(string text) =>
        TryParse(text, out var version) ? version! : throw new InvalidOperationException($"'{text}' was not checked.");
}
