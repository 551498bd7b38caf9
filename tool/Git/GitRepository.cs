using System.Globalization;
using System.Text;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Git;

/// <summary>Where a folder lies in its repository.</summary>
/// <param name="Top">Root of the work tree.</param>
/// <param name="Prefix">The folder below that root: empty, or a path that ends with a slash.</param>
/// <param name="GitFolder">The folder of this work tree's HEAD and index.</param>
/// <param name="CommonFolder">The folder of the objects and branches, which linked work trees share.</param>
/// <param name="IsShallow">Whether the history was cut off when it was cloned.</param>
internal sealed record RepositoryPlace(string Top, string Prefix, string GitFolder, string CommonFolder, bool IsShallow)
{
    /// <summary>A path of the repository as git takes it where the command runs, which may be further down.</summary>
    public string Here(string path) => Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(Top, path));
}

/// <summary>Author and committer as git writes them into a commit: name, address, seconds since 1970 and offset.</summary>
internal sealed record CommitIdentity(string Author, string Committer);

/// <summary>An object that was asked for, or null where there is none.</summary>
internal sealed record GitObject(string Id, string Type, ReadOnlyMemory<byte> Content)
{
    public string Text => Encoding.UTF8.GetString(Content.Span);
}

/// <summary>What a three-way merge of trees makes: a tree, and what of it a person must decide.</summary>
/// <param name="Tree">The merged tree; files in conflict hold markers.</param>
/// <param name="Stages">The index entries of the conflicts; none after a clean merge.</param>
/// <param name="Messages">Git's sentences about the conflicts.</param>
/// <param name="Ours">What the markers call our side.</param>
/// <param name="Theirs">What the markers call the other side.</param>
internal sealed record MergedTree(string Tree, IReadOnlyList<MergeStage> Stages, IReadOnlyList<string> Messages, string Ours, string Theirs)
{
    public bool IsClean => Stages.Count == 0;

    public IReadOnlyList<string> Conflicts => [.. Stages.Select(stage => stage.Path).Distinct(StringComparer.Ordinal)];
}

/// <summary>One side of a conflict, as the index keeps it: stage 1 is the base, 2 ours, 3 theirs.</summary>
internal sealed record MergeStage(string Mode, string Id, int Stage, string Path);

/// <summary>A file that differs between two trees; A added, D deleted, M and T modified.</summary>
internal sealed record TreeChange(char Kind, string Path, string OldMode, string NewMode, string OldId, string NewId);

/// <summary>The state of the branch and of the files that were asked about.</summary>
/// <param name="Head">The checked-out commit; null before the first.</param>
/// <param name="Branch">The branch; null when HEAD is detached.</param>
/// <param name="Changed">Tracked files that differ from HEAD, in the index or in the work tree, relative to the root.</param>
/// <param name="Unmerged">Files in conflict.</param>
/// <param name="Untracked">Files that git neither tracks nor ignores.</param>
internal sealed record WorkTreeState(string? Head, string? Branch, IReadOnlyList<string> Changed, IReadOnlyList<string> Unmerged, IReadOnlyList<string> Untracked);

/// <summary>The repository of a project: questions and actions of git's plumbing, each one process.</summary>
internal sealed class GitRepository
{
    /// <summary>The first version with <c>merge-tree --write-tree</c>.</summary>
    public static readonly Version OldestGit = new(2, 38);

    // A program that a signal has ended has 128 and the signal's number for its exit code.
    private const int Crashed = 129;

    private GitRepository(GitProgram git, RepositoryPlace place) => (Git, Place) = (git, place);

    /// <summary>Git in the root of the work tree.</summary>
    public GitProgram Git { get; }

    public RepositoryPlace Place { get; }

    /// <summary>A bare repository of our own.</summary>
    public static GitRepository Bare(ProgramRunner programs, string folder) =>
        new(new GitProgram(programs, folder), new RepositoryPlace(folder, string.Empty, folder, folder, IsShallow: false));

