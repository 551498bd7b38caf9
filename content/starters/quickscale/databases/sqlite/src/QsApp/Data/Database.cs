using Microsoft.EntityFrameworkCore;

namespace QsApp.Data;

/// <summary>All that is particular to SQLite.</summary>
public static class Database
{
    public static string ConnectionString(IConfiguration configuration) =>
        configuration.GetConnectionString("Default") ?? "Data Source=app.db";

    public static void Configure(DbContextOptionsBuilder options, string connectionString) =>
        options.UseSqlite(connectionString);
}
