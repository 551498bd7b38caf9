using System.Text.RegularExpressions;

namespace QuickScale.Templates.Tests;

/// <summary><c>dotnet new quickscale-feature</c>, as a user of the pack runs it.</summary>
internal static partial class FeatureTemplate
{
    public static string Folder => Repository.PathOf("content", "items", "quickscale-feature");

    public static async Task<ProcessResult> NewAsync(string directory, params string[] arguments)
    {
        var pack = await TemplatePack.InstalledAsync();
        return await TestProcess.DotnetAsync(["new", "quickscale-feature", .. arguments, "--no-update-check", "--debug:custom-hive", pack.Hive], directory, limit: TimeSpan.FromMinutes(2));
    }

    /// <summary>The commands that it leaves to its user, word for word, in their order.</summary>
    public static IReadOnlyList<string[]> Commands(ProcessResult made) =>
        [.. Instruction().Matches(made.Output).SelectMany(match => match.Groups["commands"].Value.Trim().Split(" && ")).Select(command => command.Split(' '))];

    [GeneratedRegex("in the folder of the solution: (?<commands>.+)$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Instruction();
}
