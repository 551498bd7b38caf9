using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using QsApp.Hosting;

namespace QsApp.Data;

/// <summary>All that is particular to PostgreSQL: where the server is, and how the context speaks to it.</summary>
public static class Database
{
    /// <summary>Each owner of migrations (a module, or "app") has its own history table.</summary>
    public const string HistoryTablePrefix = "__migrations_";

    /// <summary>The server of compose.yml; reachable from this machine only.</summary>
    private const string Development = "Host=localhost;Port=5432;Database=qs_app;Username=qs_app;Password=qs_app";

    /// <summary>
    /// The connection string from <c>ConnectionStrings:Default</c> or <c>DATABASE_URL</c>, each as "Host=…;Database=…"
    /// or as the address that hosting platforms give: <c>postgres://user:password@host:port/database?sslmode=require</c>.
    /// </summary>
    /// <exception cref="SettingsException">Nothing is configured outside Development, or what is configured is malformed.</exception>
    public static string ConnectionString(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var setting = DatabaseSetting.Find(configuration);
        if (setting is null && !DatabaseSetting.InDevelopment(configuration))
        {
            throw new SettingsException("No database is configured: set DATABASE_URL=postgres://user:password@host:5432/qs_app or ConnectionStrings__Default.");
        }

        var connection = setting is null ? new NpgsqlConnectionStringBuilder(Development) : Parse(setting);
        connection.ApplicationName ??= "qs-app";
        return connection.ConnectionString;
    }

    /// <summary>The one place that chooses the provider and the history table, for the application, the migrator and dotnet-ef.</summary>
    public static void Configure(DbContextOptionsBuilder options, string connectionString, string owner = "app") =>
        options.UseNpgsql(connectionString, postgres => postgres.MigrationsHistoryTable(HistoryTablePrefix + owner));

    /// <summary>The database in words that hold no secret.</summary>
    public static string Describe(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        return $"the PostgreSQL database {connection.Database} at {connection.Host}:{connection.Port}";
    }

    /// <summary>One sentence for a failure of the database, or null when the exception is something else.</summary>
    public static string? Explain(Exception exception, string connectionString)
    {
        // EF wraps what it takes for a passing failure.
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case PostgresException refusal:
                    return Sentence(refusal, Describe(connectionString));
                case NpgsqlException { InnerException: TimeoutException }:
                    return $"No answer in time from {Describe(connectionString)}: see what keeps the server busy or what holds a lock, and try again.";
                case NpgsqlException or SocketException:
                    return $"Cannot reach {Describe(connectionString)}: start it (in development with 'docker compose up -d db'), or correct DATABASE_URL or ConnectionStrings__Default.";
            }
        }

        return null;
    }

    // The server's text for a refused sign-in names the user, so it is not passed on.
    private static string Sentence(PostgresException exception, string database) => exception.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"The server refused the user name or the password for {database}: correct DATABASE_URL or ConnectionStrings__Default.",
        PostgresErrorCodes.InvalidCatalogName => $"The server lacks {database}: run the migrator as a user who may create it, or create it yourself.",
        PostgresErrorCodes.InsufficientPrivilege => $"The database user lacks a right in {database}, or the right to create it: grant it, or run the migrator as the owner.",
        PostgresErrorCodes.TooManyConnections => $"All connections are taken in {database}: close some, or allow more.",
        _ => $"The database refused, in {database}: {exception.MessageText} ({exception.SqlState}).",
    };

    private static NpgsqlConnectionStringBuilder Parse(DatabaseSetting setting)
    {
        try
        {
            var connection = setting.Value.Contains("://", StringComparison.Ordinal) ? DatabaseUrl.Parse(setting) : new NpgsqlConnectionStringBuilder(setting.Value);
            if (!string.IsNullOrEmpty(connection.Host) && !string.IsNullOrEmpty(connection.Database))
            {
                return connection;
            }
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException or OverflowException)
        {
            // Said below without the value, which holds the password.
        }

        throw new SettingsException($"{setting.Name} is not a valid PostgreSQL address: write postgres://user:password@host:port/database, with special characters percent-encoded, or \"Host=…;Database=…;Username=…;Password=…\".");
    }
}
