using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>What a push will send.</summary>
/// <param name="Module">The module.</param>
/// <param name="Remote">Where to.</param>
/// <param name="Branch">As which branch.</param>
/// <param name="DefaultBranch">The branch that a pull request goes to; null when the remote names none.</param>
/// <param name="Source">The module's folder in the monorepo; null when the remote holds the module alone.</param>
/// <param name="Commits">The commits of the branch, the oldest first; none when the remote's main branch has all of it.</param>
/// <param name="Present">How many of them the branch has already.</param>
/// <param name="Files">The files that they change.</param>
internal sealed record PushPlan(
    string Module,
    RemoteAddress Remote,
    string Branch,
    string? DefaultBranch,
    string? Source,
    IReadOnlyList<PushedCommit> Commits,
    int Present,
    IReadOnlyList<TreeChange> Files)
{
    public bool IsDone => Present == Commits.Count;
}

/// <summary>Plans how a project's changes to a module reach the repository that it comes from: as a branch for a pull request.</summary>
internal sealed class Pushing(Workspace workspace, PushRepository store, PushRemote remote)
{
    private static readonly HashSet<string> Protected = new(["main", "master", "trunk", "HEAD"], StringComparer.OrdinalIgnoreCase);

    private readonly GitRepository _there = store.Repository;
    private readonly Replay _replay = new(store);

    /// <summary>What is wrong with a branch that somebody wants to push to; null when nothing is.</summary>
    public static Failure? BranchProblem(string branch, string? defaultBranch = null)
    {
        if (!GitNames.IsBranch(branch))
        {
            return new Failure(ExitCode.Usage, "That is no name for a branch; write letters, digits and . _ / - as in feature/auth-improvements.");
        }

        if (Protected.Contains(branch) || branch == defaultBranch)
        {
            return new Failure(ExitCode.Usage, $"{branch} changes by pull requests alone; push to a branch of your own, as in --branch feature/{branch}-improvements.");
        }

        return branch.StartsWith("splits/", StringComparison.OrdinalIgnoreCase) || branch.StartsWith("refs/", StringComparison.Ordinal)
            ? new Failure(ExitCode.Usage, $"{branch} is not yours to push to, for qs makes such branches itself; choose another name with --branch.")
            : null;
    }

    /// <summary>All commits in one, with a message of its own.</summary>
    public Result<LocalChanges> Squash(LocalChanges changes, string message, CancellationToken cancellation)
    {
        if (workspace.Repository.Identity(cancellation).Failed(out var failure, out var identity))
        {
            return failure;
        }

        // The time of the newest commit and not of this run: the same squash is the same commit again.
        var last = changes.Commits[^1];
        var when = last.Commit.Committer[(last.Commit.Committer.LastIndexOf('>') + 1)..];
        var one = CommitObject.Of(Person(identity.Author) + when, Person(identity.Committer) + when, message);
        return changes with { Commits = [new LocalCommit(null, one, last.Tree, [])] };

        static string Person(string text) => text[..(text.LastIndexOf('>') + 1)];
    }

    /// <summary>Looks at the remote and makes the commits; nothing is sent.</summary>
    /// <param name="changes">What the project has done to the module.</param>
    /// <param name="branch">The branch, which has been checked as far as it can be without the remote.</param>
    /// <param name="catalogue">Brings the upstream state where this clone lacks it.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public Result<PushPlan> Plan(LocalChanges changes, string branch, Catalogue catalogue, CancellationToken cancellation)
    {
        if (remote.Ask(branch, cancellation).Failed(out var failure, out var state))
        {
            return failure;
        }

        var depth = state.Branch is null ? 1 : changes.Commits.Count + 1;
        var problem = BranchProblem(branch, state.DefaultBranch)
            ?? remote.Fetch(depth, cancellation, state.Branch is null ? ["HEAD"] : ["HEAD", $"refs/heads/{branch}"]);
        if (problem is not null)
        {
            return problem;
        }

        var entry = changes.Base.Module.Entry;
        var objects = _there.Read(["refs/qs/there/HEAD", $"refs/qs/there/HEAD:{entry.Source}"], cancellation);
        var (head, isMonorepo) = (objects[0]!.Id, objects[1] is { Type: "tree" });
        if (Missing(entry, isMonorepo ? entry.Tree : $"{entry.Split}^{{commit}}", catalogue, cancellation) is { } missing)
        {
            return missing;
        }

        var target = new RemoteState(state.DefaultBranch, head, state.Branch);
        var made = isMonorepo
            ? OnMonorepo(changes, branch, target, cancellation)
            : OnModule(changes, branch, target);
        if (made.Failed(out failure, out var commits))
        {
            return failure;
        }

        var files = commits.Made.Count == 0 ? [] : _there.Changes(commits.From, commits.Made[^1].Tree, cancellation);
        return new PushPlan(entry.Name, remote.Address, branch, state.DefaultBranch, isMonorepo ? entry.Source : null, commits.Made, commits.Present, files);
    }

