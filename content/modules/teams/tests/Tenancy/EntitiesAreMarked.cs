using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>Every entity says whose its rows are, and what is unique is unique in a team.</summary>
public class EntitiesAreMarked
{
    [Test]
    public void T1_Marked_entities_what_they_own_and_their_many_to_many_tables_are_in_order() => FindingsOf(model => model.ApplySample()).ShouldBeEmpty();

    [Test]
    public void T1_An_entity_without_a_mark_is_told_how_to_get_one() =>
        FindingsOf(model => model.Entity<Forgotten>()).ShouldHaveSingleItem().ShouldBe(
            "Forgotten does not say whose its rows are: let the class implement ITenantEntity (each row belongs to one team) or IGlobalEntity (all teams share them), both of QuickScale.Modules.Core; for the class of a library call services.AddGlobalEntity<Forgotten>().");

    [Test]
    public void T1_An_entity_of_a_library_is_named_in_the_services() =>
        FindingsOf(model => model.Entity<Forgotten>(), services => services.AddGlobalEntity<Forgotten>()).ShouldBeEmpty();

    [Test]
    public void T1_The_table_of_the_starters_keys_needs_no_mark() => FindingsOf(model => model.Entity<Forgotten>().ToTable("data_protection_keys")).ShouldBeEmpty();

    [Test]
    public void T1_Two_marks_a_mark_on_a_part_of_a_hierarchy_and_an_entity_without_a_class_are_refused()
    {
        FindingsOf(model => model.Entity<Both>().HasIndex(one => one.TenantId)).ShouldHaveSingleItem().ShouldContain("is both");
        FindingsOf(model =>
        {
            model.Entity<Animal>();
            model.Entity<Pet>().HasIndex(one => one.TenantId);
        }).ShouldContain("Pet belongs to a team and Animal, whose table it shares, does not: move ITenantEntity there.");
        FindingsOf(model => model.SharedTypeEntity<Dictionary<string, object>>("Bag", bag => bag.Property<int>("Id"))).ShouldHaveSingleItem().ShouldContain("has no class");
        FindingsOf(model => model.Entity<Plain>().Ignore(one => one.TenantId).HasIndex(one => one.Name)).ShouldContain("Plain.TenantId is not mapped: map it, as a public property, to a column.");
    }

    [Test]
    public void T13_Rows_in_several_tables_are_refused_since_no_purge_could_delete_them()
    {
        FindingsOf(model =>
        {
            model.Entity<Plain>().UseTptMappingStrategy().HasIndex(one => one.TenantId);
            model.Entity<Fancy>();
        }).ShouldContain(finding => finding.StartsWith("A row of Fancy lies in several tables", StringComparison.Ordinal));
        FindingsOf(model =>
        {
            model.Entity<Plain>().HasIndex(one => one.TenantId);
            model.Entity<Fancy>();
        }).ShouldBeEmpty();
        FindingsOf(model => model.Entity<Plain>(plain =>
        {
            plain.HasIndex(one => one.TenantId);
            plain.SplitToTable("names", table => table.Property(one => one.Name));
        })).ShouldHaveSingleItem().ShouldStartWith("A row of Plain lies in several tables");
    }

    [Test]
    public void T1_What_is_unique_is_unique_in_a_team()
    {
        FindingsOf(model => model.Entity<Plain>(plain =>
        {
            plain.HasIndex(one => one.TenantId);
            plain.HasIndex(one => one.Name).IsUnique();
        })).ShouldHaveSingleItem().ShouldStartWith("The unique index of Plain on Name is unique across teams");
        FindingsOf(model => model.Entity<Plain>(plain =>
        {
            plain.HasIndex(one => one.TenantId);
            plain.HasKey(one => one.Name);
        })).ShouldHaveSingleItem().ShouldStartWith("The key of Plain on Name is unique across teams");
        FindingsOf(model => model.Entity<Plain>(plain =>
        {
            plain.HasIndex(one => one.TenantId);
            plain.HasIndex(one => one.Name).IsUniqueAcrossTeams();
        })).ShouldBeEmpty();
        FindingsOf(model => model.Entity<Plain>().HasIndex(one => new { one.TenantId, one.Name }).IsUnique()).ShouldBeEmpty();
    }

    [Test]
    public void T1_Lists_have_an_index_of_the_team() =>
        FindingsOf(model => model.Entity<Plain>()).ShouldHaveSingleItem().ShouldStartWith("Plain has no index that begins with TenantId");

    [Test]
    public void T1_In_development_an_application_with_an_unmarked_entity_does_not_start()
    {
        static void Unmarked(IServiceCollection services) => services.ConfigureDbContext<SampleContext>(options => options.ReplaceService<Microsoft.EntityFrameworkCore.Infrastructure.IModelCustomizer, WithForgotten>());

        Should.Throw<OptionsValidationException>(() => TenancyHost.Build(options => options.UseSqlite("Data Source=none.db"), services: Unmarked, environment: "Development"))
            .Failures.ShouldHaveSingleItem().ShouldStartWith("Forgotten does not say whose its rows are");
        Should.NotThrow(() => TenancyHost.Build(options => options.UseSqlite("Data Source=none.db"), environment: "Development"));
    }

    private static IReadOnlyList<string> FindingsOf(Action<ModelBuilder> apply, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection();
        collection.AddOptions<TenantEntities>();
        services?.Invoke(collection);
        using var provider = collection.BuildServiceProvider();
        using var context = new OneModel(apply);
        return TenantEntities.Findings(context.Model, SampleContext.Modules, provider.GetRequiredService<IOptions<TenantEntities>>().Value);
    }

    private sealed class OneModel(Action<ModelBuilder> apply) : DbContext(new DbContextOptionsBuilder().UseSqlite("Data Source=none.db").EnableServiceProviderCaching(false).Options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            apply(modelBuilder);
            modelBuilder.ApplyModules(SampleContext.Modules, typeof(OneModel).Assembly);
        }
    }

    private sealed class WithForgotten(Microsoft.EntityFrameworkCore.Infrastructure.ModelCustomizerDependencies dependencies) : Microsoft.EntityFrameworkCore.Infrastructure.RelationalModelCustomizer(dependencies)
    {
        public override void Customize(ModelBuilder modelBuilder, DbContext context)
        {
            base.Customize(modelBuilder, context);
            modelBuilder.Entity<Forgotten>();
        }
    }

    private sealed class Forgotten
    {
        public Guid Id { get; set; }
    }

    private sealed class Both : ITenantEntity, IGlobalEntity
    {
        public Guid Id { get; set; }

        public Guid TenantId { get; set; }
    }

    private class Animal
    {
        public Guid Id { get; set; }
    }

    private sealed class Pet : Animal, ITenantEntity
    {
        public Guid TenantId { get; set; }
    }

    private sealed class Fancy : Plain;

    private class Plain : ITenantEntity
    {
        public Guid Id { get; set; }

        public Guid TenantId { get; set; }

        public string Name { get; set; } = "";
    }
}
