using System.Text.RegularExpressions;

namespace QuickScale.Tests.Shared;

/// <summary>
/// Does on this machine what the build stage of a generated Dockerfile does in a container: the same files are copied
/// at the same moments, as .dockerignore lets them through, and the same commands run, with /out in another place.
/// </summary>
internal sealed class ContainerBuild(string project, string source, string output)
{
    public async Task RunAsync()
    {
        Directory.CreateDirectory(source);
        var context = Context();
        foreach (var instruction in BuildStage())
        {
            var words = instruction.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                // Programs that come from another image are on this machine already.
                case ["FROM" or "WORKDIR" or "ENV", ..] or ["RUN", "mkdir" or "ln", ..] or ["COPY", ['-', '-', 'f', 'r', 'o', 'm', '=', ..], ..]:
                    break;
                case ["COPY", .. var patterns, var target]:
                    Copy(context, patterns, target);
                    break;
                case ["RUN", "dotnet", .. var arguments]:
                    (await TestProcess.DotnetAsync(arguments.Select(argument => argument == "/out" ? output : argument), source, limit: TimeSpan.FromMinutes(5))).ShouldSucceed();
                    break;
                case ["RUN", "npm", .. var arguments]:
                    (await TestProcess.RunAsync("npm", arguments, source, limit: TimeSpan.FromMinutes(5))).ShouldSucceed();
                    break;
                default:
                    throw new NotSupportedException($"The test does not know how to follow '{instruction}'.");
            }
        }
    }

    private IEnumerable<string> BuildStage() =>
        File.ReadAllText(Path.Combine(project, "Dockerfile")).Replace("\\\n", "", StringComparison.Ordinal).Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith('#'))
            .SkipWhile(line => !line.EndsWith(" AS build", StringComparison.Ordinal))
            .TakeWhile((line, at) => at == 0 || !line.StartsWith("FROM ", StringComparison.Ordinal));

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
                var path = Path.GetFullPath(Path.Combine(source, target, name));
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
