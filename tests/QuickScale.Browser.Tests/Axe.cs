using System.Text.Json;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>axe-core, run in a page.</summary>
internal static class Axe
{
    private static readonly string Script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js"));

    /// <summary>What it finds wrong in the page itself: the rule and the element. Its script is not in frames, which hold mail.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(Script);
        var result = await page.EvaluateAsync<JsonElement>("async () => (await axe.run({ iframes: false })).violations");
        return [.. from violation in result.EnumerateArray()
                   from node in violation.GetProperty("nodes").EnumerateArray()
                   select $"{violation.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()}"];
    }
}