    /// <summary>Finds the repository of a folder.</summary>
    public static Result<GitRepository> Open(ProgramRunner programs, string folder, CancellationToken cancellation)
    {
        var answer = new GitProgram(programs, folder).Ask(
            cancellation,
            "rev-parse", "--path-format=absolute", "--is-shallow-repository", "--git-dir", "--git-common-dir", "--show-toplevel", "--show-prefix");
        if (answer.Ending == Ending.NotFound)
        {
            return GitProgram.Unexpected("rev-parse", answer);
        }

        if (!answer.Succeeded)
        {
            return answer.Error.Contains("not a git repository", StringComparison.Ordinal)
                ? new Failure(ExitCode.Precondition, $"{folder} is not in a git repository, where modules live; run 'git init' and make a first commit there.")
                : new Failure(ExitCode.Precondition, $"Git cannot be used in {folder} ({GitProgram.Reason(answer)}); settle that and try again.", answer.Everything);
        }

        var lines = answer.Output.Split('\n');
        var place = new RepositoryPlace(Native(lines[3]), lines[4], Native(lines[1]), Native(lines[2]), lines[0] == "true");
        return new GitRepository(new GitProgram(programs, place.Top), place);

        static string Native(string path) => Path.GetFullPath(path);
    }

    public Version? ReadVersion(CancellationToken cancellation)
    {
        var answer = Git.Do(cancellation, "version");
        var number = answer.Output.Split(' ') is [_, _, var text, ..] ? text.Trim().Split('.') : [];
        return number.Length >= 2 && Version.TryParse($"{number[0]}.{number[1]}", out var version) ? version : null;
    }

    /// <summary>The user's settings, by their names in lower case; of several values the last.</summary>
    public IReadOnlyDictionary<string, string> Settings(CancellationToken cancellation)
    {
        var answer = Git.Do(cancellation, "config", "--list", "-z");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in Fields(answer.Output))
        {
            var line = entry.IndexOf('\n', StringComparison.Ordinal);
            var (name, value) = line < 0 ? (entry, "true") : (entry[..line], entry[(line + 1)..]);
            if (!GitProgram.IsOurs(name, value))
            {
                settings[name] = value;
            }
        }

