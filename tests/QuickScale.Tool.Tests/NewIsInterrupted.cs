using System.Diagnostics;
using System.Globalization;

namespace QuickScale.Tool.Tests;

/// <summary>Stopped at any moment, by any signal: a whole project or none, and no program left running.</summary>
[Platform(Exclude = "Win", Reason = "Signals, and programs that are shell scripts.")]
internal sealed class NewIsInterrupted : WorkplaceFixture
{
    private readonly TemporaryFolder _notes = new();

    public override void Dispose()
    {
        _notes.Dispose();
        base.Dispose();
    }

    [TestCase("dotnet", "--version")]
    [TestCase("dotnet", "new install")]
    [TestCase("dotnet", "new quickscale")]
    [TestCase("git", "rev-parse --show-toplevel")]
    [TestCase("git", "init")]
    [TestCase("git", "GIT_AUTHOR_IDENT")]
    [TestCase("git", "add --all")]
    [TestCase("git", "commit --quiet")]
    public async Task Nothing_is_left(string program, string moment)
    {
        Workplace.FreshTemplates();
        PauseAt(program, moment);

        var answer = await InterruptedAsync();

        answer.ShouldRefuse(130, "Interrupted");
        Workplace.Entries.ShouldBeEmpty();
        await PausedProgramsShouldBeGoneAsync();
    }

    [Test]
    public async Task A_project_that_is_made_stays_when_its_restore_is_stopped()
    {
        PauseAt("dotnet", "restore");

        var answer = (await InterruptedAsync()).ShouldExitWith(130);

        answer.Error.ShouldContain($"The project in {Workplace["MyApp"]} is complete; 'dotnet restore' there fetches its packages.");
        (await Workplace.GitAsync("MyApp", "status", "--porcelain")).ShouldBeEmpty();
        Workplace.Entries.ShouldBe(["MyApp"]);
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    public async Task A_signal_ends_the_process_with_130(string signal)
    {
        PauseAt("dotnet", "new quickscale");
        await using var process = StartProcess();
        await PausedAsync();

        await SendAsync(signal, process.Id);
        var ended = await process.WaitForExitAsync(TimeSpan.FromSeconds(30));

        ended.ShouldExitWith(130);
        ended.Error.TrimEnd().ShouldEndWith("qs: Interrupted.");
        Workplace.Entries.ShouldBeEmpty();
        await PausedProgramsShouldBeGoneAsync();
    }

    [Test]
    public async Task What_a_killed_run_leaves_behind_the_next_run_removes_and_a_running_one_keeps()
    {
        PauseAt("dotnet", "new quickscale");
        await using var killed = StartProcess();
        await PausedAsync();
        await SendAsync("KILL", killed.Id);
        await killed.WaitForExitAsync(TimeSpan.FromSeconds(30));
        foreach (var orphan in PausedPrograms())
            await SendAsync("KILL", orphan);
        var leftOver = Workplace.Entries.ShouldHaveSingleItem();
        leftOver.ShouldStartWith(".qs-new-");
        File.Delete(_notes["paused"]);

        await using var running = StartProcess();
        await PausedAsync();
        var kept = Workplace.Entries.ShouldHaveSingleItem();
        kept.ShouldNotBe(leftOver);

        // A third run, which does not reach the pause: it may not touch the folder of the second.
        Workplace.GitConfig();
        (await Workplace.QsAsync("new", "Other")).ShouldExitWith(4);
        Workplace.Entries.ShouldBe([kept]);
    }

    [Test]
    public async Task What_only_looks_like_a_left_over_is_kept()
    {
        var yesterday = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1);
        string[] kept = [".qs-new-notes", ".qs-new-0123456789ab", ".qs-new-0123456789abc"];
        foreach (var name in kept)
        {
            Directory.CreateDirectory(Workplace[name]);
            File.WriteAllText(Workplace[name, "notes.txt"], "mine");
            Directory.SetCreationTimeUtc(Workplace[name], yesterday);
            Directory.SetLastWriteTimeUtc(Workplace[name], yesterday);
        }

        File.WriteAllText(Workplace[".qs-new-notes", "owner.lock"], string.Empty);

        (await Workplace.QsAsync("new", "MyApp", "--no-git", "--no-restore")).ShouldExitWith(0);

        kept.Where(name => File.Exists(Workplace[name, "notes.txt"])).ShouldBe(kept);
    }

    private static TestProcess StartProcess(string folder) =>
        TestProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "qs.dll"), "new", "MyApp", "--no-restore"], folder);

    private static async Task SendAsync(string signal, int process) =>
        (await TestProcess.RunAsync("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)])).ShouldSucceed();

    private TestProcess StartProcess() => StartProcess(Workplace.Root);

    // The stand-in notes its id and that of its own child, then waits: two generations that must go.
    private void PauseAt(string program, string moment) => Workplace.Replace(
        program,
        $"""
        case " $*" in *" {moment}"*)
          sleep 300 &
          echo "$$ $!" > '{_notes["paused.part"]}'
          mv '{_notes["paused.part"]}' '{_notes["paused"]}'
          wait;;
        esac
        exec $real "$@"
        """);

    private async Task<Answer> InterruptedAsync()
    {
        using var interruption = new CancellationTokenSource();
        var running = Workplace.QsAsync(interruption.Token, "new", "MyApp");
        await PausedAsync();
        await interruption.CancelAsync();
        return await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private async Task PausedAsync()
    {
        var clock = Stopwatch.StartNew();
        while (!File.Exists(_notes["paused"]))
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), "the moment never came");
            await Task.Delay(20);
        }
    }

    private List<int> PausedPrograms() => File.ReadAllText(_notes["paused"])
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Select(id => int.Parse(id, CultureInfo.InvariantCulture))
        .ToList();

    private async Task PausedProgramsShouldBeGoneAsync()
    {
        var clock = Stopwatch.StartNew();
        foreach (var id in PausedPrograms())
        {
            while (ProcessState.IsRunning(id))
            {
                clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5), $"process {id} was left running");
                await Task.Delay(20);
            }
        }
    }
}
