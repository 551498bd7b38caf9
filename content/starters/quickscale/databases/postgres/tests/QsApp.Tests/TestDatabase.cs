using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;
using QsApp.Data;

namespace QsApp.Tests;

/// <summary>A database for one fixture, on the server that TEST_DATABASE_URL names, or else on the one of compose.yml.</summary>
internal static class TestDatabase
{
    private static readonly string Server = Database.ConnectionString(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        [HostDefaults.EnvironmentKey] = Environments.Development,
        ["DATABASE_URL"] = Environment.GetEnvironmentVariable("TEST_DATABASE_URL"),
    }).Build());

    /// <returns>The connection string of a database that is still empty.</returns>
    public static async Task<string> CreateAsync()
    {
        var database = new NpgsqlConnectionStringBuilder(Server) { Database = $"test_{Guid.CreateVersion7():N}", MaxPoolSize = 10 };
        await RunAsync($"CREATE DATABASE {database.Database}");
        return database.ConnectionString;
    }

    public static async Task DropAsync(string connectionString)
    {
        await RunAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");
        NpgsqlConnection.ClearAllPools();
    }

    private static async Task RunAsync(string sql)
    {
        var server = new NpgsqlConnectionStringBuilder(Server) { Database = "postgres", Pooling = false, Timeout = 5 };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        try
        {
            await connection.OpenAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException)
        {
            throw new InvalidOperationException($"No PostgreSQL server lets the tests in at {server.Host}:{server.Port}: run 'docker compose up -d db', or set TEST_DATABASE_URL.");
        }

        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
