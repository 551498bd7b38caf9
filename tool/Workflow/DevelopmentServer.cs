using System.Net;
using System.Net.Sockets;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow;

/// <summary>Builds a project and serves it on this machine until it is stopped.</summary>
internal sealed class DevelopmentServer(ProgramRunner programs, Output output)
{
    /// <summary>How long an application may take until it answers.</summary>
    public static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly DotnetSdk _dotnet = new(programs);

    /// <summary>Whether a server could listen on this port of the local addresses now.</summary>
    public static bool IsFree(int port) => CanBind(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanBind(IPAddress.IPv6Loopback, port));

    /// <summary>Returns the exit code of the application, which ended by itself; does not return otherwise.</summary>
    /// <param name="project">A made project.</param>
    /// <param name="ready">Called once, when the application answers.</param>
    /// <param name="cancellation">Stops the application and everything that it started.</param>
    public Result<int> Run(NewProject project, Action ready, CancellationToken cancellation)
    {
        var address = project.Addresses.Http;
        if (!IsFree(address.Port))
        {
            return new Failure(
                ExitCode.Precondition,
                $"Port {address.Port} is in use; stop the program that uses it, then run 'dotnet run --project {project.WebProject}' in {project.Folder}.");
        }

        var built = output.Work("Building", () => _dotnet.Build(project.Folder, project.WebProject, cancellation));
        if (!built.Succeeded)
        {
            return new Failure(ExitCode.CheckFailed, $"The build failed; run 'dotnet build' in {project.Folder} to see why.", built.Everything);
        }

        return Serve(
            address,
            stop => _dotnet.ServeAsync(project.Folder, project.WebProject, output.WriteMessage, stop),
            DotnetSdk.NotFound,
            StartTime,
            ready,
            cancellation);
    }

    /// <summary>Serves what is built or builds itself; returns its exit code when it ends by itself.</summary>
    /// <param name="address">Where it will answer.</param>
    /// <param name="start">Starts it; its token ends it.</param>
    /// <param name="notFound">What is missing when the program that is started is not there.</param>
    /// <param name="patience">How long it may take until it answers.</param>
    /// <param name="ready">Called once, when it answers.</param>
    /// <param name="cancellation">Stops it and everything that it started.</param>
    public static Result<int> Serve(Uri address, Func<CancellationToken, Task<Completion>> start, Failure notFound, TimeSpan patience, Action ready, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var serving = start(stop.Token);
        try
        {
            if (Answers(address, serving, patience, stop.Token))
            {
                ready();
            }
            else if (!serving.IsCompleted)
            {
                return new Failure(ExitCode.CheckFailed, $"The application did not answer at {address} in time; its output above says more.");
            }

            var ended = serving.GetAwaiter().GetResult();

            // A terminal's Ctrl-C reaches it as well, and it may have been quicker.
            cancellation.ThrowIfCancellationRequested();
            return ended.Ending == Ending.NotFound ? notFound : ended.ExitCode;
        }
        finally
        {
            // However this ends, the application ends first.
            stop.Cancel();
            ((IAsyncResult)serving).AsyncWaitHandle.WaitOne();
        }
    }

    /// <summary>True when the application has answered that it lives, false when it has ended or its time is over.</summary>
    private static bool Answers(Uri address, Task<Completion> serving, TimeSpan patience, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(2) };
        var start = TimeProvider.System.GetTimestamp();
        while (!serving.IsCompleted && TimeProvider.System.GetElapsedTime(start) < patience)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                using var question = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/health/live"));
                using var answer = client.Send(question, cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (Exception notYet) when (notYet is HttpRequestException || (notYet is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                // It is still starting.
            }

            cancellation.WaitHandle.WaitOne(Pause);
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
