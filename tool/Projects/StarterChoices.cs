namespace QuickScale.Tool.Projects;

/// <summary>One of the values that an option takes.</summary>
internal sealed record Choice(string Value, string Summary);

/// <summary>An option of the starter with a fixed list of values; the first is the default.</summary>
internal sealed record ChoiceList(string Name, params IReadOnlyList<Choice> Choices)
{
    public string Default => Choices[0].Value;

    /// <summary>What older spellings put before a value.</summary>
    public string? OldPrefix { get; init; }

    /// <summary>The values as a sentence names them.</summary>
    public string Values => string.Join(", ", Choices.Select(choice => choice.Value));

    /// <summary>The value that a person means, in any case and also in its older spelling; null when there is none.</summary>
    public string? Find(string typed)
    {
        var word = OldPrefix is not null && typed.StartsWith(OldPrefix, StringComparison.OrdinalIgnoreCase) ? typed[OldPrefix.Length..] : typed;
        return Choices.FirstOrDefault(choice => choice.Value.Equals(word, StringComparison.OrdinalIgnoreCase))?.Value;
    }
}

/// <summary>What can be chosen for a new project. A test holds this list against the template's own.</summary>
internal static class StarterChoices
{
    public static ChoiceList Theme { get; } = new(
        "theme",
        new Choice("html", "Razor Pages that need no script and no Node.js"),
        new Choice("htmx", "Razor Pages that htmx, Alpine and Tailwind make quicker; Node.js is needed to build"),
        new Choice("react", "A React application in TypeScript on a typed JSON API; Node.js is needed to build"))
    {
        OldPrefix = "starter_",
    };

    public static ChoiceList Database { get; } = new(
        "database",
        new Choice("sqlite", "One file and nothing to install; one instance on a persistent volume"),
        new Choice("postgres", "A PostgreSQL server; any number of instances"));

    /// <summary>Whether Node.js builds a theme's client.</summary>
    public static bool NeedsNode(string theme) => theme != Theme.Default;
}
