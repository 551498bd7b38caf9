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

    public async Task<Result<ModuleUpdate>> PlanAsync(string name, DateOnly today, CancellationToken cancellation)
    {
        if (workspace.Snapshot.Find(name) is not { } module)
        {
            return Updating.NotEmbedded(name, workspace.Snapshot);
        }

        var state = (await ModuleBase.FindAsync(workspace, [module], cancellation))[0];
        if (Before(await EntriesAsync(name, cancellation)) is not { } before)
        {
            return new Failure(ExitCode.Precondition, $"{name} {ModuleVersion.Tag(module.Entry.InstalledVersion)} is the first version that was embedded here; 'qs module remove {name}' takes the module out.");
        }

        var found = await workspace.Repository.ReadAsync([$"{before.Tree}:{ModuleManifest.FileName}"], cancellation);
        if (found[0] is not { Type: "blob" } file || ModuleManifest.Read(file.Text, $"{name}:{ModuleManifest.FileName}").Failed(out _, out var manifest))
        {
            return new Failure(ExitCode.Precondition, $"The files of {name} {ModuleVersion.Tag(before.InstalledVersion)} are not in this clone; run 'qs module update {name} --to {before.InstalledVersion}', which fetches them.");
        }

        var release = new ModuleRelease(name, before.InstalledVersion, before.Split, before.Tree, manifest);
        if (Blocked(release) is { } blocked)
        {
            return blocked;
        }

        return (await new Updating(workspace, catalogue).StepsAsync([(state, release)], "Roll back", today, cancellation)).Failed(out var failure, out var updates)
            ? failure
            : updates[0];
    }

    /// <summary>Modules that need what is taken back.</summary>
    private Failure? Blocked(ModuleRelease release) =>
        workspace.Snapshot.Modules.FirstOrDefault(other => other.Manifest is { } manifest && manifest.Requires.TryGetValue(release.Name, out var range) && !range.Contains(release.Version)) is { } needing
            ? new Failure(ExitCode.Precondition, $"{needing.Name} requires {release.Name} {needing.Manifest!.Requires[release.Name]}, which {ModuleVersion.Tag(release.Version)} is not; roll back {needing.Name} first.")
            : null;

    /// <summary>The module's entries through the history of this branch, the oldest first.</summary>
    private async Task<IReadOnlyList<InstalledModule>> EntriesAsync(string name, CancellationToken cancellation)
    {
        var config = workspace.InRepository(ProjectConfig.FileName);
        var log = await workspace.Repository.Git.DoAsync(
            cancellation,
            "rev-list", "--first-parent", $"--max-count={MostCommits}", workspace.Snapshot.Head, "--", GitRepository.Literal(config));
        var commits = log.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse().ToList();
        var files = await workspace.Repository.ReadAsync([.. commits.Select(commit => $"{commit}:{config}")], cancellation);
        return [.. files.OfType<GitObject>()
            .Select(file => ProjectConfig.Read(file.Text, ProjectConfig.FileName).Failed(out _, out var read) ? null : read.Modules.FirstOrDefault(module => module.Name == name))
            .OfType<InstalledModule>()];
    }

    private static InstalledModule? Before(IReadOnlyList<InstalledModule> entries)
    {
        var steps = new List<InstalledModule>();
        foreach (var entry in entries)
        {
            var known = steps.FindIndex(step => step.Split == entry.Split);
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
