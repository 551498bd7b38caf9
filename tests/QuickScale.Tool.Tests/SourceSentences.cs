using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace QuickScale.Tool.Tests;

/// <summary>A sentence of the tool's source and the exit codes it comes with. What is filled in when it is said is shown by its name in capitals, or as "…".</summary>
internal sealed record SourceSentence(IReadOnlyList<int> ExitCodes, string Text);

/// <summary>
/// Finds the sentences in which the tool refuses something by reading its sources. It knows the few ways in which they are written
/// there: an exit code and a sentence side by side, a finding of a module's rules, and an error of a command's own options.
/// </summary>
internal static partial class SourceSentences
{
    private static readonly Dictionary<string, int> Codes = typeof(Terminal.ExitCode).GetFields()
        .ToDictionary(field => field.Name, field => (int)field.GetRawConstantValue()!, StringComparer.Ordinal);

    private static readonly string[] FilesWithWords =
        ["Git/RemoteAddress.cs", "Modules/Files/FileShapes.cs", "Modules/Files/ManifestShape.cs", "Modules/Files/ModuleOption.cs", "Modules/Files/ProjectConfig.cs", "Projects/Planning/Planner.cs", "Projects/Planning/WantedOptions.cs", "Projects/ProjectFile.cs"];

    // Names that say nothing without the code around them.
    private static readonly HashSet<string> Unspeaking = ["by", "has", "it", "known", "Needed", "problem", "said", "sentence", "Sentence", "way", "words"];

