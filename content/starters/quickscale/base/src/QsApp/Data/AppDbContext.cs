using Microsoft.EntityFrameworkCore;

namespace QsApp.Data;

/// <summary>
/// The one context of the application: its own entities, and those of the embedded modules. Map an entity of your own
/// in an <see cref="IEntityTypeConfiguration{TEntity}"/> beside it; it is found by itself.
/// </summary>
public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AppDbContext).Assembly);
        modelBuilder.UseUtcDateTimes(typeof(AppDbContext).Assembly);
        // Last: it also takes the modules' tables out of the application's migrations.
        Modules.Apply(modelBuilder);
    }
}
