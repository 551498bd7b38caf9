using System.Text.RegularExpressions;
using QuickScale.Tool.Git;
using QuickScale.Tool.Yaml;

namespace QuickScale.Tool.Modules;

/// <summary>What the three files (quickscale.yml, config.yml, module.yml) hold alike.</summary>
internal static partial class FileShapes
{
    public static TextShape ModuleNames { get; } = new("a module's name of small letters, digits and single dashes, 40 at most and no device of Windows", ModuleName.Pattern);

    public static TextShape Version { get; } = new("a version as 0.1.0 or 0.1.0-beta.1", ModuleVersion.Pattern);

    public static TextShape Tag { get; } = new("a version as v0.1.0 or v0.1.0-beta.1", ModuleVersion.TagPattern);

    public static TextShape Range { get; } = new("a range of versions as \">=0.1 <1\", \"0.1\" or \"0.1.2\"", VersionRange.Pattern)
    {
        Rule = text => VersionRange.Pattern.IsMatch(text) && !VersionRange.TryParse(text, out _)
            ? $"{YamlText.Shown(text)} is no range of versions; write one as \">=0.1 <1\", \"0.1\" or \"0.1.2\""
            : null,
    };

    public static TextShape Remote { get; } = new("the address of a repository", RemoteAddress.Pattern) { Rule = RemoteAddress.Problem };

    public static TextShape Branch { get; } = new("a branch of letters, digits and . _ / -", GitNames.BranchPattern);

    public static TextShape ObjectId { get; } = new("a git object id of 40 or 64 digits 0-9a-f", GitNames.ObjectIdPattern);

    public static TextShape Folder { get; } = new("a relative path with forward slashes and without '..'", PathPattern);

    public static TextShape Summary { get; } = new("one line of at most 200 letters", SummaryPattern);

    public static TextShape OptionName { get; } = new("an option's name of small letters, digits and '_'", ModuleOption.NamePattern);

    public static MapShape Options { get; } = new(OptionName, new OptionShape());

    public static ChoiceShape Theme { get; } = new("html", "htmx", "react");

    /// <summary>Parts begin with a letter, a digit or an underscore, so that neither <c>..</c> nor <c>.git</c> is one.</summary>
    [GeneratedRegex(@"^(?=.{1,200}$)[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?(?:/[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?)*$", RegexOptions.CultureInvariant)]
    private static partial Regex PathPattern { get; }

    [GeneratedRegex(@"^(?=.{1,200}$).*[^ ].*$", RegexOptions.CultureInvariant)]
    private static partial Regex SummaryPattern { get; }
}
