using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace QuickScale.Modules.Core;

/// <summary>Says whose migrations create a table when several owners map theirs into one context.</summary>
public static class TableOwnership
{
    /// <summary>
    /// Takes all tables but those of the given assemblies out of this context's migrations. It belongs last into
    /// <c>OnModelCreating</c>, since it sees only what is mapped by then.
    /// </summary>
    public static void MigrateOnly(this ModelBuilder modelBuilder, params IReadOnlyCollection<Assembly> own)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        ArgumentNullException.ThrowIfNull(own);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            if (!IsOwn(entity, own))
            {
                entity.SetIsTableExcludedFromMigrations(true);
            }
        }
    }

    private static bool IsOwn(IReadOnlyEntityType entity, IReadOnlyCollection<Assembly> own)
    {
        if (entity.FindOwnership() is { } ownership)
        {
            return IsOwn(ownership.PrincipalEntityType, own);
        }

        // The table of a many-to-many relation has no class: it belongs to whoever stands at either end, since only they can know of it.
        return entity.HasSharedClrType
            ? entity.GetForeignKeys().Any(key => IsOwn(key.PrincipalEntityType, own))
            : own.Contains(entity.ClrType.Assembly);
    }
}
