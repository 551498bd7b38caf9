namespace QuickScale.Modules.Tests;

/// <summary>
/// The committed documents of the JSON endpoints and the types made of them, of the starter and of each module that has them, are what
/// the code and the generator make now.
/// </summary>
[Category("Slow")]
public class TheApiIsDescribedAsItIs
{
    private static readonly Combination React = Combination.WithModules.First(one => one.Theme == "react");

    private static IEnumerable<string> Modules =>
        ProjectWithModules.All.Where(folder => File.Exists(Path.Combine(folder, "react", "openapi.json"))).Select(folder => Path.GetFileName(folder)!);

    [Test]
    public void Auth_is_among_them() => Modules.ShouldContain("auth");

    [TestCaseSource(nameof(Modules))]
    public async Task Of_a_module(string module)
    {
        var project = await ProjectWithModules.GetBuiltAsync(React);
        await ShouldBeUpToDateAsync(project, project.PathOf("modules", module, "react"), "--module", module);
    }

    [Test]
    public async Task Of_the_starter()
    {
        var project = await ProjectWithModules.GetBuiltAsync(React);
        await ShouldBeUpToDateAsync(project, project.PathOf("src", "MyApp", "client", "api"));
    }

    private static async Task ShouldBeUpToDateAsync(GeneratedProject project, string committed, params string[] options)
    {
        using var folder = new TemporaryFolder();
        // A database that cannot be reached: describing the endpoints asks nothing of it.
        var environment = new Dictionary<string, string?> { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["DATABASE_URL"] = "postgres://nobody:nothing@127.0.0.1:1/nowhere" };
        var program = project.PathOf("src", "MyApp", "bin", "Debug", "net10.0", "MyApp.dll");
        (await TestProcess.DotnetAsync([program, "openapi", "--output", folder["openapi.json"], .. options], project.WebProject, environment)).ShouldSucceed();
        (await File.ReadAllTextAsync(folder["openapi.json"])).ShouldBe(await File.ReadAllTextAsync(Path.Combine(committed, "openapi.json")), "run 'npm run api'");

        var types = (await TestProcess.RunAsync("node", [project.PathOf("build", "apiTypes.mjs"), Path.Combine(committed, "openapi.json")], project.Root)).ShouldSucceed();
        types.Output.ShouldBe(await File.ReadAllTextAsync(Path.Combine(committed, "schema.d.ts")), "run 'npm run api'");
    }
}
