using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>
/// An embed that a rebase has dropped: the merge is gone with all that it brought, and its squash commit was replayed as an ordinary one,
/// which spilled the module's files into the root of the repository.
/// </summary>
/// <param name="Name">The module.</param>
/// <param name="Split">The upstream commit that was embedded.</param>
/// <param name="Spilled">Files in the root that the replayed commit has added and nobody has changed since.</param>
/// <param name="Earlier">What config.yml said before the rebase and the folder's tree, where git still knows.</param>
internal sealed record DroppedEmbed(string Name, string Split, IReadOnlyList<string> Spilled, (InstalledModule Entry, string Tree)? Earlier)
{
    private const int RememberedHeads = 20;

    /// <summary>Looks for one. It costs nothing where no manifest lies in the root.</summary>
    public static DroppedEmbed? Find(Workspace workspace, CancellationToken cancellation)
    {
        if (workspace.Snapshot.RootManifest is not { } text
            || ModuleManifest.Read(text, ModuleManifest.FileName).Failed(out _, out var manifest)
            || workspace.Snapshot.Find(manifest.Name) is not null)
        {
            return null;
        }

        var repository = workspace.Repository;
        var folder = workspace.InRepository($"modules/{manifest.Name}");
        var history = SubtreeHistory.Read(repository, workspace.Snapshot.Head, cancellation);
        var single = history.Of(folder).Where(squash => squash.Parents.Count == 1).ToList();
        var hosts = repository.Ids([.. single.Select(squash => $"{squash.Commit}:{workspace.InRepository(ProjectConfig.FileName)}")], cancellation);
        if (single.Where((_, index) => hosts[index] is not null).FirstOrDefault() is not { } replayed)
        {
            return null;
        }

        var added = repository.Changes(replayed.Parents[0], replayed.Commit, cancellation).Where(change => change.Kind == 'A').ToList();
        var now = repository.Ids([.. added.Select(change => $"{workspace.Snapshot.Head}:{change.Path}")], cancellation);
        var spilled = added.Where((change, index) => now[index] == change.NewId).Select(change => change.Path).ToList();
        return new DroppedEmbed(manifest.Name, replayed.Split, spilled, FindEarlier(workspace, manifest.Name, replayed.Split, cancellation));
    }

    /// <summary>The module in the places where git remembers earlier heads.</summary>
    /// <param name="workspace">The project.</param>
    /// <param name="name">The module.</param>
    /// <param name="split">The upstream commit that must have been embedded then.</param>
    /// <param name="cancellation">Cancels the search.</param>
    public static (InstalledModule Entry, string Tree)? FindEarlier(Workspace workspace, string name, string split, CancellationToken cancellation)
    {
        var log = workspace.Repository.Git.Do(cancellation, "log", "--no-show-signature", "--walk-reflogs", $"--max-count={RememberedHeads}", "--format=%H", "HEAD");
        // This branch's own history first, then what HEAD was at, in other branches too.
        var own = workspace.Repository.Git.Do(
            cancellation, "rev-list", "--first-parent", $"--max-count={RememberedHeads}", "--parents", workspace.Snapshot.Head, "--", Git.GitRepository.Literal(workspace.InRepository($"modules/{name}")));
        var before = own.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(line => line.Split(' ').Take(1).Select(id => $"{id}^"));
        string[] heads = [.. before, .. log.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), "ORIG_HEAD"];
        var folder = workspace.InRepository($"modules/{name}");
        var found = workspace.Repository.Read(
            [.. heads.SelectMany(head => new[] { $"{head}:{folder}", $"{head}:{workspace.InRepository(ProjectConfig.FileName)}" })],
            cancellation);
        for (var index = 0; index < found.Count; index += 2)
        {
            if (found[index] is { Type: "tree" } tree
                && found[index + 1] is { Type: "blob" } config
                && !ProjectConfig.Read(config.Text, ProjectConfig.FileName).Failed(out _, out var read)
                && read.Modules.FirstOrDefault(module => module.Name == name && module.Split == split) is { } entry)
            {
                return (entry, tree.Id);
            }
        }

        return null;
    }

    /// <summary>The module as it is to be again: from before the rebase, or else the release of that commit.</summary>
    public Result<(EmbeddedModule Module, string Tree)> Restore(Workspace workspace, Catalogue catalogue, DateOnly today, CancellationToken cancellation)
    {
        if (Earlier is { } earlier)
        {
            return (new EmbeddedModule(earlier.Entry, null, null, []), earlier.Tree);
        }

        if (catalogue.Releases(Name, requiredBy: null, cancellation).Failed(out var failure, out var releases))
        {
            return failure;
        }

        if (releases.FirstOrDefault(release => release.Commit == Split) is not { } release
            || ModuleOptions.InForce(release.Manifest, new Dictionary<string, OptionValue>()).Failed(out _, out var options))
        {
            return new Failure(ExitCode.Precondition, $"The embed of {Name} was dropped by a rebase, and its remote no longer has commit {Split[..7]}; delete the files that it left in the root and run 'qs module embed {Name}'.");
        }

        var remote = catalogue.RemoteOf(Name);
        var entry = new InstalledModule(Name, $"modules/{Name}", remote.Text, Catalogue.BranchOf(Name), release.Version, today, release.Commit, release.Tree, release.Manifest.Source, options);
        return (new EmbeddedModule(entry, null, null, []), release.Tree);
    }
}
