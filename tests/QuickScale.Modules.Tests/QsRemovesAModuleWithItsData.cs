using System.Xml.Linq;

namespace QuickScale.Modules.Tests;

/// <summary>
/// <c>qs module remove --drop-data</c> with the real migrator on a real database: refused while anything of the application hangs on the
/// module's tables, and then as docs/modules.md says. All of it is done by qs as a process of its own.
/// </summary>
[Category("Slow")]
public class QsRemovesAModuleWithItsData
{
    private static readonly string[] Remove = ["module", "remove", "probe", "--drop-data", "--yes"];
    private readonly string _folder = TemporaryFolder.ForTheRun();
    private Dictionary<string, string?> _environment = null!;
    private GeneratedProject _project = null!;

    private string Database => Path.Combine(_folder, "app.db");

    private string Migrations => _project.PathOf("src", "MyApp", "Data", "Migrations");

    [Test]
    public async Task Only_when_nothing_hangs_on_them()
    {
        await PrepareAsync();
        await AttachAsync();
        await RefusesAsync("Other tables refer to those of the module probe (order_labels.LabelsId, orders.TeamId)", "nothing was changed");

        await DetachAsync();
        await RefusesAsync("_Attach.cs and ", "_Detach.cs of the application refer to tables of probe", "leave out --drop-data");

        await BeginMigrationsAnewAsync();
        var before = await TablesAsync();
        before.ShouldContain("probe_teams");
        var removed = (await QsAsync(Remove)).ShouldSucceed();

        removed.Output.ShouldContain("Removed probe");
        (await TablesAsync()).ShouldBe(before.Where(table => !table.Contains("probe", StringComparison.Ordinal)));
        (await SqlAsync("SELECT Note FROM orders ORDER BY Note")).ShouldBe(["first", "second"]);
        Directory.Exists(_project.PathOf("modules", "probe")).ShouldBeFalse();
        (await GitAsync("status", "--porcelain")).ShouldBeEmpty();
        await ServesAsync();
    }

