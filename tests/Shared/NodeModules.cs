using System.Security.Cryptography;

namespace QuickScale.Tests.Shared;

/// <summary>
/// The npm packages of a generated project, installed once a lock and run, from a cache that holds nothing, and then linked into each
/// project: dozens of thousands of files are not unpacked again.
/// </summary>
internal static class NodeModules
{
    /// <summary>Where the generated build notes that they are installed.</summary>
    private const string Stamp = ".installed";

    private static readonly string[] Inputs = ["package.json", "package-lock.json", ".npmrc"];

    /// <summary>Puts them into a project that has a lock and no packages yet, as its own build would.</summary>
    public static async Task PlaceAsync(string project)
    {
        var target = Path.Combine(project, "node_modules");
        // Without hard links a copy takes longer than an installation, which the project's build does by itself.
        if (!File.Exists(Path.Combine(project, "package-lock.json")) || Directory.Exists(target) || OperatingSystem.IsWindows())
            return;
        var hash = Convert.ToHexStringLower(SHA256.HashData([.. Inputs.SelectMany(input => File.ReadAllBytes(Path.Combine(project, input)))]))[..16];
        var folder = await SharedFolder.GetAsync($"packages-{hash}", folder => InstallAsync(project, folder));
        (await TestProcess.RunAsync("cp", ["-a", "-l", Path.Combine(folder, "node_modules"), target])).ShouldSucceed();
        await File.WriteAllTextAsync(Path.Combine(target, Stamp), "");
    }

    /// <summary>Installs what a project's lock names into a folder, with a cache of npm that holds nothing.</summary>
    public static async Task InstallAsync(string project, string folder)
    {
        foreach (var input in Inputs)
            File.Copy(Path.Combine(project, input), Path.Combine(folder, input));
        using var cache = new TemporaryFolder();
        (await TestProcess.RunAsync("npm", ["ci", "--cache", cache.Root, "--no-audit", "--no-fund"], folder, limit: TimeSpan.FromMinutes(8))).ShouldSucceed();
    }
}
