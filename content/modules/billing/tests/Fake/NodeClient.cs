using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Runs the scripts in <c>client/</c>, which use Stripe's npm package.</summary>
internal static class NodeClient
{
    /// <param name="input">What the script reads; null for nothing.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(string script, string? input, params IEnumerable<string> arguments)
    {
        var folder = await NpmPackages.FolderAsync();
        var start = new ProcessStartInfo("node", [Path.Combine(Here(), "client", script), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(false),
        };
        // The script lies elsewhere than the packages.
        start.Environment["NODE_PATH"] = Path.Combine(folder, "node_modules");
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, string.Concat(await output));
    }

    private static string Here([CallerFilePath] string source = "") => Path.GetDirectoryName(source)!;
}
