using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace QuickScale.Benchmarks;

/// <summary>A folder with the packages of this repository and a template cache of its own, in which both sides are made.</summary>
internal sealed class Workshop : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _count;
    private string? _tool;

    public string Packages => _folder["packages"];

    public string Hive => _folder["hive"];

    /// <summary>A new name of a folder below the workshop.</summary>
    public string NewFolder() => _folder[$"run-{++_count}"];

    public async Task PrepareAsync()
    {
        await RunAsync("dotnet", ["pack", Repository.PathOf("QuickScale.slnx"), "-c", "Release", "-o", Packages], limit: TimeSpan.FromMinutes(10));
        await RunAsync("dotnet", ["new", "install", PackageOf("QuickScale.Templates"), "--debug:custom-hive", Hive]);
    }

    public string PackageOf(string id) => Path.Combine(Packages, $"{id}.{Repository.Version}.nupkg");

    /// <summary>The path of `qs`, installed from its package of machine code.</summary>
    public async Task<string> ToolAsync()
    {
        if (_tool is null)
        {
            var tools = NewFolder();
            await RunAsync("dotnet", ["tool", "install", "QuickScale.Tool", "--tool-path", tools, "--source", Packages, "--version", Repository.Version]);
            _tool = Path.Combine(tools, "qs");
        }

        return _tool;
    }

    /// <summary>Variables with which git knows one name and nothing of this machine's settings.</summary>
    public Dictionary<string, string?> GitIdentity()
    {
        var home = NewFolder();
        Directory.CreateDirectory(home);
        File.WriteAllText(Path.Combine(home, "gitconfig"), "[user]\nname = Bench\nemail = bench@example.com\n[init]\ndefaultBranch = main\n");
        return new() { ["GIT_CONFIG_GLOBAL"] = Path.Combine(home, "gitconfig"), ["GIT_CONFIG_NOSYSTEM"] = "1", ["XDG_DATA_HOME"] = home };
    }

    /// <summary>Runs a command that must succeed and returns its wall time in seconds.</summary>
    public static async Task<double> RunAsync(string program, string[] arguments, string? directory = null, TimeSpan? limit = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var clock = Stopwatch.StartNew();
        (await TestProcess.RunAsync(program, arguments, directory, environment, limit)).ShouldSucceed();
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Makes a project from a template of this workshop and returns the seconds it took.</summary>
    public Task<double> NewAsync(string folder, params string[] templateAndOptions) =>
        RunAsync("dotnet", ["new", .. templateAndOptions, "--name", "Bench", "--output", folder, "--no-update-check", "--debug:custom-hive", Hive]);

    public static string FreeAddress() => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Loopback.FreePort()}");

    /// <summary>Waits for the first 200 of a page; the server's end or too long without it (two minutes when the limit is left out) is an error.</summary>
    public static async Task WaitForPageAsync(TestProcess server, string address, bool behindProxy = false, TimeSpan? limit = null)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        if (behindProxy)
        {
            client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        }

        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < (limit ?? TimeSpan.FromMinutes(2)))
        {
            try
            {
                using var response = await client.GetAsync(address);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!server.HasExited)
            {
                // It does not listen yet.
            }

            await Task.Delay(10);
        }

        throw new TimeoutException($"No 200 from {address}:\n{server.Text}");
    }

    public void Dispose() => _folder.Dispose();
}
