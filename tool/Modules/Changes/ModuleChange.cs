using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>How a change is to be made.</summary>
/// <param name="Yes">Without a question.</param>
/// <param name="DryRun">Only show it.</param>
internal sealed record ChangeOptions(bool Yes, bool DryRun);

/// <summary>Whether a change asks before it is made.</summary>
internal enum Asking
{
    /// <summary>Only a person at a terminal is asked.</summary>
    OnTerminal,

    /// <summary>Where nobody can be asked, <c>--yes</c> is required.</summary>
    Always,
}

/// <summary>A change that is ready to be made, and can be looked at first.</summary>
/// <param name="Chain">Its commits.</param>
/// <param name="Files">The files that differ, in the whole repository.</param>
internal sealed record PreparedChange(CommitChain Chain, IReadOnlyList<TreeChange> Files);

/// <summary>What has to succeed outside of git before anything moves, and what cannot be taken back.</summary>
/// <param name="Do">Does it.</param>
/// <param name="AndThen">What is said when it has succeeded and the rest has not.</param>
internal sealed record Beforehand(Func<CancellationToken, Failure?> Do, Func<Failure, Failure> AndThen);

/// <summary>Takes steps to the end: prepares their commits, asks, and moves the work tree.</summary>
internal sealed class ModuleChange(Workspace workspace, Output output, ChangeOptions options)
{
    /// <summary>Writes the commits; HEAD, index and files stay as they are.</summary>
    public Result<PreparedChange> Prepare(IReadOnlyList<ModuleStep> steps, CancellationToken cancellation)
    {
        if (CommitChain.Write(workspace, steps, keep: !options.DryRun, cancellation).Failed(out var failure, out var chain))
        {
            return failure;
        }

        return new PreparedChange(chain, workspace.Repository.Changes(workspace.Snapshot.Head, chain.Tip, cancellation));
    }

    /// <summary>What is said before a change is made, beside the change itself.</summary>
    public IEnumerable<string> Warnings()
    {
        if (workspace.Snapshot.Branch is null)
        {
            yield return "HEAD is detached: the commit will be on no branch; make one with 'git switch -c NAME'.";
        }

        if (workspace.Settings.ContainsKey("core.hookspath") || HasHooks())
        {
            yield return "Git hooks of this repository are not run for this commit.";
        }

        if (workspace.Snapshot.Config.History is null && workspace.History == HistoryMode.Linear && workspace.PullRebases)
        {
            yield return "git pull rebases here, which would drop a merge: the module gets an ordinary commit (history: linear).";
        }
    }

    /// <summary>Asks, unless it need not, and makes the change. False when it was only shown or the answer was no.</summary>
    public Result<bool> Make(string what, PreparedChange change, Asking asking, CancellationToken cancellation) =>
        Make(what, change, asking, first: null, cancellation);

    /// <param name="what">The command, as messages name it.</param>
    /// <param name="change">What <see cref="Prepare"/> has made.</param>
    /// <param name="asking">Whether a question is needed.</param>
    /// <param name="first">What comes before it outside of git; null for nothing.</param>
    /// <param name="cancellation">Cancels up to the point of no return.</param>
    public Result<bool> Make(string what, PreparedChange change, Asking asking, Beforehand? first, CancellationToken cancellation)
    {
        if (options.DryRun)
        {
            return false;
        }

        if (Obstacle.Find(what, workspace.Repository.Place.Top, change.Files, workspace.IsSparse) is { } obstacle)
        {
            Forget();
            return obstacle;
        }

        if (!options.Yes && !output.CanAsk && asking == Asking.Always)
        {
            Forget();
            return new Failure(ExitCode.Usage, $"'{what}' asks before it changes anything, and there is nobody to answer; pass --yes, or --dry-run to look only.");
        }

        if (!options.Yes && output.CanAsk && !Ask(cancellation))
        {
            Forget();
            return false;
        }

        // While a person thinks, another terminal may have switched the branch.
        if (!options.Yes && output.CanAsk && workspace.HasMoved(cancellation))
        {
            Forget();
            return Moved(what);
        }

        var chain = change.Chain;
        if (GitBoolean.IsTrue(workspace.Settings.GetValueOrDefault("commit.gpgsign"))
            && chain.Sign(workspace, cancellation).Failed(out var failure, out chain))
        {
            Forget();
            return failure;
        }

        // What cannot be taken back comes only when nothing stands in the way of the rest.
        if (first is not null && (Obstruction(what, change, cancellation) ?? first.Do(cancellation)) is { } stopped)
        {
            Forget();
            return stopped;
        }

        var references = chain.Steps.Select(item => ($"refs/qs/up/{item.Step.Name}", item.Step.Entry?.Split ?? string.Empty)).ToList();
        return (new Transaction(workspace.Repository).FastForward(what, workspace.Snapshot.Head, chain.Tip, references, cancellation)).Failed(out failure, out _)
            ? first?.AndThen(failure) ?? failure
            : true;
    }

    private bool Ask(CancellationToken cancellation)
    {
        try
        {
            return output.Confirm("Continue?", cancellation);
        }
        catch (OperationCanceledException)
        {
            Forget();
            throw;
        }
    }

    private Failure? Obstruction(string what, PreparedChange change, CancellationToken cancellation)
    {
        var state = workspace.Repository.State([.. change.Files.Select(file => file.Path)], cancellation);
        var changed = state.Changed.Concat(state.Unmerged).Concat(state.Untracked).ToList();
        return changed.Count > 0 ? Obstacle.Overwritten(what, changed, null)
            : state.Head != workspace.Snapshot.Head || state.Branch != workspace.Snapshot.Branch ? Moved(what)
            : Preflight.Busy(workspace.Repository.Place);
    }

    private static Failure Moved(string what) =>
        new(ExitCode.Conflict, $"The branch has moved since '{what}' looked at it; nothing was changed: run it again.");

    private void Forget() => workspace.Repository.UpdateReferences([(Transaction.Reference, string.Empty)], CancellationToken.None);

    private bool HasHooks()
    {
        var hooks = Path.Combine(workspace.Repository.Place.CommonFolder, "hooks");
        return Directory.Exists(hooks) && Directory.EnumerateFiles(hooks).Any(file => !file.EndsWith(".sample", StringComparison.Ordinal));
    }
}
