namespace QuickScale.Tool.Terminal;

/// <summary>
/// Other spellings of commands, which people bring along from tools that they know. Each means a command of today, word for word;
/// help does not list them, the manual does once.
/// </summary>
internal static class Spellings
{
    private const string ModuleOption = "--module";

    /// <summary>The other spelling and what it means.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> All { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["embed"] = ["module", "embed"],
        ["update"] = ["module", "update"],
        ["push"] = ["module", "push"],
        ["status"] = ["module", "status"],
        ["list-modules"] = ["module", "list"],
        ["validate"] = ["config", "validate"],
        ["embed-core"] = ["module", "embed", "core"],
        ["update-core"] = ["module", "update", "core"],
        ["sync-push"] = ["module", "push", "core"],
    };

    /// <summary>The command line in today's words. <c>--module NAME</c> becomes the name itself.</summary>
    public static IReadOnlyList<string> Translate(IReadOnlyList<string> words)
    {
        if (words.Count == 0 || !All.TryGetValue(words[0], out var meaning))
        {
            return words;
        }

        var translated = new List<string>(meaning);
        for (var index = 1; index < words.Count; index++)
        {
            if (words[index] == ModuleOption && index + 1 < words.Count)
            {
                translated.Add(words[++index]);
            }
            else if (words[index].StartsWith(ModuleOption + "=", StringComparison.Ordinal))
            {
                translated.Add(words[index][(ModuleOption.Length + 1)..]);
            }
            else
            {
                translated.Add(words[index]);
            }
        }

        return translated;
    }
}
