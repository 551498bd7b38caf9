using System.Globalization;

namespace QuickScale.Tool.Tests;

/// <summary>Programs that a stand-in has started and written down in a file.</summary>
internal static class StartedPrograms
{
    /// <summary>Waits for the file; the command that should bring it must not end before.</summary>
    public static async Task<IReadOnlyList<int>> ReadAsync(string path, Task running)
    {
        while (!File.Exists(path))
        {
            if (running.IsCompleted)
                Assert.Fail($"The command ended without starting anything: {(running is Task<Answer> { Result: var answer } ? answer.Output + answer.Error : string.Empty)}");
            await Task.Delay(20);
        }

        return [.. File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
    }

    /// <summary>A text without the lines that hold a word.</summary>
    public static string Without(string text, string word) =>
        string.Join('\n', text.Split('\n').Where(line => !line.Contains(word, StringComparison.Ordinal)));
}
