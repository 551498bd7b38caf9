using QuickScale.Tool.Git;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>
/// A merge that a person finishes: an ordinary merge of git (in linear history an ordinary cherry-pick), whose index already holds
/// the managed files, so that <c>git commit</c> and any editor finish it as well as we do.
/// </summary>
internal sealed class ConflictMerge(Workspace workspace)
{
    private const string Mark = "QS_UPDATE";
    private static readonly string[] Heads = ["MERGE_HEAD", "CHERRY_PICK_HEAD"];

    public Result<string> Start(ModuleUpdate update, CancellationToken cancellation)
    {
        var repository = workspace.Repository;
        if (workspace.Identity!.Failed(out var failure, out var identity))
        {
            return failure;
        }

        var draft = new ProjectDraft(workspace.Snapshot);
        draft.Remember(workspace.History);
        if (draft.Apply(update.Step).Failed(out failure, out var files))
        {
            return failure;
        }

        var head = workspace.Snapshot.Head;
        var conflict = update.Step.Conflict!;
        var stream = new ObjectStream(identity.Author, identity.Committer, head.Length);
        var message = $"{update.Step.Subject}\n\n{update.Step.Body}\n";
        var theirs = update.Step.Squash is { } squash
            ? stream.Commit(squash.Message, squash.Parent is null ? [] : [squash.Parent], TreeEdit.Tree(squash.Tree, string.Empty))
            : stream.Commit(message, [head], TreeEdit.Tree(update.To.Tree, workspace.InRepository(update.Step.Entry!.Prefix)));

        // The tree with the markers and the managed files; its commit is only how it is written.
        var markers = ConflictMarkers.Name(repository, conflict, $"{update.Name} v{update.To.Version}", stream, cancellation);
        var marked = stream.Commit("merge\n", [theirs], [TreeEdit.Tree(conflict.Tree, string.Empty), .. markers, .. files.Select(file => TreeEdit.File(stream.File(file.Content), workspace.InRepository(file.Path)))]);
        var ids = stream.Write(repository, cancellation, Transaction.Reference, marked);
        var tree = repository.Ids([$"{ids[marked]}^{{tree}}"], cancellation)[0]!;
        var started = new Transaction(repository).StartMerge(
            "qs module update --merge", head, conflict with { Tree = tree }, ids[theirs], update.Step.Squash is null, workspace.IsSparse, message, cancellation);
        if (!started.Failed(out failure, out _))
        {
            File.WriteAllText(MarkIn(repository.Place), $"{update.Name} {update.To.Commit} {ids[theirs]}\n");
        }

        return started;
    }

    /// <summary>Commits a resolved merge, or gives it up.</summary>
    /// <returns>What was done, as a sentence.</returns>
    public static Result<string> Finish(ProgramRunner programs, Output output, string start, bool goOn, CancellationToken cancellation)
    {
        if (ProjectFolder.Find(start).Failed(out var failure, out var folder)
            || GitRepository.Open(programs, folder, cancellation).Failed(out failure, out var repository)
            || RepositoryLock.Take(repository.Place, cancellation).Failed(out failure, out var held))
        {
            return failure;
        }

        using (held)
        {
            repository.Git.OnStarted = held.Record;
            if (new Transaction(repository).Recover(held, cancellation) is { } recovered)
            {
                output.WriteMessage(recovered);
            }

            var unfinished = MergeState.Unfinished(repository.Place);
            if (!IsOurs(repository.Place))
            {
                File.Delete(MarkIn(repository.Place));
                return new Failure(ExitCode.Precondition, "No update is waiting to be finished; start one with 'qs module update NAME --merge'.");
            }

            return goOn ? Commit(repository, cancellation) : Abort(repository, unfinished!);
        }
    }

    private static Result<string> Commit(GitRepository repository, CancellationToken cancellation)
    {
        var state = repository.State([string.Empty], cancellation);
        if (state.Unmerged.Count > 0)
        {
            var unmerged = state.Unmerged.Select(repository.Place.Here).ToList();
            return new Failure(ExitCode.Conflict, $"{Phrase.Some(unmerged)} {(state.Unmerged.Count == 1 ? "is" : "are")} not resolved; edit, 'git add' and run 'qs module update --continue' again.");
        }

        var mark = File.ReadAllText(MarkIn(repository.Place)).Split(' ');
        var answer = repository.Git.Ask(CancellationToken.None, "commit", "--quiet", "--no-edit");
        if (!answer.Succeeded)
        {
            return new Failure(ExitCode.Precondition, $"Git could not commit the merge ({GitProgram.Reason(answer)}); settle that and run 'qs module update --continue' again.", answer.Everything);
        }

        repository.UpdateReferences([($"refs/qs/up/{mark[0]}", mark[1].Trim())], CancellationToken.None);
        File.Delete(MarkIn(repository.Place));
        return $"Updated {mark[0]} in commit {repository.Ids(["HEAD"], CancellationToken.None)[0]![..7]}.";
    }

    private static Result<string> Abort(GitRepository repository, string unfinished)
    {
        repository.Git.Do(CancellationToken.None, unfinished, "--abort");
        File.Delete(MarkIn(repository.Place));
        return "The merge was given up; everything is as it was.";
    }

    /// <summary>Whether the merge that is under way is the one that was started here, and not a later one of the user's.</summary>
    private static bool IsOurs(RepositoryPlace place)
    {
        if (!File.Exists(MarkIn(place)) || File.ReadAllText(MarkIn(place)).TrimEnd().Split(' ') is not [_, _, var theirs])
        {
            return false;
        }

        return Heads.Select(name => Path.Combine(place.GitFolder, name))
            .Any(file => File.Exists(file) && File.ReadAllText(file).Trim() == theirs);
    }

    private static string MarkIn(RepositoryPlace place) => Path.Combine(place.GitFolder, Mark);
}
