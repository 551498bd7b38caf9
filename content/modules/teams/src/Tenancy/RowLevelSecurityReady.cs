using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Whether the policies hold for this instance: PostgreSQL asks none of a superuser, of a role with BYPASSRLS and of a table's owner,
/// and a table that came with the last migration may not have one yet.
/// </summary>
[AcrossTeams("It reads the database's catalogue and no row.")]
internal sealed class RowLevelSecurityReady(IServiceScopeFactory scopes) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Database;
        if (!database.IsNpgsql())
        {
            return HealthCheckResult.Unhealthy("The option row_level_security of the module teams needs PostgreSQL.");
        }

        var tables = RowLevelSecurity.Policies(scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Model).Select(one => one.Table).ToArray();
        var open = await database.SqlQuery<string>($"""
            SELECT t.name || CASE
                WHEN r.rolsuper OR r.rolbypassrls THEN ' is open to the role ' || r.rolname || ', which no policy is asked for'
                WHEN pg_has_role(c.relowner, 'USAGE') THEN ' is open to the role ' || r.rolname || ', which owns it'
                ELSE ' has no policy' END AS "Value"
            FROM unnest({tables}) AS t(name)
            JOIN pg_class c ON c.oid = t.name::regclass
            JOIN pg_roles r ON r.rolname = current_user
            WHERE r.rolsuper OR r.rolbypassrls OR pg_has_role(c.relowner, 'USAGE') OR NOT c.relrowsecurity
                OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'quickscale_team')
            """).ToListAsync(cancellationToken);
        return open.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"{string.Join("; ", open)}: connect as a role that owns no table and run the migrator's command 'teams protect-rows' as the owner.");
    }
}
