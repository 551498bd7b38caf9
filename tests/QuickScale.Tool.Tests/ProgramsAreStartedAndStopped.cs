using System.Diagnostics;
using System.Globalization;
using QuickScale.Tool.Processes;

namespace QuickScale.Tool.Tests;

/// <summary>The one place that starts a program, on real programs.</summary>
[Platform(Exclude = "Win", Reason = "The programs are those of a Unix shell.")]
internal sealed class ProgramsAreStartedAndStopped
{
    private static readonly ProgramRunner Runner = new();

    [Test]
    public void Arguments_arrive_as_they_are()
    {
        string[] arguments = ["two words", "quo\"te", "'", "back\\slash\\", "", "new\nline", "$HOME `id` *", "-x", "ünï", "a\\\"b"];

        var done = Runner.Run(new Invocation("printf", ["[%s]", .. arguments]), CancellationToken.None);

        done.Output.TrimEnd('\n').ShouldBe(string.Concat(arguments.Select(argument => $"[{argument}]")));
    }

    [Test]
    public void Both_streams_and_the_exit_code_are_captured()
    {
        var done = Shell("echo out; echo err >&2; exit 3");

        (done.Ending, done.ExitCode, done.Output, done.Error).ShouldBe((Ending.Exited, 3, "out\n", "err\n"));
        done.Succeeded.ShouldBeFalse();
        done.Everything.ShouldBe("out\nerr");
    }

    [Test]
    public void Much_output_does_not_block()
    {
        var done = Shell("seq 200000; seq 200000 >&2");

        done.Output.Length.ShouldBe(done.Error.Length);
        done.Output.ShouldEndWith("\n200000\n");
    }

    [Test]
    public void Input_is_closed() => Shell("read x || echo nothing").Output.ShouldBe("nothing\n");

    [Test]
    public void Folder_and_variables_are_set_and_taken_away()
    {
        using var folder = new TemporaryFolder();
        Environment.SetEnvironmentVariable("QS_TEST_GONE", "there");
        try
        {
            var done = Runner.Run(
                new Invocation("sh", "-c", "pwd -P; echo \"$QS_TEST_SET ${QS_TEST_GONE-gone}\"")
                {
                    Folder = folder.Root,
                    Environment = new Dictionary<string, string?> { ["QS_TEST_SET"] = "set", ["QS_TEST_GONE"] = null },
                },
                CancellationToken.None);

            done.Output.ShouldEndWith("set gone\n");
            done.Output.ShouldContain(Path.GetFileName(folder.Root));
        }
        finally
        {
            Environment.SetEnvironmentVariable("QS_TEST_GONE", null);
        }
    }

    [Test]
    public void A_program_that_is_not_there() =>
        (Runner.Run(new Invocation("no-such-program"), CancellationToken.None)).Ending.ShouldBe(Ending.NotFound);

