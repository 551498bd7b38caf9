using System.Globalization;
using System.Text;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Git;

/// <summary>The committed history of a repository that holds modules: questions that are each one process, however long it is.</summary>
internal sealed class MonorepoHistory
{
    private readonly GitProgram _git;

    private MonorepoHistory(GitProgram git, string top, string folder, string objects, string head)
    {
        (_git, Top, Folder, Objects, Head) = (git, top, folder, objects, head);
    }

    /// <summary>Root of the work tree.</summary>
    public string Top { get; }

    /// <summary>The folder of the modules, relative to the root, with forward slashes and none at the end.</summary>
    public string Folder { get; }

    /// <summary>The folder in which the repository keeps its objects.</summary>
    public string Objects { get; }

    /// <summary>The commit that is split.</summary>
    public string Head { get; }

    /// <summary>Finds the repository of a folder, which must have its whole history.</summary>
    public static Result<MonorepoHistory> Open(ProgramRunner programs, string folder, CancellationToken cancellation)
    {
        var place = new GitProgram(programs, folder).Ask(
            cancellation,
            "rev-parse", "--path-format=absolute", "--is-shallow-repository", "--git-path", "objects", "--show-toplevel", "--show-prefix");
        if (place.Ending == Ending.NotFound)
        {
            return GitProgram.Unexpected("rev-parse", place);
        }

        if (!place.Succeeded)
        {
            return place.Error.Contains("not a git repository", StringComparison.Ordinal)
                ? new Failure(ExitCode.Precondition, $"{folder} is not in a git repository; modules are split from committed history: run this in a clone.")
                : new Failure(ExitCode.Precondition, $"Git cannot be used in {folder} ({GitProgram.Reason(place)}); settle that and try again.", place.Everything);
        }

        var lines = place.Output.Split('\n');
        if (lines[0] == "true")
        {
            return new Failure(ExitCode.Precondition, "This clone is shallow, and modules are split from the whole history; run 'git fetch --unshallow' and try again.");
        }

        var git = new GitProgram(programs, lines[2]);
        var head = git.Ask(cancellation, "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
        return head.Succeeded
            ? new MonorepoHistory(git, lines[2], lines[3].TrimEnd('/'), lines[1], head.Output.Trim())
            : new Failure(ExitCode.Precondition, $"The repository {lines[2]} has no commit yet; commit the modules and try again.");
    }

    /// <summary>Whether files below the folder differ from the commit that is split.</summary>
    public bool HasUncommitted(CancellationToken cancellation)
    {
        var pathspec = Folder.Length == 0 ? "." : $":(top,literal){Folder}";
        var status = _git.Do(cancellation, "status", "--porcelain", "--untracked-files=normal", "--", pathspec);
        return status.Output.Length > 0;
    }

    /// <summary>
    /// Every commit that the head leads to, with its parents, in an order that only grows at its end when the branch grows by
    /// ordinary merges: a commit comes after all that its first parent leads to, and then after all that its other parents do.
    /// </summary>
    public IReadOnlyList<HistoryCommit> Commits(CancellationToken cancellation)
    {
        var listed = AskRaw(null, cancellation, "rev-list", "--parents", Head);
        var parents = listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(ids => ids[0], ids => ids[1..], StringComparer.Ordinal);
        var order = new List<HistoryCommit>(parents.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<(string Id, int Next)>();
        open.Push((Head, 0));
        while (open.TryPop(out var commit))
        {
            var own = parents[commit.Id];
            if (commit.Next == 0 && !seen.Add(commit.Id))
            {
                continue;
            }

            if (commit.Next < own.Length)
            {
                open.Push((commit.Id, commit.Next + 1));
                if (!seen.Contains(own[commit.Next]))
                {
                    open.Push((own[commit.Next], 0));
                }
            }
            else
            {
                order.Add(new HistoryCommit(commit.Id, own));
            }
        }

        return order;
    }

    /// <summary>The sub-folders of a folder in each commit: their names and trees. A commit without the folder is left out.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Subfolders(string folder, IReadOnlyList<HistoryCommit> commits, CancellationToken cancellation)
    {
        var questions = string.Concat(commits.Select(commit => folder.Length == 0 ? $"{commit.Id}^{{tree}}\n" : $"{commit.Id}:{folder}\n"));
        var answers = AskRaw(questions, cancellation, "cat-file", "--batch-check=%(objecttype) %(objectname)").Output.Split('\n');
        var trees = commits.Select((commit, index) => (commit.Id, Answer: answers[index]))
            .Where(pair => pair.Answer.StartsWith("tree ", StringComparison.Ordinal))
            .Select(pair => (pair.Id, Tree: pair.Answer[5..]))
            .ToList();
        var distinct = trees.Select(pair => pair.Tree).Distinct(StringComparer.Ordinal).ToList();
        var contents = ReadObjects(distinct, cancellation);
        var read = distinct.Zip(contents, (tree, content) => (Tree: tree, Folders: TreesIn(content!.Value.Span, tree.Length / 2)))
            .ToDictionary(pair => pair.Tree, pair => (IReadOnlyDictionary<string, string>)pair.Folders, StringComparer.Ordinal);
        return trees.ToDictionary(pair => pair.Id, pair => read[pair.Tree], StringComparer.Ordinal);
    }

    /// <summary>The contents of objects, in the order in which they are named; null for one that does not exist.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>?> ReadObjects(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var found = new List<ReadOnlyMemory<byte>?>(names.Count);
        if (names.Count == 0)
        {
            return found;
        }

        var bytes = AskRaw(string.Concat(names.Select(name => name + "\n")), cancellation, "cat-file", "--batch").Bytes;
        for (var at = 0; at < bytes.Length;)
        {
            var end = at + bytes.Span[at..].IndexOf((byte)'\n');
            var header = Encoding.UTF8.GetString(bytes.Span[at..end]).Split(' ');
            at = end + 1;
            if (header.Length < 3 || !int.TryParse(header[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                found.Add(null);
                continue;
            }

            found.Add(bytes.Slice(at, size));
            at += size + 1;
        }

        return found;
    }

    /// <summary>For each commit the files of a name that it took away, compared with any of its parents.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Deleted(string fileName, IReadOnlyList<string> commits, CancellationToken cancellation)
    {
        var deleted = commits.ToDictionary(commit => commit, _ => (IReadOnlyList<string>)[], StringComparer.Ordinal);
        if (commits.Count == 0)
        {
            return deleted;
        }

        var answer = AskRaw(
            string.Concat(commits.Select(commit => commit + "\n")),
            cancellation,
            "diff-tree", "--stdin", "-r", "-m", "--root", "--no-renames", "--diff-filter=D", "--name-only");
        var current = string.Empty;
        foreach (var line in answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (deleted.ContainsKey(line))
            {
                current = line;
            }
            else if (line.EndsWith("/" + fileName, StringComparison.Ordinal))
            {
                deleted[current] = [.. deleted[current], line];
            }
        }

        return deleted;
    }

    /// <summary>What a remote has under a name pattern: references and the objects that they name.</summary>
    public Result<IReadOnlyDictionary<string, string>> RemoteReferences(string remote, CancellationToken cancellation, params string[] patterns)
    {
        var answer = _git.Ask(cancellation, ["ls-remote", "--quiet", "--refs", "--", remote, .. patterns]);
        if (!answer.Succeeded)
        {
            return new Failure(ExitCode.Remote, $"{remote} could not be read ({GitProgram.Reason(answer)}); check the name and your access, and try again.", answer.Everything);
        }

        return answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(pair => pair[1], pair => pair[0], StringComparer.Ordinal);
    }

    /// <summary>
    /// Sends commits of another repository to a remote, all or none. It is sent from here, where the remote's name and
    /// credentials are known; the objects stay behind without a reference, for git's next clean-up.
    /// </summary>
    public Result<bool> Push(string remote, string objectsFrom, IReadOnlyDictionary<string, string> references, CancellationToken cancellation)
    {
        // Old commits that git made by the rules of its day are no concern of a copy.
        var copied = _git.Ask(
            cancellation,
            ["-c", "transfer.fsckObjects=false", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", objectsFrom, .. references.Keys.Order(StringComparer.Ordinal)]);
        if (!copied.Succeeded)
        {
            return GitProgram.Unexpected("fetch", copied);
        }

        var pushed = _git.Ask(
            cancellation,
            ["push", "--quiet", "--atomic", "--no-verify", "--", remote, .. references.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value}:{pair.Key}")]);
        return pushed.Succeeded
            ? true
            : new Failure(ExitCode.Remote, $"{remote} took nothing ({GitProgram.Reason(pushed)}); settle that and try again.", pushed.Everything);
    }

    private Completion AskRaw(string? input, CancellationToken cancellation, params string[] arguments)
    {
        // A replacement object would make the split of one clone differ from that of another.
        var answer = _git.Ask(input, cancellation, ["--no-replace-objects", .. arguments]);
        return answer.Succeeded ? answer : throw new FailureException(GitProgram.Unexpected(arguments[0], answer));
    }

    // A tree object: mode, space, name, NUL, id in bytes; again and again.
    private static Dictionary<string, string> TreesIn(ReadOnlySpan<byte> tree, int idLength)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        while (tree.Length > 0)
        {
            var space = tree.IndexOf((byte)' ');
            var nul = tree.IndexOf((byte)0);
            if (tree[..space].SequenceEqual("40000"u8))
            {
                folders[Encoding.UTF8.GetString(tree[(space + 1)..nul])] = Convert.ToHexStringLower(tree.Slice(nul + 1, idLength));
            }

            tree = tree[(nul + 1 + idLength)..];
        }

        return folders;
    }
}

/// <summary>A commit and its parents, by id.</summary>
internal sealed record HistoryCommit(string Id, IReadOnlyList<string> Parents);
