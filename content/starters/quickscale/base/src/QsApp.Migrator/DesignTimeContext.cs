using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using QsApp.Data;

namespace QsApp.Migrator;

/// <summary>The context for dotnet-ef, which opens a connection only for the commands that need one.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<AppDbContext>
{
    public AppDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<AppDbContext>();
        Database.Configure(options, Database.ConnectionString(MigratorHost.CreateBuilder().Configuration));
        return new AppDbContext(options.Options);
    }
}
