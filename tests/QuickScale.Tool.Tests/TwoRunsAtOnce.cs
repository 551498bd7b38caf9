namespace QuickScale.Tool.Tests;

/// <summary>Two runs that know nothing of each other, with templates that neither has installed yet.</summary>
internal sealed class TwoRunsAtOnce : WorkplaceFixture
{
    [SetUp]
    public void Arrive() => Workplace.FreshTemplates();

    [Test]
    public async Task Both_make_their_project()
    {
        var answers = await Task.WhenAll(StartAsync("One"), StartAsync("Two"));

        answers.ShouldAllBe(answer => answer.ExitCode == 0, string.Join('\n', answers.Select(answer => answer.Text)));
        Workplace.Entries.Order().ShouldBe(["One", "Two"]);
        (await Workplace.GitAsync("One", "status", "--porcelain")).ShouldBeEmpty();
        (await Workplace.GitAsync("Two", "status", "--porcelain")).ShouldBeEmpty();
    }

    [Test]
    public async Task Only_one_gets_a_name_that_both_want()
    {
        var answers = await Task.WhenAll(StartAsync("Same"), StartAsync("Same"));

        answers.Select(answer => answer.ExitCode).Order().ToList().ShouldBe([0, 4], string.Join('\n', answers.Select(answer => answer.Text)));
        Workplace.Entries.ShouldBe(["Same"]);
        (await Workplace.GitAsync("Same", "status", "--porcelain")).ShouldBeEmpty();
    }

    private Task<ProcessResult> StartAsync(string name) =>
        TestProcess.DotnetAsync([Path.Combine(AppContext.BaseDirectory, "qs.dll"), "new", name, "--no-restore"], Workplace.Root);
}
