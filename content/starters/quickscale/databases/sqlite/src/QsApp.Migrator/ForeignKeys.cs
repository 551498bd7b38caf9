using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Metadata;

namespace QsApp.Migrator;

/// <summary>What the database itself says about references between tables.</summary>
internal static class ForeignKeys
{
    /// <returns>Each foreign key by which another table points at one of these, as table.column.</returns>
    public static async Task<IReadOnlyList<string>> PointingAtAsync(string connectionString, IReadOnlyList<ITable> tables, CancellationToken cancellationToken)
    {
        // SQLite ignores the case of a table's name.
        var own = tables.Select(table => table.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT t.name, k."from", k."table" FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) k
            WHERE t.type = 'table' ORDER BY t.name, k.id, k.seq
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var references = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (own.Contains(reader.GetString(2)) && !own.Contains(reader.GetString(0)))
            {
                references.Add($"{reader.GetString(0)}.{reader.GetString(1)}");
            }
        }

        return references;
    }
}
