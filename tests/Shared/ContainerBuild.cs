using System.Text.RegularExpressions;

namespace QuickScale.Tests.Shared;

/// <summary>
/// Does on this machine what the build stages of a generated Dockerfile do in a container: the same files are copied
/// at the same moments, as .dockerignore lets them through, and the same commands run, with /out in another place.
/// </summary>
internal sealed class ContainerBuild(string project, string source, string output)
{
    private const string Last = "build";
    private const string WorkingDirectory = "/src/";

    public async Task RunAsync()
    {
        var context = Context();
        var stages = new Dictionary<string, string>();
        var folder = source;
        foreach (var instruction in BuildStages())
        {
            var words = instruction.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["FROM", _, "AS", var stage]:
                    folder = stages[stage] = stage == Last ? source : $"{source}-{stage}";
                    Directory.CreateDirectory(folder);
                    break;
                case ["WORKDIR" or "ENV", ..] or ["RUN", "mkdir", ..]:
                    break;
                case ["COPY", ['-', '-', 'f', 'r', 'o', 'm', '=', .. var stage], var path, var target]:
                    CopyTree(Path.Combine(stages[stage], path[WorkingDirectory.Length..]), Path.Combine(folder, target));
                    break;
                case ["COPY", .. var patterns, var target]:
                    Copy(context, patterns, Path.Combine(folder, target));
                    break;
                case ["RUN", "dotnet" or "npm", .. var arguments]:
                    (await TestProcess.RunAsync(words[1], arguments.Select(argument => argument == "/out" ? output : argument), folder, limit: TimeSpan.FromMinutes(5))).ShouldSucceed();
                    break;
                default:
                    throw new NotSupportedException($"The test does not know how to follow '{instruction}'.");
            }
        }
    }

    /// <summary>The stages up to the one that publishes; the images come after it.</summary>
    private IEnumerable<string> BuildStages()
    {
        var isLast = false;
        foreach (var line in File.ReadAllText(Path.Combine(project, "Dockerfile")).Replace("\\\n", "", StringComparison.Ordinal).Split('\n').Select(line => line.Trim()))
        {
            if (isLast && line.StartsWith("FROM ", StringComparison.Ordinal))
                yield break;
            isLast |= line.EndsWith($" AS {Last}", StringComparison.Ordinal);
            if (line.Length > 0 && !line.StartsWith('#'))
                yield return line;
        }
    }

    private static void CopyTree(string from, string to)
    {
        foreach (var file in GeneratedProject.FilesOf(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, file))!);
            File.Copy(Path.Combine(from, file), Path.Combine(to, file));
        }
    }

    /// <summary>The files that .dockerignore sends to the builder: for each, the last rule that matches decides.</summary>
    private List<string> Context()
    {
        var rules = File.ReadAllLines(Path.Combine(project, ".dockerignore")).Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith('#'))
            .Select(line => (IsKept: line.StartsWith('!'), Pattern: PathOrBelow(line.TrimStart('!').Trim('/'))))
            .Reverse().ToList();
        return [.. GeneratedProject.FilesOf(project).Where(file => rules.FirstOrDefault(rule => rule.Pattern.IsMatch(file), (IsKept: true, Pattern: PathOrBelow(""))).IsKept)];
    }

    private void Copy(List<string> context, string[] patterns, string target)
    {
        foreach (var pattern in patterns.Select(pattern => pattern.TrimEnd('/')))
        {
            var matches = context.Select(file => (file, match: PathOrBelow(pattern).Match(file))).Where(found => found.match.Success).ToList();
            // A wildcard may match nothing.
            if (matches.Count == 0 && !pattern.Contains('*', StringComparison.Ordinal))
                throw new FileNotFoundException($"COPY finds no '{pattern}' in what .dockerignore lets through.");
            foreach (var (file, match) in matches)
            {
                // Of a folder the content is copied, not the folder itself.
                var name = match.Groups["below"] is { Success: true } below ? below.Value : Path.GetFileName(file);
                var path = Path.GetFullPath(Path.Combine(target, name));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.Copy(Path.Combine(project, file), path, overwrite: true);
            }
        }
    }

    private static Regex PathOrBelow(string pattern) =>
        pattern == "."
            ? new Regex("^(?<below>.*)$")
            : new Regex($"^{Regex.Escape(pattern).Replace(@"\*\*/", "(?:.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}(?:/(?<below>.*))?$");
}
