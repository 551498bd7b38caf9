using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace QuickScale.Tests.Shared;

/// <summary>
/// The npm packages of a generated project, installed once a lock and run and then linked into each project: dozens of thousands of
/// files are not unpacked again. <c>tests/run.sh</c> names a cache of npm that holds nothing when it begins.
/// </summary>
internal static partial class NodeModules
{
    private const int Attempts = 4;

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

    /// <summary>
    /// Installs what a project's lock names into a folder. A registry that falls silent within an answer is asked again, which npm does
    /// by itself only before the answer begins; whatever else is wrong with the lock or a package fails at once.
    /// </summary>
    private static async Task InstallAsync(string project, string folder)
    {
        foreach (var input in Inputs)
            File.Copy(Path.Combine(project, input), Path.Combine(folder, input));
        for (var attempt = 1; ; attempt++)
        {
            var installed = await TestProcess.RunAsync("npm", ["ci", "--no-audit", "--no-fund"], folder, limit: TimeSpan.FromMinutes(8));
            if (attempt == Attempts || !NetworkFailure().IsMatch(installed.Error))
            {
                installed.ShouldSucceed();
                return;
            }
        }
    }

    [GeneratedRegex(@"^npm error code (EIDLETIMEOUT|ETIMEDOUT|ECONNRESET|ERR_SOCKET_TIMEOUT|EAI_AGAIN|E429|E5\d\d)\b", RegexOptions.Multiline)]
    private static partial Regex NetworkFailure();
}
