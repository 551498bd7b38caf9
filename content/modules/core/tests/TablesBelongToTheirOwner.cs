using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace QuickScale.Modules.Core.Tests;

/// <summary>The framework's class IdentityUser stands for an entity of somebody else, since its assembly is not this one.</summary>
public class TablesBelongToTheirOwner
{
    [Test]
    public void Only_the_named_assemblys_tables_are_in_the_migrations() =>
        Migrated(model =>
        {
            model.Entity<Project>();
            model.Entity<IdentityUser<Guid>>().ToTable("users");
            model.MigrateOnly(typeof(Project).Assembly);
        }).ShouldBe(["Project"]);

    [Test]
    public void What_an_entity_owns_goes_where_the_entity_goes()
    {
        static void Map(ModelBuilder model) => model.Entity<Vault>().OwnsMany(vault => vault.Tokens, owned => owned.ToTable("tokens"));

        Migrated(model =>
        {
            Map(model);
            model.MigrateOnly(typeof(Vault).Assembly);
        }).ShouldBe(["Vault", "tokens"]);
        Migrated(model =>
        {
            Map(model);
            model.MigrateOnly(typeof(IdentityUserToken<Guid>).Assembly);
        }).ShouldBeEmpty();
    }

    [Test]
    public void The_table_between_two_owners_belongs_to_the_one_that_knows_both()
    {
        static void Map(ModelBuilder model)
        {
            model.Entity<Project>().HasMany<IdentityUser<Guid>>("Members").WithMany().UsingEntity("project_members");
            model.Entity<IdentityUser<Guid>>().ToTable("users");
        }

        Migrated(model =>
        {
            Map(model);
            model.MigrateOnly(typeof(Project).Assembly);
        }).ShouldBe(["Project", "project_members"]);
        Migrated(model =>
        {
            Map(model);
            model.MigrateOnly(typeof(string).Assembly);
        }).ShouldBeEmpty();
    }

    [Test]
    public void What_the_application_maps_from_a_library_stays_in_its_migrations() =>
        Migrated(model =>
        {
            model.Entity<IdentityUser<Guid>>().ToTable("users");
            model.ApplyModules([new SampleModule()], typeof(string).Assembly);
        }).ShouldBe(["users"]);

    [Test]
    public void What_only_a_module_maps_never_gets_there_even_when_the_application_refers_to_it() =>
        Migrated(model =>
        {
            model.Entity<Appointment>();
            model.ApplyModules([new SampleModule()], typeof(string).Assembly);
        }).ShouldBeEmpty();

    [TestCase(DatabaseKind.Sqlite, "Sqlite")]
    [TestCase(DatabaseKind.Postgres, "PostgreSQL")]
    public void Each_owner_has_its_own_history(DatabaseKind kind, string provider)
    {
        using var context = new DbContext(ModuleMigrations.Options<DbContext>(kind, null, "sample"));

        context.Database.ProviderName!.ShouldEndWith(provider);
        RelationalOptionsExtension.Extract(context.GetService<IDbContextOptions>()).MigrationsHistoryTableName.ShouldBe("__migrations_sample");
    }

    [Test]
    public void An_unknown_database_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => ModuleMigrations.Options<DbContext>((DatabaseKind)7, null, "sample"));

    private static IEnumerable<string> Migrated(Action<ModelBuilder> map)
    {
        using var context = new Mapped(map);
        return [.. context.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables.Where(table => !table.IsExcludedFromMigrations).Select(table => table.Name).Order(StringComparer.Ordinal)];
    }

    private sealed class Mapped(Action<ModelBuilder> map) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
            optionsBuilder.UseSqlite("Data Source=:memory:").EnableServiceProviderCaching(false);

        protected override void OnModelCreating(ModelBuilder modelBuilder) => map(modelBuilder);
    }

    private sealed class Project
    {
        public Guid Id { get; set; }

        public List<IdentityUser<Guid>> Members { get; } = [];
    }

    private sealed class Vault
    {
        public Guid Id { get; set; }

        public List<IdentityUserToken<Guid>> Tokens { get; } = [];
    }
}
