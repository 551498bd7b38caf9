using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// The migrator's command <c>teams protect-rows</c>: puts PostgreSQL's policies onto the tables of all entities of teams. It runs as the
/// owner of the tables, after migrations, and may be repeated.
/// </summary>
[AcrossTeams("It changes tables and reads no row.")]
internal static class RowLevelSecurityCommand
{
    public static async Task<int> RunAsync(ModuleCommandContext command)
    {
        var context = command.Services.GetRequiredService<ModuleDb>().Context;
        if (!context.Database.IsNpgsql())
        {
            await command.Error.WriteLineAsync("Policies need PostgreSQL: leave row_level_security off on this database, where the filter of the application keeps teams apart.");
            return 4;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(command.CancellationToken);
        foreach (var (table, sql) in RowLevelSecurity.Policies(context.Model))
        {
            await context.Database.ExecuteSqlRawAsync(sql, command.CancellationToken);
            await command.Output.WriteLineAsync($"Protected {table}");
        }

        await transaction.CommitAsync(command.CancellationToken);
        return 0;
    }
}
