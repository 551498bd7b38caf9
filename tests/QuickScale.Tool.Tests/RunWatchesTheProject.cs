using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace QuickScale.Tool.Tests;

/// <summary><c>qs run</c>: built, migrated, served until Ctrl-C. The programs are stand-ins; a real project is run where whole projects are made.</summary>
[Platform(Exclude = "Win", Reason = "The stand-ins are shell scripts.")]
internal sealed class RunWatchesTheProject : WorkplaceFixture
{
    private const string Migrates = "run --project src/Shop.Migrator --no-build --verbosity quiet -- migrate";

    [Test]
    public async Task It_builds_migrates_and_watches_in_this_order()
    {
        var project = await DailyProject.CreateAsync(Workplace, Serving("watch"));

        var answer = await ServedAsync(project, "run", "--", "--color", "two words");

        answer.ShouldExitWith(130).Output.ShouldContain($"Serving at http://localhost:{project.Port} — Ctrl-C stops it.");
        project.Calls.ShouldBe(["build src/Shop.Migrator -p:SkipClient=true", Migrates, "watch --project src/Shop -- --color two words"]);
    }

    [Test]
    public async Task Without_watching_it_serves_what_is_built()
    {
        var project = await DailyProject.CreateAsync(Workplace, Serving("\"run --project src/Shop \"*"));

        (await ServedAsync(project, "run", "--no-watch")).ShouldExitWith(130);

        project.Calls[^1].ShouldBe("run --project src/Shop --no-build --verbosity quiet --launch-profile http --");
    }

    [TestCase("react")]
    [TestCase("htmx")]
    public async Task With_a_client_it_fetches_packages_and_starts_the_projects_own_command(string theme)
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0", theme);
        Workplace.Provide("node", "echo v22.12.0");
        Workplace.Provide("npm", $"echo \"$PWD: $*\" > '{Workplace["npm"]}'\n{Serves}");

        (await ServedAsync(project, "run", "--", "--x")).ShouldExitWith(130);

