using Microsoft.EntityFrameworkCore;
using QsApp.Data;

namespace QsApp.Tests;

public class DatabaseTests : DatabaseFixture
{
    [Test]
    public async Task Times_come_back_as_the_utc_that_they_were()
    {
        await DatabaseMigrator.MigrateAsync(ConnectionString);
        var instant = new DateTime(2026, 3, 29, 1, 30, 0, DateTimeKind.Utc);
        await using (var context = NewContext())
        {
            var key = TestData.DataProtectionKey();
            key.CreatedUtc = instant.ToLocalTime();
            context.Add(key);
            await context.SaveChangesAsync();
        }

        await using var later = NewContext();
        var read = await later.DataProtectionKeys.SingleAsync();

        read.CreatedUtc.ShouldBe(instant);
        read.CreatedUtc.Kind.ShouldBe(DateTimeKind.Utc);
    }
}
