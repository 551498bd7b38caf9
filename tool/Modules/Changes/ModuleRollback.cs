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

    public Result<ModuleUpdate> Plan(string name, DateOnly today, CancellationToken cancellation)
    {
        if (workspace.Snapshot.Find(name) is not { } module)
        {
            return Updating.NotEmbedded(name, workspace.Snapshot);
        }

        var state = ModuleBase.Find(workspace, [module], cancellation)[0];
        if (Before(Entries(name, cancellation)) is not { } before)
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
    private List<(InstalledModule Entry, bool IsRollback)> Entries(string name, CancellationToken cancellation)
    {
        var config = workspace.InRepository(ProjectConfig.FileName);
        var log = workspace.Repository.Git.Do(
            cancellation,
            "log", "--no-show-signature", "--first-parent", "--format=%H %s", $"--max-count={MostCommits}", workspace.Snapshot.Head, "--", GitRepository.Literal(config));
        var commits = log.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse().Select(line => line.Split(' ', 2)).ToList();
        var files = workspace.Repository.Read([.. commits.Select(commit => $"{commit[0]}:{config}")], cancellation);
        var entries = new List<(InstalledModule, bool)>();
        foreach (var (commit, file) in commits.Zip(files))
        {
            if (file is not null
                && !ProjectConfig.Read(file.Text, ProjectConfig.FileName).Failed(out _, out var read)
                && read.Modules.FirstOrDefault(module => module.Name == name) is { } entry)
            {
                entries.Add((entry, commit[1].StartsWith($"{Verb} {name} ", StringComparison.Ordinal)));
            }
        }

        return entries;
    }

    private static InstalledModule? Before(IReadOnlyList<(InstalledModule Entry, bool IsRollback)> entries)
    {
        var steps = new List<InstalledModule>();
        foreach (var (entry, isRollback) in entries)
        {
            if (steps.Count > 0 && steps[^1].Split == entry.Split)
            {
                steps[^1] = entry;
                continue;
            }

            var known = isRollback ? steps.FindLastIndex(step => step.Split == entry.Split) : -1;
            if (known >= 0)
            {
                steps.RemoveRange(known + 1, steps.Count - known - 1);
            }
            else
            {
                steps.Add(entry);
            }
        }

        return steps.Count > 1 ? steps[^2] : null;
    }
}
