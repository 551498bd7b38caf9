namespace QuickScale.Modules.Tests;

/// <summary>Names that resemble those of modules: the generated list of modules must still mean the modules.</summary>
[Category("Slow")]
public class ProjectsOfUnusualNames
{
    [TestCaseSource(nameof(Names))]
    public async Task They_build_with_modules(string name, string code)
    {
        var project = await ProjectWithModules.CreateAsync(
            new Combination("html", "sqlite"), [Repository.PathOf("content", "modules", "core"), Repository.PathOf("tests", "QuickScale.Modules.Tests", "Probe")], name);

        project.Name.ShouldBe(code);
        (await project.DotnetAsync(["build", $"src/{code}.Migrator"], limit: TimeSpan.FromMinutes(5))).ShouldSucceed().Text.ShouldContain("0 Warning(s)");
    }

    private static IEnumerable<string[]> Names() => Rounds.Some<string[]>(
        nameof(ProjectsOfUnusualNames),
        ["Core", "Core"],
        ["Acme.Probe", "Acme.Probe"],
        ["QuickScale", "QuickScaleApp"],
        ["DatabaseKind", "DatabaseKindApp"]);
}
