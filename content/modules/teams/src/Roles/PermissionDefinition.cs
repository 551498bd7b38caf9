namespace QuickScale.Modules.Teams;

/// <summary>A permission that there is. A module registers its own as singletons, so that roles can hold them.</summary>
/// <param name="Key">As code asks for it: <c>projects.read</c>.</param>
/// <param name="Title">What it allows, in a few words, for the form in which a role is made.</param>
/// <param name="GrantedTo">The built-in roles that have it, from <see cref="BuiltInRoles"/>; the owner has all.</param>
public sealed record PermissionDefinition(string Key, string Title, params IReadOnlyList<Guid> GrantedTo)
{
    /// <summary>Whether only owners have it: no role that a team makes may hold it.</summary>
    public bool IsForOwners { get; init; }
}
