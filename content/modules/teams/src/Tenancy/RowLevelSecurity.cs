using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// The second wall (option <c>row_level_security</c>): tells PostgreSQL before each command which team it is for, and its policies show
/// no other rows, whatever the query says. In a transaction the setting ends with it; outside of one it is the connection's, and
/// Npgsql resets a connection before it gives it to somebody else.
/// </summary>
[AcrossTeams("It sets the team for the database and runs no query of its own.")]
internal sealed class RowLevelSecurity : DbCommandInterceptor, IDbConnectionInterceptor, IDbTransactionInterceptor
{
    /// <summary>The setting that policies read; empty for no team.</summary>
    public const string Setting = "app.tenant";

    private readonly ConditionalWeakTable<DbConnection, Told> _told = [];

    public void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => _told.Remove(connection);

    public Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        _told.Remove(connection);
        return Task.CompletedTask;
    }

    /// <summary>At once, and not with the first command: that may come after a savepoint, and would be undone with it.</summary>
    public DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        Tell(connection, result, eventData.Context);
        return result;
    }

    public async ValueTask<DbTransaction> TransactionStartedAsync(DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        await TellAsync(connection, result, eventData.Context, cancellationToken);
        return result;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Tell(command.Connection!, command.Transaction, eventData.Context);
        return result;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await TellAsync(command.Connection!, command.Transaction, eventData.Context, cancellationToken);
        return result;
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Tell(command.Connection!, command.Transaction, eventData.Context);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await TellAsync(command.Connection!, command.Transaction, eventData.Context, cancellationToken);
        return result;
    }

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        Tell(command.Connection!, command.Transaction, eventData.Context);
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        await TellAsync(command.Connection!, command.Transaction, eventData.Context, cancellationToken);
        return result;
    }

    /// <summary>The statements that put the policies onto the tables of all entities of teams; they may be run again and again.</summary>
    /// <remarks>This module's own tables are left out: whose a membership is decides which team a request is for, and is read before.</remarks>
    public static IReadOnlyList<(string Table, string Sql)> Policies(IModel model)
    {
        var tables = model.GetRelationalModel().Tables.Where(table => EntitiesOf(table).All(entity => entity.ClrType.Assembly != typeof(TeamsModule).Assembly)).ToList();
        var conditions = new Dictionary<ITable, string>();
        foreach (var table in tables)
        {
            if (EntitiesOf(table).Where(TenantModel.IsOfTeam).Select(entity => entity.FindProperty(nameof(ITenantEntity.TenantId))).OfType<IProperty>().Select(table.FindColumn).FirstOrDefault(column => column is not null) is { } team)
            {
                conditions[table] = $"{Quoted(team.Name)} = NULLIF(current_setting('{Setting}', true), '')::uuid";
            }
        }

        // What is owned, a part of a row, and the table of a many-to-many relation have no column of the team: a row is the team's when
        // the policies show the rows that it hangs on. What is owned by something owned comes in a later round.
        var joins = TenantTables.Joins(model).ToHashSet();
        for (var count = 0; count != conditions.Count;)
        {
            count = conditions.Count;
            foreach (var table in tables.Where(table => !conditions.ContainsKey(table)))
            {
                var bonds = table.ForeignKeyConstraints.Where(key => conditions.ContainsKey(key.PrincipalTable) && key.MappedForeignKeys.Any(one => IsBond(one, joins))).ToList();
                if (bonds.Count > 0)
                {
                    conditions[table] = string.Join(" AND ", bonds.Select(Exists));
                }
            }
        }

        return [.. conditions.Select(one => (Table: NameOf(one.Key), Condition: one.Value)).Select(one =>
            (one.Table, $"ALTER TABLE {one.Table} ENABLE ROW LEVEL SECURITY; DROP POLICY IF EXISTS quickscale_team ON {one.Table}; CREATE POLICY quickscale_team ON {one.Table} USING ({one.Condition}) WITH CHECK ({one.Condition});"))];
    }

    /// <summary>Whether a row belongs to whom the one belongs that it refers to.</summary>
    private static bool IsBond(IForeignKey key, HashSet<IEntityType> joins) =>
        key.IsOwnership
        || (joins.Contains(key.DeclaringEntityType) && TenantModel.IsOfTeam(key.PrincipalEntityType))
        || (key.DeclaringEntityType.GetRootType() == key.PrincipalEntityType.GetRootType() && key.Properties.All(property => property.IsPrimaryKey()));

    private static string Exists(IForeignKeyConstraint key)
    {
        var isSame = key.Columns.Zip(key.PrincipalColumns, (one, other) => $"principal.{Quoted(other.Name)} = {Quoted(key.Table.Name)}.{Quoted(one.Name)}");
        return $"EXISTS (SELECT FROM {NameOf(key.PrincipalTable)} principal WHERE {string.Join(" AND ", isSame)})";
    }

    private static IEnumerable<IEntityType> EntitiesOf(ITable table) => table.EntityTypeMappings.Select(mapping => mapping.TypeBase).OfType<IEntityType>();

    private static string NameOf(ITable table) => table.Schema is null ? Quoted(table.Name) : $"{Quoted(table.Schema)}.{Quoted(table.Name)}";

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private void Tell(DbConnection connection, DbTransaction? transaction, DbContext? context)
    {
        if (Command(connection, transaction, context) is { } command)
        {
            using (command)
            {
                command.ExecuteNonQuery();
            }
        }
    }

    private async Task TellAsync(DbConnection connection, DbTransaction? transaction, DbContext? context, CancellationToken cancellationToken)
    {
        if (Command(connection, transaction, context) is { } command)
        {
            await using (command)
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
    }

    /// <summary>Null when the connection knows already.</summary>
    private DbCommand? Command(DbConnection connection, DbTransaction? transaction, DbContext? context)
    {
        if (connection is not NpgsqlConnection)
        {
            return null;
        }

        var team = (context is null ? null : TenantContexts.Find(context)?.Id)?.ToString("D", CultureInfo.InvariantCulture) ?? "";
        if (_told.TryGetValue(connection, out var told) && told.Team == team && ReferenceEquals(told.Transaction, transaction))
        {
            return null;
        }

        _told.AddOrUpdate(connection, new Told(team, transaction));
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT set_config('{Setting}', @team, @local)";
        command.Parameters.Add(new NpgsqlParameter("team", team));
        command.Parameters.Add(new NpgsqlParameter("local", transaction is not null));
        return command;
    }

    private sealed record Told(string Team, DbTransaction? Transaction);
}
