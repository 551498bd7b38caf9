using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>How a deployment has ended.</summary>
/// <param name="Failure">Why the new release does not serve; null when it does, or in a dry run.</param>
/// <param name="WentBack">Whether the release before was put in its place again.</param>
internal sealed record DeployEnd(Failure? Failure, bool WentBack);

/// <summary>
/// One deployment from its checks to its end. Until the checks are over nothing is changed anywhere; a release that does not become
/// ready is taken back.
/// </summary>
internal sealed class Deployment(DeployRun run, IDeployTarget target)
{
    private string _state = "nothing was changed";

    public DeployEnd Make(CancellationToken cancellation)
    {
        if (run.Options.DryRun)
        {
            return Steps(cancellation);
        }

        var busy = new Failure(ExitCode.Precondition, "Another qs is deploying this project; wait until it has ended and try again.");
        if (ProjectLock.Take(run.Project, "deploy", TimeSpan.Zero, busy, cancellation).Failed(out var failure, out var held))
        {
            return new DeployEnd(failure, WentBack: false);
        }

        using (held)
        {
            return Steps(cancellation);
        }
    }

    private DeployEnd Steps(CancellationToken cancellation)
    {
        try
        {
            if (target.Check(cancellation) is { } refused)
            {
                return new DeployEnd(refused, WentBack: false);
            }

            _state = "what was created and set so far stays, and the next 'qs deploy' goes on from there";
            if (target.Prepare(cancellation) is { } stopped)
            {
                return new DeployEnd(Before(stopped), WentBack: false);
            }

            _state = $"the platform may still go on with the release, and '{target.Look}' shows how it stands";
            var end = target.MakeRelease(cancellation);
            if (run.Options.DryRun)
            {
                return new DeployEnd(null, WentBack: false);
            }

            if (end.Failure is { } failure)
            {
                return end.Replaces ? TakeBack(failure, cancellation) : new DeployEnd(Before(failure), WentBack: false);
            }

            return Wait(target.Address, cancellation) is { } said
                ? TakeBack(new Failure(ExitCode.CheckFailed, $"The new release does not become ready at {Health} ({said}); '{target.Look}' shows what it says."), cancellation)
                : new DeployEnd(null, WentBack: false);
        }
        catch (OperationCanceledException)
        {
            return new DeployEnd(new Failure(ExitCode.Interrupted, $"Interrupted: {_state}."), WentBack: false);
        }
    }

    private Uri Health => run.Settings.HealthOf(target.Address);

    private string? Wait(Uri address, CancellationToken cancellation) =>
        run.Output.Work($"Waiting for {run.Settings.HealthOf(address)}", () => HealthWait.Wait(run.Settings.HealthOf(address), run.Options.Patience, cancellation));

    /// <summary>A failure before the new release took anything's place.</summary>
    private Failure Before(Failure failure) => Extended(failure, target.Before is null
        ? "nothing serves yet, and what was created stays for the next 'qs deploy'"
        : "the release before still serves");

    private DeployEnd TakeBack(Failure failure, CancellationToken cancellation)
    {
        if (target.Before is null)
        {
            return new DeployEnd(Extended(failure, "there is no release before to go back to, so it was left as it is"), WentBack: false);
        }

        _state = $"the release before was being put in its place again, and '{target.Look}' shows how it stands";
        if (target.GoBack(cancellation) is { } problem)
        {
            return new DeployEnd(Extended(failure, $"going back to {target.Before} failed too: {problem.Sentence.TrimEnd('.')}"), WentBack: false);
        }

        return Wait(target.Address, cancellation) is { } said
            ? new DeployEnd(Extended(failure, $"{target.Before} was put in its place again and is not ready either ({said})"), WentBack: true)
            : new DeployEnd(Extended(failure, $"{target.Before} serves again, and migrations that were applied stay"), WentBack: true);
    }

    private static Failure Extended(Failure failure, string state) => new(failure.ExitCode, $"{failure.Sentence.TrimEnd('.')}; {state}.", failure.Detail);
}
