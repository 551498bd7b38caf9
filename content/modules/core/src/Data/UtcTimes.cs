using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace QuickScale.Modules.Core;

/// <summary>Times are UTC: SQLite forgets the kind of a <see cref="DateTime"/>, and PostgreSQL refuses any other.</summary>
public static class UtcTimes
{
    private static readonly ValueConverter<DateTime, DateTime> Converter = new(
        time => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc),
        time => DateTime.SpecifyKind(time, DateTimeKind.Utc));

    /// <summary>
    /// Makes every <see cref="DateTime"/> of one assembly's entities UTC. A module calls it last in <see cref="IModule.Apply"/>, with
    /// its own assembly. It is no convention of the context: that would change the columns of other modules too.
    /// </summary>
    public static void UseUtcTimes(this ModelBuilder modelBuilder, Assembly own)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        var properties = modelBuilder.Model.GetEntityTypes()
            .Where(entity => entity.ClrType.Assembly == own)
            .SelectMany(entity => entity.GetProperties());
        foreach (var property in properties)
        {
            var isTime = property.ClrType == typeof(DateTime) || property.ClrType == typeof(DateTime?);
            if (isTime && property.GetValueConverter() is null)
            {
                property.SetValueConverter(Converter);
            }
        }
    }
}