        project.Calls.ShouldBe(["build src/Shop -target:ClientInstall", "build src/Shop.Migrator -p:SkipClient=true", Migrates]);
        (await File.ReadAllTextAsync(Workplace["npm"])).TrimEnd().ShouldBe($"{Workplace["host"]}: run --silent dev -- -- --x");
    }

    [TestCase("html", null, "1")]
    [TestCase("react", null, "1")]
    [TestCase("html", "false", "false")]
    public async Task No_browser_is_opened_unless_the_variable_asks_for_it(string theme, string? said, string expected)
    {
        Workplace.Set("DOTNET_WATCH_SUPPRESS_LAUNCH_BROWSER", said);
        var write = $"echo \"$DOTNET_WATCH_SUPPRESS_LAUNCH_BROWSER\" > '{Workplace["variable"]}'\n{Serves}";
        var project = await DailyProject.CreateAsync(Workplace, $"case \"$*\" in watch*)\n{write}\n;; esac", theme);
        Workplace.Provide("node", "echo v22.12.0");
        Workplace.Provide("npm", write);

        (await ServedAsync(project, "run")).ShouldExitWith(130);

        (await File.ReadAllTextAsync(Workplace["variable"])).ShouldBe(expected + "\n");
    }

    [Test]
    public async Task Programs_that_hear_of_Ctrl_C_before_us_are_no_failed_build()
    {
        var project = await DailyProject.CreateAsync(Workplace, $"echo $$ > '{Workplace["part"]}'; mv '{Workplace["part"]}' '{Workplace["installing"]}'; while [ ! -e '{Workplace["Ctrl-C"]}' ]; do :; done; echo 'error MSB3073: The command \"npm ci \" exited with code 143.'; exit 143", "react");
        Workplace.Provide("node", "echo v22.12.0");
        Workplace.Provide("npm", "exit 0");
        var before = await project.Host.StateAsync();
        using var stop = new CancellationTokenSource();
        var running = project.QsAsync(stop.Token, "run");
        await StartedPrograms.ReadAsync(Workplace["installing"], running);

        await stop.CancelAsync();
        await File.WriteAllTextAsync(Workplace["Ctrl-C"], string.Empty);

        (await running).ShouldRefuse(130, "Interrupted");
        StartedPrograms.Without(await project.Host.StateAsync(), "qs-").ShouldBe(before);
    }

    [Test]
    public async Task Without_Node_js_a_client_is_not_tried()
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0", "react");
        Workplace.Provide("node", "echo v18.0.0");

        (await project.QsAsync("run")).ShouldRefuse(4, "Node.js", "too old");

        project.Calls.ShouldBeEmpty();
    }

    [Test]
    public async Task A_missing_npm_is_no_missing_SDK()
    {
        Workplace.OnlyPrograms("git", "sh", "sed", "rm", "dotnet");
        Workplace.Provide("npm", "exit 0");
        Workplace.Provide("node", "echo v22.12.0");
        var project = await DailyProject.CreateAsync(Workplace, "[ \"$1\" = run ] && rm -f \"$(command -v npm)\"; exit 0", "react");

        (await project.QsAsync("run")).ShouldExitWith(4).Error.ShouldContain("qs: The theme react is built with npm, which was not found");
    }

    [TestCase(4, 4)]
    [TestCase(5, 5)]
    [TestCase(70, 1)]
    public async Task A_migrator_that_refuses_is_heard_and_nothing_is_served(int code, int expected)
    {
        var project = await DailyProject.CreateAsync(Workplace, $"case \"$1\" in run) echo 'Cannot reach the database.' >&2; exit {code};; esac");

        var answer = await project.QsAsync("run");

        answer.ShouldRefuse(expected, $"The migrator stopped (exit code {code})");
        answer.Error.ShouldContain("Cannot reach the database.\n");
        project.Calls[^1].ShouldBe(Migrates);
    }

    [TestCase(4, 4)]
    [TestCase(5, 5)]
    [TestCase(3, 1)]
    public async Task An_application_that_ends_by_itself_says_how(int code, int expected)
    {
        var project = await DailyProject.CreateAsync(Workplace, $"case \"$*\" in *'--launch-profile http'*) exit {code};; esac");

        (await project.QsAsync("run", "--no-watch")).ShouldRefuse(expected, $"The application stopped (exit code {code})");
    }

    [Test]
    public async Task A_taken_port_is_named_before_anything_is_built()
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0");
        using var other = new TcpListener(IPAddress.Loopback, project.Port);
        other.Start();

        (await project.QsAsync("run")).ShouldRefuse(4, $"Port {project.Port} is in use", "launchSettings.json");

        project.Calls.ShouldBeEmpty();
    }

    [TestCase("{ \"profiles\": {} }")]
    [TestCase("{ \"profiles\": { \"http\": { \"applicationUrl\": null }, \"https\": 1 } }")]
    [TestCase("[")]
    [TestCase("{ \"profiles\": { \"http\": { \"applicationUrl\": \"file:///tmp/x\" }, \"https\": { \"applicationUrl\": \"https://localhost:7000\" } } }")]
    [TestCase("{ \"profiles\": { \"http\": { \"applicationUrl\": \"/tmp/x\" }, \"https\": { \"applicationUrl\": \"https://localhost:7000\" } } }")]
    [TestCase("{ \"profiles\": { \"http\": { \"applicationUrl\": \"http://localhost:5000\" }, \"https\": { \"applicationUrl\": \"ftp://localhost\" } } }")]
    public async Task Damaged_launch_settings_are_named(string text)
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0");
        project.Host.Write("src/Shop/Properties/launchSettings.json", text);

        (await project.QsAsync("run")).ShouldRefuse(4, "launchSettings.json does not name the addresses");
    }

    [Test]
    public async Task A_project_may_have_given_up_its_https_address()
    {
        var project = await DailyProject.CreateAsync(Workplace, Serving("watch"));
        project.Host.Write("src/Shop/Properties/launchSettings.json", $"{{ \"profiles\": {{ \"http\": {{ \"applicationUrl\": \"http://localhost:{project.Port}\" }} }} }}");

        (await ServedAsync(project, "run")).ShouldExitWith(130).Output.ShouldContain($"Serving at http://localhost:{project.Port}");
        (await project.QsAsync("doctor")).Output.ShouldContain($"the port {project.Port} is free");
    }

    [Test]
    public async Task A_second_one_says_that_there_is_a_first()
    {
        var project = await DailyProject.CreateAsync(Workplace, Serving("watch"));
        using var stop = new CancellationTokenSource();
        var first = project.QsAsync(stop.Token, "run");
        await StartedPrograms.ReadAsync(Workplace["serving"], first);

        (await project.QsAsync("run")).ShouldRefuse(4, $"Another qs serves this project already, at http://localhost:{project.Port}");

        await stop.CancelAsync();
        (await first).ShouldExitWith(130);
    }

    [Test]
    public async Task Its_object_says_where_it_serves()
    {
        var project = await DailyProject.CreateAsync(Workplace, Serving("watch"));

        var answer = (await ServedAsync(project, "run", "--json")).ShouldExitWith(130);

        using var json = JsonDocument.Parse(answer.Output);
        json.RootElement.GetProperty("httpAddress").GetString().ShouldBe($"http://localhost:{project.Port}");
        json.RootElement.GetProperty("watching").GetBoolean().ShouldBeTrue();
    }

    [Test]
    public async Task A_mistyped_option_does_not_reach_the_application()
    {
        await DailyProject.CreateAsync(Workplace, "exit 0");

        (await Workplace.QsAsync("run", "--no-wacht")).ShouldRefuse(2, "'qs run' knows no '--no-wacht'", "follow '--'");
    }

    /// <summary>A server below a watcher that ends first when it is told to, as dotnet watch does, which leaves the server without a parent.</summary>
    private string Serves => $"sh -c 'sleep 300; true' &\necho \"$$ $!\" > '{Workplace["part"]}'\nmv '{Workplace["part"]}' '{Workplace["serving"]}'\ntrap 'exit 0' TERM INT\nwait";

    private string Serving(string call) => $"case \"$*\" in {call}*)\n{Serves}\n;; esac";

    /// <summary>Runs it, answers in the application's place, and stops it by Ctrl-C. All that it has started must be gone then.</summary>
    private async Task<Answer> ServedAsync(DailyProject project, params string[] command)
    {
        using var stop = new CancellationTokenSource();
        var running = project.QsAsync(stop.Token, command);
        var programs = await StartedPrograms.ReadAsync(Workplace["serving"], running);
        using (var listener = new TcpListener(IPAddress.Loopback, project.Port))
        {
            listener.Start();
            using var connection = await listener.AcceptTcpClientAsync();
            await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            await Task.Delay(300);
        }

        await stop.CancelAsync();
        var answer = await running;
        programs.ShouldAllBe(id => !ProcessState.IsRunning(id));
        return answer;
    }
}
