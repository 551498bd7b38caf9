using Microsoft.EntityFrameworkCore;

namespace QsApp.Data;

/// <summary>The one context of the application: its own entities, and those of the embedded modules.</summary>
public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AppDbContext).Assembly);
        Modules.Apply(modelBuilder);
    }
}
