using System.Text.RegularExpressions;

namespace QuickScale.Tests.Shared;

/// <summary>A small application of this repository's tests as a program of its own, which a test can end outright.</summary>
public sealed partial class HostProcess : IAsyncDisposable
{
    private readonly TestProcess _process;

    private HostProcess(TestProcess process, string address) => (_process, Address) = (process, address);

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address { get; }

    public string Text => _process.Text;

    /// <param name="project">As in <c>QuickScale.Outbox.Host</c>; it is built with whoever starts it.</param>
    /// <param name="arguments">Its own, as in <c>--database=…</c>.</param>
    public static async Task<HostProcess> StartAsync(string project, IEnumerable<string> arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        var program = Repository.PathOf("artifacts", "bin", project, configuration, $"{project}.dll");
        var process = TestProcess.Start("dotnet", [program, "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information", .. arguments]);
        return new HostProcess(process, (await process.WaitForTextAsync(Listening(), TimeSpan.FromMinutes(1))).Groups["address"].Value);
    }

    /// <summary>Ends it outright (SIGKILL).</summary>
    public void Kill() => _process.KillAlone();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(@"Now listening on: (?<address>http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
