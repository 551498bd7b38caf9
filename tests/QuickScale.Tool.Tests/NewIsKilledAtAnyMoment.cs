using System.Diagnostics;

namespace QuickScale.Tool.Tests;

/// <summary>Killed outright after a random time: under its name there is a whole project or nothing.</summary>
[Category("Slow")]
[Platform(Exclude = "Win", Reason = "Git for Windows is too slow to meet the random times.")]
internal sealed class NewIsKilledAtAnyMoment : WorkplaceFixture
{
    [Test]
    public async Task A_whole_project_or_none()
    {
        // A whole run gives the measure: its time, and what a whole project consists of.
        var clock = Stopwatch.StartNew();
        (await Start("Whole").WaitForExitAsync()).ShouldSucceed();
        var duration = clock.Elapsed;
        var files = Files("Whole").Count;

        var chance = Rounds.Chance(nameof(A_whole_project_or_none));
        var (whole, none) = (0, 0);
        for (var round = 0; round < Rounds.Of(3); round++)
        {
            var name = $"App{round}";
            await using (var process = Start(name))
            {
                await Task.Delay(duration * (1.1 * chance.NextDouble()));
                process.KillAlone();
                await process.WaitForExitAsync();
            }

            if (!Directory.Exists(Workplace[name]))
            {
                none++;
                continue;
            }

            whole++;
            Files(name).Count.ShouldBe(files);
            (await Workplace.GitAsync(name, "status", "--porcelain")).ShouldBeEmpty();
            (await Workplace.GitAsync(name, "rev-list", "--count", "HEAD")).ShouldBe("1");
        }

        await TestContext.Out.WriteLineAsync($"{whole} whole, {none} none");
    }

    private TestProcess Start(string name) =>
        TestProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "qs.dll"), "new", name, "--no-restore"], Workplace.Root);

    private List<string> Files(string name) =>
        [.. Directory.EnumerateFiles(Workplace[name], "*", SearchOption.AllDirectories).Where(file => !file.Contains("/.git/", StringComparison.Ordinal))];
}
