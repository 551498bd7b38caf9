using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Workflow;

namespace QuickScale.Tool.Tests;

/// <summary><c>qs new PATH --run</c>: built, served, and gone again after Ctrl-C.</summary>
internal sealed class RunServesTheProject : WorkplaceFixture
{
    [Test]
    [Category("Slow")]
    [Platform(Exclude = "Win", Reason = "Ctrl-C is a signal.")]
    public async Task From_nothing_to_a_page_and_back()
    {
        var port = Loopback.FreePort();
        await using var process = TestProcess.Start(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "qs.dll"), "new", "MyApp", "--run", "--http-port", port.ToString(CultureInfo.InvariantCulture)],
            Workplace.Root);

        await process.WaitForTextAsync(new Regex($"Serving at http://localhost:{port}"));
        using var client = new HttpClient();
        using (var page = await client.GetAsync(new Uri($"http://localhost:{port}/")))
            page.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await TestProcess.RunAsync("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)])).ShouldSucceed();
        (await process.WaitForExitAsync(TimeSpan.FromSeconds(40))).ShouldExitWith(130);
        await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://localhost:{port}/")));
        DevelopmentServer.IsFree(port).ShouldBeTrue();
        (await Workplace.GitAsync("MyApp", "status", "--porcelain")).ShouldBeEmpty();
    }

    [Test]
    [Category("Slow")]
    public async Task In_Json_the_object_comes_when_the_address_answers()
    {
        var port = Loopback.FreePort();
        using var stop = new CancellationTokenSource();
        var running = Workplace.QsAsync(stop.Token, "new", "MyApp", "--run", "--json", "--http-port", $"{port}");
        using var client = new HttpClient();
        await RespondsAsync(client, new Uri($"http://localhost:{port}/health/live"), running);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await stop.CancelAsync();

        var answer = (await running).ShouldExitWith(130);

        // Interrupting is how serving ends: the object that was written is the only one.
        using var json = JsonDocument.Parse(answer.Output);
        json.RootElement.GetProperty("serving").GetBoolean().ShouldBeTrue();
        json.RootElement.GetProperty("restored").GetBoolean().ShouldBeTrue();
        json.RootElement.GetProperty("httpAddress").GetString().ShouldBe($"http://localhost:{port}");
        DevelopmentServer.IsFree(port).ShouldBeTrue();
    }

    [Test]
    [Category("Slow")]
    public async Task An_application_that_refuses_to_start_is_not_waited_for()
    {
        Workplace.Set("DATABASE_URL", "nonsense");

        var answer = await Workplace.QsAsync("new", "MyApp", "--run", "--no-git");

        answer.ShouldExitWith(4).Error.ShouldContain("qs: The application stopped (exit code 4); its output above says why.");
        answer.Error.ShouldNotContain("   at ");
        File.Exists(Workplace["MyApp", "quickscale.yml"]).ShouldBeTrue();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The stand-in for dotnet is a shell script.")]
    public async Task A_build_that_fails_leaves_the_project()
    {
        Workplace.Replace("dotnet", "case \"$1\" in restore) exit 0;; build) echo 'raw words'; exit 1;; esac\nexec $real \"$@\"");

        var answer = (await Workplace.QsAsync("new", "MyApp", "--run")).ShouldExitWith(1);

        answer.Error.ShouldContain($"qs: The build failed; run 'dotnet build' in {Workplace["MyApp"]} to see why.");
        answer.Error.ShouldNotContain("raw words");
        File.Exists(Workplace["MyApp", "quickscale.yml"]).ShouldBeTrue();
    }

    [Test]
    public void A_port_that_was_taken_meanwhile_is_named_before_anything_is_started()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var started = new List<string>();

        var served = new DevelopmentServer(new ProgramRunner(started.Add), new Output(TextWriter.Null, TextWriter.Null))
            .Run(Project(port), () => { }, CancellationToken.None);

        served.Failed(out var failure, out _).ShouldBeTrue();
        failure!.ExitCode.ShouldBe(4);
        failure.Sentence.ShouldStartWith($"Port {port} is in use; stop the program that uses it");
        started.ShouldBeEmpty();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The stand-in for dotnet is a shell script.")]
    public async Task An_interruption_before_it_answers_leaves_nothing_running()
    {
        SlowApplication();
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(Loopback.FreePort(), () => { }, stop.Token);
        var application = await StartedAsync(serving);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => serving);

        application.ShouldAllBe(id => !ProcessState.IsRunning(id));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The stand-in for dotnet is a shell script.")]
    public async Task A_report_that_fails_leaves_nothing_running()
    {
        SlowApplication();
        var port = Loopback.FreePort();
        var serving = ServeAsync(port, () => throw new InvalidTimeZoneException(), CancellationToken.None);
        var application = await StartedAsync(serving);
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        using (var connection = await listener.AcceptTcpClientAsync())
            await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());

        await Should.ThrowAsync<InvalidTimeZoneException>(() => serving);

        application.ShouldAllBe(id => !ProcessState.IsRunning(id));
    }

    private static Task<Result<int>> ServeAsync(int port, Action ready, CancellationToken cancellation) =>
        Task.Run(() => new DevelopmentServer(new ProgramRunner(), new Output(TextWriter.Null, TextWriter.Null)).Run(Project(port), ready, cancellation), CancellationToken.None);

    private static NewProject Project(int port) => new(
        new NewProjectOptions(Path.GetTempPath(), "html", "sqlite", null, null, Git: false, Restore: false),
        new ProjectFile("MyApp", "my-app", "html", "sqlite"),
        new LaunchAddresses(new Uri($"http://127.0.0.1:{port}"), new Uri("https://localhost:7000")),
        Files: 1,
        new GitOutcome(),
        RestoreOutcome.LeftOut);

    private static async Task RespondsAsync(HttpClient client, Uri address, Task<Answer> running)
    {
        while (!running.IsCompleted)
        {
            try
            {
                using var answer = await client.GetAsync(address);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await Task.Delay(100);
        }

        (await running).ShouldExitWith(130);
    }

    // An application that listens to nothing and takes its time to end.
    private void SlowApplication() => Workplace.Replace(
        "dotnet",
        $"""
        [ "$1" = build ] && exit 0
        trap 'sleep 1; kill $!; wait $!; exit 0' TERM
        sleep 300 &
        echo "$$ $!" > '{Workplace["part"]}'
        mv '{Workplace["part"]}' '{Workplace["started"]}'
        wait
        """);

    private async Task<List<int>> StartedAsync(Task serving)
    {
        while (!File.Exists(Workplace["started"]))
        {
            serving.IsCompleted.ShouldBeFalse();
            await Task.Delay(20);
        }

        return [.. File.ReadAllText(Workplace["started"])
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
    }
}
