using QuickScale.Tool.Git;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>A repair, with what was found.</summary>
internal sealed record Repair(string Finding, ModuleStep Step);

/// <summary>
/// Finds what rewritten histories and hands have done to embedded modules, and plans the way back: a folder that a rebase has dropped
/// (and spilled into the root), a lost link to upstream's history, a lost manifest, an outdated entry, wiring that differs.
/// </summary>
internal sealed class ModuleRepair(Workspace workspace, Catalogue catalogue)
{
    private readonly GitRepository _repository = workspace.Repository;
    private readonly Snapshot _snapshot = workspace.Snapshot;

    /// <param name="name">The module; null for all.</param>
    /// <param name="cancellation">Cancels the search.</param>
    public Result<IReadOnlyList<Repair>> Plan(string? name, CancellationToken cancellation)
    {
        var dropped = DroppedEmbed.Find(workspace, cancellation);
        if (name is not null && _snapshot.Find(name) is null && dropped?.Name != name)
        {
            return Updating.NotEmbedded(name, _snapshot);
        }

        var modules = _snapshot.Modules.Where(module => name is null || module.Name == name).ToList();
        var bases = ModuleBase.Find(workspace, modules, cancellation);
        var missing = _repository.Ids([.. modules.Select(module => module.Entry.Tree)], cancellation);
        var lost = modules.Where((_, index) => missing[index] is null).Select(module => module.Name).ToList();
        if (lost.Count > 0 && catalogue.Load(lost, cancellation).Failed(out var failure, out _))
        {
            return failure;
        }

        var repairs = new List<Repair>();
        if (dropped is not null && (name is null || name == dropped.Name))
        {
            if (BringBack(dropped, cancellation).Failed(out failure, out var brought))
            {
                return failure;
            }

            repairs.Add(brought);
        }

        foreach (var state in bases)
        {
            if (Repair(state, cancellation).Failed(out failure, out var repair))
            {
                return failure;
            }

            if (repair.Value is { } found)
            {
                repairs.Add(found);
            }
        }

        return Result<IReadOnlyList<Repair>>.Of(repairs);
    }

    private Result<Repair> BringBack(DroppedEmbed dropped, CancellationToken cancellation)
    {
        if (dropped.Restore(workspace, catalogue, DateOnly.FromDateTime(DateTime.Now), cancellation).Failed(out var failure, out var restored))
        {
            return failure;
        }

        var (module, tree) = restored;
        List<(string Path, string? Blob)> files = [.. dropped.Spilled.Select(path => (path, (string?)null))];
        List<string> findings = [$"a rebase has dropped its embed, and {Phrase.Count(files.Count, "file")} of it had spilled into the root"];
        if (Manifest(module, tree, files, findings, cancellation).Failed(out failure, out var manifest))
        {
            return failure;
        }

        var squash = default(SquashCommit);
        if (workspace.History == HistoryMode.Subtree && (Squash(module.Entry, cancellation)).Failed(out failure, out squash))
        {
            return failure;
        }

        return new Repair($"{dropped.Name}: {string.Join("; ", findings)}", Step(module.Entry, tree, manifest, squash, files, findings, cancellation));
    }

    private ModuleStep Step(
        InstalledModule entry,
        string tree,
        ModuleManifest manifest,
        SquashCommit? squash,
        IReadOnlyList<(string Path, string? Blob)> files,
        IReadOnlyList<string> findings,
        CancellationToken cancellation)
    {
        var projects = ModuleProjects.Find(_repository, [(tree, manifest)], cancellation)[0];
        var wanted = _snapshot.File.Modules.FirstOrDefault(other => other.Name == entry.Name) ?? new WantedModule(entry.Name, null, null, new Dictionary<string, OptionValue>());
        return new ModuleStep(entry.Name, $"Repair {entry.Name}", $"{string.Join("\n", findings)}\n\n{SquashMessage.Body(entry)}".TrimStart(), tree, squash, entry, wanted, new WiredModule(manifest, entry.Options, projects)) { Files = files };
    }

