using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace QsApp.Migrator;

/// <summary>What the database itself says about references between tables.</summary>
internal static class ForeignKeys
{
    /// <returns>Each foreign key by which another table points at one of these, as table.column.</returns>
    public static async Task<IReadOnlyList<string>> PointingAtAsync(string connectionString, IReadOnlyList<ITable> tables, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            WITH own AS (SELECT to_regclass(name)::oid AS id FROM unnest($1) AS name WHERE to_regclass(name) IS NOT NULL)
            SELECT k.conrelid::regclass::text, c.attname::text
            FROM pg_constraint k CROSS JOIN LATERAL unnest(k.conkey) AS part JOIN pg_attribute c ON c.attrelid = k.conrelid AND c.attnum = part
            WHERE k.contype = 'f' AND k.confrelid IN (SELECT id FROM own) AND k.conrelid NOT IN (SELECT id FROM own)
            ORDER BY 1, 2
            """;
        command.Parameters.Add(new NpgsqlParameter { Value = tables.Select(Quoted).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var references = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            references.Add($"{reader.GetString(0)}.{reader.GetString(1)}");
        }

        return references;
    }

    // Without a schema the search path decides, as it does for the migrations.
    private static string Quoted(ITable table) => table.Schema is null ? Quoted(table.Name) : $"{Quoted(table.Schema)}.{Quoted(table.Name)}";

    private static string Quoted(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
