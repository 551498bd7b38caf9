namespace QuickScale.Modules.Core;

/// <summary>A link that a module puts into the site's main navigation.</summary>
/// <param name="Title">The link's words.</param>
/// <param name="Path">Path in the application, from <c>/</c>; the same in all themes.</param>
/// <param name="Policy">
/// Shown only to those who satisfy this policy; null shows it to all. The policy must be answered from the user's claims: the
/// navigation stands on error pages too, where no database may be needed.
/// </param>
public sealed record NavigationEntry(string Title, string Path, string? Policy = null)
{
    /// <summary>
    /// A partial that stands behind the title, inside the link, with this entry as its model: a count that a script of the module keeps
    /// current. As the rest of the navigation it needs no database. Null for the title alone.
    /// </summary>
    public string? Partial { get; init; }
}
