using System.Text.RegularExpressions;

namespace QuickScale.Tool.Modules;

/// <summary>
/// Versions that fit: <c>&gt;=0.1 &lt;1</c>, <c>0.1</c> (all of 0.1), <c>1</c> (all of 1), <c>0.1.2</c> or <c>=0.1.2</c>
/// (exactly this one), <c>*</c>. A pre-release fits only where the range names one of the same three numbers.
/// </summary>
internal sealed partial class VersionRange
{
    private readonly string _written;
    private readonly IReadOnlyList<Bound> _bounds;

    private VersionRange(string written, IReadOnlyList<Bound> bounds) => (_written, _bounds) = (written, bounds);

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

        var bounds = new List<Bound>();
        foreach (var part in text == "*" ? [] : text.Split(' '))
        {
            var sign = part[..part.TakeWhile(letter => letter is '<' or '>' or '=').Count()];
            if (!TryRead(part[sign.Length..].TrimStart('v'), out var lowest, out var above))
            {
                return false;
            }

            bounds.AddRange(sign switch
            {
                ">=" => [new Bound(lowest!, 1, IsAllowed: true)],
                "<" => [new Bound(lowest!, -1, IsAllowed: false)],
                // Without all three numbers the version stands for all that begin with them.
                ">" => [above is null ? new Bound(lowest!, 1, IsAllowed: false) : new Bound(above, 1, IsAllowed: true)],
                "<=" => [above is null ? new Bound(lowest!, -1, IsAllowed: true) : new Bound(above, -1, IsAllowed: false)],
                _ when above is null => [new Bound(lowest!, 0, IsAllowed: true)],
                _ => (Bound[])[new Bound(lowest!, 1, IsAllowed: true), new Bound(above, -1, IsAllowed: false)],
            });
        }

        range = new VersionRange(text, bounds);
        return true;
    }

    public bool Contains(SemanticVersion version) =>
        _bounds.All(bound => bound.Admits(version))
        && (!version.IsPrerelease || _bounds.Any(bound => bound.Version.IsPrerelease && SameNumbers(bound.Version, version)));

    /// <summary>The range as it was written.</summary>
    public override string ToString() => _written;

    /// <summary>A range that a shape has checked already.</summary>
    internal static VersionRange Checked(string text) =>
        TryParse(text, out var range) ? range! : throw new InvalidOperationException($"'{text}' was not checked.");

    private static bool SameNumbers(SemanticVersion one, SemanticVersion other) =>
        (one.Major, one.Minor, one.Patch) == (other.Major, other.Minor, other.Patch);

    /// <param name="text">A version of one, two or three numbers.</param>
    /// <param name="lowest">The first version that begins so.</param>
    /// <param name="above">The first version behind those that begin so; null when all three numbers are there.</param>
    private static bool TryRead(string text, out SemanticVersion? lowest, out SemanticVersion? above)
    {
        var parts = text.Split('-')[0].Split('.');
        above = null;
        if (parts.Length == 3)
        {
            return ModuleVersion.TryParse(text, out lowest);
        }

        if (!ModuleVersion.TryParse(text + string.Concat(Enumerable.Repeat(".0", 3 - parts.Length)), out lowest) || lowest!.IsPrerelease)
        {
            return false;
        }

        above = parts.Length == 1 ? new SemanticVersion(lowest.Major + 1, 0, 0) : new SemanticVersion(lowest.Major, lowest.Minor + 1, 0);
        return true;
    }

    /// <param name="Version">Where the range begins or ends.</param>
    /// <param name="Side">1 for what is above it, -1 for what is below it, 0 for itself only.</param>
    /// <param name="IsAllowed">Whether the version itself fits.</param>
    private sealed record Bound(SemanticVersion Version, int Side, bool IsAllowed)
    {
        public bool Admits(SemanticVersion version)
        {
            var order = Math.Sign(version.CompareTo(Version));
            return order == 0 ? IsAllowed : order == Side;
        }
    }
}
