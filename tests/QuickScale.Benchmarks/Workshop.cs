using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace QuickScale.Benchmarks;

/// <summary>A folder with the packages of this repository and a template cache of its own, in which both sides are made.</summary>
internal sealed class Workshop : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _count;

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

    /// <summary>Waits for the first 200 of a page; the server's end or two minutes without it is an error.</summary>
    public static async Task WaitForPageAsync(TestProcess server, string address, bool behindProxy = false)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        if (behindProxy)
        {
            client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        }

        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromMinutes(2))
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
