namespace QuickScale.Modules.Tests;

/// <summary>What the Dockerfile copies and restores knows the modules too.</summary>
[Category("Slow")]
public class ModulesAreInTheImage
{
    [Test]
    public async Task The_published_programs_have_the_modules()
    {
        var project = await ProjectWithModules.CreateAsync(
            new Combination("html", "sqlite"), [Repository.PathOf("content", "modules", "core"), Repository.PathOf("tests", "QuickScale.Modules.Tests", "Probe")]);
        var folder = TemporaryFolder.ForTheRun();
        var output = Path.Combine(folder, "out");

        await new ContainerBuild(project.Root, Path.Combine(folder, "src"), output).RunAsync();

        var environment = await Databases.EnvironmentAsync("sqlite", "image");
        environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        (await TestProcess.DotnetAsync([Path.Combine(output, "MyApp.Migrator.dll"), "migrate"], output, environment)).ShouldSucceed().Output.ShouldContain("Applied probe/");
        (await TestProcess.DotnetAsync([Path.Combine(output, "MyApp.Migrator.dll"), "probe", "add", "red"], output, environment)).ShouldSucceed();
        File.Exists(Path.Combine(output, "QuickScale.Modules.Probe.dll")).ShouldBeTrue();
    }
}
