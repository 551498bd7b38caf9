using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace QuickScale.Modules.Tests;

/// <summary>Reads all rows of a project's database by a program of its own: no project of this repository refers to a database.</summary>
internal sealed class DatabaseRows
{
    private readonly string _program;
    private readonly string _url;

    private DatabaseRows(string program, string url) => (_program, _url) = (program, url);

    /// <param name="folder">Where the program is made.</param>
    /// <param name="url">As DATABASE_URL has it.</param>
    public static async Task<DatabaseRows> CreateAsync(string folder, string url)
    {
        Directory.CreateDirectory(folder);
        var source = Path.Combine(folder, "rows.cs");
        await File.WriteAllTextAsync(source, $$"""
            #:package Microsoft.EntityFrameworkCore.Sqlite@{{VersionOf("Microsoft.EntityFrameworkCore.Sqlite")}}
            #:package Npgsql.EntityFrameworkCore.PostgreSQL@{{VersionOf("Npgsql.EntityFrameworkCore.PostgreSQL")}}
            #:property PublishAot=false
            using System.Data.Common;
            using System.Globalization;
            using System.Text.Json.Nodes;

            var url = new Uri(args[0]);
            using DbConnection connection = url.Scheme == "sqlite"
                ? new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={url.LocalPath};Pooling=False")
                : new Npgsql.NpgsqlConnection($"Host={url.Host};Port={url.Port};Username={url.UserInfo.Split(':')[0]};Password={url.UserInfo.Split(':')[1]};Database={url.AbsolutePath.Trim('/')}");
            connection.Open();
            var tables = Read(url.Scheme == "sqlite"
                ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'"
                : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'");
            var all = new JsonObject();
            foreach (var table in tables.Select(row => (string)row!["name"]!).ToList())
                all[table] = Read($"SELECT * FROM \"{table}\"");
            Console.WriteLine(all.ToJsonString());

            JsonArray Read(string sql)
            {
                using var command = connection.CreateCommand();
                command.CommandText = sql;
                using var reader = command.ExecuteReader();
                var rows = new JsonArray();
                while (reader.Read())
                {
                    var row = new JsonObject();
                    for (var column = 0; column < reader.FieldCount; column++)
                        row[reader.GetName(column)] = reader.GetValue(column) switch
                        {
                            DBNull => null,
                            byte[] bytes => Convert.ToBase64String(bytes),
                            DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
                            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
                        };
                    rows.Add(row);
                }

                return rows;
            }
            """);
        (await TestProcess.DotnetAsync(["build", source, "--output", Path.Combine(folder, "built")], folder)).ShouldSucceed();
        return new DatabaseRows(Path.Combine(folder, "built", "rows.dll"), url);
    }

    /// <summary>The rows of each table, without those of migrations.</summary>
    public async Task<Dictionary<string, IReadOnlyList<JsonObject>>> ReadAsync()
    {
        var answer = (await TestProcess.DotnetAsync([_program, _url])).ShouldSucceed();
        return JsonNode.Parse(answer.Output)!.AsObject().ToDictionary(table => table.Key, IReadOnlyList<JsonObject> (table) => [.. table.Value!.AsArray().Select(row => row!.AsObject())]);
    }

    private static string VersionOf(string package) =>
        XDocument.Load(Repository.PathOf("content", "modules", "core", "Packages.props")).Descendants("PackageVersion")
            .Single(one => (string?)one.Attribute("Include") == package).Attribute("Version")!.Value;
}
