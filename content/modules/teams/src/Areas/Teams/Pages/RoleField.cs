namespace QuickScale.Modules.Teams.Pages;

/// <summary>The choice of a role, shown by the partial <c>_RoleField</c>.</summary>
/// <param name="Id">Of the control: unique in the page.</param>
public sealed record RoleField(string Id, string Label, IReadOnlyList<RoleAnswer> Roles, Guid Selected);
