using System.Text.RegularExpressions;

namespace QuickScale.Tool.Modules;

/// <summary>Versions of an npm package that fit, in the part of npm's writing that modules use: <c>^1.2.3</c>, <c>~1.2</c>, <c>&gt;=1.2 &lt;3</c>, <c>^1 || ^2</c>.</summary>
internal sealed partial class NpmRange
{
    private const string Or = " || ";
    private readonly string _written;
    private readonly IReadOnlyList<IReadOnlyList<VersionBound>> _alternatives;

    private NpmRange(string written, IReadOnlyList<IReadOnlyList<VersionBound>> alternatives) => (_written, _alternatives) = (written, alternatives);

    /// <summary>The form of a range. Versions only: no tag, no address, no path, and nothing that a shell would take for its own once it is quoted.</summary>
    [GeneratedRegex(@"^(?=.{1,200}$)(?:[~^=]|[<>]=?)?[0-9]{1,9}(?:\.[0-9]{1,9}){0,2}(?:-[0-9A-Za-z.-]+)?(?:(?: | \|\| )(?:[~^=]|[<>]=?)?[0-9]{1,9}(?:\.[0-9]{1,9}){0,2}(?:-[0-9A-Za-z.-]+)?)*$", RegexOptions.CultureInvariant)]
    public static partial Regex Pattern { get; }

    public static bool TryParse(string text, out NpmRange? range)
    {
        range = null;
        if (Pattern.Match(text) is not { Success: true } match || match.Length != text.Length)
        {
            return false;
        }

        var alternatives = new List<IReadOnlyList<VersionBound>>();
        foreach (var alternative in text.Split(Or))
        {
            var read = alternative.Split(' ').Select(VersionBound.Read).ToList();
            if (read.Contains(null))
            {
                return false;
            }

            alternatives.Add([.. read.SelectMany(bounds => bounds!)]);
        }

        range = new NpmRange(text, alternatives);
        return true;
    }

    public bool Contains(SemanticVersion version) => _alternatives.Any(bounds => VersionBound.Admit(bounds, version));

    /// <summary>The range as it was written.</summary>
    public override string ToString() => _written;

    /// <summary>A range that a shape has checked already.</summary>
    internal static NpmRange Checked(string text) =>
        TryParse(text, out var range) ? range! : throw new InvalidOperationException($"'{text}' was not checked.");
}
