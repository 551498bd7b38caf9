using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>
/// The managed files as they will be, step by step, so that every commit of a chain is whole in itself. Nothing is read from
/// the disk: the same snapshot and steps make the same texts.
/// </summary>
internal sealed class ProjectDraft
{
    private readonly Dictionary<string, string> _texts;
    private readonly Dictionary<string, WiredModule> _wired;

    // What a person has written there is followed, and not written.
    private readonly bool _followed;

    public ProjectDraft(Snapshot snapshot)
    {
        (Config, File) = (snapshot.Config, snapshot.File);
        _followed = snapshot.Followed is not null;
        _texts = new Dictionary<string, string>(snapshot.Managed, StringComparer.Ordinal);
        _wired = snapshot.Modules.Where(module => module.Manifest is not null)
            .ToDictionary(module => module.Name, module => new WiredModule(module.Manifest!, module.Entry.Options, module.Projects), StringComparer.Ordinal);
    }

    public ProjectConfig Config { get; private set; }

    public ProjectFile File { get; private set; }

    /// <summary>The first embed decides about the history.</summary>
    public void Remember(HistoryMode history) => Config = Config with { History = history };

    /// <summary>Applies a step and returns the files that it changes.</summary>
    public Result<IReadOnlyList<ManagedFile>> Apply(ModuleStep step)
    {
        Config = Config with { Modules = [.. With(Config.Modules, module => module.Name, step.Name, step.Entry)] };
        File = File with { Modules = [.. With(File.Modules, module => module.Name, step.Name, step.Wanted)] };
        if (step.Wired is { } wired)
        {
            _wired[step.Name] = wired;
        }
        else
        {
            _wired.Remove(step.Name);
        }

        var solution = Wiring.Paths(File.Name).Single(path => path.EndsWith(".slnx", StringComparison.Ordinal));
        var ordered = Resolver.Order(_wired.Values, module => module.Manifest.Name, module => module.Manifest);
        if (ProjectConfig.Edit(_texts[ProjectConfig.FileName], Config, ProjectConfig.FileName).Failed(out var failure, out var config)
            || FileText().Failed(out failure, out var file)
            || Wiring.Derive(File, ordered, _texts.GetValueOrDefault(solution, string.Empty)).Failed(out failure, out var wiring))
        {
            return failure;
        }

        ManagedFile[] all = [new(ProjectConfig.FileName, config), .. file.Value is { } text ? [new ManagedFile(ProjectFile.FileName, text)] : Array.Empty<ManagedFile>(), .. wiring];
        var changed = all.Where(managed => _texts.GetValueOrDefault(managed.Path) != managed.Content).ToList();
        foreach (var managed in changed)
        {
            _texts[managed.Path] = managed.Content;
        }

        return Result<IReadOnlyList<ManagedFile>>.Of(changed);
    }

    private Result<Optional<string>> FileText()
    {
        if (_followed)
        {
            return Optional<string>.None;
        }

        return ProjectFile.Edit(_texts[ProjectFile.FileName], File, ProjectFile.FileName).Failed(out var failure, out var text) ? failure : new Optional<string>(text);
    }

    /// <summary>The list with one item put in its place, added at the end, or taken out.</summary>
    private static IEnumerable<T> With<T>(IReadOnlyList<T> items, Func<T, string> name, string which, T? item)
        where T : class
    {
        var found = false;
        foreach (var present in items)
        {
            if (name(present) != which)
            {
                yield return present;
                continue;
            }

            found = true;
            if (item is not null)
            {
                yield return item;
            }
        }

        if (!found && item is not null)
        {
            yield return item;
        }
    }
}
