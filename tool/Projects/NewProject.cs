namespace QuickScale.Tool.Projects;

/// <summary>A project that was made.</summary>
internal sealed record NewProject(NewProjectOptions Options, ProjectFile Manifest, LaunchAddresses Addresses, int Files, GitOutcome Git, RestoreOutcome RestoreOutcome)
{
    public string Folder => Options.Target;

    /// <summary>Whether the typed name had to be changed into one that C# takes.</summary>
    public bool Renamed => Manifest.Name != Options.Name;

    /// <summary>The modules that were embedded, each with its version.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>The command that adds what the modules' pages need of npm; null when they need nothing.</summary>
    public string? Npm { get; init; }

    public string WebProject => Path.Combine("src", Manifest.Name);
}

/// <summary>
/// What became of the repository: a first commit with its short hash, or the <paramref name="Enclosing"/> repository that
/// the project lies in and that was left alone, or nothing at all.
/// </summary>
internal sealed record GitOutcome(string? Commit = null, string? Branch = null, string? Author = null, string? Enclosing = null);

internal enum RestoreOutcome
{
    Done,
    LeftOut,
    Failed,
}