    [Test]
    public void Neither_our_own_folder_nor_the_current_one_is_searched()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["planted"], "#!/bin/sh\necho planted\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder["planted"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var (before, path) = (Environment.CurrentDirectory, Environment.GetEnvironmentVariable("PATH"));
        Environment.CurrentDirectory = folder.Root;
        Environment.SetEnvironmentVariable("PATH", ".:" + path);
        try
        {
            (Runner.Run(new Invocation("planted"), CancellationToken.None)).Ending.ShouldBe(Ending.NotFound);
            (Runner.Run(new Invocation("qs"), CancellationToken.None)).Ending.ShouldBe(Ending.NotFound);
        }
        finally
        {
            Environment.CurrentDirectory = before;
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    [Test]
    public void Lines_are_seen_as_they_come()
    {
        var lines = new List<string>();
        using var stop = new CancellationTokenSource();
        var invocation = new Invocation("sh", "-c", "echo ready; sleep 300")
        {
            OnLine = line =>
            {
                lines.Add(line);
                stop.Cancel();
            },
        };

        Should.Throw<OperationCanceledException>(() => Runner.Run(invocation, stop.Token));

        lines.ShouldBe(["ready"]);
    }

    [Test]
    public void Lines_that_are_seen_are_not_kept()
    {
        var count = 0;

        var done = Runner.Run(
            new Invocation("sh", "-c", "seq 1000; seq 1000 >&2") { OnLine = _ => Interlocked.Increment(ref count) },
            CancellationToken.None);

        (done.Ending, done.ExitCode, done.Output, done.Error).ShouldBe((Ending.Exited, 0, string.Empty, string.Empty));
        count.ShouldBe(2000);
    }

    [Test]
    public async Task The_time_limit_takes_grandchildren_along()
    {
        var done = Runner.Run(
            new Invocation("sh", "-c", "sh -c 'sleep 300 & echo $!; wait' & echo $!; wait") { TimeLimit = TimeSpan.FromSeconds(1) },
            CancellationToken.None);

        done.Ending.ShouldBe(Ending.TimedOut);
        var ids = done.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToList();
        ids.Count.ShouldBe(2);
        await Task.Delay(100);
        ids.ShouldAllBe(id => !ProcessState.IsRunning(id));
    }

    [Test]
    public void A_program_with_grace_may_end_by_itself()
    {
        using var stop = new CancellationTokenSource();
        var lines = new List<string>();
        var invocation = new Invocation("sh", "-c", "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done")
        {
            Grace = TimeSpan.FromSeconds(10),
            OnLine = line =>
            {
                lines.Add(line);
                stop.CancelAfter(TimeSpan.Zero);
            },
        };

        Should.Throw<OperationCanceledException>(() => Runner.Run(invocation, stop.Token));

        lines.ShouldBe(["ready", "bye"]);
    }

    [Test]
    [Platform("Linux", Reason = "Elsewhere nothing tells who has started an orphan.")]
    public void A_parent_that_ends_first_leaves_no_child_behind()
    {
        using var stop = new CancellationTokenSource();
        var ids = new List<int>();
        var invocation = new Invocation("sh", "-c", "sh -c 'trap \"\" TERM; sleep 300; true' & trap 'exit 0' TERM; echo $!; wait")
        {
            Grace = TimeSpan.FromSeconds(1),
            OnLine = line =>
            {
                ids.Add(int.Parse(line, CultureInfo.InvariantCulture));
                Thread.Sleep(200);
                stop.Cancel();
            },
        };

        Should.Throw<OperationCanceledException>(() => Runner.Run(invocation, stop.Token));

        ids.ShouldHaveSingleItem();
        ids.ShouldAllBe(id => !ProcessState.IsRunning(id));
    }

    [Test]
    public void What_is_confidential_is_in_no_trace()
    {
        var trace = new List<string>();

        new ProgramRunner(trace.Add).Run(new Invocation("echo", "first", "--", "hunter2") { IsConfidential = true }, CancellationToken.None).Output.ShouldBe("first -- hunter2\n");

        trace.ShouldBe(["> echo first -- …", "= 0"]);
        new Invocation("dotnet", "test", "-e", "KEY=hunter2", "--", "x") { IsConfidential = true, PassedOn = 4 }.ToString().ShouldBe("dotnet test …");
    }

    [Test]
    public void The_two_streams_can_be_told_apart()
    {
        var (lines, errors) = (new List<string>(), new List<string>());

        Runner.Run(new Invocation("sh", "-c", "echo out; echo err >&2") { OnLine = lines.Add, OnErrorLine = errors.Add }, CancellationToken.None);

        lines.ShouldBe(["out"]);
        errors.ShouldBe(["err"]);
    }

    [Test]
    public void A_background_child_that_keeps_the_pipe_is_not_waited_for()
    {
        var clock = Stopwatch.StartNew();

        var done = Shell("echo done; sleep 20 & exit 0");

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        done.Output.ShouldBe("done\n");
    }

    [Test]
    public void A_trace_shows_what_was_started_and_what_it_said()
    {
        var trace = new List<string>();

        new ProgramRunner(trace.Add).Run(new Invocation("echo", "two words"), CancellationToken.None);

        trace.ShouldBe(["> echo \"two words\"", "two words", "= 0"]);
    }

    private static Completion Shell(string script) => Runner.Run(new Invocation("sh", "-c", script), CancellationToken.None);
}
