namespace QuickScale.Tool.Tests;

/// <summary>Several qs in one repository: each waits for its turn or refuses, and none harms what another does.</summary>
[Category("Slow")]
internal sealed class TwoChangesAtOnce : WorkplaceFixture
{
    private static readonly string[] Modules = ["one", "two", "three"];

    [Test]
    public async Task Each_is_done_whole_or_not_at_all()
    {
        var remote = await ModuleRemote.CreateAsync(Workplace);
        foreach (var module in Modules)
            await remote.ReleaseAsync(module, "0.1.0", ("a.txt", module + "\n"));
        for (var round = 0; round < Rounds.Of(2); round++)
        {
            var project = await HostProject.CreateAsync(Workplace, $"host{round}", remote: remote.Address);

            var answers = await Task.WhenAll(Modules.Select(module => TestProcess.RunAsync(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "qs.dll"), "module", "embed", module, "--remote", remote.Address],
                Workplace[project.Folder],
                limit: TimeSpan.FromMinutes(2))));

            answers.ShouldAllBe(answer => answer.ExitCode == 0 || answer.ExitCode == 4);
            answers.ShouldContain(answer => answer.ExitCode == 0);
            var config = project.Read(".quickscale/config.yml");
            foreach (var (module, answer) in Modules.Zip(answers))
            {
                config.Contains($"  {module}:", StringComparison.Ordinal).ShouldBe(answer.ExitCode == 0, answer.Text);
                project.Has($"modules/{module}/a.txt").ShouldBe(answer.ExitCode == 0, answer.Text);
            }

            (await project.GitAsync("status", "--porcelain", "--ignored")).ShouldBeEmpty();
            (await project.GitAsync("fsck", "--no-dangling", "--no-progress")).ShouldBeEmpty();
            (await project.QsAsync("module", "repair", "--yes")).ShouldExitWith(0).Output.ShouldContain("Nothing needs repair");
        }
    }

    [Test]
    public async Task A_lock_that_cannot_be_taken_is_no_other_qs()
    {
        var project = await HostProject.CreateAsync(Workplace);
        project.Write(".git/qs", "a file in the place of the folder\n");
        var clock = System.Diagnostics.Stopwatch.StartNew();

        (await project.QsAsync("module", "embed", "core")).ShouldRefuse(4, Path.Combine(".git", "qs", "lock"), "cannot be written");

        // Whoever is at work is waited for; nobody is.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
    }

    [Test]
    public async Task Reading_does_not_wait_for_somebody_at_work()
    {
        var project = await HostProject.CreateAsync(Workplace);
        var path = project.PathOf(".git/qs/lock");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        held.Write("1 now"u8);
        held.Flush();

        (await project.QsAsync("module", "status")).ShouldExitWith(0);
        (await project.QsAsync("module", "repair", "--yes")).ShouldRefuse(4, "Another qs is at work");
    }
}