    // What the manual's readers call these.
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["Manifest"] = Modules.ModuleManifest.FileName,
        ["ModuleManifest.FileName"] = Modules.ModuleManifest.FileName,
        ["FILE-NAME"] = Modules.ModulePackages.FileName,
        ["LOCAL-NAME"] = "NAME",
        ["PREFIX"] = "modules/NAME",
        ["SHOWN"] = "FILE",
        ["SHOWN-PATH"] = "FILE",
        ["WHAT"] = "COMMAND",
    };

    /// <summary>All sentences of the tool, each once, with every exit code it comes with.</summary>
    public static IReadOnlyList<SourceSentence> OfTheTool() =>
        [.. Directory.EnumerateFiles(Repository.PathOf("tool"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => In(File.ReadAllText(file)))
            .Concat(OfRemotes())
            .Concat(Clauses(File.ReadAllText(Repository.PathOf("tool", "Modules", "Authoring", "SplitCheck.cs"))).Select(text => new SourceSentence([Terminal.ExitCode.CheckFailed], text)))
            .GroupBy(sentence => sentence.Text, sentence => sentence.ExitCodes, StringComparer.Ordinal)
            .Select(group => new SourceSentence([.. group.SelectMany(codes => codes).Distinct().Order()], group.Key))
            .OrderBy(sentence => sentence.ExitCodes[0]).ThenBy(sentence => sentence.Text, StringComparer.Ordinal)];

    /// <summary>What can be wrong in a file or with a value, as the end of a sentence that begins with its place.</summary>
    public static IReadOnlyList<string> OfFilesAndValues() =>
        [.. Directory.EnumerateFiles(Repository.PathOf("tool", "Yaml"), "*.cs")
            .Concat(FilesWithWords.Select(file => Repository.PathOf("tool", file)))
            .SelectMany(file => Clauses(File.ReadAllText(file)))
            .Where(text => !text.EndsWith('.'))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];

    /// <summary>All texts that say what to do after a semicolon. A comment, a pattern and a text over several lines is none.</summary>
    public static IEnumerable<string> Clauses(string source)
    {
        var lines = source.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && !line.Contains("@\"", StringComparison.Ordinal) && !line.Contains("\"\"\"", StringComparison.Ordinal));
        var code = string.Join('\n', lines);
        for (var at = 0; at < code.Length;)
        {
            if (code[at] == '\'')
            {
                at = code.IndexOf('\'', at + (code[at + 1] == '\\' ? 3 : 2)) + 1;
            }
            else if (code[at] is '"' || (code[at] == '$' && code[at + 1] == '"'))
            {
                if (ReadText(code, ref at) is var text && text.Contains("; ", StringComparison.Ordinal))
                    yield return text;
            }
            else
            {
                at++;
            }
        }
    }

    public static IEnumerable<SourceSentence> In(string source) =>
    [
        .. After(source, CodeAndSentence(), match => [.. match.Groups["code"].Captures.Select(code => Codes[code.Value])]),
        .. After(source, Finding(), _ => [Terminal.ExitCode.CheckFailed]),
        .. After(source, OptionError(), _ => [Terminal.ExitCode.Usage]),
        .. After(source, Precondition(), _ => [Terminal.ExitCode.Precondition]),
    ];

    /// <summary>The sentences that are put together of a remote and what its answer means.</summary>
    private static IEnumerable<SourceSentence> OfRemotes() =>
        ((string Said, string Meaning)[])typeof(Modules.RemoteProblem).GetField("Meanings", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)! is { Length: > 0 } meanings
            ? meanings.Select(pair => new SourceSentence([Terminal.ExitCode.Remote], $"REMOTE {pair.Meaning}."))
            : throw new InvalidOperationException("No meaning of a remote's answers was found.");

    private static IEnumerable<SourceSentence> After(string source, Regex start, Func<Match, IReadOnlyList<int>> codes) =>
        start.Matches(source).SelectMany(match => Literals(source, match.Index + match.Length)
            .Where(text => text.Contains(' ', StringComparison.Ordinal))
            .Select(text => new SourceSentence(codes(match), text)));

    /// <summary>The texts of an expression that begins here and ends with the argument or the statement; not those in brackets.</summary>
    private static List<string> Literals(string source, int at)
    {
        var (found, depth) = (new List<string>(), 0);
        while (at < source.Length && depth >= 0 && !(depth == 0 && source[at] is ',' or ';'))
        {
            if (source[at] is '"' || (source[at] == '$' && source[at + 1] == '"'))
            {
                var text = ReadText(source, ref at);
                if (depth == 0)
                    found.Add(text);
                continue;
            }

            if (source[at] == '\'')
                at = source.IndexOf('\'', at + (source[at + 1] == '\\' ? 3 : 2));
            depth += source[at] is '(' or '[' or '{' ? 1 : source[at] is ')' or ']' or '}' ? -1 : 0;
            at++;
        }

        return found;
    }

    /// <summary>Reads a text and leaves <paramref name="at"/> behind it.</summary>
    private static string ReadText(string source, ref int at)
    {
        var filled = source[at] == '$';
        at += filled ? 2 : 1;
        var text = new StringBuilder();
        while (source[at] != '"')
        {
            if (source[at] == '\\')
            {
                text.Append(source[at + 1] == 'n' ? ' ' : source[at + 1]);
                at += 2;
            }
            else if (filled && source[at] == '{' && source[at + 1] != '{')
            {
                text.Append(ReadHole(source, ref at));
            }
            else
            {
                text.Append(source[at]);
                at += filled && source[at] is '{' or '}' ? 2 : 1;
            }
        }

        at++;
        return text.ToString();
    }

    /// <summary>What stands for a hole: its choices as "is/are", else the name of what is filled in, else "…".</summary>
    private static string ReadHole(string source, ref int at)
    {
        var (start, depth, choices) = (at + 1, 0, new List<string>());
        do
        {
            if (source[at] is '"' || (source[at] == '$' && source[at + 1] == '"'))
            {
                choices.Add(ReadText(source, ref at));
                continue;
            }

            depth += source[at] == '{' ? 1 : source[at] == '}' ? -1 : 0;
            at++;
        }
        while (depth > 0);
        var hole = source[start..(at - 1)];
        if (choices.Count > 0)
            return hole.Contains(" ? ", StringComparison.Ordinal) && choices.TrueForAll(choice => choice.Length > 0) ? string.Join('/', choices) : "…";
        if (ReasonOfAProgram().IsMatch(hole))
            return "REASON";
        if (Known.TryGetValue(hole, out var known))
            return known;
        if (NamedValue().Match(hole) is not { Success: true } value || Unspeaking.Contains(value.Groups["name"].Value))
            return "…";
        var name = WordStart().Replace(value.Groups["name"].Value, "-").ToUpperInvariant();
        return Known.GetValueOrDefault(name, name);
    }

    [GeneratedRegex(@"(?:\bExitCode\.(?<code>\w+)\s*:\s*)?\bExitCode\.(?<code>[A-Z]\w+)\s*,")]
    private static partial Regex CodeAndSentence();

    [GeneratedRegex(@"\bnew ModuleFinding\(\s*[^,]+,")]
    private static partial Regex Finding();

    [GeneratedRegex(@"\bAddError\(")]
    private static partial Regex OptionError();

    [GeneratedRegex(@"\bRefuse\((?!string\b)|\bPlanned\(ModuleManifest manifest\)\s*=>|\bSentence = ")]
    private static partial Regex Precondition();

    // A value as it is, or in the hands of what only shows it: Phrase.Some(paths), ModuleVersion.Tag(release.Version), split[..7].
    [GeneratedRegex(@"^(?:[\w.]+\()?[\w.!]*?(?<name>[A-Za-z]+)!?(?:\.Shown|\.Text|\.Value)?(?:\[[^\]]*\])?\)?$")]
    private static partial Regex NamedValue();

    [GeneratedRegex(@"^(?:\w+\.)?Reason\(")]
    private static partial Regex ReasonOfAProgram();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();
}