    private Result<Replayed> OnModule(LocalChanges changes, string branch, RemoteState state)
    {
        var entry = changes.Base.Module.Entry;
        var made = _replay.OnModule(entry.Split, changes.Commits);
        var present = Present(made, state.Branch);
        return present >= 0 || state.Branch == entry.Split ? new Replayed(entry.Tree, made, Math.Max(present, 0)) : RemoteProblem.OtherCommits(remote.Address, branch);
    }

    private Result<Replayed> OnMonorepo(LocalChanges changes, string branch, RemoteState state, CancellationToken cancellation)
    {
        var entry = changes.Base.Module.Entry;
        var basis = state.Branch is null || state.Branch == state.Head ? state.Head : Basis(state.Branch, changes.Commits, cancellation);
        if (basis is null || _there.Read([$"{basis}:{entry.Source}"], cancellation)[0] is not { Type: "tree" } folder)
        {
            return RemoteProblem.OtherCommits(remote.Address, branch);
        }

        var (made, stuck, conflicts) = _replay.OnMonorepo(basis, entry.Source, entry.Tree, changes.Commits, cancellation);
        if (stuck is not null)
        {
            var files = Phrase.Some([.. conflicts.Select(path => $"{entry.Source}/{path}")]);
            return new Failure(
                ExitCode.Conflict,
                $"{files} {(conflicts.Count == 1 ? "has" : "have")} changed on {state.DefaultBranch ?? "the main branch"} of {remote.Address.Shown} in a way that '{stuck.Commit.Subject}' does not merge with; nothing was pushed: run 'qs module update {entry.Name}' once that change is released, resolve it there, and push again.");
        }

        var present = Present(made, state.Branch);
        return present >= 0 || state.Branch == basis ? new Replayed(folder.Id, made, Math.Max(present, 0)) : RemoteProblem.OtherCommits(remote.Address, branch);
    }

    /// <summary>How many of the commits a branch has that ends with one of them; -1 when it ends otherwise, 0 when there is none.</summary>
    private static int Present(IReadOnlyList<PushedCommit> made, string? tip) =>
        tip is null ? 0 : made.Select(commit => commit.Id).ToList().IndexOf(tip) is var index and >= 0 ? index + 1 : -1;

    /// <summary>
    /// The commit that an earlier push of the same commits was made on: the newest of the branch that is none of them. Main may have
    /// moved on since, and the branch goes on from where it began.
    /// </summary>
    private string? Basis(string tip, IReadOnlyList<LocalCommit> commits, CancellationToken cancellation)
    {
        var listed = _there.Git.Do(cancellation, "rev-list", "--first-parent", $"--max-count={commits.Count + 1}", tip);
        var ids = listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var objects = _there.Read(ids, cancellation);
        var left = commits.Count;
        for (var index = 0; index < ids.Length; index++)
        {
            var there = new CommitObject(objects[index]!.Content.Span);
            var found = left;
            while (--found >= 0 && !IsSame(commits[found].Commit, there))
            {
            }

            if (found < 0)
            {
                return index == 0 ? null : ids[index];
            }

            left = found;
        }

        return null;
    }

    private static bool IsSame(CommitObject one, CommitObject other) =>
        one.Author == other.Author && one.Committer == other.Committer && one.Message == other.Message;

    /// <summary>Brings the upstream state that the changes start from, if this clone lacks it; null when it is here.</summary>
    private Failure? Missing(InstalledModule entry, string name, Catalogue catalogue, CancellationToken cancellation)
    {
        if (workspace.Repository.Ids([name], cancellation)[0] is not null)
        {
            return null;
        }

        if (catalogue.Load([entry.Name], cancellation).Failed(out var failure, out _))
        {
            return failure;
        }

        return workspace.Repository.Ids([name], cancellation)[0] is not null
            ? null
            : new Failure(
                ExitCode.Precondition,
                $"The state that '{entry.Name}' was embedded from is not in this clone, and its remote no longer has it; run 'qs module update {entry.Name}' and push again.");
    }

    /// <param name="From">The module's folder before the first commit.</param>
    /// <param name="Made">The commits.</param>
    /// <param name="Present">How many of them are there already.</param>
    private sealed record Replayed(string From, IReadOnlyList<PushedCommit> Made, int Present);
}