    private async Task PrepareAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "gitconfig"), "[user]\n\tname = Ada Lovelace\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n");
        _environment = new()
        {
            ["DATABASE_URL"] = $"sqlite:///{Database.Replace('\\', '/').TrimStart('/')}",
            ["GIT_CONFIG_GLOBAL"] = Path.Combine(_folder, "gitconfig"),
            ["GIT_CONFIG_NOSYSTEM"] = "1",
        };
        _project = await GeneratedProject.CreateAsync(new Combination("html", "sqlite"));
        await GitAsync("init", "--quiet");
        await CommitAsync("Start");
        var remote = Path.Combine(_folder, "modules.git");
        await GitAsync("init", "--quiet", "--bare", remote);
        await PublishAsync(remote, "core", Repository.PathOf("content", "modules", "core"));
        await PublishAsync(remote, "probe", Repository.PathOf("tests", "QuickScale.Modules.Tests", "Probe"));
        (await QsAsync("module", "embed", "probe", "--remote", remote)).ShouldSucceed();
        (await _project.DotnetAsync(["tool", "restore"])).ShouldSucceed();
        (await _project.DotnetAsync(["restore"])).ShouldSucceed();
    }

    private async Task PublishAsync(string remote, string module, string folder)
    {
        var source = Path.Combine(_folder, module);
        foreach (var file in await Repository.FilesAsync(folder))
        {
            var target = Path.Combine(source, Path.GetRelativePath(folder, Repository.PathOf(file)));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Repository.PathOf(file), target);
        }

        foreach (var arguments in new string[][] { ["init", "--quiet"], ["add", "--all", "--force"], ["commit", "--quiet", "--message", module], ["push", "--quiet", remote, $"HEAD:refs/heads/splits/{module}-module"] })
            (await TestProcess.RunAsync("git", arguments, source, _environment)).ShouldSucceed();
    }

    private async Task AttachAsync()
    {
        await MigrateAsync("Attach", """
            public Team? Team { get; set; }

            public List<Label> Labels { get; } = [];
            """, """
            builder.ToTable("orders").HasMany(order => order.Labels).WithMany().UsingEntity("order_labels");
            builder.HasOne(order => order.Team).WithMany().HasForeignKey("TeamId");
            """);
        (await MigratorAsync("probe", "add", "red", "blue")).ShouldSucceed();
        foreach (var (note, team) in new[] { ("first", "red"), ("second", "blue") })
            await SqlAsync($"INSERT INTO orders (Id, Note, TeamId) SELECT '{Guid.NewGuid()}', '{note}', Id FROM probe_teams WHERE Name = '{team}'");
    }

    private Task DetachAsync() => MigrateAsync("Detach", string.Empty, "builder.ToTable(\"orders\");");

    /// <summary>The steps of docs/modules.md.</summary>
    private async Task BeginMigrationsAnewAsync()
    {
        var manual = await File.ReadAllTextAsync(Repository.PathOf("docs", "modules.md"));
        const string Name = "20261122120000_Initial";
        var code = manual.Split('`');
        var note = code.Single(part => part.Contains(Name, StringComparison.Ordinal));
        var add = code.Single(part => part.StartsWith("dotnet ef migrations add Initial ", StringComparison.Ordinal)).Replace("<Project>", "MyApp", StringComparison.Ordinal);
        Directory.Delete(Migrations, recursive: true);
        (await _project.DotnetAsync(add.Split(' ')[1..], _environment, TimeSpan.FromMinutes(5))).ShouldSucceed();
        var made = Directory.GetFiles(Migrations, "*_Initial.cs").Single();
        await SqlAsync(note.Replace(Name, Path.GetFileNameWithoutExtension(made), StringComparison.Ordinal));
        await CommitAsync("Begin the migrations anew");
        (await MigratorAsync("status")).ShouldSucceed();
    }

    private async Task RefusesAsync(params string[] words)
    {
        var (head, tables) = (await GitAsync("rev-parse", "HEAD"), await TablesAsync());

        var refused = (await QsAsync(Remove)).ShouldExitWith(4);

        words.ShouldAllBe(word => refused.Error.Contains(word, StringComparison.Ordinal), refused.Error);
        (await GitAsync("rev-parse", "HEAD")).ShouldBe(head);
        (await GitAsync("status", "--porcelain")).ShouldBeEmpty();
        (await TablesAsync()).ShouldBe(tables);
        (await MigratorAsync("probe", "list")).ShouldSucceed().Output.Trim().ShouldBe("red blue");
    }

    /// <summary>Without the module the project builds, and its database is as it should be, an old and a fresh one.</summary>
    private async Task ServesAsync()
    {
        (await _project.DotnetAsync(["build", "src/MyApp.Migrator"], limit: TimeSpan.FromMinutes(5))).ShouldSucceed().Text.ShouldContain("0 Warning(s)");
        (await MigratorAsync("migrate")).ShouldSucceed();
        (await MigratorAsync("status")).ShouldSucceed();
        var expected = await TablesAsync();
        _environment["DATABASE_URL"] = $"sqlite:///{Path.Combine(_folder, "fresh.db").Replace('\\', '/').TrimStart('/')}";
        (await MigratorAsync("migrate")).ShouldSucceed();
        (await SqlAsync("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", "fresh.db")).ShouldBe(expected);
    }

    /// <summary>Writes the entity, a migration for it, and applies both; committed.</summary>
    private async Task MigrateAsync(string name, string properties, string configuration)
    {
        await File.WriteAllTextAsync(_project.PathOf("src", "MyApp", "Data", "Order.cs"), $$"""
            using Microsoft.EntityFrameworkCore;
            using Microsoft.EntityFrameworkCore.Metadata.Builders;
            using QuickScale.Modules.Probe;

            namespace MyApp.Data;

            public sealed class Order
            {
                public Guid Id { get; set; }

                public string Note { get; set; } = "";

                {{properties}}
            }

            internal sealed class OrderConfiguration : IEntityTypeConfiguration<Order>
            {
                public void Configure(EntityTypeBuilder<Order> builder)
                {
                    {{configuration}}
                }
            }
            """.Replace(properties.Length == 0 ? "using QuickScale.Modules.Probe;" : "\0", "", StringComparison.Ordinal));
        (await EfAsync(name)).ShouldSucceed();
        (await _project.DotnetAsync(["build", "src/MyApp.Migrator"], limit: TimeSpan.FromMinutes(5))).ShouldSucceed();
        (await MigratorAsync("migrate")).ShouldSucceed();
        await CommitAsync(name);
    }

    private async Task<IReadOnlyList<string>> TablesAsync() => await SqlAsync("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");

    /// <summary>Runs SQL in a program of its own: no project of this repository refers to SQLite.</summary>
    private async Task<IReadOnlyList<string>> SqlAsync(string sql, string database = "app.db")
    {
        var program = Path.Combine(_folder, "sql", "sql.cs");
        if (!File.Exists(program))
        {
            var packages = XDocument.Load(Repository.PathOf("content", "modules", "core", "Packages.props"));
            var version = packages.Descendants("PackageVersion").Single(package => (string?)package.Attribute("Include") == "Microsoft.EntityFrameworkCore.Sqlite").Attribute("Version")!.Value;
            Directory.CreateDirectory(Path.GetDirectoryName(program)!);
            await File.WriteAllTextAsync(program, $$"""
                #:package Microsoft.EntityFrameworkCore.Sqlite@{{version}}
                #:property PublishAot=false
                using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={args[0]};Pooling=False");
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = args[1];
                using var reader = command.ExecuteReader();
                while (reader.Read())
                    Console.WriteLine(reader.GetValue(0));
                """);
            (await TestProcess.DotnetAsync(["build", program, "--output", Path.Combine(_folder, "sql", "built")], Path.GetDirectoryName(program))).ShouldSucceed();
        }

        var answer = (await TestProcess.DotnetAsync([Path.Combine(_folder, "sql", "built", "sql.dll"), Path.Combine(_folder, database), sql])).ShouldSucceed();
        return answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private Task<ProcessResult> QsAsync(params string[] arguments) =>
        _project.DotnetAsync([Path.Combine(AppContext.BaseDirectory, "qs.dll"), .. arguments], _environment, TimeSpan.FromMinutes(5));

    private Task<ProcessResult> EfAsync(string name) =>
        _project.DotnetAsync(["ef", "migrations", "add", name, "-p", "src/MyApp", "-s", "src/MyApp.Migrator"], _environment, TimeSpan.FromMinutes(5));

    private Task<ProcessResult> MigratorAsync(params string[] arguments) => Databases.MigratorAsync(_project, _environment, arguments);

    private async Task CommitAsync(string message)
    {
        await GitAsync("add", "--all");
        await GitAsync("commit", "--quiet", "--message", message);
    }

    private async Task<string> GitAsync(params string[] arguments) =>
        (await TestProcess.RunAsync("git", arguments, _project.Root, _environment)).ShouldSucceed().Output.Trim();
}
