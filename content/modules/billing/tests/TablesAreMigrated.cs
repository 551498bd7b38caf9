using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

public class TablesAreMigrated
{
    [TestCase(DatabaseKind.Sqlite)]
    [TestCase(DatabaseKind.Postgres)]
    public void The_migrations_make_what_is_mapped(DatabaseKind kind)
    {
        using var context = new BillingModule().MigrationContext(kind, kind == DatabaseKind.Postgres ? "Host=nowhere" : "Data Source=:memory:")!;

        context.Database.HasPendingModelChanges().ShouldBeFalse("add a migration for both databases");
        context.Model.GetEntityTypes().Where(entity => !entity.IsOwned()).ShouldAllBe(entity => entity.GetTableName()!.StartsWith("billing_"));
    }
}
