namespace QuickScale.Modules.Tests;

/// <summary>From an application that refers to a module's tables to one that never had the module, without a lost row on the way.</summary>
[Category("Slow")]
[TestFixtureSource(typeof(Databases), nameof(Databases.Fewer))]
public class AModulesDataIsRemoved(string database)
{
    private const string Attached = """
        using Microsoft.EntityFrameworkCore;
        using Microsoft.EntityFrameworkCore.Metadata.Builders;
        using QuickScale.Modules.Probe;

        namespace MyApp.Data;

        public sealed class Order
        {
            public Guid Id { get; set; }

            public Team? Team { get; set; }

            public List<Label> Labels { get; } = [];
        }

        internal sealed class OrderConfiguration : IEntityTypeConfiguration<Order>
        {
            public void Configure(EntityTypeBuilder<Order> builder)
            {
                builder.ToTable("orders").HasMany(order => order.Labels).WithMany().UsingEntity("order_labels");
                builder.HasOne(order => order.Team).WithMany().HasForeignKey("TeamId").OnDelete(DeleteBehavior.Cascade);
            }
        }

        """;

    private const string Detached = """
        using Microsoft.EntityFrameworkCore;
        using Microsoft.EntityFrameworkCore.Metadata.Builders;

        namespace MyApp.Data;

        public sealed class Order
        {
            public Guid Id { get; set; }
        }

        internal sealed class OrderConfiguration : IEntityTypeConfiguration<Order>
        {
            public void Configure(EntityTypeBuilder<Order> builder) => builder.ToTable("orders");
        }

        """;

    private GeneratedProject _project = null!;
    private Dictionary<string, string?> _environment = null!;

    [Test]
    public async Task Step_by_step_and_never_half()
    {
        _environment = await Databases.EnvironmentAsync(database, "removal");
        _project = await ProjectWithModules.CreateAsync(new Combination("html", database), [Repository.PathOf("content", "modules", "core"), Repository.PathOf("tests", "QuickScale.Modules.Tests", "Probe")]);
        (await _project.DotnetAsync(["tool", "restore"])).ShouldSucceed();
        await BuildAsync();
        (await MigratorAsync("remove-data", "probe")).ShouldSucceed().Output.ShouldStartWith("The module probe has no data");

        await AttachAsync();
        await RefuseWhileReferredToAsync();
        await DetachAsync();
        await RemoveDataAsync();
        await RemoveTheModuleAsync();
    }

    private async Task AttachAsync()
    {
        var migration = await AddMigrationAsync("Attach", Attached);
        migration.ShouldContain("name: \"orders\"");
        migration.ShouldContain("name: \"order_labels\"");
        migration.ShouldNotContain("CreateTable(\n                name: \"probe_");
        (await MigratorAsync("migrate")).ShouldSucceed();
        (await MigratorAsync("probe", "add", "red", "blue")).ShouldSucceed();
    }

    private async Task RefuseWhileReferredToAsync()
    {
        foreach (var option in new[] { new[] { "--check" }, [] })
        {
            var refusal = (await MigratorAsync(["remove-data", "probe", .. option])).ShouldExitWith(4).Error.Trim();
            refusal.ShouldStartWith("Other tables refer to those of the module probe (order_labels.LabelsId, orders.TeamId): remove these uses");
            refusal.ShouldContain("'dotnet ef migrations add Detach -p src/MyApp -s src/MyApp.Migrator'");
            refusal.ShouldNotContain('\n');
        }

        (await TeamsAsync()).ShouldBe("red blue");
    }

    private async Task DetachAsync()
    {
        var migration = await AddMigrationAsync("Detach", Detached);
        migration.ShouldNotContain("name: \"probe_");
        (await MigratorAsync("migrate")).ShouldSucceed();
        (await MigratorAsync("remove-data", "--check", "probe")).ShouldSucceed().Output.ShouldContain("'remove-data probe' deletes the tables probe_labels, probe_members, probe_team_labels, probe_teams");
        (await TeamsAsync()).ShouldBe("red blue");
    }

    private async Task RemoveDataAsync()
    {
        (await MigratorAsync("remove-data", "--check", "core")).ShouldSucceed().Output.ShouldContain("'remove-data core' deletes the tables core_files");
        (await MigratorAsync("remove-data", "other")).ShouldExitWith(2).Error.Trim().ShouldBe("There is no module 'other': name one of core, probe.");
        (await MigratorAsync("remove-data", "probe")).ShouldSucceed();

        // As if it had never been there: the module makes its tables again, and they are empty.
        (await MigratorAsync("status")).ShouldExitWith(1).Output.ShouldNotContain("Pending app/");
        (await MigratorAsync("migrate")).ShouldSucceed().Output.ShouldContain("Applied probe/");
        (await TeamsAsync()).ShouldBeEmpty();
        (await MigratorAsync("remove-data", "probe")).ShouldSucceed();
    }

    private async Task RemoveTheModuleAsync()
    {
        // What the application's own migrations say of the module's tables stays in them, and they are applied already.
        Directory.Delete(_project.PathOf("modules", "probe"), recursive: true);
        await ProjectWithModules.WireAsync(_project, 1);
        (await EfAsync("add", "WithoutProbe", build: true)).ShouldSucceed();
        await BuildAsync();
        (await MigratorAsync("migrate")).ShouldSucceed();
        (await MigratorAsync("status")).ShouldSucceed();
    }

    private async Task<string> AddMigrationAsync(string name, string order)
    {
        await File.WriteAllTextAsync(_project.PathOf("src", "MyApp", "Data", "Order.cs"), order);
        await BuildAsync();
        (await EfAsync("add", name)).ShouldSucceed();
        await BuildAsync();
        return (await File.ReadAllTextAsync(Directory.GetFiles(_project.PathOf("src", "MyApp", "Data", "Migrations"), $"*_{name}.cs").Single())).ReplaceLineEndings("\n");
    }

    private async Task<string> TeamsAsync() => (await MigratorAsync("probe", "list")).ShouldSucceed().Output.Trim();

    private async Task BuildAsync() =>
        (await _project.DotnetAsync(["build", "src/MyApp.Migrator"], limit: TimeSpan.FromMinutes(5))).ShouldSucceed().Text.ShouldContain("0 Warning(s)");

    private Task<ProcessResult> EfAsync(string verb, string name, bool build = false) =>
        _project.DotnetAsync(["ef", "migrations", verb, name, "-p", "src/MyApp", "-s", "src/MyApp.Migrator", .. build ? Array.Empty<string>() : ["--no-build"]], _environment);

    private Task<ProcessResult> MigratorAsync(params string[] arguments) => Databases.MigratorAsync(_project, _environment, arguments);
}
