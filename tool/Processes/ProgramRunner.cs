using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace QuickScale.Tool.Processes;

/// <summary>
/// The one place that starts a program: an argument list that no shell reads, no input but ours, all output captured or handed on,
/// a time limit, and an end that takes the whole tree of processes along.
/// </summary>
/// <remarks>
/// It waits on the calling thread: a command has nothing else to do meanwhile, and the engine above reads from top to bottom.
/// </remarks>
internal sealed class ProgramRunner(Action<string>? trace = null)
{
    // A server left behind by a build keeps our pipes open; its parent's own output has long arrived by then.
    private const int OutputTimeout = 2_000; // milliseconds

    // How long an interruption may go unnoticed; the end of the program is noticed at once.
    private const int Glance = 50; // milliseconds
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);

    // What `dotnet run` and MSBuild leave in the environment of their children ties a child to their own SDK.
    private static readonly string[] MSBuildVariables = ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly"];

    /// <summary>Runs a program beside the caller, for one that is watched while it runs.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled; the tree is gone by then.</exception>
    public Task<Completion> StartAsync(Invocation invocation, CancellationToken cancellation) =>
        Task.Factory.StartNew(() => Run(invocation, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <exception cref="OperationCanceledException">The caller cancelled; the tree is gone by then.</exception>
    public Completion Run(Invocation invocation, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        trace?.Invoke($"> {invocation}");
        if (ProgramPath.Find(invocation.Program, invocation.IsScript) is not { } program)
        {
            return new Completion(Ending.NotFound, -1, default, string.Empty);
        }

        using var process = Start(program, invocation);
        invocation.OnStarted?.Invoke(process.Id);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(invocation.TimeLimit);
        var output = new Captured(invocation.MostOutput, stop);
        var error = new Captured(invocation.MostOutput, stop);
        Task[] streams =
        [
            invocation.SharesInput ? Task.CompletedTask : Beside(() => Write(process, invocation.Input)),
            invocation.SharesOutput ? Task.CompletedTask : Beside(() => Read(process.StandardOutput, output, invocation.OnLine)),
            invocation.SharesOutput ? Task.CompletedTask : Beside(() => Read(process.StandardError, error, invocation.OnErrorLine ?? invocation.OnLine)),
        ];
        var stopped = !WaitForExit(process, stop.Token);
        if (stopped)
        {
            Stop(process, invocation.Grace);
        }

        // Of a stream that somebody else still holds open nothing is awaited; it ends, or fails unheard, when the process is disposed of.
        Task.WhenAll(streams).Wait(OutputTimeout, CancellationToken.None);

        if (stopped)
        {
            // Not before its last words have been read.
            cancellation.ThrowIfCancellationRequested();
        }

        // A terminal's Ctrl-C reaches the program as well, and it may have been quicker to end than we to stop it.
        if (!stopped && process.ExitCode != 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        var full = output.IsFull || error.IsFull;
        var completion = full
            ? new Completion(Ending.PrintedTooMuch, -1, default, string.Empty)
            : new Completion(stopped ? Ending.TimedOut : Ending.Exited, stopped ? -1 : process.ExitCode, output.ToArray(), Encoding.UTF8.GetString(error.ToArray()));
        if (!invocation.IsConfidential && completion.Everything is { Length: > 0 } text)
        {
            trace?.Invoke(text);
        }

        trace?.Invoke(full ? "= stopped, for it printed too much" : stopped ? "= stopped at its time limit" : $"= {completion.ExitCode}");
        return completion;
    }

    private static Process Start(string program, Invocation invocation)
    {
        var start = new ProcessStartInfo(program, invocation.Arguments)
        {
            WorkingDirectory = invocation.Folder ?? string.Empty,
            RedirectStandardInput = !invocation.SharesInput,
            RedirectStandardOutput = !invocation.SharesOutput,
            RedirectStandardError = !invocation.SharesOutput,
        };
        foreach (var name in MSBuildVariables)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in invocation.Environment)
        {
            start.Environment.Remove(name);
            if (value is not null)
            {
                start.Environment[name] = value;
            }
        }

        return Process.Start(start)!;
    }

    private static Task Beside(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static bool WaitForExit(Process process, CancellationToken stop)
    {
        while (!process.WaitForExit(Glance))
        {
            if (stop.IsCancellationRequested)
            {
                return false;
            }
        }

        return true;
    }

    private static void Write(Process process, string? input)
    {
        try
        {
            using var stream = process.StandardInput.BaseStream;
            if (input is not null)
            {
                stream.Write(Encoding.UTF8.GetBytes(input));
            }
        }
        catch (IOException)
        {
            // It ended before it had read everything; its exit code says why.
        }
    }

    private static void Read(StreamReader reader, Captured captured, Action<string>? onLine)
    {
        if (onLine is not null)
        {
            while (reader.ReadLine() is { } line)
            {
                onLine(line);
            }

            return;
        }

        var buffer = new byte[16 * 1024];
        while (reader.BaseStream.Read(buffer) is var count and > 0 && captured.Add(buffer.AsSpan(0, count)))
        {
        }
    }

    private static void Stop(Process process, TimeSpan grace)
    {
        // What ends by itself leaves its own children to the system, where nobody finds them any more.
        var tree = ProcessTree.Below(process.Id);
        if (grace > TimeSpan.Zero && !OperatingSystem.IsWindows())
        {
            ProcessTree.AskToEnd(process.Id);
            process.WaitForExit(grace);
        }

        ProcessTree.Kill(process);
        process.WaitForExit(KillTimeout);
        tree.End(grace);
    }

    /// <summary>What a stream has brought so far.</summary>
    private sealed class Captured(int most, CancellationTokenSource stop)
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public bool IsFull { get; private set; }

        public bool Add(ReadOnlySpan<byte> bytes)
        {
            lock (_bytes)
            {
                if (_bytes.WrittenCount + bytes.Length <= most)
                {
                    _bytes.Write(bytes);
                    return true;
                }

                IsFull = true;
            }

            stop.Cancel();
            return false;
        }

        public byte[] ToArray()
        {
            lock (_bytes)
            {
                return _bytes.WrittenSpan.ToArray();
            }
        }
    }
}
