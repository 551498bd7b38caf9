namespace QuickScale.Tool.Modules;

/// <summary>Where a range of versions begins or ends.</summary>
/// <param name="Version">The version there.</param>
/// <param name="Side">1 for what is above it, -1 for what is below it, 0 for itself only.</param>
/// <param name="IsAllowed">Whether the version itself fits.</param>
internal sealed record VersionBound(SemanticVersion Version, int Side, bool IsAllowed)
{
    private const string Signs = "<>=~^";

    /// <summary>
    /// Reads <c>&gt;=1.2</c>, <c>&lt;2</c>, <c>1.2.3</c>, and as npm writes them <c>~1.2</c> and <c>^1.2</c>; null when it is none of these.
    /// Without all three numbers a version stands for all that begin with them.
    /// </summary>
    public static IReadOnlyList<VersionBound>? Read(string text)
    {
        var sign = text[..text.TakeWhile(letter => Signs.Contains(letter, StringComparison.Ordinal)).Count()];
        var written = text[sign.Length..].TrimStart('v');
        var numbers = written.Split('-')[0].Split('.').Length;
        if (numbers > 3
            || !ModuleVersion.TryParse(written + string.Concat(Enumerable.Repeat(".0", 3 - numbers)), out var version)
            || (numbers < 3 && version!.IsPrerelease))
        {
            return null;
        }

        var isWhole = numbers == 3;
        var lowest = version!;
        return sign switch
        {
            ">=" => [From(lowest)],
            "<" => [Below(lowest)],
            ">" => [isWhole ? new VersionBound(lowest, 1, IsAllowed: false) : From(Next(lowest, numbers))],
            "<=" => [isWhole ? new VersionBound(lowest, -1, IsAllowed: true) : Below(Next(lowest, numbers))],
            "~" => [From(lowest), Below(Next(lowest, Math.Min(numbers, 2)))],
            "^" => [From(lowest), Below(Next(lowest, FirstThatCounts(lowest, numbers)))],
            _ when isWhole => [new VersionBound(lowest, 0, IsAllowed: true)],
            _ => [From(lowest), Below(Next(lowest, numbers))],
        };
    }

    /// <summary>Whether a version lies within all bounds. A pre-release does only where one of them names a pre-release of the same three numbers.</summary>
    public static bool Admit(IReadOnlyList<VersionBound> bounds, SemanticVersion version) =>
        bounds.All(bound => bound.Admits(version))
        && (!version.IsPrerelease || bounds.Any(bound => bound.Version.IsPrerelease && SameNumbers(bound.Version, version)));

    private static VersionBound From(SemanticVersion version) => new(version, 1, IsAllowed: true);

    private static VersionBound Below(SemanticVersion version) => new(version, -1, IsAllowed: false);

    /// <summary>The first version in which one of the numbers, counted from 1, is higher.</summary>
    private static SemanticVersion Next(SemanticVersion version, int number) => number switch
    {
        1 => new SemanticVersion(version.Major + 1, 0, 0),
        2 => new SemanticVersion(version.Major, version.Minor + 1, 0),
        _ => new SemanticVersion(version.Major, version.Minor, version.Patch + 1),
    };

    /// <summary>The number, counted from 1, that stays the same under <c>^</c>: the first that is not zero, else the last that was written.</summary>
    private static int FirstThatCounts(SemanticVersion version, int numbers) =>
        version.Major > 0 || numbers == 1 ? 1 : version.Minor > 0 || numbers == 2 ? 2 : 3;

    private static bool SameNumbers(SemanticVersion one, SemanticVersion other) =>
        (one.Major, one.Minor, one.Patch) == (other.Major, other.Minor, other.Patch);

    private bool Admits(SemanticVersion version)
    {
        var order = Math.Sign(version.CompareTo(Version));
        return order == 0 ? IsAllowed : order == Side;
    }
}
