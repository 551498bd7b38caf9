namespace QuickScale.Modules.Teams;

/// <summary>The roles that every team has. Their ids are stored and never change.</summary>
public static class BuiltInRoles
{
    public static readonly Guid Owner = new("7ea00000-0000-4000-8000-000000000001");
    public static readonly Guid Admin = new("7ea00000-0000-4000-8000-000000000002");
    public static readonly Guid Member = new("7ea00000-0000-4000-8000-000000000003");
    public static readonly Guid Guest = new("7ea00000-0000-4000-8000-000000000004");
}
