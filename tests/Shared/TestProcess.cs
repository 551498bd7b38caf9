using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace QuickScale.Tests.Shared;

/// <summary>What a program left behind.</summary>
public sealed record ProcessResult(string CommandLine, int ExitCode, string Output, string Error)
{
    /// <summary>Both streams, for assertions that do not care which one was used.</summary>
    public string Text => Output + Error;

    public ProcessResult ShouldSucceed() => ShouldExitWith(0);

    public ProcessResult ShouldExitWith(int exitCode) =>
        ExitCode == exitCode ? this : throw new InvalidOperationException($"'{CommandLine}' ended with {ExitCode}, not {exitCode}:\n{Text}");
}

/// <summary>
/// The one way in which the tests start a program: an argument list and no shell, standard input closed, a time limit
/// that ends the whole tree, and none of the variables by which MSBuild and the test host steer their own children.
/// </summary>
public sealed class TestProcess : IAsyncDisposable
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(3);

    // MSBuild's nodes outlive the command that started them and would hold its output open.
    private static readonly Dictionary<string, string?> CommonEnvironment = new()
    {
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        // Builds that only have to run are shorter without. The projects that a run builds without a warning are built with them, and so is this repository.
        ["RunAnalyzers"] = "false",
    };

    /// <summary>For a build that is to show every warning.</summary>
    public static readonly IReadOnlyDictionary<string, string?> WithAnalyzers = new Dictionary<string, string?> { ["RunAnalyzers"] = null };

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _pumps;
    private readonly string _commandLine;

    private TestProcess(string program, IEnumerable<string> arguments, string? directory, IReadOnlyDictionary<string, string?>? environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory ?? Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsSteering).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in CommonEnvironment.Concat(environment ?? new Dictionary<string, string?>()))
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        _commandLine = $"{program} {string.Join(' ', start.ArgumentList)}";
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _pumps = Task.WhenAll(PumpAsync(_process.StandardOutput, _output), PumpAsync(_process.StandardError, _error));
    }

    /// <summary>Everything written so far.</summary>
    public string Text => Read(_output) + Read(_error);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ProcessResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string? directory = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        TimeSpan? limit = null)
    {
        await using var process = new TestProcess(program, arguments, directory, environment);
        return await process.WaitForExitAsync(limit);
    }

    /// <summary>Runs <c>dotnet</c> to its end.</summary>
    public static Task<ProcessResult> DotnetAsync(
        IEnumerable<string> arguments,
        string? directory = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        TimeSpan? limit = null) => RunAsync("dotnet", arguments, directory, environment, limit);

    /// <summary>Starts a program that goes on until it is disposed of: a server.</summary>
    public static TestProcess Start(
        string program,
        IEnumerable<string> arguments,
        string? directory = null,
        IReadOnlyDictionary<string, string?>? environment = null) => new(program, arguments, directory, environment);

    public async Task<ProcessResult> WaitForExitAsync(TimeSpan? limit = null)
    {
        using var timer = new CancellationTokenSource(limit ?? DefaultLimit);
        try
        {
            await _process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw new InvalidOperationException($"'{_commandLine}' took longer than {limit ?? DefaultLimit} and was ended:\n{Text}");
        }

        // A child that went into the background (the compiler server) may keep the pipes open: the rest is not waited for.
        await Task.WhenAny(_pumps, Task.Delay(TimeSpan.FromSeconds(2)));
        return new ProcessResult(_commandLine, _process.ExitCode, Read(_output), Read(_error));
    }

    /// <summary>Waits until the output matches; the program's end or the limit is a failure that shows the output.</summary>
    public async Task<Match> WaitForTextAsync(Regex pattern, TimeSpan? limit = null)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var ended = _process.HasExited;
            if (pattern.Match(Text) is { Success: true } match)
                return match;
            if (ended || clock.Elapsed > (limit ?? DefaultLimit))
                throw new InvalidOperationException($"'{_commandLine}' {(ended ? "ended" : "ran on")} without writing '{pattern}':\n{Text}");
            await Task.Delay(50);
        }
    }

    /// <summary>Asks the program to stop as a platform does (SIGTERM); Windows has no such signal, and the tree is ended.</summary>
    public async Task<ProcessResult> StopAsync()
    {
        if (!OperatingSystem.IsWindows() && !_process.HasExited)
        {
            using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await signal.WaitForExitAsync();
        }
        else
        {
            Kill();
        }

        return await WaitForExitAsync(TimeSpan.FromSeconds(40));
    }

    /// <summary>Ends the program itself, outright, and not what it started: as the system does when memory runs out.</summary>
    public void KillAlone()
    {
        try
        {
            _process.Kill(entireProcessTree: false);
        }
        catch (InvalidOperationException)
        {
            // It had ended already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        // To look for the children of one that has ended means to read every process of the machine, and it has none.
        if (!_process.HasExited)
            Kill();
        await Task.WhenAny(_pumps, Task.Delay(TimeSpan.FromSeconds(1)));
        _process.Dispose();
    }

    private static bool IsSteering(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("CORECLR_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_STARTUP_HOOKS" or "DOTNET_ENVIRONMENT" or "GIT_DIR" or "GIT_INDEX_FILE" or "GIT_WORK_TREE";

    private static string Read(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    private static async Task PumpAsync(StreamReader reader, StringBuilder text)
    {
        var buffer = new char[4096];
        try
        {
            while (await reader.ReadAsync(buffer) is var count and > 0)
            {
                lock (text)
                    text.Append(buffer, 0, count);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The process was disposed of while a child still held the pipe.
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It had ended already.
        }
    }
}
