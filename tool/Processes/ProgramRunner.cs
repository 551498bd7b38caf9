using System.Diagnostics;
using System.Text;
using Medallion.Shell;
using Medallion.Shell.Streams;

namespace QuickScale.Tool.Processes;

/// <summary>
/// The one place that starts a program: an argument list that no shell reads, no input, all output captured or handed on, a time limit,
/// and an end that takes the whole tree of processes along.
/// </summary>
internal sealed class ProgramRunner(Action<string>? trace = null)
{
    // A server left behind by a build keeps our pipes open; its parent's own output has long arrived by then.
    private static readonly TimeSpan OutputTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);

    // What `dotnet run` and MSBuild leave in the environment of their children ties a child to their own SDK.
    private static readonly string[] MSBuildVariables = ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly"];

    /// <exception cref="OperationCanceledException">The caller cancelled; the tree is gone by then.</exception>
    public async Task<Completion> RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        trace?.Invoke($"> {invocation}");
        if (ProgramPath.Find(invocation.Program) is not { } program)
        {
            return new Completion(Ending.NotFound, -1, default, string.Empty);
        }

        var command = Start(program, invocation);
        using (command.Process)
        {
            invocation.OnStarted?.Invoke(command.Process.Id);
            var output = new MemoryStream();
            var error = new MemoryStream();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(invocation.TimeLimit);
            var full = false;

            // Else all that comes is kept beside us, also what is more than may come.
            command.StandardOutput.StopBuffering();
            command.StandardError.StopBuffering();
            var reading = Task.WhenAll(
                WriteAsync(command, invocation.Input),
                ReadAsync(command.StandardOutput, output, invocation, Overflow),
                ReadAsync(command.StandardError, error, invocation, Overflow));
            var stopped = false;
            try
            {
                await command.Process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                await StopAsync(command, invocation.Grace);
                stopped = true;
            }

            await Task.WhenAny(reading, Task.Delay(OutputTimeout, CancellationToken.None));
            if (stopped)
            {
                // Not before its last words have been read.
                cancellation.ThrowIfCancellationRequested();
            }

            var ending = full ? Ending.PrintedTooMuch : stopped ? Ending.TimedOut : Ending.Exited;
            var completion = full
                ? new Completion(ending, -1, default, string.Empty)
                : new Completion(ending, stopped ? -1 : command.Process.ExitCode, Bytes(output), Encoding.UTF8.GetString(Bytes(error)));
            if (completion.Everything is { Length: > 0 } text)
            {
                trace?.Invoke(text);
            }

            trace?.Invoke(full ? "= stopped, for it printed too much" : stopped ? "= stopped at its time limit" : $"= {completion.ExitCode}");
            return completion;

            void Overflow()
            {
                full = true;
                limit.Cancel();
            }
        }
    }

    private static Command Start(string program, Invocation invocation) =>
        Command.Run(program, invocation.Arguments, options =>
        {
            // Its own disposal would race with ours: the process is asked for its state to the end.
            // No mark before what we write: a program would read it as part of the first line.
            options.DisposeOnExit(false).Encoding(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            options.StartInfo(start =>
            {
                start.WorkingDirectory = invocation.Folder ?? string.Empty;
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
            });
        });

    private static async Task WriteAsync(Command command, string? input)
    {
        await using var stream = command.StandardInput.BaseStream;
        if (input is null)
        {
            return;
        }

        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(input));
        }
        catch (IOException)
        {
            // It ended before it had read everything; its exit code says why.
        }
    }

    private static async Task ReadAsync(ProcessStreamReader reader, MemoryStream bytes, Invocation invocation, Action overflow)
    {
        if (invocation.OnLine is { } onLine)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                onLine(line);
            }

            return;
        }

        var buffer = new byte[16 * 1024];
        while (await reader.BaseStream.ReadAsync(buffer) is var count and > 0)
        {
            if (bytes.Length + count > invocation.MostOutput)
            {
                overflow();
                return;
            }

            lock (bytes)
            {
                bytes.Write(buffer, 0, count);
            }
        }
    }

    private static byte[] Bytes(MemoryStream bytes)
    {
        lock (bytes)
        {
            return bytes.ToArray();
        }
    }

    private static async Task StopAsync(Command command, TimeSpan grace)
    {
        if (grace > TimeSpan.Zero && !OperatingSystem.IsWindows())
        {
            const int Terminate = 15;
            await command.TrySignalAsync(CommandSignal.FromSystemValue(Terminate));
            await ExitAsync(command.Process, grace);
        }

        // MedallionShell's own Kill would leave the program's children running.
        command.Process.Kill(entireProcessTree: true);
        await ExitAsync(command.Process, KillTimeout);
    }

    private static async Task ExitAsync(Process process, TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // It had its time.
        }
    }
}
