using System.Text.RegularExpressions;

namespace QuickScale.Tool.Modules;

/// <summary>
/// Versions that fit: <c>&gt;=0.1 &lt;1</c>, <c>0.1</c> (all of 0.1), <c>1</c> (all of 1), <c>0.1.2</c> or <c>=0.1.2</c>
/// (exactly this one), <c>*</c>. A pre-release fits only where the range names one of the same three numbers.
/// </summary>
internal sealed partial class VersionRange
{
    private readonly string _written;
    private readonly IReadOnlyList<VersionBound> _bounds;

    private VersionRange(string written, IReadOnlyList<VersionBound> bounds) => (_written, _bounds) = (written, bounds);

    /// <summary>The form of a range.</summary>
    [GeneratedRegex(@"^(?=.{1,200}$)(?:\*|=?v?[0-9]{1,9}(?:\.[0-9]{1,9}){0,2}(?:-[0-9A-Za-z.-]+)?|(?:>=|<=|>|<)v?[0-9]{1,9}(?:\.[0-9]{1,9}){0,2}(?:-[0-9A-Za-z.-]+)?(?: (?:>=|<=|>|<)v?[0-9]{1,9}(?:\.[0-9]{1,9}){0,2}(?:-[0-9A-Za-z.-]+)?)*)$", RegexOptions.CultureInvariant)]
    public static partial Regex Pattern { get; }

    public static bool TryParse(string text, out VersionRange? range)
    {
        range = null;
        if (Pattern.Match(text) is not { Success: true } match || match.Length != text.Length)
        {
            return false;
        }

        var bounds = new List<VersionBound>();
        foreach (var part in text == "*" ? [] : text.Split(' '))
        {
            if (VersionBound.Read(part) is not { } read)
            {
                return false;
            }

            bounds.AddRange(read);
        }

        range = new VersionRange(text, bounds);
        return true;
    }

    public bool Contains(SemanticVersion version) => VersionBound.Admit(_bounds, version);

    /// <summary>The range as it was written.</summary>
    public override string ToString() => _written;

    /// <summary>A range that a shape has checked already.</summary>
    internal static VersionRange Checked(string text) =>
        TryParse(text, out var range) ? range! : throw new InvalidOperationException($"'{text}' was not checked.");
}
