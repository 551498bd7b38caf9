using System.Text.RegularExpressions;
using QuickScale.Tool.Projects;

namespace QuickScale.Tool.Modules;

/// <summary>What a module's pages keep to, so that every theme can show them under its content security policy.</summary>
internal static partial class ModulePages
{
    private const string React = "react";
    private const string Entry = "react/index.tsx";
    private const string Host = "#host";

    /// <summary>What the host has for tests.</summary>
    private const string Testing = "#testing";

    public static IReadOnlyList<ModuleFinding> Check(ModuleContent module, ModuleManifest manifest) =>
    [
        .. Missing(module, manifest),
        .. module.Files.Where(file => IsRazor(file.Path)).SelectMany(file => Handlers(file.Path, module.Read(file.Path))),
        .. module.Files.Where(file => ScriptFile().IsMatch(file.Path)).SelectMany(file => Imports(file.Path, module.Read(file.Path), manifest)),
    ];

    /// <summary>A page that only Razor has would answer nothing in the react theme. Core's own are the server's, in every theme.</summary>
    private static IEnumerable<ModuleFinding> Missing(ModuleContent module, ModuleManifest manifest)
    {
        if (manifest.Themes.Contains(React) && manifest.Name != ModuleName.Core && !module.Has(Entry)
            && module.Files.FirstOrDefault(file => file.Path.StartsWith("src/", StringComparison.Ordinal) && IsRazor(file.Path) && PageDirective().IsMatch(module.Read(file.Path))) is { } page)
        {
            yield return new ModuleFinding(Entry, $"react/index.tsx is missing, so that the theme react does not show {page.Path}; add it, or leave react out of themes in {ModuleManifest.FileName}.");
        }
    }

    private static IEnumerable<ModuleFinding> Handlers(string path, string text)
    {
        foreach (var attribute in HandlerAttribute().Matches(text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal))
        {
            yield return new ModuleFinding(path, $"{path} has {attribute}, which the content security policy blocks; listen in a script file instead.");
        }
    }

    private static IEnumerable<ModuleFinding> Imports(string path, string text, ModuleManifest manifest)
    {
        foreach (var import in Import().Matches(text).Select(match => match.Groups["from"].Value).Distinct(StringComparer.Ordinal))
        {
            if (import.StartsWith('.'))
            {
                if (ModulePaths.Outside(path, import) is { } target && !manifest.Requires.Keys.Any(name => target.StartsWith($"../{name}/react/", StringComparison.Ordinal)))
                {
                    yield return new ModuleFinding(path, $"{path} imports {import}, which lies outside the module; import from a required module's react folder, or move it here.");
                }
            }
            else if (import != Host && !IsKnown(Package(import), TestFile().IsMatch(path), manifest))
            {
                yield return new ModuleFinding(path, $"{path} imports {import}, which the react theme does not bring; name the package under npm in {ModuleManifest.FileName}, or do without it.");
            }
        }
    }

    private static bool IsKnown(string package, bool inTest, ModuleManifest manifest) =>
        manifest.Npm.ContainsKey(package) || ReactTheme.Packages.Contains(package) || (inTest && (package == Testing || ReactTheme.TestPackages.Contains(package)));

    /// <summary>The package that an import is from: <c>@scope/name</c> of <c>@scope/name/part</c>.</summary>
    private static string Package(string import) => string.Join('/', import.Split('/').Take(import.StartsWith('@') ? 2 : 1));

    private static bool IsRazor(string path) =>
        path.EndsWith(".cshtml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".razor", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\uFEFF?@page\b", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex PageDirective();

    // htmx's hx-on and the handlers of HTML: both are code in an attribute.
    [GeneratedRegex("""\s(?<name>(?:data-)?hx-on(?:[:-][\w:.-]+)?|on(?:blur|change|click|dblclick|error|focus|input|key(?:down|press|up)|load|mouse\w+|pointer\w+|submit|toggle))=["']""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HandlerAttribute();

    [GeneratedRegex(@"^react/.*\.[cm]?[jt]sx?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ScriptFile();

    [GeneratedRegex(@"^react/tests/|\.test\.[cm]?[jt]sx?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TestFile();

    // A statement at the beginning of a line, over several lines where it names many things, or a call.
    [GeneratedRegex("""(?:^[ \t]*(?:import|export)\s*(?:[\w$*{},\s]{1,4000}?\bfrom\s*)?|\b(?:import|require|vi\.mock)\s*\(\s*)["'](?<from>[^"'\r\n]+)["']""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Import();
}
