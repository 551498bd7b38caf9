namespace QuickScale.Modules.Core;

/// <summary>
/// A link among the pages of each owner that persons form, such as a team. It is registered as a service; whoever brings such owners shows it beside its own links.
/// </summary>
/// <param name="Title">The link's words.</param>
/// <param name="Path">Path in the application, from <c>/</c>, the same in all themes; <see cref="Key"/> in it stands for the owner, as in <c>/t/{owner}/projects</c>.</param>
/// <param name="ForManagers">Whether those alone see it who may change the owner's contract.</param>
public sealed record OwnerEntry(string Title, string Path, bool ForManagers = false)
{
    /// <summary>Those alone see it whose role has this permission, such as <c>projects.read</c>; null asks for none.</summary>
    public string? Permission { get; init; }

    /// <summary>What is replaced by the owner's key.</summary>
    public const string Key = "{owner}";

    /// <summary>The path for an owner.</summary>
    public string PathFor(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Path.Replace(Key, Uri.EscapeDataString(key), StringComparison.Ordinal);
    }
}
