using System.Net;
using System.Net.Sockets;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow;

/// <summary>Builds a project and serves it on this machine until it is stopped.</summary>
internal sealed class DevelopmentServer(ProgramRunner programs, Output output)
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly DotnetSdk _dotnet = new(programs);

    /// <summary>Whether a server could listen on this port of the local addresses now.</summary>
    public static bool IsFree(int port) => CanBind(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanBind(IPAddress.IPv6Loopback, port));

    /// <summary>Returns the exit code of the application, which ended by itself; does not return otherwise.</summary>
    /// <param name="project">A made project.</param>
    /// <param name="ready">Called once, when the application answers.</param>
    /// <param name="cancellation">Stops the application and everything that it started.</param>
    public async Task<Result<int>> RunAsync(NewProject project, Action ready, CancellationToken cancellation)
    {
        var address = project.Addresses.Http;
        if (!IsFree(address.Port))
        {
            return new Failure(
                ExitCode.Precondition,
                $"Port {address.Port} is in use; stop the program that uses it, then run 'dotnet run --project {project.WebProject}' in {project.Folder}.");
        }

        var built = await output.WorkAsync("Building", () => _dotnet.BuildAsync(project.Folder, project.WebProject, cancellation));
        if (!built.Succeeded)
        {
            return new Failure(ExitCode.CheckFailed, $"The build failed; run 'dotnet build' in {project.Folder} to see why.", built.Everything);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var serving = _dotnet.ServeAsync(project.Folder, project.WebProject, output.WriteMessage, stop.Token);
        try
        {
            var answering = AnswersAsync(address, stop.Token);
            if (await Task.WhenAny(serving, answering) == answering)
            {
                if (!await answering)
                {
                    return new Failure(ExitCode.CheckFailed, $"The application did not answer at {address} in time; its output above says more.");
                }

                ready();
            }

            return (await serving).ExitCode;
        }
        finally
        {
            // However this ends, the application ends first.
            await stop.CancelAsync();
            await ((Task)serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>True when the application has answered that it lives, false when its time is over.</summary>
    private static async Task<bool> AnswersAsync(Uri address, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(2) };
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < StartTime)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                using var answer = await client.GetAsync(new Uri(address, "/health/live"), cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (Exception notYet) when (notYet is HttpRequestException || (notYet is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                // It is still starting.
            }

            await Task.Delay(Pause, cancellation);
        }

        return false;
    }

    private static bool CanBind(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException problem)
        {
            // No such address on this machine is no obstacle.
            return problem.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
