using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;
using QsApp.Data;

namespace QsApp.Tests;

/// <summary>The application as a process of its own: for exit codes and for what it prints.</summary>
public sealed class AppProcess : IDisposable
{
    private static readonly Assembly Application = typeof(AppDbContext).Assembly;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What .NET itself needs to start; names are compared as the system does.</summary>
    private static readonly HashSet<string> KeptVariables = new(
        ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "DOTNET_ROOT", "SYSTEMROOT", "USERPROFILE", "APPDATA", "LOCALAPPDATA"], StringComparer.OrdinalIgnoreCase);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private AppProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public IReadOnlyList<string> Output => [.. _output];

    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>Starts the application with these settings alone: nothing of the developer's environment reaches it.</summary>
    public static AppProcess Start(string environment, IEnumerable<KeyValuePair<string, string>> settings, params string[] arguments) =>
        new(StartInfo([.. settings, new("ASPNETCORE_ENVIRONMENT", environment)], ["--contentRoot", ContentRoot(), .. arguments]));

    /// <summary>Starts one of its commands.</summary>
    public static AppProcess StartCommand(IEnumerable<KeyValuePair<string, string>> settings, params string[] arguments) =>
        new(StartInfo([.. settings, new("ASPNETCORE_CONTENTROOT", ContentRoot())], arguments));

    /// <summary>A port of the loopback address that is free at this moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits for a line of the output that holds the text.</summary>
    public async Task<string> LineAsync(string text)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience && !_process.HasExited; await Task.Delay(50))
        {
            if (_output.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }
        }

        throw new TimeoutException($"No line with \"{text}\" in:\n{string.Join('\n', _output.Concat(_errors))}");
    }

    public async Task<int> ExitCodeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(IEnumerable<KeyValuePair<string, string>> settings, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Application.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(name => !KeptVariables.Contains(name)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return start;
    }

    /// <summary>The folder of the web project, from the list that the test host package writes.</summary>
    private static string ContentRoot()
    {
        using var roots = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "MvcTestingAppManifest.json")));
        return roots.RootElement.GetProperty(Application.FullName!).GetString()!;
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
