namespace QuickScale.Tool.Git;

/// <summary>A file of a tree: its mode (100644, 100755, 120000, 160000), type, id, size in bytes and path.</summary>
internal sealed record TreeEntry(string Mode, string Type, string Id, long Size, string Path);
