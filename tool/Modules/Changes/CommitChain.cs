using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>The commits of a change, written into the object database; no branch leads to them yet.</summary>
/// <param name="Tip">The last one: what the branch will be.</param>
/// <param name="Steps">Each step with its commit.</param>
internal sealed record CommitChain(string Tip, IReadOnlyList<(ModuleStep Step, string Commit)> Steps)
{
    // For a plan, whose commits nobody sees: who looks need not have a name.
    private static readonly CommitIdentity Nobody = new("qs <qs@localhost> 0 +0000", "qs <qs@localhost> 0 +0000");

    /// <summary>Writes one commit for each step, each on top of the one before.</summary>
    /// <param name="workspace">The project.</param>
    /// <param name="steps">The steps, in their order.</param>
    /// <param name="keep">Whether they are going to be used, and must outlive a clean-up by git until then.</param>
    /// <param name="cancellation">Cancels the writing.</param>
    public static Result<CommitChain> Write(Workspace workspace, IReadOnlyList<ModuleStep> steps, bool keep, CancellationToken cancellation)
    {
        var repository = workspace.Repository;
        var failure = default(Failure);
        var identity = Nobody;
        if (workspace.Identity?.Failed(out failure, out identity) == true)
        {
            return failure!;
        }

        var head = workspace.Snapshot.Head;
        var stream = new ObjectStream(identity!.Author, identity.Committer, head.Length);
        var draft = new ProjectDraft(workspace.Snapshot);
        draft.Remember(workspace.History);
        var tip = head;
        var marks = new List<string>();
        foreach (var step in steps)
        {
            if (draft.Apply(step).Failed(out failure, out var files))
            {
                return failure;
            }

            List<string> parents = [tip];
            if (step.Squash is { } squash)
            {
                parents.Add(stream.Commit(squash.Message, squash.Parent is null ? [] : [squash.Parent], TreeEdit.Tree(squash.Tree, string.Empty)));
            }

            var edits = Edits(workspace, step).Concat(files.Select(file => TreeEdit.File(stream.File(file.Content), workspace.InRepository(file.Path)))).ToList();
            tip = stream.Commit($"{step.Subject}\n\n{step.Body}\n", parents, edits);
            marks.Add(tip);
        }

        var ids = stream.Write(repository, cancellation, keep ? Transaction.Reference : null, tip);
        return new CommitChain(ids[tip], [.. steps.Zip(marks, (step, mark) => (step, ids[mark]))]);
    }

    /// <summary>The same commits with the user's signature.</summary>
    public Result<CommitChain> Sign(Workspace workspace, CancellationToken cancellation)
    {
        var git = workspace.Repository.Git;
        var list = git.Do(cancellation, "rev-list", "--reverse", "--topo-order", Tip, $"^{workspace.Snapshot.Head}");
        var ids = list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var commits = workspace.Repository.Read(ids, cancellation);
        var signed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var commit in commits)
        {
            var blank = commit!.Text.IndexOf("\n\n", StringComparison.Ordinal);
            var header = commit.Text[..blank].Split('\n').Select(line => line.Split(' ', 2)).ToList();
            var parents = header.Where(line => line[0] == "parent").SelectMany(line => new[] { "-p", signed.GetValueOrDefault(line[1], line[1]) });
            var answer = git.Ask(commit.Text[(blank + 2)..], cancellation, ["commit-tree", "-S", header.Single(line => line[0] == "tree")[1], .. parents, "-F", "-"]);
            if (!answer.Succeeded)
            {
                return new Failure(ExitCode.Precondition, $"The commit could not be signed ({GitProgram.Reason(answer)}); nothing was changed: make 'git commit -S' work here, or turn off commit.gpgSign, and try again.", answer.Everything);
            }

            signed[commit.Id] = answer.Output.Trim();
        }

        var tip = signed.GetValueOrDefault(Tip, Tip);
        workspace.Repository.UpdateReferences([(Transaction.Reference, tip)], cancellation);
        return new CommitChain(tip, [.. Steps.Select(item => (item.Step, signed[item.Commit]))]);
    }

    private static IEnumerable<TreeEdit> Edits(Workspace workspace, ModuleStep step)
    {
        var place = workspace.InRepository($"modules/{step.Name}");
        yield return step.Tree is { } tree ? TreeEdit.Tree(tree, place) : TreeEdit.Delete(place);
        foreach (var (path, blob) in step.Files)
        {
            yield return blob is null ? TreeEdit.Delete(path) : TreeEdit.File(blob, path);
        }
    }
}
