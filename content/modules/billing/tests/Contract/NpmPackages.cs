using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>
/// Stripe's own npm package, with its declarations and its client, and TypeScript to read the former: installed once into the folder for temporary files. The
/// manifest has another name here than npm's, since no module brings a package.json.
/// </summary>
internal static class NpmPackages
{
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    /// <summary>The folder with <c>node_modules</c>; the test is skipped where there is no Node.js or no package to be had.</summary>
    public static async Task<string> FolderAsync()
    {
        try
        {
            return await Installed.Value;
        }
        catch (InvalidOperationException exception)
        {
            Assert.Ignore(exception.Message);
            throw;
        }
    }

    /// <summary>Runs a program of the packages, or Node.js itself.</summary>
    /// <returns>Exit code and output.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, string.Concat(await output));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end.");
        }
    }

    private static async Task<string> InstallAsync()
    {
        var source = Path.Combine(Here(), "npm");
        var locked = await File.ReadAllBytesAsync(Path.Combine(source, "lock.json"));
        var folder = Path.Combine(Path.GetTempPath(), $"quickscale-billing-npm-{Convert.ToHexStringLower(SHA256.HashData(locked))[..12]}");
        if (Directory.Exists(folder))
        {
            return folder;
        }

        var staging = Directory.CreateTempSubdirectory("quickscale-billing-npm-").FullName;
        File.Copy(Path.Combine(source, "manifest.json"), Path.Combine(staging, "package.json"));
        File.Copy(Path.Combine(source, "lock.json"), Path.Combine(staging, "package-lock.json"));
        try
        {
            var (program, first) = OperatingSystem.IsWindows() ? ("cmd", new[] { "/c", "npm" }) : ("npm", Array.Empty<string>());
            var (exitCode, output) = await RunAsync(staging, program, [.. first, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
            if (exitCode != 0)
            {
                throw new InvalidOperationException($"Stripe's npm package could not be installed: {output}");
            }
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException("Install Node.js 20 or later to compare with Stripe's own declarations.");
        }

        try
        {
            Directory.Move(staging, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another run was quicker.
        }

        return folder;
    }

    private static string Here([CallerFilePath] string source = "") => Path.GetDirectoryName(source)!;
}
