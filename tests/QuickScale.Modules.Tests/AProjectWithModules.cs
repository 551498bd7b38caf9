using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Modules.Tests;

/// <summary>Core and a module with one of everything, in a project of each database.</summary>
[Category("Slow")]
[TestFixtureSource(typeof(Databases), nameof(Databases.Fewer))]
public partial class AProjectWithModules(string database)
{
    private static readonly string[] Modules = [Repository.PathOf("content", "modules", "core"), Repository.PathOf("tests", "QuickScale.Modules.Tests", "Probe")];

    private GeneratedProject _project = null!;
    private Dictionary<string, string?> _environment = null!;

    [OneTimeSetUp]
    public async Task BuildTheProject()
    {
        _project = await ProjectWithModules.CreateAsync(new Combination("html", database), Modules);
        // The application's own page at the path of one of the module's.
        var own = _project.PathOf("src", "MyApp", "Areas", "Probe", "Pages", "Other.cshtml");
        Directory.CreateDirectory(Path.GetDirectoryName(own)!);
        await File.WriteAllTextAsync(own, "@page \"/probe/other\"\n<h1>The application's own page</h1>\n");
        await BuildAsync();
        _environment = await Databases.EnvironmentAsync(database, "modules");
    }

    /// <summary>Its own tests run with all modules in <see cref="EveryCombinationWithModules"/>.</summary>
    [Test]
    public async Task The_tests_of_its_modules_pass() =>
        (await _project.ShouldPassTestsAsync("modules/core/tests", _environment)).ShouldBeGreaterThan(100);

    [Test]
    public async Task It_serves_the_modules_pages_in_its_own_frame()
    {
        _environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        _environment["Modules__probe__mode"] = "header";
        await using var server = TestProcess.Start(
            "dotnet", [_project.PathOf("src", "MyApp", "bin", "Debug", "net10.0", "MyApp.dll"), "--urls", "http://127.0.0.1:0"], _project.WebProject, _environment);
        using var client = new HttpClient { BaseAddress = new Uri((await server.WaitForTextAsync(Address(), TimeSpan.FromMinutes(1))).Value) };

        (await client.GetStringAsync("/")).ShouldContain("""<a href="/probe">Probe</a>""");
        var page = await client.GetStringAsync("/probe");
        page.ShouldContain("A page of the module");
        page.ShouldContain("""<a class="skip-link button" href="#main">""");
        page.ShouldContain("""<a href="/probe" aria-current="page">Probe</a>""");
        (await client.GetStringAsync("/probe/other")).ShouldContain("The application's own page");
        using (var ready = await client.GetAsync("/health/ready"))
            ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var refused = await client.GetAsync("/api/probe/secret"))
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.GetStringAsync("/dev/mail")).ShouldContain("""<a href="/dev/mail/probe.letter">probe.letter</a>""");
        using (var letter = await client.GetAsync("/dev/mail/probe.letter/html"))
            letter.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldEndWith("; sandbox", customMessage: "the application's own policy gives way to it");
        var options = JsonNode.Parse(await client.GetStringAsync("/api/probe"))!;
        options["greeting"]!.GetValue<string>().ShouldBe("Hello");
        // Fixed at the embed: the variable above changes nothing.
        options["mode"]!.GetValue<string>().ShouldBe("path");
    }

    [Test]
    public async Task Its_own_migrations_know_nothing_of_the_modules_tables()
    {
        (await _project.DotnetAsync(["tool", "restore"])).ShouldSucceed();
        (await EfAsync("has-pending-model-changes")).ShouldSucceed();

        (await EfAsync("add", "Probe")).ShouldSucceed();

        var migration = await File.ReadAllTextAsync(Directory.GetFiles(_project.PathOf("src", "MyApp", "Data", "Migrations"), "*_Probe.cs").Single());
        EmptyMigration().IsMatch(migration).ShouldBeTrue(migration);
        // The project is shared.
        foreach (var file in Directory.GetFiles(_project.PathOf("src", "MyApp", "Data", "Migrations"), "*_Probe*.cs"))
            File.Delete(file);
    }

    [Test]
    public async Task Each_of_the_modules_migrations_is_up_to_date()
    {
        (await _project.DotnetAsync(["tool", "restore"])).ShouldSucceed();
        foreach (var (module, context) in new[] { ("core", "CoreSqliteMigrations"), ("core", "CorePostgresMigrations"), ("probe", "ProbeSqliteMigrations"), ("probe", "ProbePostgresMigrations") })
        {
            (await _project.DotnetAsync(
                ["ef", "migrations", "has-pending-model-changes", "-p", $"modules/{module}/src", "-s", "src/MyApp.Migrator", "-c", context, "--no-build"], _environment)).ShouldSucceed();
        }
    }

    [Test]
    public async Task Its_migrator_runs_the_modules_commands()
    {
        var environment = await Databases.EnvironmentAsync(database, "commands");
        (await MigratorAsync(environment, "migrate")).ShouldSucceed().Output.ShouldContain("Applied probe/");

        (await MigratorAsync(environment, "probe", "add", "red", "blue")).ShouldSucceed().Output.ShouldBe($"Added 2 team(s).{Environment.NewLine}");
        (await MigratorAsync(environment, "probe", "add")).ShouldExitWith(2).Error.Trim().ShouldBe("Name the teams to add.");
        (await MigratorAsync(environment, "probe", "fly")).ShouldExitWith(2).Error.ShouldContain("There is no such command");
        (await MigratorAsync(environment, "help")).ShouldSucceed().Output.ShouldContain("probe add ");
    }

    private async Task BuildAsync() =>
        (await _project.DotnetAsync(["build"], limit: TimeSpan.FromMinutes(5))).ShouldSucceed().Text.ShouldContain("0 Warning(s)");

    private Task<ProcessResult> EfAsync(params string[] arguments) =>
        _project.DotnetAsync(["ef", "migrations", .. arguments, "-p", "src/MyApp", "-s", "src/MyApp.Migrator", "--no-build"], _environment);

    private Task<ProcessResult> MigratorAsync(Dictionary<string, string?> environment, params string[] arguments) =>
        Databases.MigratorAsync(_project, environment, arguments);

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*")]
    private static partial Regex Address();

    [GeneratedRegex(@"void Up\(MigrationBuilder migrationBuilder\)\s*\{\s*\}.*void Down\(MigrationBuilder migrationBuilder\)\s*\{\s*\}", RegexOptions.Singleline)]
    private static partial Regex EmptyMigration();
}
