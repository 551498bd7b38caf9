namespace QuickScale.Modules.Tests;

/// <summary>A convention of the application's context that changes the columns of the modules too, which have migrations of their own.</summary>
[Category("Slow")]
public class AConventionThatReachesTooFar
{
    [Test]
    public async Task The_projects_tests_notice_it()
    {
        var project = await ProjectWithModules.CreateAsync(new Combination("html", "sqlite"), [Repository.PathOf("content", "modules", "core"), Repository.PathOf("tests", "QuickScale.Modules.Tests", "Probe")]);
        var context = project.PathOf("src", "MyApp", "Data", "AppDbContext.cs");
        await File.WriteAllTextAsync(context, (await File.ReadAllTextAsync(context)).Replace(
            "    protected override void OnModelCreating",
            "    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>\n"
            + "        configurationBuilder.Properties<Guid>().HaveConversion<string>();\n\n    protected override void OnModelCreating",
            StringComparison.Ordinal));

        var tests = await project.DotnetAsync(["test", "tests/MyApp.Tests", "--filter", "The_modules_tables_are_mapped"], await Databases.EnvironmentAsync("sqlite", "convention"), TimeSpan.FromMinutes(5));

        tests.ShouldExitWith(1).Text.ShouldContain("a convention for the whole context changes the modules' columns too");
    }
}
