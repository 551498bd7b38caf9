using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Teams;

/// <summary>What a role allows: the built-in ones, and those that a team has made.</summary>
internal interface IRolePermissions
{
    /// <param name="context">Acts in the team whose role is asked for.</param>
    /// <returns>Empty for a role that is not there (any more).</returns>
    Task<IReadOnlySet<string>> OfAsync(DbContext context, Guid roleId, CancellationToken cancellationToken);
}
