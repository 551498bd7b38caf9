namespace QuickScale.Modules.Tests;

/// <summary>
/// What was written for the client of the case study, on what the starter makes today: it builds without a warning, passes its tests and serves its pages. So the study
/// stays true, and whoever changes the starter sees what it means to a project.
/// </summary>
[Category("Slow")]
public class TheCaseStudyIsBuilt
{
    private static readonly string Study = Repository.PathOf("docs", "case-studies", "booking");

    [Test]
    public async Task On_the_starter_of_today()
    {
        var combination = new Combination("htmx", "sqlite");
        var project = await ProjectWithModules.CreateAsync(combination, ProjectWithModules.All, "Studio");
        var pack = await TemplatePack.InstalledAsync();
        (await project.DotnetAsync(["restore"])).ShouldSucceed();
        (await TestProcess.DotnetAsync(["new", "quickscale-feature", "--name", "ClassSession", "--no-update-check", "--debug:custom-hive", pack.Hive], project.WebProject)).ShouldSucceed();

        // What the starter made and the client's developer changed is a patch; what is theirs alone are files.
        (await TestProcess.RunAsync("git", ["apply", Path.Combine(Study, "changes.patch")], project.Root)).ShouldSucceed();
        foreach (var file in GeneratedProject.FilesOf(Path.Combine(Study, "project")))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(project.PathOf(file))!);
            File.Copy(Path.Combine(Study, "project", file), project.PathOf(file));
        }

        (await project.DotnetAsync(["tool", "restore"])).ShouldSucceed();
        (await project.DotnetAsync(["ef", "migrations", "add", "AddClassesAndBookings", "-o", "Data/Migrations", "-p", "src/Studio", "-s", "src/Studio.Migrator"], limit: TimeSpan.FromMinutes(8))).ShouldSucceed();
        await project.BuildAsync();
        var database = await EmptyDatabase.OfAsync(combination, "study");
        (await project.ShouldPassTestsAsync("tests/Studio.Tests", database, "--filter", "FullyQualifiedName~ClassSession|FullyQualifiedName~Booking|FullyQualifiedName~Migrations|FullyQualifiedName~TeamsDoNotLeak")).ShouldBeGreaterThan(20);
        await project.ShouldServeAsync(database, "/", "/auth/login");
    }
}
