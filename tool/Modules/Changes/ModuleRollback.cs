using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>
/// Finds the version that a module had before: what config.yml said in earlier commits, where a step back takes away the step that it
/// undid, so that a second rollback goes further back and not forth again.
/// </summary>
internal sealed class ModuleRollback(Workspace workspace, Catalogue catalogue)
{
    private const int MostCommits = 1000;
    private const string Verb = "Roll back";

    /// <summary>Changes of one's own that the version before had and that do not come back with it.</summary>
    /// <param name="Files">Paths in the module.</param>
    /// <param name="Commit">The commit that has them still.</param>
    internal sealed record Lost(IReadOnlyList<string> Files, string Commit);

    /// <summary>
    /// Changes of one's own that upstream has taken in since: now they are upstream's and no difference any more, so the version before comes without them, though here it
    /// had them.
    /// </summary>
    /// <returns>Null when nothing is lost.</returns>
    public Lost? OwnChangesOf(ModuleUpdate rollback, CancellationToken cancellation)
    {
        if (workspace.Snapshot.Find(rollback.Name) is not { Tree: { } present } module || Steps(Entries(rollback.Name, cancellation)) is not [.., _, var latest])
        {
            return null;
        }

        var (repository, folder) = (workspace.Repository, workspace.InRepository(module.Entry.Prefix));
        var known = repository.Ids([$"{latest.Commit}^1", $"{latest.Commit}^1:{folder}", $"{rollback.To.Tree}^{{tree}}", $"{module.Entry.Tree}^{{tree}}"], cancellation);
        if (known is not [{ } commit, { } then, { } before, { } now] || rollback.Step.Tree is not { } result)
        {
            return null;
        }

        var still = Changed(now, present).Concat(Changed(before, result)).ToHashSet(StringComparer.Ordinal);
        var lost = Changed(before, then).Where(path => !still.Contains(path)).ToList();
        return lost.Count > 0 ? new Lost(lost, commit) : null;

        IEnumerable<string> Changed(string from, string to) => from == to ? [] : repository.Changes(from, to, cancellation).Select(change => change.Path);
    }

    public Result<ModuleUpdate> Plan(string name, DateOnly today, CancellationToken cancellation)
    {
        if (workspace.Snapshot.Find(name) is not { } module)
        {
            return Updating.NotEmbedded(name, workspace.Snapshot);
        }

        var state = ModuleBase.Find(workspace, [module], cancellation)[0];
        if (Steps(Entries(name, cancellation)) is not [.., { Entry: var before }, _])
        {
            return new Failure(ExitCode.Precondition, $"{name} {ModuleVersion.Tag(module.Entry.InstalledVersion)} is the first version that was embedded here; 'qs module remove {name}' takes the module out.");
        }

        var found = workspace.Repository.Read([$"{before.Tree}:{ModuleManifest.FileName}"], cancellation);
        if (found[0] is not { Type: "blob" } file || ModuleManifest.Read(file.Text, $"{name}:{ModuleManifest.FileName}").Failed(out _, out var manifest))
        {
            return new Failure(ExitCode.Precondition, $"The files of {name} {ModuleVersion.Tag(before.InstalledVersion)} are not in this clone; run 'qs module update {name} --to {before.InstalledVersion}', which fetches them.");
        }

        var release = new ModuleRelease(name, before.InstalledVersion, before.Split, before.Tree, manifest);
        if (Blocked(release) is { } blocked)
        {
            return blocked;
        }

        // Options that came and went meanwhile have the values again that they had.
        var options = before.Options.Where(pair => !module.Entry.Options.ContainsKey(pair.Key)).Concat(state.Module.Entry.Options).ToDictionary(StringComparer.Ordinal);
        state = state with { Module = state.Module with { Entry = state.Module.Entry with { Options = options } } };
        return new Updating(workspace, catalogue).Steps([(state, release)], Verb, today, cancellation).Failed(out var failure, out var updates)
            ? failure
            : updates[0];
    }

    /// <summary>Modules that need what is taken back.</summary>
    private Failure? Blocked(ModuleRelease release) =>
        workspace.Snapshot.Modules.FirstOrDefault(other => other.Manifest is { } manifest && manifest.Requires.TryGetValue(release.Name, out var range) && !range.Contains(release.Version)) is { } needing
            ? new Failure(ExitCode.Precondition, $"{needing.Name} requires {release.Name} {needing.Manifest!.Requires[release.Name]}, which {ModuleVersion.Tag(release.Version)} is not; roll back {needing.Name} first.")
            : null;

    /// <summary>The module's entries through the history of this branch, the oldest first, and whether a rollback has set each.</summary>
    private List<(InstalledModule Entry, string Commit, bool IsRollback)> Entries(string name, CancellationToken cancellation)
    {
        var config = workspace.InRepository(ProjectConfig.FileName);
        var log = workspace.Repository.Git.Do(
            cancellation,
            "log", "--no-show-signature", "--first-parent", "--format=%H %s", $"--max-count={MostCommits}", workspace.Snapshot.Head, "--", GitRepository.Literal(config));
        var commits = log.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse().Select(line => line.Split(' ', 2)).ToList();
        var files = workspace.Repository.Read([.. commits.Select(commit => $"{commit[0]}:{config}")], cancellation);
        var entries = new List<(InstalledModule, string, bool)>();
        foreach (var (commit, file) in commits.Zip(files))
        {
            if (file is not null
                && !ProjectConfig.Read(file.Text, ProjectConfig.FileName).Failed(out _, out var read)
                && read.Modules.FirstOrDefault(module => module.Name == name) is { } entry)
            {
                entries.Add((entry, commit[0], commit[1].StartsWith($"{Verb} {name} ", StringComparison.Ordinal)));
            }
        }

        return entries;
    }

    /// <summary>The versions that one would go back through, the oldest first, each with the commit that brought it.</summary>
    private static List<(InstalledModule Entry, string Commit)> Steps(IReadOnlyList<(InstalledModule Entry, string Commit, bool IsRollback)> entries)
    {
        var steps = new List<(InstalledModule Entry, string Commit)>();
        foreach (var (entry, commit, isRollback) in entries)
        {
            if (steps.Count > 0 && steps[^1].Entry.Split == entry.Split)
            {
                steps[^1] = steps[^1] with { Entry = entry };
                continue;
            }

            var known = isRollback ? steps.FindLastIndex(step => step.Entry.Split == entry.Split) : -1;
            if (known >= 0)
            {
                steps.RemoveRange(known + 1, steps.Count - known - 1);
            }
            else
            {
                steps.Add((entry, commit));
            }
        }

        return steps;
    }
}
