using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace QuickScale.Tool.Tests;

/// <summary>The workflow of a release, of which a test runs the steps that need no server.</summary>
internal sealed partial class ReleaseWorkflow
{
    private readonly YamlMappingNode _jobs;

    public ReleaseWorkflow()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Repository.PathOf(".github", "workflows", "release.yml"))));
        Root = (YamlMappingNode)stream.Documents[0].RootNode;
        _jobs = (YamlMappingNode)Root["jobs"];
    }

    public YamlMappingNode Root { get; }

    public IReadOnlyList<string> Jobs => [.. _jobs.Children.Keys.Select(key => key.ToString())];

    public YamlMappingNode Job(string name) => (YamlMappingNode)_jobs[name];

    /// <summary>What it uses of others, with the comment behind it that says the version.</summary>
    public static IReadOnlyList<string> Actions() =>
        [.. Uses().Matches(File.ReadAllText(Repository.PathOf(".github", "workflows", "release.yml"))).Select(match => match.Groups["action"].Value)];

    /// <summary>The commands of a job with the variables that each gets; <paramref name="value"/> stands for what a server knows, as in <c>vars.TEST_FEED</c>.</summary>
    public IEnumerable<(string Command, Dictionary<string, string?> Environment)> Commands(string job, Func<string, string> value)
    {
        foreach (var step in ((YamlSequenceNode)Job(job)["steps"]).Cast<YamlMappingNode>())
        {
            if (step.Children.TryGetValue("run", out var command))
            {
                var environment = step.Children.TryGetValue("env", out var variables) ? (YamlMappingNode)variables : [];
                yield return (command.ToString(), environment.ToDictionary(pair => pair.Key.ToString(), string? (pair) => Expression().Replace(pair.Value.ToString(), match => value(match.Groups["name"].Value))));
            }
        }
    }

    [GeneratedRegex(@"uses: (?<action>.*)$", RegexOptions.Multiline)]
    private static partial Regex Uses();

    [GeneratedRegex(@"\$\{\{ (?<name>[a-zA-Z_.]+) \}\}")]
    private static partial Regex Expression();
}
