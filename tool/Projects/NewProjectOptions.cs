namespace QuickScale.Tool.Projects;

/// <summary>
/// What a new project shall be; all choices are valid. <paramref name="Target"/> is a full path; a port that is left out is
/// chosen by the template.
/// </summary>
internal sealed record NewProjectOptions(string Target, string Theme, string Database, int? HttpPort, int? HttpsPort, bool Git, bool Restore)
{
    /// <summary>The name as it was typed, or as a quickscale.yml gives it: else the last part of the path.</summary>
    public string Name => File?.Name ?? Path.GetFileName(Target);

    /// <summary>The modules to begin with.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>What the project is generated from, with its text, which becomes the project's own; null when it is made from options.</summary>
    public ProjectFile? File { get; init; }

    public string? FileText { get; init; }

    /// <summary>Whether remotes that the file names may be used without a question.</summary>
    public bool TrustRemotes { get; init; }

    public bool HasModules => Modules.Count > 0 || File?.Modules.Count > 0;
}
