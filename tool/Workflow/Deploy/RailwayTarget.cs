using System.Text.Json;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>Railway, by its program: it builds, migrates and checks by railway.json.</summary>
internal sealed class RailwayTarget : IDeployTarget
{
    // The first version with `railway api`, by which a release is taken back.
    private static readonly Version Oldest = new(5, 28);
    private static readonly TimeSpan BuildTime = TimeSpan.FromMinutes(45);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly DeployRun _run;
    private readonly PlatformProgram _railway;
    private readonly RailwayResources _resources;
    private IReadOnlyList<RailwayDeployment> _deployments = [];

    public RailwayTarget(DeployRun run)
    {
        _run = run;
        _railway = new PlatformProgram("railway", [], run);
        _resources = new RailwayResources(run, _railway);
    }

    public Uri Address => _resources.Address;

    public string? Before => _deployments.FirstOrDefault(deployment => deployment.Serves)?.Id;

    public string? Release { get; private set; }

    public string Look => $"railway logs --service {_resources.Service} --environment {_run.Settings.Environment}";

    public Failure? Check(CancellationToken cancellation)
    {
        if (ProgramProblem(cancellation) is { } problem)
        {
            return problem;
        }

        if (_resources.Find(out var isThere, cancellation) is { } notFound)
        {
            return notFound;
        }

        if (isThere && Deployments(cancellation).Failed(out var failure, out _deployments!))
        {
            return failure;
        }

        return VolumeProblem() ?? _run.HandedProblem(_resources.Variables.Contains, _ => null);
    }

    public Failure? Prepare(CancellationToken cancellation) => _resources.Prepare(cancellation);

    public ReleaseEnd MakeRelease(CancellationToken cancellation)
    {
        // The folder is uploaded as git would take it; the answer comes before the build.
        var uploaded = _railway.Do(
            new Act("Uploading"), cancellation, ["up", "--detach", "--json", "--message", $"qs deploy {_run.Source.Name}", .. _resources.Whole]);
        var failed = uploaded.Failed(out var failure, out var text);
        if (_run.Options.DryRun)
        {
            return new ReleaseEnd(null, Replaces: false);
        }

        if (!failed && !_railway.Read(text!).Failed(out failure, out var answer) && !_railway.Read(answer, json => json.GetProperty("deploymentId").GetString()!).Failed(out failure, out var id))
        {
            Release = id;
            return Follow(cancellation);
        }

        // A line that broke after the upload looks the same as one before it.
        if (Deployments(cancellation).Failed(out _, out var now))
        {
            return new ReleaseEnd(failure, Replaces: true);
        }

        Release = now.FirstOrDefault(deployment => _deployments.All(known => known.Id != deployment.Id))?.Id;
        return Release is null ? new ReleaseEnd(failure, Replaces: false) : Follow(cancellation);
    }

    public Failure? GoBack(CancellationToken cancellation)
    {
        // Railway lets the one before serve until the new one is ready; then there is nothing to do.
        if (!Deployments(cancellation).Failed(out _, out var now) && now.Any(deployment => deployment.Id == Before && deployment.Serves))
        {
            return null;
        }

        return _railway.Do(
            new Act($"Going back to {Before}"), cancellation, "api", "mutation($id: String!) { deploymentRollback(id: $id) }", "--raw-var", $"id={Before}", "--compact").Failed(out var failure, out _)
            ? failure
            : null;
    }

    private Failure? ProgramProblem(CancellationToken cancellation)
    {
        if (!File.Exists(_run.Project.PathOf("railway.json")))
        {
            return new Failure(ExitCode.Precondition, "railway.json, by which Railway builds, migrates and checks, is missing; bring it back ('git checkout -- railway.json') and try again.");
        }

        var answer = _railway.Ask(cancellation, "--version");
        if (answer.Ending == Processes.Ending.NotFound)
        {
            return new Failure(ExitCode.Precondition, "The program 'railway' was not found; install it as https://docs.railway.com/guides/cli says and try again.");
        }

        return PlatformProgram.VersionIn(answer.Output) is { } version && version >= Oldest
            ? null
            : new Failure(ExitCode.Precondition, $"The program 'railway' here is older than {Oldest}; install its newest version ('railway upgrade') and try again.");
    }

    private Failure? VolumeProblem()
    {
        if (!_run.IsSqlite)
        {
            return null;
        }

        return _resources.Volumes.FirstOrDefault(volume => volume.MountPath != RailwayResources.MountPath) is { } elsewhere
            ? new Failure(ExitCode.Precondition, $"The volume of {_resources.Service} is mounted at {elsewhere.MountPath}, and SQLite needs it at /data; change that with 'railway volume update --mount-path /data' and try again.")
            : HasOneInstance() ? null : new Failure(ExitCode.Precondition, "railway.json asks for several instances, and SQLite serves one alone; set numReplicas to 1 there.");
    }

    private bool HasOneInstance()
    {
        try
        {
            using var recipe = JsonDocument.Parse(File.ReadAllText(_run.Project.PathOf("railway.json")));
            return !recipe.RootElement.TryGetProperty("deploy", out var deploy) || !deploy.TryGetProperty("numReplicas", out var replicas) || (replicas.TryGetInt32(out var number) && number == 1);
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or InvalidOperationException)
        {
            return false;
        }
    }

    private Result<IReadOnlyList<RailwayDeployment>> Deployments(CancellationToken cancellation) =>
        _railway.Question(cancellation, ["deployment", "list", "--json", .. _resources.Whole]).Failed(out var failure, out var answer)
        || _railway.Read(answer, RailwayDeployment.Read).Failed(out failure, out var deployments)
            ? failure
            : Result<IReadOnlyList<RailwayDeployment>>.Of(deployments);

    /// <summary>Waits until the deployment serves or has failed: Railway builds, migrates and asks for its health by railway.json.</summary>
    private ReleaseEnd Follow(CancellationToken cancellation) => _run.Output.Work($"Railway builds and releases {Release}", () =>
    {
        var start = TimeProvider.System.GetTimestamp();
        var misses = 0;
        while (true)
        {
            if (Deployments(cancellation).Failed(out var failure, out var now))
            {
                if (++misses == 3)
                {
                    return new ReleaseEnd(failure, Replaces: true);
                }
            }
            else
            {
                misses = 0;
                if (now.FirstOrDefault(deployment => deployment.Id == Release) is { HasEnded: true } ended)
                {
                    return ended.Serves
                        ? new ReleaseEnd(null, Replaces: true)
                        : new ReleaseEnd(
                            new Failure(ExitCode.CheckFailed, $"Railway ended the release {Release} as {ended.Status}; 'railway logs {Release}' shows why."),
                            Replaces: !now.Any(deployment => deployment.Id == Before && deployment.Serves));
                }
            }

            if (TimeProvider.System.GetElapsedTime(start) >= BuildTime)
            {
                return new ReleaseEnd(new Failure(ExitCode.Remote, $"Railway did not end the release {Release} in 45 minutes; '{Look}' shows how it stands."), Replaces: true);
            }

            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    });
}
