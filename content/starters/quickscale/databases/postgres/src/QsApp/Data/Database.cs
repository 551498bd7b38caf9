using Microsoft.EntityFrameworkCore;

namespace QsApp.Data;

/// <summary>All that is particular to PostgreSQL.</summary>
public static class Database
{
    public static string ConnectionString(IConfiguration configuration) =>
        configuration.GetConnectionString("Default") ?? "Host=localhost";

    public static void Configure(DbContextOptionsBuilder options, string connectionString) =>
        options.UseNpgsql(connectionString);
}
