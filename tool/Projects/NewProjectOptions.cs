namespace QuickScale.Tool.Projects;

/// <summary>
/// What a new project shall be; all choices are valid. <paramref name="Target"/> is a full path; a port that is left out is
/// chosen by the template.
/// </summary>
internal sealed record NewProjectOptions(string Target, string Theme, string Database, int? HttpPort, int? HttpsPort, bool Git, bool Restore)
{
    /// <summary>The name as it was typed: the last part of the path.</summary>
    public string Name => Path.GetFileName(Target);
}
