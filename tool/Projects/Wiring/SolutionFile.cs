using System.Net;
using System.Security;
using System.Xml;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Projects;

/// <summary>
/// The solution file. It is the user's: only projects under <c>modules/</c>, and the folders <c>/modules/NAME/</c> that hold
/// them, are added and taken away, and every other byte stays. What qs added it can take away without a trace.
/// </summary>
internal static class SolutionFile
{
    private const string FolderPrefix = "/modules/";
    private const string ProjectPrefix = "modules/";

    /// <param name="text">The present text.</param>
    /// <param name="modules">All embedded modules, in any order.</param>
    /// <param name="shownPath">The file as sentences name it.</param>
    /// <returns>The text with the modules' projects in it; the same instance when it has them already.</returns>
    public static Result<string> Edit(string text, IReadOnlyList<WiredModule> modules, string shownPath)
    {
        if (Problem(text, shownPath) is { } problem)
        {
            return problem;
        }

        var wanted = modules.OrderBy(module => module.Name, StringComparer.Ordinal)
            .Select(module => (Folder: $"/{module.Folder}/", Projects: module.Projects.Select(path => $"{module.Folder}/{path}").Order(StringComparer.Ordinal).ToList()))
            .ToList();
        var edited = WithoutStale(text, wanted);
        foreach (var (folder, projects) in wanted)
        {
            foreach (var project in projects)
            {
                edited = With(edited, folder, project);
            }
        }

        return edited;
    }

    private static Failure? Problem(string text, string shownPath)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.TrimStart('\uFEFF')), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            reader.MoveToContent();
            if (reader is not { NodeType: XmlNodeType.Element, Name: "Solution" })
            {
                return new Failure(ExitCode.Precondition, $"{shownPath} does not begin with <Solution>; restore it, or make it with 'dotnet new sln --format slnx'.");
            }

            while (reader.Read())
            {
                // Reading to the end is the check.
            }

            return null;
        }
        catch (XmlException mistake)
        {
            return new Failure(ExitCode.Precondition, $"{shownPath} is not valid XML (line {Math.Max(mistake.LineNumber, 1)}); correct it and try again.", mistake.Message);
        }
    }

    private static string WithoutStale(string text, List<(string Folder, List<string> Projects)> wanted)
    {
        var folders = wanted.Select(module => module.Folder).ToHashSet(StringComparer.Ordinal);
        var projects = wanted.SelectMany(module => module.Projects).ToHashSet(StringComparer.Ordinal);
        var elements = SolutionElement.All(text);
        var stale = elements.Where(element => ModuleProject(element) is { } path && !projects.Contains(path)).ToHashSet();
        stale.UnionWith(elements.Where(element => ModuleFolder(element) is { } name && !folders.Contains(name) && IsEmptyWithout(text, element, stale)).ToList());
        // A folder takes what is in it along.
        foreach (var element in stale.Where(element => element.Parent is null || !stale.Contains(element.Parent)).OrderByDescending(element => element.Start))
        {
            var start = element.StartWithIndentation(text);
            text = text.Remove(start, element.End - start);
        }

        return text;
    }

    private static bool IsEmptyWithout(string text, SolutionElement folder, HashSet<SolutionElement> stale)
    {
        // Without anything in it, it is not what qs made: qs makes a folder for its projects.
        if (folder.Children.Count == 0)
        {
            return false;
        }

        var at = folder.ContentStart;
        foreach (var child in folder.Children)
        {
            if (!stale.Contains(child) || !string.IsNullOrWhiteSpace(text[at..child.Start]))
            {
                return false;
            }

            at = child.End;
        }

        return string.IsNullOrWhiteSpace(text[at..folder.ContentEnd]);
    }

    private static string With(string text, string folder, string project)
    {
        var elements = SolutionElement.All(text);
        if (elements.Any(element => ModuleProject(element) == project))
        {
            return text;
        }

        var entry = $"<Project Path=\"{SecurityElement.Escape(project)}\" />";
        if (elements.FirstOrDefault(element => ModuleFolder(element) == folder) is { } existing)
        {
            return Insert(text, existing, [entry], ModuleProject, project);
        }

        var step = elements[0].ChildIndentation(text)[elements[0].Indentation(text).Length..];
        return Insert(text, elements[0], [$"<Folder Name=\"{folder}\">", $"{step}{entry}", "</Folder>"], ModuleFolder, folder);
    }

    /// <summary>Adds lines to an element, among those of its children that have a key in the order of their keys, else at the end.</summary>
    private static string Insert(string text, SolutionElement parent, string[] lines, Func<SolutionElement, string?> keyOf, string key)
    {
        var lineEnd = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var indentation = parent.ChildIndentation(text);
        var added = string.Concat(lines.Select(line => $"{lineEnd}{indentation}{line}"));
        if (parent.IsSelfClosing)
        {
            var open = text[parent.Start..(parent.End - "/>".Length)].TrimEnd();
            return $"{text[..parent.Start]}{open}>{added}{lineEnd}{parent.Indentation(text)}</{parent.Name}>{text[parent.End..]}";
        }

        var siblings = parent.Children.Where(child => keyOf(child) is not null).ToList();
        var before = siblings.LastOrDefault(child => string.CompareOrdinal(keyOf(child), key) < 0);
        var after = siblings.FirstOrDefault(child => string.CompareOrdinal(keyOf(child), key) > 0);
        var at = (before, after) switch
        {
            ({ } one, _) => one.End,
            (null, { } one) => one.StartWithIndentation(text),
            _ => parent.ContentStart + text[parent.ContentStart..parent.ContentEnd].TrimEnd().Length,
        };
        return text.Insert(at, added);
    }

    /// <summary>The path of a project that lies in a module; null for everything else.</summary>
    private static string? ModuleProject(SolutionElement element) =>
        element.Name == "Project" && Path(element) is { } path && path.StartsWith(ProjectPrefix, StringComparison.Ordinal) ? path : null;

    /// <summary>The name of a module's folder; null for everything else.</summary>
    private static string? ModuleFolder(SolutionElement element) =>
        element.Name == "Folder" && Attribute(element, "Name") is { } name && name.StartsWith(FolderPrefix, StringComparison.Ordinal) && name.Length > FolderPrefix.Length ? name : null;

    private static string? Path(SolutionElement element) => Attribute(element, "Path")?.Replace('\\', '/');

    private static string? Attribute(SolutionElement element, string name) => element.Attributes.TryGetValue(name, out var value) ? WebUtility.HtmlDecode(value) : null;
}
