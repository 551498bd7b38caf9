namespace QuickScale.Tool.Projects;

/// <summary>
/// A file that qs writes.
/// <paramref name="Path"/>: relative to the project, with forward slashes.
/// </summary>
internal sealed record ManagedFile(string Path, string Content);
