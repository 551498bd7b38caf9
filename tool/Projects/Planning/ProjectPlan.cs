using QuickScale.Tool.Git;
using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Projects;

internal enum PlannedKind
{
    Embed,
    Update,

    /// <summary>Other values of mutable options.</summary>
    Set,

    /// <summary>Managed files that are not what follows from the modules are written again.</summary>
    Rewire,
    Remove,
}

/// <summary>An option that a plan gives a value, or another one.</summary>
/// <param name="Option">What the module says about it.</param>
/// <param name="From">The value in force; null for a module that is new.</param>
/// <param name="To">The value that comes.</param>
internal sealed record PlannedOption(ModuleOption Option, OptionValue? From, OptionValue To);

/// <summary>One thing that a plan does, in one commit.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Step">Its commit.</param>
internal sealed record PlannedAction(PlannedKind Kind, ModuleStep Step)
{
    public string Module => Step.Name;

    /// <summary>The version that is embedded; null when none is.</summary>
    public SemanticVersion? From { get; init; }

    /// <summary>The release that comes; null when none does.</summary>
    public ModuleRelease? To { get; init; }

    /// <summary>The modules for which it comes, where quickscale.yml does not name it itself.</summary>
    public IReadOnlyList<string> RequiredBy { get; init; } = [];

    public IReadOnlyList<PlannedOption> Options { get; init; } = [];

    /// <summary>What upstream tells about an update.</summary>
    public UpstreamNotes? Notes { get; init; }

    /// <summary>The project's files that a removed module had.</summary>
    public IReadOnlyList<string> Projects { get; init; } = [];

    /// <summary>The files in which an update meets changes of the user; a person has to merge them.</summary>
    public IReadOnlyList<string> Conflicts => Step.Conflict is { } merge ? [.. merge.Conflicts] : [];
}

/// <summary>What leads from a project as it is committed to one as quickscale.yml wants it.</summary>
/// <param name="Actions">In the order in which they are done; none when all is as it is wanted.</param>
/// <param name="Notes">What a person should know and no action changes.</param>
internal sealed record ProjectPlan(IReadOnlyList<PlannedAction> Actions, IReadOnlyList<string> Notes)
{
    public IReadOnlyList<ModuleStep> Steps => [.. Actions.Select(action => action.Step)];

    public IReadOnlyList<PlannedAction> Conflicting => [.. Actions.Where(action => action.Step.Conflict is not null)];

    /// <summary>The migrations that come with a change, by module, for the project's database.</summary>
    public static IReadOnlyList<(string Module, string Migration)> Migrations(Workspace workspace, PreparedChange change)
    {
        var modules = workspace.InRepository("modules/");
        var folder = $"/Data/Migrations/{(workspace.Snapshot.File.Database == "postgres" ? "Postgres" : "Sqlite")}/";
        return [.. change.Files
            .Where(file => file.Kind == 'A' && IsMigration(file, modules, folder))
            .Select(file => (file.Path[modules.Length..].Split('/')[0], Path.GetFileNameWithoutExtension(file.Path)))];
    }

    // 20260101000000_Name.cs, and neither its designer file nor the snapshot.
    private static bool IsMigration(TreeChange file, string modules, string folder) =>
        file.Path.StartsWith(modules, StringComparison.Ordinal)
        && file.Path.Contains(folder, StringComparison.Ordinal)
        && file.Path.EndsWith(".cs", StringComparison.Ordinal)
        && !file.Path.EndsWith(".Designer.cs", StringComparison.Ordinal)
        && char.IsAsciiDigit(Path.GetFileName(file.Path)[0]);
}
