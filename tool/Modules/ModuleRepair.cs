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
    public async Task<Result<IReadOnlyList<Repair>>> PlanAsync(string? name, CancellationToken cancellation)
    {
        if (name is not null && _snapshot.Find(name) is null)
        {
            return Updating.NotEmbedded(name, _snapshot);
        }

        var modules = _snapshot.Modules.Where(module => name is null || module.Name == name).ToList();
        var bases = await ModuleBase.FindAsync(workspace, modules, cancellation);
        var missing = await _repository.IdsAsync([.. modules.Select(module => module.Entry.Tree)], cancellation);
        var lost = modules.Where((_, index) => missing[index] is null).Select(module => module.Name).ToList();
        if (lost.Count > 0 && (await catalogue.LoadAsync(lost, cancellation)).Failed(out var failure, out _))
        {
            return failure;
        }

        var repairs = new List<Repair>();
        foreach (var state in bases)
        {
            if ((await RepairAsync(state, cancellation)).Failed(out failure, out var repair))
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

    private async Task<Result<Optional<Repair>>> RepairAsync(ModuleBase state, CancellationToken cancellation)
    {
        var (module, entry) = (state.Module, state.Module.Entry);
        var findings = new List<string>();
        var files = new List<(string Path, string? Blob)>();
        var tree = module.Tree;
        if (tree is null)
        {
            if ((await RestoreAsync(state, files, findings, cancellation)).Failed(out var failure, out tree))
            {
                return failure;
            }
        }

        if ((await ManifestAsync(module, tree, files, findings, cancellation)).Failed(out var unreadable, out var manifest))
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
            squash = new SquashCommit(entry.Tree, SquashMessage.OfEmbed(workspace.InRepository(entry.Prefix), entry.Split), null);
            findings.Add("its link to upstream's history was lost");
        }

        var projects = (await ModuleProjects.FindAsync(_repository, [(tree, manifest)], cancellation))[0];
        var wanted = _snapshot.File.Modules.FirstOrDefault(other => other.Name == entry.Name) ?? new WantedModule(entry.Name, null, null, new Dictionary<string, OptionValue>());
        var step = new ModuleStep(entry.Name, $"Repair {entry.Name}", SquashMessage.Body(entry), tree, squash, entry, wanted, new WiredModule(manifest, entry.Options, projects)) { Files = files };
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
            : new Optional<Repair>(new Repair($"{entry.Name}: {string.Join("; ", findings)}", step with { Body = $"{string.Join("\n", findings)}\n\n{step.Body}" }));
    }

    /// <summary>The tree of a dropped folder: as it was before the rebase where that is still known, else as upstream has it.</summary>
    private async Task<Result<string>> RestoreAsync(ModuleBase state, List<(string Path, string? Blob)> files, List<string> findings, CancellationToken cancellation)
    {
        var entry = state.Module.Entry;
        var folder = workspace.InRepository(entry.Prefix);
        var spilled = await SpilledAsync(folder, entry, cancellation);
        files.AddRange(spilled.Select(path => (path, (string?)null)));
        var spill = spilled.Count == 0 ? string.Empty : $", and {Phrase.Count(spilled.Count, "file")} of it had spilled into the root";
        if (await EarlierTreeAsync(folder, entry, cancellation) is { } earlier && earlier != entry.Tree)
        {
            findings.Add($"{entry.Prefix} was gone; it is brought back with your changes, as it was before the history was rewritten{spill}");
            return earlier;
        }

        if ((await _repository.IdsAsync([$"{entry.Tree}^{{tree}}"], cancellation))[0] is null)
        {
            return new Failure(ExitCode.Precondition, $"{entry.Prefix} is gone, and {entry.Remote} no longer has commit {entry.Split[..7]} of it; run 'qs module remove {entry.Name}' and embed it anew.");
        }

        findings.Add($"{entry.Prefix} was gone; it is brought back as {ModuleVersion.Tag(entry.InstalledVersion)} was{spill}");
        return entry.Tree;
    }

    /// <summary>The folder's tree in the places where git remembers earlier heads.</summary>
    private async Task<string?> EarlierTreeAsync(string folder, InstalledModule entry, CancellationToken cancellation)
    {
        string[] heads = ["ORIG_HEAD", .. Enumerable.Range(1, 20).Select(number => $"HEAD@{{{number}}}")];
        var trees = await _repository.ReadAsync([.. heads.Select(head => $"{head}:{folder}")], cancellation);
        var configs = await _repository.ReadAsync([.. heads.Select(head => $"{head}:{workspace.InRepository(ProjectConfig.FileName)}")], cancellation);
        for (var index = 0; index < heads.Length; index++)
        {
            if (trees[index] is { Type: "tree" } tree
                && configs[index] is { Type: "blob" } config
                && !ProjectConfig.Read(config.Text, ProjectConfig.FileName).Failed(out _, out var read)
                && read.Modules.Any(module => module.Name == entry.Name && module.Split == entry.Split))
            {
                return tree.Id;
            }
        }

        return null;
    }

    /// <summary>
    /// Files of the module that lie in the repository's root because a rebase has replayed the squash commit there: those that this very
    /// commit added, as long as nobody has changed them.
    /// </summary>
    private async Task<IReadOnlyList<string>> SpilledAsync(string folder, InstalledModule entry, CancellationToken cancellation)
    {
        var log = await _repository.Git.DoAsync(
            cancellation,
            "log", "--no-show-signature", "--max-count=1", "--fixed-strings", "--all-match", $"--grep=git-subtree-dir: {folder}", $"--grep=git-subtree-split: {entry.Split}", "--max-parents=1", "--min-parents=1", "--format=%H %P", "--end-of-options", _snapshot.Head);
        if (log.Output.Trim().Split(' ') is not [var commit, var parent])
        {
            return [];
        }

        var added = (await _repository.ChangesAsync(parent, commit, cancellation)).Where(change => change.Kind == 'A').ToList();
        var now = await _repository.IdsAsync([.. added.Select(change => $"{_snapshot.Head}:{change.Path}")], cancellation);
        return [.. added.Where((change, index) => now[index] == change.NewId).Select(change => change.Path)];
    }

    private async Task<Result<ModuleManifest>> ManifestAsync(EmbeddedModule module, string tree, List<(string Path, string? Blob)> files, List<string> findings, CancellationToken cancellation)
    {
        if (module.Manifest is { } present)
        {
            return present;
        }

        var shown = $"{module.Entry.Prefix}/{ModuleManifest.FileName}";
        foreach (var (from, isLost) in new[] { (tree, false), (module.Entry.Tree, true) })
        {
            if ((await _repository.ReadAsync([$"{from}:{ModuleManifest.FileName}"], cancellation))[0] is { Type: "blob" } file
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
