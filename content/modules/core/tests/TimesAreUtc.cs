using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Core.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class TimesAreUtc(DatabaseKind kind)
{
    [Test]
    public async Task Whatever_kind_of_time_is_written_comes_back_as_utc()
    {
        using var database = TestDatabase.Create(kind);
        var noon = new DateTime(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);
        await using (var context = New(database))
        {
            await context.Database.EnsureCreatedAsync();
            context.Add(new Appointment { Id = Guid.CreateVersion7(), Starts = noon, Ends = null });
            context.Add(new Appointment { Id = Guid.CreateVersion7(), Starts = noon.ToLocalTime(), Ends = DateTime.SpecifyKind(noon, DateTimeKind.Unspecified) });
            await context.SaveChangesAsync();
        }

        await using (var context = New(database))
        {
            var appointments = await context.Set<Appointment>().OrderBy(one => one.Ends == null).ToListAsync();
            appointments.ShouldAllBe(one => one.Starts == noon && one.Starts.Kind == DateTimeKind.Utc);
            appointments[0].Ends.ShouldNotBeNull().Kind.ShouldBe(DateTimeKind.Utc);
            appointments[1].Ends.ShouldBeNull();
        }
    }

    private static Appointments New(TestDatabase database) => new(database);

    private sealed class Appointments(TestDatabase database) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => database.Use(optionsBuilder);

        protected override void OnModelCreating(ModelBuilder modelBuilder) => new SampleModule().Apply(modelBuilder);
    }
}
