namespace QuickScale.Modules.Tests;

/// <summary>What <c>dotnet new quickscale-feature</c> adds to a project with accounts and teams builds, passes its tests and the sweep of teams.</summary>
[Category("Slow")]
public class AFeatureStandsBesideModules
{
    private static readonly string[] WithAuth = ["core", "auth"];
    private static readonly string[] WithTeams = ["core", "auth", "notifications", "teams"];

    [TestCaseSource(nameof(Projects))]
    public async Task It_builds_and_passes_its_tests(string theme, bool hasTeams)
    {
        var combination = new Combination(theme, "sqlite");
        var project = await ProjectWithModules.CreateAsync(combination, [.. (hasTeams ? WithTeams : WithAuth).Select(module => Repository.PathOf("content", "modules", module))]);
        (await project.DotnetAsync(["restore"])).ShouldSucceed();
        var pack = await TemplatePack.InstalledAsync();

        (await TestProcess.DotnetAsync(["new", "quickscale-feature", "--name", "Invoice", "--no-update-check", "--debug:custom-hive", pack.Hive], project.WebProject)).ShouldSucceed();

        project.Read("src", "MyApp", "Features", "Invoices", "Invoice.cs").Contains(": IGlobalEntity", StringComparison.Ordinal).ShouldBe(hasTeams);
        if (theme == "react")
        {
            (await TestProcess.RunAsync("npm", ["ci"], project.Root, limit: TimeSpan.FromMinutes(8))).ShouldSucceed();
            (await TestProcess.RunAsync("npm", ["run", "api"], project.Root, limit: TimeSpan.FromMinutes(8))).ShouldSucceed();
        }

        (await project.DotnetAsync(["tool", "restore"])).ShouldSucceed();
        (await project.DotnetAsync(["ef", "migrations", "add", "AddInvoices", "-p", "src/MyApp", "-s", "src/MyApp.Migrator"], limit: TimeSpan.FromMinutes(8))).ShouldSucceed();
        await project.BuildAsync();
        (await project.ShouldPassTestsAsync("tests/MyApp.Tests", await EmptyDatabase.OfAsync(combination, "feature"), "--filter", "FullyQualifiedName~Invoices|FullyQualifiedName~Migrations|FullyQualifiedName~TeamsDoNotLeak|FullyQualifiedName~ApiDocument")).ShouldBeGreaterThan(20);
    }

    private static IEnumerable<object[]> Projects() => Rounds.Some<object[]>(nameof(AFeatureStandsBesideModules), ["html", false], ["react", true]);
}
