using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>A role that a team has made for itself. Those that every team has are in <see cref="BuiltInRoles"/> and have no rows.</summary>
public sealed class Role : ITenantEntity
{
    public const int LongestName = 40;

    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid TenantId { get; set; }

    /// <summary>The name as programs and URLs take it: unique in the team.</summary>
    public required string Key { get; set; }

    public required string Name { get; set; }

    /// <summary>As in <see cref="Permissions"/> and in what other modules register; kept as JSON.</summary>
    public IList<string> Permissions { get; set; } = [];
}
