using System.Text.RegularExpressions;

namespace QuickScale.Tool.Git;

/// <summary>The names that git may be given from a file or a remote; stricter than git's own rules.</summary>
internal static partial class GitNames
{
    /// <summary>A branch: letters, digits and . _ / - without what git or a file system reads otherwise.</summary>
    [GeneratedRegex(@"^(?!.*(?:\.\.|//|/[.-]|\./|\.lock(?:/|$)))(?=.{1,200}$)[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9_-])?$", RegexOptions.CultureInvariant)]
    public static partial Regex BranchPattern { get; }

    /// <summary>An object's id, SHA-1 or SHA-256.</summary>
    [GeneratedRegex("^(?:[0-9a-f]{40}|[0-9a-f]{64})$", RegexOptions.CultureInvariant)]
    public static partial Regex ObjectIdPattern { get; }

    public static bool IsBranch(string text) => Matches(BranchPattern, text);

    public static bool IsObjectId(string text) => Matches(ObjectIdPattern, text);

    // $ also matches before a last line end.
    private static bool Matches(Regex pattern, string text) => pattern.Match(text) is { Success: true } match && match.Length == text.Length;
}
