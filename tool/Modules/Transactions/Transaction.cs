using QuickScale.Tool.Git;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>
/// Moves a work tree from one commit to another, entirely or not at all: a journal says what is under way, git does it in one
/// command, and whoever comes next finishes or takes back what was interrupted.
/// </summary>
internal sealed class Transaction(GitRepository repository)
{
    /// <summary>Keeps the objects of what is under way from being pruned.</summary>
    public const string Reference = "refs/qs/transaction";

    // What git says before it lists the files that it would have had to overwrite.
    private static readonly string[] Losses = ["would be overwritten by merge:", "would lose untracked files in them:"];

    // The longest that a checkout may take from its journal to its last file where nobody saw its end.
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(1);

    private readonly Restoration _restoration = new(repository);

    /// <summary>Fast-forwards the checked-out branch. When this fails nothing has changed, or its sentence says what has.</summary>
    public Result<string> FastForward(string what, string from, string to, IReadOnlyList<(string Name, string Id)> references, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var journal = new Journal(what, from, to, IsMerge: false, references);
        journal.Write(repository.Place);

        // From here on it is finished or taken back, whatever the user presses.
        var moved = repository.FastForward(to, CancellationToken.None);
        RemoveLocks(journal, moved);
        if (moved.Succeeded && Finish(journal))
        {
            return to;
        }

        // A git that was stopped may have done all of it. Where HEAD has moved, taking files back would undo half of it.
        if (repository.Ids(["HEAD"], CancellationToken.None)[0] == to)
        {
            return Finish(journal)
                ? to
                : new Failure(ExitCode.Precondition, $"'{what}' is made, but git could not change its references under refs/qs; look there for a file that ends with .lock, delete it and run 'qs module status', which finishes this.");
        }

        return Refused(what, moved, TakeBack(journal, DateTime.UtcNow));
    }

    /// <summary>Removes the locks that a git has left which was stopped, as a kill does it, in the midst of a change.</summary>
    private void RemoveLocks(Journal journal, Completion answer)
    {
        if (answer.Ending == Ending.TimedOut)
        {
            LeftLocks.Remove(repository.Place, hasJournal: true, new AbandonedWork(journal.WrittenAt, null, DateTime.UtcNow), CancellationToken.None);
        }
    }

    /// <summary>Writes a merge with conflicts into index and work tree, for a person to resolve.</summary>
    public Result<string> StartMerge(string what, string head, MergedTree merged, string mergeHead, bool isLinear, bool isSparse, string message, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Obstacle.Find(what, repository.Place.Top, repository.Changes(head, merged.Tree, cancellation), isSparse) is { } obstacle)
        {
            DropReference();
            return obstacle;
        }

        if (repository.Staged(cancellation) is { Count: > 0 } staged)
        {
            DropReference();
            return new Failure(ExitCode.Precondition, $"{Phrase.Some(staged)} {(staged.Count == 1 ? "is" : "are")} staged, and would be mixed into the merge; commit or stash {(staged.Count == 1 ? "it" : "them")} and try again.");
        }

        var journal = new Journal(what, head, merged.Tree, IsMerge: true, []);
        journal.Write(repository.Place);

        // A file that was only touched is no change, but read-tree takes the index at its word. The exit code tells of true changes.
        repository.Git.Ask(CancellationToken.None, "update-index", "-q", "--refresh");
        var written = repository.Git.Ask(CancellationToken.None, "read-tree", "-m", "-u", head, merged.Tree);
        if (!written.Succeeded)
        {
            RemoveLocks(journal, written);
            return Refused(what, written, TakeBack(journal, DateTime.UtcNow));
        }

