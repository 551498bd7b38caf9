using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace QuickScale.Browser.Tests;

/// <summary>A generated project that serves on a free loopback port, one a combination and run.</summary>
internal static partial class RunningSite
{
    private static readonly ConcurrentDictionary<Combination, Lazy<Task<string>>> Addresses = new();

    /// <summary>The address of the site, without a slash at the end.</summary>
    public static Task<string> GetAsync(Combination combination) =>
        Addresses.GetOrAdd(combination, key => new(() => StartAsync(key))).Value;

    private static async Task<string> StartAsync(Combination combination)
    {
        var project = await GeneratedProject.GetBuiltAsync(combination);
        var server = TestProcess.Start(
            "dotnet",
            ["run", "--no-build", "--no-launch-profile", "--project", project.WebProject, "--urls", "http://127.0.0.1:0"],
            project.Root,
            new Dictionary<string, string?> { ["ASPNETCORE_ENVIRONMENT"] = "Development" });
        TestRun.AtEnd(async () => await server.DisposeAsync());
        var match = await server.WaitForTextAsync(AddressPattern());
        return match.Groups["address"].Value;
    }

    [GeneratedRegex(@"(?<address>http://127\.0\.0\.1:[0-9]+)")]
    private static partial Regex AddressPattern();
}
