using System.Text.Json.Nodes;

namespace QuickScale.Tests.Shared;

/// <summary>One choice of theme and database.</summary>
public sealed record Combination(string Theme, string Database)
{
    /// <summary>Every combination that the template offers, so that a new choice is tested from its first day.</summary>
    public static IReadOnlyList<Combination> All { get; } =
        [.. from theme in Choices("theme") from database in Choices("database") select new Combination(theme, database)];

    public IReadOnlyList<string> Arguments => ["--theme", Theme, "--database", Database];

    public override string ToString() => $"{Theme}-{Database}";

    private static IEnumerable<string> Choices(string symbol)
    {
        var template = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Starter, ".template.config", "template.json")))!;
        return template["symbols"]![symbol]!["choices"]!.AsArray().Select(choice => choice!["choice"]!.GetValue<string>());
    }
}