        var stages = merged.Conflicts.Select(path => $"0 {new string('0', head.Length)} 0\t{path}\0")
            .Concat(merged.Stages.Select(stage => $"{stage.Mode} {stage.Id} {stage.Stage}\t{stage.Path}\0"));
        repository.Git.Do(string.Concat(stages), CancellationToken.None, "update-index", "-z", "--index-info");
        MergeState.Write(repository.Place, head, mergeHead, isLinear, message);
        Journal.Delete(repository.Place);
        repository.UpdateReferences([(Reference, string.Empty)], CancellationToken.None);
        return head;
    }

    /// <summary>Finishes or takes back what a killed qs left, and says so; null when nothing was left.</summary>
    public string? Recover(RepositoryLock held, CancellationToken cancellation)
    {
        var journal = Journal.Read(repository.Place);
        if (held.Abandoned is null && journal is null)
        {
            return null;
        }

        LeftLocks.Remove(repository.Place, journal is not null, held.Abandoned ?? new AbandonedWork(journal!.WrittenAt, null, journal.WrittenAt), cancellation);
        if (journal is null)
        {
            // Another work tree of this repository may still need it.
            if (!Journal.Exists(repository.Place))
            {
                DropReference();
            }

            held.Settle();
            return null;
        }

        var head = repository.Ids(["HEAD"], CancellationToken.None)[0];
        if (!journal.IsMerge && head == journal.New)
        {
            Finish(journal);
            held.Settle();
            return $"An interrupted '{journal.What}' was finished.";
        }

        if (head != journal.Old)
        {
            Journal.Delete(repository.Place);
            DropReference();
            held.Settle();
            return $"An earlier '{journal.What}' was interrupted, and the branch has moved since; look at 'git status'.";
        }

        var kept = TakeBack(journal, journal.WrittenAt + LongestStep);
        held.Settle();
        return kept.Count == 0
            ? $"An interrupted '{journal.What}' was taken back; nothing is changed."
            : $"An interrupted '{journal.What}' was taken back, but for what you have changed since: {string.Join(", ", kept)}.";
    }

    /// <param name="journal">What is taken back.</param>
    /// <param name="latest">When git was last at work on it, in UTC.</param>
    private IReadOnlyList<string> TakeBack(Journal journal, DateTime latest)
    {
        var kept = _restoration.Run(journal, latest, CancellationToken.None);
        if (journal.IsMerge)
        {
            MergeState.Delete(repository.Place);
        }

        Journal.Delete(repository.Place);
        DropReference();
        return kept;
    }

    /// <summary>Moves our own references, provided that HEAD is where it is to be: a setting of the user's can make git do something else.</summary>
    private bool Finish(Journal journal)
    {
        if (!repository.UpdateReferences(journal.New, [.. journal.References, (Reference, string.Empty)], CancellationToken.None))
        {
            return false;
        }

        Journal.Delete(repository.Place);
        return true;
    }

    private void DropReference() =>
        repository.UpdateReferences([(Reference, string.Empty)], CancellationToken.None);

    private static Failure Refused(string what, Completion answer, IReadOnlyList<string> kept)
    {
        var lines = answer.Error.Split('\n');
        var heading = Array.FindIndex(lines, line => Losses.Any(loss => line.EndsWith(loss, StringComparison.Ordinal)));
        var files = lines.Skip(heading + 1).TakeWhile(line => line.StartsWith('\t')).Select(line => line.Trim()).ToList();
        if (heading >= 0 && files.Count > 0)
        {
            return Obstacle.Overwritten(what, files, answer.Everything);
        }

        if (kept.Count > 0)
        {
            return new Failure(ExitCode.Precondition, $"Git could not do '{what}' ({GitProgram.Reason(answer)}), and it was taken back but for what you have changed meanwhile: look at {Phrase.Some(kept)} and try again.", answer.Everything);
        }

        if (answer.Ending == Ending.TimedOut)
        {
            return new Failure(ExitCode.Precondition, $"Git took too long for '{what}' and was stopped; nothing was changed: try again when the machine is less busy.", answer.Everything);
        }

        return new Failure(ExitCode.Precondition, $"Git could not do '{what}' ({GitProgram.Reason(answer)}); nothing was changed: settle that and try again.", answer.Everything);
    }
}