    private Result<Optional<Repair>> Repair(ModuleBase state, CancellationToken cancellation)
    {
        var (module, entry) = (state.Module, state.Module.Entry);
        var findings = new List<string>();
        var files = new List<(string Path, string? Blob)>();
        var tree = module.Tree;
        if (tree is null)
        {
            if (Restore(state, findings, cancellation).Failed(out var failure, out tree))
            {
                return failure;
            }
        }

        if (Manifest(module, tree, files, findings, cancellation).Failed(out var unreadable, out var manifest))
        {
            return unreadable;
        }

        if (entry != _snapshot.Find(entry.Name)!.Entry)
        {
            findings.Add($"config.yml did not know of the update to {ModuleVersion.Tag(entry.InstalledVersion)} that git subtree has made");
        }

        var squash = default(SquashCommit);
        if (workspace.History == HistoryMode.Subtree && state.Squash is null)
        {
            if ((Squash(entry, cancellation)).Failed(out var unlinked, out squash))
            {
                return unlinked;
            }

            findings.Add("its link to upstream's history was lost");
        }

        var step = Step(entry, tree, manifest, squash, files, findings, cancellation);
        var draft = new ProjectDraft(_snapshot);
        draft.Remember(workspace.History);
        if (draft.Apply(step).Failed(out var wrong, out var managed))
        {
            return wrong;
        }

        if (findings.Count == 0 && managed.Count > 0)
        {
            findings.Add($"{Phrase.All([.. managed.Select(file => file.Path)])} did not match what is embedded");
        }

        return findings.Count == 0
            ? Optional<Repair>.None
            : new Optional<Repair>(new Repair($"{entry.Name}: {string.Join("; ", findings)}", step));
    }

    /// <summary>
    /// The squash commit that links a module to upstream. Its trailer says that its tree is that of an upstream commit, which later merges
    /// build on: config.yml alone is no proof of it.
    /// </summary>
    private Result<SquashCommit> Squash(InstalledModule entry, CancellationToken cancellation)
    {
        string[] wanted = [$"{entry.Split}^{{tree}}"];
        var tree = (_repository.Ids(wanted, cancellation))[0];
        if (tree is null)
        {
            if (catalogue.Load([entry.Name], cancellation).Failed(out var failure, out _))
            {
                return failure;
            }

            tree = (_repository.Ids(wanted, cancellation))[0];
        }

        if (tree != entry.Tree)
        {
            return new Failure(ExitCode.Precondition, tree is null
                ? $"{entry.Name} cannot be linked to commit {entry.Split[..7]} of its upstream, which {entry.Remote} no longer has; 'qs module update {entry.Name}' links it to a newer one."
                : $".quickscale/config.yml gives commit {entry.Split[..7]} of {entry.Name} another tree than it has; take the lines 'split' and 'tree' from the commit that wrote them ('git log -p .quickscale/config.yml') and try again.");
        }

        return new SquashCommit(entry.Tree, SquashMessage.OfEmbed(workspace.InRepository(entry.Prefix), entry.Split), null);
    }

    /// <summary>The tree of a dropped folder: as it was before the rebase where that is still known, else as upstream has it.</summary>
    private Result<string> Restore(ModuleBase state, List<string> findings, CancellationToken cancellation)
    {
        var entry = state.Module.Entry;
        if (DroppedEmbed.FindEarlier(workspace, entry.Name, entry.Split, cancellation) is { } earlier && earlier.Tree != entry.Tree)
        {
            findings.Add($"{entry.Prefix} was gone; it is brought back with your changes, as it was in an earlier commit");
            return earlier.Tree;
        }

        if (_repository.Ids([$"{entry.Tree}^{{tree}}"], cancellation)[0] is null)
        {
            return new Failure(ExitCode.Precondition, $"{entry.Prefix} is gone, and {entry.Remote} no longer has commit {entry.Split[..7]} of it; run 'qs module remove {entry.Name}' and embed it anew.");
        }

        findings.Add($"{entry.Prefix} was gone; it is brought back as {ModuleVersion.Tag(entry.InstalledVersion)} was");
        return entry.Tree;
    }

    private Result<ModuleManifest> Manifest(EmbeddedModule module, string tree, List<(string Path, string? Blob)> files, List<string> findings, CancellationToken cancellation)
    {
        if (module.Manifest is { } present)
        {
            return present;
        }

        var shown = $"{module.Entry.Prefix}/{ModuleManifest.FileName}";
        foreach (var (from, isLost) in new[] { (tree, false), (module.Entry.Tree, true) })
        {
            if (_repository.Read([$"{from}:{ModuleManifest.FileName}"], cancellation)[0] is { Type: "blob" } file
                && !ModuleManifest.Read(file.Text, shown).Failed(out _, out var manifest))
            {
                if (isLost)
                {
                    files.Add((workspace.InRepository(shown), file.Id));
                    findings.Add($"{shown} was gone or could not be read; it is brought back as upstream has it");
                }

                return manifest;
            }
        }

        return new Failure(ExitCode.Precondition, $"{shown} cannot be read, nor can upstream's; run 'qs module remove {module.Name}' and embed it anew.");
    }
}
