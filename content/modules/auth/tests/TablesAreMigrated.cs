using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

public class TablesAreMigrated
{
    [TestCase(DatabaseKind.Sqlite)]
    [TestCase(DatabaseKind.Postgres)]
    public void The_migrations_make_what_is_mapped(DatabaseKind kind)
    {
        using var context = new AuthModule().MigrationContext(kind, kind == DatabaseKind.Postgres ? "Host=nowhere" : "Data Source=:memory:")!;

        context.Database.HasPendingModelChanges().ShouldBeFalse("add a migration for both databases");
        context.Model.GetEntityTypes().Where(entity => !entity.IsOwned()).ShouldAllBe(entity => entity.GetTableName()!.StartsWith("auth_"));
    }

    [TestCaseSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
    public async Task Two_accounts_never_share_an_address(DatabaseKind kind)
    {
        using var database = TestDatabase.Create(kind);
        await using var context = new AuthModule().MigrationContext(kind, database.ConnectionString)!;
        await context.Database.MigrateAsync();
        foreach (var address in new[] { "ann@example.com", "ANN@example.com" })
        {
            var user = new User();
            user.SetEmail(TestHost.Email(address));
            context.Add(user);
        }

        await Should.ThrowAsync<DbUpdateException>(() => context.SaveChangesAsync());
    }
}
