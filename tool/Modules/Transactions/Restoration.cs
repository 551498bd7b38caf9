using QuickScale.Tool.Git;

namespace QuickScale.Tool.Modules;

/// <summary>
/// Takes a half-done checkout back. Git writes a file in place, so a file may hold the old content, the new one, or the
/// beginning of the new one; anything else was written by the user since, and is kept.
/// </summary>
internal sealed class Restoration(GitRepository repository)
{
    private enum Found
    {
        Old,
        New,
        Edited,
    }

    /// <summary>Gives the files that differ between two commits the content of the old one, in index and work tree.</summary>
    /// <param name="journal">The change.</param>
    /// <param name="latest">When git was last at work on it, in UTC.</param>
    /// <param name="cancellation">Cancels it; the journal stays.</param>
    /// <returns>The files that were left alone because the user has changed them.</returns>
    public IReadOnlyList<string> Run(Journal journal, DateTime latest, CancellationToken cancellation)
    {
        var (old, @new) = (journal.Old, journal.New);
        var changes = repository.Changes(old, @new, cancellation);
        var found = Find(changes, latest, cancellation);
        var mine = changes.Where(change => found[change.Path] != Found.Edited).ToList();
        if (mine.Count > 0)
        {
            var answer = repository.Git.Ask(Names(mine), cancellation, "reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul", old);

            // Without --quiet's opposite, 1 says that files differ, as they do here.
            if (answer.ExitCode is not (0 or 1))
            {
                throw new Terminal.FailureException(GitProgram.Unexpected("reset", answer));
            }
        }

        var half = mine.Where(change => found[change.Path] == Found.New).ToList();
        foreach (var change in half.Where(change => change.Kind == 'A'))
        {
            Remove(change.Path);
        }

        var rewritten = half.Where(change => change.Kind != 'A').ToList();
        if (rewritten.Count > 0)
        {
            repository.Git.Do(Names(rewritten), cancellation, "restore", "--worktree", $"--source={old}", "--pathspec-from-file=-", "--pathspec-file-nul");
        }

        return [.. changes.Where(change => found[change.Path] == Found.Edited).Select(change => change.Path)];

        static string Names(IEnumerable<TreeChange> changes) => string.Concat(changes.Select(change => GitRepository.Literal(change.Path) + "\0"));
    }

    private Dictionary<string, Found> Find(IReadOnlyList<TreeChange> changes, DateTime latest, CancellationToken cancellation)
    {
        var present = changes.Where(change => File.Exists(Native(change.Path))).ToList();
        var ids = Hash(present, cancellation);
        var found = new Dictionary<string, Found>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            // Git takes a file away before it writes it anew.
            found[change.Path] = ids.TryGetValue(change.Path, out var id) switch
            {
                false when Directory.Exists(Native(change.Path)) => Found.Edited,
                false => change.Kind == 'A' ? Found.Old : Found.New,
                true when change.Kind != 'A' && id == change.OldId => Found.Old,
                true when change.Kind != 'D' && id == change.NewId => Found.New,
                true => IsBeginning(change, latest, cancellation) ? Found.New : Found.Edited,
            };
        }

        return found;
    }

    private Dictionary<string, string> Hash(List<TreeChange> changes, CancellationToken cancellation)
    {
        if (changes.Count == 0)
        {
            return [];
        }

        // Names with a line end cannot be asked for in this way; modules that hold one are refused.
        var answer = repository.Git.Do(string.Concat(changes.Select(change => change.Path + "\n")), cancellation, "hash-object", "--stdin-paths");
        return changes.Zip(answer.Output.Split('\n')).ToDictionary(pair => pair.First.Path, pair => pair.Second, StringComparer.Ordinal);
    }

    private bool IsBeginning(TreeChange change, DateTime latest, CancellationToken cancellation)
    {
        // Written later, it was the user who has emptied or shortened it.
        if (change.Kind == 'D' || File.GetLastWriteTimeUtc(Native(change.Path)) > latest)
        {
            return false;
        }

        var whole = repository.Git.Do(cancellation, "cat-file", "--filters", $"--path={change.Path}", change.NewId);
        return whole.Bytes.Span.StartsWith(File.ReadAllBytes(Native(change.Path)));
    }

    private void Remove(string path)
    {
        File.Delete(Native(path));
        for (var folder = Path.GetDirectoryName(Native(path)); folder is not null && folder.Length > repository.Place.Top.Length; folder = Path.GetDirectoryName(folder))
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                // It holds something else.
                return;
            }
        }
    }

    private string Native(string path) => Path.Combine(repository.Place.Top, path);
}
