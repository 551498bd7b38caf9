using System.Text.Json.Nodes;

namespace QuickScale.Tests.Shared;

/// <summary>One choice of theme and database.</summary>
public sealed record Combination(string Theme, string Database)
{
    private static readonly JsonNode Symbols = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Starter, ".template.config", "template.json")))!["symbols"]!;

    /// <summary>Every combination that the template offers, so that a new choice is tested from its first day.</summary>
    public static IReadOnlyList<Combination> All { get; } =
        [.. from theme in Choices("theme") from database in Choices("database") select new Combination(theme, database)];

    /// <summary>
    /// Those that a run builds without modules, and those that it builds with all modules: with <c>--full</c> every one of both, else
    /// half and half, so that each theme, each database and both kinds of project meet one another in some project.
    /// </summary>
    public static IReadOnlyList<Combination> WithoutModules { get; } = [.. All.Where(one => Rounds.IsFull || one.Parity == 0)];

    /// <inheritdoc cref="WithoutModules"/>
    public static IReadOnlyList<Combination> WithModules { get; } = [.. All.Where(one => Rounds.IsFull || one.Parity == 1)];

    public IReadOnlyList<string> Arguments => ["--theme", Theme, "--database", Database];

    private int Parity => (Choices("theme").ToList().IndexOf(Theme) + Choices("database").ToList().IndexOf(Database)) % 2;

    public override string ToString() => $"{Theme}-{Database}";

    /// <summary>The choices of a parameter of the template.</summary>
    public static IEnumerable<string> Choices(string symbol) =>
        Symbols[symbol]!["choices"]!.AsArray().Select(choice => choice!["choice"]!.GetValue<string>());
}