        return settings;
    }

    /// <summary>Who makes commits here. Git may not guess a name from the login and the host.</summary>
    public Result<CommitIdentity> Identity(CancellationToken cancellation)
    {
        var answers = AtOnce.Run(
            () => Git.Ask(cancellation, "var", "GIT_AUTHOR_IDENT"),
            () => Git.Ask(cancellation, "var", "GIT_COMMITTER_IDENT"));
        return answers.All(answer => answer.Succeeded)
            ? new CommitIdentity(answers[0].Output.TrimEnd('\n'), answers[1].Output.TrimEnd('\n'))
            : new Failure(
                ExitCode.Precondition,
                "Git does not know who you are; run 'git config --global user.name \"Your Name\"' and 'git config --global user.email you@example.com', then try again.",
                string.Join('\n', answers.Select(answer => answer.Everything)));
    }

    /// <summary>The branch, and what of the given paths differs from HEAD. A file that was only touched does not.</summary>
    public WorkTreeState State(IEnumerable<string> paths, CancellationToken cancellation)
    {
        var answer = Git.Do(
            cancellation,
            ["status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=none", "--", .. paths.Select(Literal)]);
        var (head, branch) = (default(string), default(string));
        List<string> changed = [], unmerged = [], untracked = [];
        foreach (var record in Fields(answer.Output))
        {
            switch (record)
            {
                case ['#', ..]:
                    head = After(record, "# branch.oid ") is { } oid && oid != "(initial)" ? oid : head;
                    branch = After(record, "# branch.head ") is { } name && name != "(detached)" ? name : branch;
                    break;
                case ['1', ..]:
                    changed.Add(Word(record, 8));
                    break;
                case ['u', ..]:
                    unmerged.Add(Word(record, 10));
                    break;
                case ['?', ..]:
                    untracked.Add(record[2..]);
                    break;
            }
        }

        return new WorkTreeState(head, branch, changed, unmerged, untracked);

        static string? After(string record, string start) => record.StartsWith(start, StringComparison.Ordinal) ? record[start.Length..] : null;
    }

    /// <summary>Reads objects by name, in one process; null for a name that leads nowhere.</summary>
    public IReadOnlyList<GitObject?> Read(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        if (names.Count == 0)
        {
            return [];
        }

        return Objects(names, (Git.Do(Lines(names), cancellation, "cat-file", "--batch")).Bytes);
    }

    /// <summary>Takes the answer of <c>cat-file --batch</c> apart.</summary>
    internal static IReadOnlyList<GitObject?> Objects(IReadOnlyList<string> names, ReadOnlyMemory<byte> rest)
    {
        var objects = new List<GitObject?>(names.Count);
        foreach (var name in names)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var header = Encoding.UTF8.GetString(rest.Span[..end]);
            rest = rest[(end + 1)..];
            if (header == $"{name} missing" || header == $"{name} ambiguous" || header.Split(' ') is not [var id, var type, var digits])
            {
                objects.Add(null);
                continue;
            }

            var size = int.Parse(digits, CultureInfo.InvariantCulture);
            objects.Add(new GitObject(id, type, rest[..size]));
            rest = rest[(size + 1)..];
        }

        return objects;
    }

    /// <summary>The ids of objects by name, in one process; null for a name that leads nowhere.</summary>
    public IReadOnlyList<string?> Ids(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var answer = Git.Do(Lines(names), cancellation, "cat-file", "--batch-check=%(objectname)");
        return [.. answer.Output.TrimEnd('\n').Split('\n').Select(line => line.Contains(' ', StringComparison.Ordinal) ? null : line)];
    }

    /// <summary>The references below a name, each with the object it leads to at last.</summary>
    public IReadOnlyDictionary<string, string> References(string below, CancellationToken cancellation)
    {
        var answer = Git.Do(cancellation, "for-each-ref", "--format=%(refname) %(objectname) %(*objectname)", below);
        return answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => words[2].Length > 0 ? words[2] : words[1], StringComparer.Ordinal);
    }

    /// <summary>All files of a tree.</summary>
    public IReadOnlyList<TreeEntry> Tree(string tree, CancellationToken cancellation)
    {
        var answer = Git.Do(cancellation, "ls-tree", "-r", "-l", "-z", "--full-tree", tree);
        return [.. Fields(answer.Output).Select(Entry)];

        static TreeEntry Entry(string record)
        {
            var tab = record.IndexOf('\t', StringComparison.Ordinal);
            var words = record[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            _ = long.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out var size);
            return new TreeEntry(words[0], words[1], words[2], size, record[(tab + 1)..]);
        }
    }

    /// <summary>The files that differ between two trees, or commits; with a path, those below it.</summary>
    public IReadOnlyList<TreeChange> Changes(string from, string to, CancellationToken cancellation, params string[] paths)
    {
        var answer = Git.Do(cancellation, ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-commit-id", from, to, "--", .. paths.Select(Literal)]);
        var fields = Fields(answer.Output).ToList();
        var changes = new List<TreeChange>(fields.Count / 2);
        for (var index = 0; index + 1 < fields.Count; index += 2)
        {
            var words = fields[index][1..].Split(' ');
            changes.Add(new TreeChange(words[4][0], fields[index + 1], words[0], words[1], words[2], words[3]));
        }

        return changes;
    }

    /// <summary>
    /// For several pairs of commits, the commits that the second has and the first has not, the newest first; by the second of the
    /// pair. The histories must not meet, for all are walked in one process.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<(string Id, string Subject)>> Subjects(
        IReadOnlyList<(string Since, string Until)> ranges,
        CancellationToken cancellation)
    {
        if (ranges.Count == 0)
        {
            return new Dictionary<string, IReadOnlyList<(string, string)>>();
        }

        var answer = Git.Do(
            cancellation,
            ["log", "--no-show-signature", "--source", "--format=%S %H %s", "--end-of-options", .. ranges.Select(range => range.Until), .. ranges.Select(range => $"^{range.Since}")]);
        return answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 3))
            .GroupBy(words => words[0], words => (words[1], words.Length > 2 ? words[2] : string.Empty))
            .ToDictionary(group => group.Key, group => (IReadOnlyList<(string, string)>)[.. group], StringComparer.Ordinal);
    }

    /// <summary>Merges two commits in the object database; neither HEAD nor index nor a file is touched.</summary>
    public MergedTree MergeTrees(string ours, string theirs, CancellationToken cancellation)
    {
        string[] command = ["merge-tree", "--write-tree", "-z", "--messages", ours, theirs];
        var answer = Git.Ask(cancellation, command);
        if (answer.ExitCode >= Crashed)
        {
            // Some versions of git stumble over certain renames; looking for fewer of them brings the merge to an end.
            answer = Git.Ask(cancellation, ["-c", "merge.directoryRenames=false", "-c", "merge.renameLimit=1", .. command]);
        }

        if (answer.Ending != Ending.Exited || answer.ExitCode is not (0 or 1))
        {
            throw new FailureException(GitProgram.Unexpected("merge-tree", answer));
        }

        // The tree; then the stages and an empty field; then messages: a count of paths, the paths, a kind and a text.
        var fields = answer.Output.Split('\0');
        var stages = new List<MergeStage>();
        var index = 1;
        for (; index < fields.Length && fields[index].Length > 0; index++)
        {
            var tab = fields[index].IndexOf('\t', StringComparison.Ordinal);
            var words = fields[index][..tab].Split(' ');
            stages.Add(new MergeStage(words[0], words[1], words[2][0] - '0', fields[index][(tab + 1)..]));
        }

        var messages = new List<string>();
        for (index++; index < fields.Length && int.TryParse(fields[index], NumberStyles.None, CultureInfo.InvariantCulture, out var paths);)
        {
            index += 1 + paths;
            if (index + 1 < fields.Length && fields[index].StartsWith("CONFLICT", StringComparison.Ordinal))
            {
                messages.Add(fields[index + 1].TrimEnd('\n'));
            }

            index += 2;
        }

        if (answer.ExitCode == 1 && stages.Count == 0)
        {
            throw new FailureException(GitProgram.Unexpected("merge-tree", answer));
        }

        return new MergedTree(fields[0], answer.ExitCode == 0 ? [] : stages, messages, ours, theirs);
    }

    /// <summary>The differences of two trees as a patch for files below a folder; no program of the user's configuration is run for it.</summary>
    public string Patch(string from, string to, string folder, CancellationToken cancellation) =>
        Git.Do(cancellation, "diff-tree", "-r", "-p", "--no-ext-diff", "--no-textconv", "--no-color", "--no-commit-id", $"--src-prefix=a/{folder}/", $"--dst-prefix=b/{folder}/", from, to).Output;

    /// <summary>
    /// Runs a command that connects to a remote, and returns how it ended. Where nobody sits at a terminal ssh asks nothing, neither for a
    /// passphrase nor whether a host is to be trusted.
    /// </summary>
    public Completion Connect(RemoteAddress remote, CancellationToken cancellation, params string[] arguments)
    {
        if (remote.Kind != RemoteKind.Ssh || !Console.IsInputRedirected)
        {
            return Git.Ask(cancellation, arguments);
        }

        var own = Git.Ask(cancellation, "config", "--get", "core.sshCommand");
        return Git.Ask(cancellation, ["-c", $"core.sshCommand={(own.Succeeded ? own.Output.Trim() : "ssh")} -o BatchMode=yes", .. arguments]);
    }

    /// <summary>Moves the branch, the index and the work tree forward to a commit, or refuses without a change.</summary>
    public Completion FastForward(string commit, CancellationToken cancellation) =>
        Git.Ask(cancellation, "-c", "merge.renames=false", "merge", "--quiet", "--ff-only", "--no-overwrite-ignore", "--no-verify-signatures", "--no-autostash", "--no-stat", "--no-squash", "--commit", commit);

    /// <summary>Changes references in one transaction, if HEAD is at a commit; an empty id deletes.</summary>
    /// <returns>Whether HEAD was there.</returns>
    public bool UpdateReferences(string head, IEnumerable<(string Name, string Id)> references, CancellationToken cancellation)
    {
        var lines = references.Select(reference => reference.Id.Length == 0 ? $"delete {reference.Name}\n" : $"update {reference.Name} {reference.Id}\n");
        return Git.Ask($"verify HEAD {head}\n{string.Concat(lines)}", cancellation, "update-ref", "--stdin").Succeeded;
    }

    /// <summary>The files whose content in the index differs from HEAD.</summary>
    public IReadOnlyList<string> Staged(CancellationToken cancellation) =>
        [.. Fields(Git.Do(cancellation, "diff-index", "--cached", "--name-only", "-z", "--ita-invisible-in-index", "HEAD").Output)];

    /// <summary>Changes references in one transaction; an empty id deletes.</summary>
    public void UpdateReferences(IEnumerable<(string Name, string Id)> references, CancellationToken cancellation)
    {
        var lines = references.Select(reference => reference.Id.Length == 0
            ? $"delete {reference.Name}\n"
            : $"update {reference.Name} {reference.Id}\n");
        var input = string.Concat(lines);
        if (input.Length > 0)
        {
            Git.Do(input, cancellation, "update-ref", "--stdin");
        }
    }

    internal static IEnumerable<string> Fields(string output) => output.Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The option that ends a walk through history at commits before a day.</summary>
    public static string Since(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"--since={day:yyyy-MM-dd}T00:00:00Z");

    /// <summary>A path as git takes it literally, whatever signs it holds.</summary>
    public static string Literal(string path) => path.StartsWith(":(", StringComparison.Ordinal) ? path : $":(top,literal){path}";

    internal static string Lines(IEnumerable<string> names) => string.Concat(names.Select(name => name + "\n"));

    private static string Word(string record, int count)
    {
        var start = 0;
        for (var word = 0; word < count; word++)
        {
            start = record.IndexOf(' ', start) + 1;
        }

        return record[start..];
    }
}
