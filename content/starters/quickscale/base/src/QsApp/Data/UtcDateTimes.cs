using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace QsApp.Data;

/// <summary>Times are UTC: SQLite forgets the kind of a <see cref="DateTime"/>, and PostgreSQL refuses any other.</summary>
internal static class UtcDateTimes
{
    private static readonly ValueConverter<DateTime, DateTime> Converter = new(
        time => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc),
        time => DateTime.SpecifyKind(time, DateTimeKind.Utc));

    /// <summary>
    /// Sets the converter on the entities of one assembly. It is not a convention of the context, because a convention
    /// would also change the columns of modules, whose own migrations know nothing of it.
    /// </summary>
    public static void UseUtcDateTimes(this ModelBuilder modelBuilder, Assembly own)
    {
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
