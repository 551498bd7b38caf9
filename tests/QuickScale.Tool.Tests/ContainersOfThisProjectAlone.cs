using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace QuickScale.Tool.Tests;

/// <summary>
/// <c>qs up</c>, <c>down</c>, <c>logs</c>, <c>ps</c> and <c>shell</c> before a program that writes its calls down and answers as Docker Compose
/// does by its reference: no container engine exists where these tests run.
/// </summary>
[Platform(Exclude = "Win", Reason = "The stand-in for docker is a shell script.")]
internal sealed class ContainersOfThisProjectAlone : WorkplaceFixture
{
    private const string Secret = "the-password-of-the-database";

    [Test]
    public async Task All_are_built_and_started_in_the_background()
    {
        var project = await CreateAsync();

        (await project.QsAsync("up")).ShouldExitWith(0);

        Acts.ShouldBe([$"compose --file {project.Host.PathOf("compose.yml")} --project-name shop up --detach --build"]);
    }

    [Test]
    public async Task Doing_it_again_does_the_same_although_its_ports_are_taken_by_itself()
    {
        var project = await CreateAsync();
        using var ours = Listen(out var port);
        Configure(project, port);
        await File.WriteAllTextAsync(Workplace["ps.json"], Container("web", port) + "\n" + Container("mail", null) + "\n");

        (await project.QsAsync("up")).ShouldExitWith(0);
        (await project.QsAsync("up", "web")).ShouldExitWith(0);

        Acts.Select(act => act[(act.IndexOf(" up ", StringComparison.Ordinal) + 1)..]).ShouldBe(["up --detach --build", "up --detach --build web"]);
    }

    [Test]
    public async Task A_port_of_somebody_else_is_named_with_the_variable_that_chooses_another()
    {
        var project = await CreateAsync();
        using var other = Listen(out var port);
        Configure(project, port);

        (await project.QsAsync("up")).ShouldRefuse(4, $"Port {port}, which web needs, is in use", "set WEB_PORT to another port");

        Acts.ShouldBeEmpty();
        (await project.QsAsync("up", "mail")).ShouldExitWith(0);
    }

    [TestCase("up")]
    [TestCase("down")]
    [TestCase("logs")]
    [TestCase("ps")]
    [TestCase("shell", "web")]
    public async Task Containers_of_another_folder_under_this_name_are_left_alone(params string[] command)
    {
        var project = await CreateAsync();
        foreach (var others in new[] { "/elsewhere/shop\n", $"{project.Host.PathOf("")}\n/elsewhere/shop\n" })
        {
            await File.WriteAllTextAsync(Workplace["folders of containers"], others);
            (await project.QsAsync(command)).ShouldRefuse(4, "The containers named shop belong to /elsewhere/shop; stop them there");
        }

        Acts.ShouldBeEmpty();
    }

    [Test]
    public async Task Its_own_containers_are_known_by_their_folder()
    {
        var project = await CreateAsync();
        await File.WriteAllTextAsync(Workplace["folders of containers"], $"{project.Host.PathOf("")}\n{project.Host.PathOf("")}\n");

        (await project.QsAsync("down")).ShouldExitWith(0);

        Calls.ShouldContain("ps --all --filter label=com.docker.compose.project=shop --format {{.Label \"com.docker.compose.project.working_dir\"}}");
        Acts[^1].ShouldEndWith(" --project-name shop down");
    }

    [Test]
    public async Task The_data_of_a_clone_that_is_down_is_not_taken_over()
    {
        var first = await CreateAsync();
        (await first.QsAsync("up")).ShouldExitWith(0);
        await File.WriteAllTextAsync(Workplace["volumes"], "shop_data\n");
        (await first.QsAsync("up")).ShouldExitWith(0);
        Calls.ShouldContain("volume ls --filter label=com.docker.compose.project=shop --format {{.Name}}");
        File.Delete(Workplace["calls of docker"]);

        // A clone has none of the build's files; a copy of the folder has them.
        Workplace.CurrentFolder = Workplace["second"];
        (await TestProcess.RunAsync("cp", ["-r", first.Host.PathOf(""), Workplace["second"]])).ShouldSucceed();
        (await Workplace.QsAsync("up")).ShouldRefuse(4, "The volume shop_data is there already, and may hold the data of another folder", "another name in the first lines of compose.yml");
        Directory.Delete(Workplace["second", "src", "Shop", "obj"], recursive: true);
        (await Workplace.QsAsync("up")).ShouldRefuse(4, "The volume shop_data is there already");
        Acts.ShouldBeEmpty();

        // As the sentence says: started by Compose itself, they are this folder's.
        await File.WriteAllTextAsync(Workplace["folders of containers"], $"{Workplace["second"]}\n");
        (await Workplace.QsAsync("up")).ShouldExitWith(0);
        await File.WriteAllTextAsync(Workplace["folders of containers"], string.Empty);
        (await Workplace.QsAsync("up")).ShouldExitWith(0);
    }

    [Test]
    public async Task What_the_environment_says_of_files_and_names_has_no_say()
    {
        var project = await CreateAsync();
        Workplace.Set("COMPOSE_FILE", "/other/compose.yml");
        Workplace.Set("COMPOSE_PROJECT_NAME", "other");

        (await project.QsAsync("down")).ShouldExitWith(0);

        (await File.ReadAllTextAsync(Workplace["environment"])).ShouldNotContain("other");
    }

    [Test]
    public async Task Volumes_are_never_removed()
    {
        var project = await CreateAsync();

        (await project.QsAsync("down")).ShouldExitWith(0);
        (await project.QsAsync("down", "--volumes")).ShouldExitWith(2);

        Acts.ShouldHaveSingleItem().ShouldEndWith(" down");
    }

    [Test]
    public async Task Logs_and_lists_are_handed_on()
    {
        var project = await CreateAsync();

        (await project.QsAsync("logs", "web", "--tail", "5", "--follow")).ShouldExitWith(0).Output.ShouldContain("said by compose");
        (await project.QsAsync("ps")).ShouldExitWith(0);
        await File.WriteAllTextAsync(Workplace["ps.json"], Container("web", 8080) + "\n" + Container("mail", null) + "\n");
        using var json = JsonDocument.Parse((await project.QsAsync("ps", "--json")).ShouldExitWith(0).Output);
        var containers = json.RootElement.GetProperty("containers").EnumerateArray().ToList();
        containers.Select(container => container.GetProperty("service").GetString()).ShouldBe(["web", "mail"]);
        containers[0].GetProperty("state").GetString().ShouldBe("running");
        containers[0].GetProperty("ports").EnumerateArray().Select(port => port.GetInt32()).ShouldBe([8080]);
        containers[1].GetProperty("ports").EnumerateArray().ShouldBeEmpty();

        Acts[0].ShouldEndWith(" logs --follow --tail 5 web");
        Acts[1].ShouldEndWith(" ps --all");
    }

    [Test]
    public async Task A_shell_is_opened_and_other_commands_are_passed_on()
    {
        var project = await CreateAsync();

        (await project.QsAsync("shell")).ShouldExitWith(0);
        (await project.QsAsync("shell", "mail")).ShouldExitWith(0);
        (await project.QsAsync("shell", "db", "--", "psql", "--username", "two words")).ShouldExitWith(0);
        (await project.QsAsync("shell", "--", "ls", "-l")).ShouldExitWith(0);

        Acts.Select(act => act[(act.IndexOf(" exec ", StringComparison.Ordinal) + 1)..].Replace("--no-TTY ", "", StringComparison.Ordinal))
            .ShouldBe(["exec db sh", "exec mail sh", "exec db psql --username two words", "exec db ls -l"]);
    }

    [Test]
    public async Task A_container_without_a_shell_says_so()
    {
        var project = await CreateAsync("exit 127");

        (await project.QsAsync("shell", "web")).ShouldRefuse(4, "The container of web has no 'sh'", "on purpose");
        Acts.ShouldBeEmpty();
    }

    [Test]
    public async Task A_container_that_does_not_run_is_told_before_a_shell_is_opened()
    {
        var project = await CreateAsync("echo 'service \"db\" is not running' >&2; exit 1");

        (await project.QsAsync("shell")).ShouldRefuse(4, "The container of db does not run; start it with 'qs up db'");
    }

    [TestCase(1)]
    [TestCase(127)]
    public async Task The_last_word_typed_in_a_shell_is_no_failure_of_the_shell(int code)
    {
        var project = await CreateAsync($"case \"$*\" in *' sh -c :') exit 0;; esac; exit {code}");

        (await project.QsAsync("shell")).ShouldExitWith(0);
        (await project.QsAsync("shell", "--", "sh", "-c", "no-such-program")).ShouldRefuse(1, $"What ran in db ended with exit code {code}");
    }

    [TestCase("up", "wbe")]
    [TestCase("logs", "wbe")]
    [TestCase("shell", "wbe")]
    public async Task An_unknown_service_is_refused_with_those_there_are(params string[] command)
    {
        var project = await CreateAsync();

        (await project.QsAsync(command)).ShouldRefuse(2, "There is no service 'wbe' in compose.yml; name one of web, db and mail.");

        Acts.ShouldBeEmpty();
    }

    [TestCase("up", "--privileged")]
    [TestCase("logs", "--tail", "x")]
    [TestCase("logs", "--until=1")]
    [TestCase("shell", "--privileged")]
    public async Task An_unknown_option_is_no_service(params string[] command)
    {
        var project = await CreateAsync();

        (await project.QsAsync(command)).ShouldExitWith(2);

        Calls.ShouldBeEmpty();
    }

    [Test]
    public async Task Docker_without_Compose_is_told_apart()
    {
        var project = await CreateAsync();
        Workplace.Provide("docker", "echo 'docker: unknown command: docker compose' >&2; exit 1");

        (await project.QsAsync("ps")).ShouldRefuse(4, "Docker is here without Compose");
    }

    [Test]
    public async Task An_engine_that_does_not_run_is_told_apart()
    {
        var project = await CreateAsync();
        await File.WriteAllTextAsync(Workplace["no engine"], string.Empty);

        (await project.QsAsync("up")).ShouldRefuse(4, "Docker does not run");
    }

    [Test]
    public async Task A_file_that_Compose_refuses_is_named_without_its_contents()
    {
        var project = await CreateAsync();
        Workplace.Provide("docker", $"echo 'services.web.environment: invalid {Secret}' >&2; exit 15");

        var answer = await project.QsAsync("up", "--verbose");

        answer.ShouldRefuse(4, "Docker Compose cannot read compose.yml", "docker compose config --quiet");
        answer.Error.ShouldNotContain(Secret);
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{ \"name\": 1, \"services\": [] }")]
    public async Task An_answer_that_is_none_is_refused(string config)
    {
        var project = await CreateAsync();
        await File.WriteAllTextAsync(Workplace["config.json"], config);

        (await project.QsAsync("up")).ShouldRefuse(4, "in a way that qs does not know");
    }

    [Test]
    public async Task What_the_engine_does_not_do_is_5()
    {
        var project = await CreateAsync("echo 'no route to registry' >&2; exit 18");

        var answer = await project.QsAsync("up");

        answer.ShouldRefuse(5, "'docker compose up' failed (exit code 18)");
        answer.Error.ShouldContain("no route to registry");
    }

    [Test]
    public async Task No_trace_shows_what_the_file_holds()
    {
        var project = await CreateAsync();

        var answer = (await project.QsAsync("up", "--verbose", "--json")).ShouldExitWith(0);

        answer.Error.ShouldContain("config --format json");
        (answer.Output + answer.Error).ShouldNotContain(Secret);
        using var json = JsonDocument.Parse(answer.Output);
        json.RootElement.GetProperty("ok").GetBoolean().ShouldBeTrue();
    }

    [Test]
    public async Task Nothing_is_done_when_nobody_knows_whose_containers_these_are()
    {
        var project = await CreateAsync();
        await File.WriteAllTextAsync(Workplace["folders of containers"], "\n");

        (await project.QsAsync("down")).ShouldRefuse(4, "The containers named shop belong to another folder");

        Acts.ShouldBeEmpty();
    }

    [TestCase("shell", "db", "--", "psql", Secret)]
    [TestCase("shell", "db", "--", "psql", Secret, "--", "x")]
    [TestCase("shell", "--", "psql", Secret)]
    public async Task No_trace_shows_what_is_passed_on(params string[] command)
    {
        var project = await CreateAsync();

        var answer = (await project.QsAsync([command[0], "--verbose", .. command[1..]])).ShouldExitWith(0);

        answer.Error.ShouldContain(" db …");
        (answer.Output + answer.Error).ShouldNotContain(Secret);
        Acts.ShouldHaveSingleItem().ShouldContain($"psql {Secret}");
    }

    [Test]
    public async Task Following_ends_with_an_interruption_and_all_that_was_started()
    {
        var project = await CreateAsync($"echo $$ > '{Workplace["part"]}'; mv '{Workplace["part"]}' '{Workplace["started"]}'; sleep 300 & wait");
        using var stop = new CancellationTokenSource();
        var running = project.QsAsync(stop.Token, "logs", "--follow");
        var programs = await StartedPrograms.ReadAsync(Workplace["started"], running);

        await stop.CancelAsync();

        (await running).ShouldExitWith(130);
        programs.ShouldAllBe(id => !ProcessState.IsRunning(id));
    }

    private IReadOnlyList<string> Calls => File.Exists(Workplace["calls of docker"]) ? File.ReadAllLines(Workplace["calls of docker"]) : [];

    /// <summary>The calls that do something, without the questions.</summary>
    private IReadOnlyList<string> Acts => [.. Calls.Where(call => !call.Contains(" --format ", StringComparison.Ordinal) && !call.EndsWith(" sh -c :", StringComparison.Ordinal))];

    private async Task<DailyProject> CreateAsync(string act = "echo said by compose")
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0");
        Configure(project, Loopback.FreePort());
        File.WriteAllText(Workplace["folders of containers"], string.Empty);
        File.WriteAllText(Workplace["volumes"], string.Empty);
        File.WriteAllText(Workplace["ps.json"], string.Empty);
        Workplace.Provide("docker", $"""
            printf '%s\n' "$*" >> '{Workplace["calls of docker"]}'
            echo "$COMPOSE_FILE $COMPOSE_PROJECT_NAME" >> '{Workplace["environment"]}'
            case "$*" in
            *" config --format json") cat '{Workplace["config.json"]}';;
            "ps --all --filter "*) [ -e '{Workplace["no engine"]}' ] && echo 'Cannot connect to the Docker daemon' >&2 && exit 1; cat '{Workplace["folders of containers"]}';;
            "volume ls --filter "*) cat '{Workplace["volumes"]}';;
            *" ps --format json"|*" ps --all --format json") cat '{Workplace["ps.json"]}';;
            *) {act};;
            esac
            """);
        return project;
    }

    /// <summary>The project's file, and what <c>docker compose config</c> makes of it.</summary>
    private void Configure(DailyProject project, int port)
    {
        project.Host.Write("compose.yml", string.Create(CultureInfo.InvariantCulture, $$"""
            name: shop
            services:
              web: { ports: ["127.0.0.1:${WEB_PORT:-{{port}}}:8080"] }

            """));
        File.WriteAllText(Workplace["config.json"], string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "name": "shop",
              "services": {
                "web": { "environment": { "POSTGRES_PASSWORD": "{{Secret}}" }, "ports": [{ "mode": "ingress", "host_ip": "127.0.0.1", "target": 8080, "published": "{{port}}", "protocol": "tcp" }] },
                "db": { "image": "postgres:17" },
                "mail": { "ports": [{ "mode": "ingress", "target": 1025, "protocol": "tcp" }] }
              }
            }
            """));
    }

    private static string Container(string service, int? port) => port is null
        ? $$"""{"Service":"{{service}}","State":"running","Publishers":null}"""
        : string.Create(CultureInfo.InvariantCulture, $$"""{"Service":"{{service}}","State":"running","Publishers":[{"URL":"127.0.0.1","TargetPort":8080,"PublishedPort":{{port}},"Protocol":"tcp"}]}""");

    private static TcpListener Listen(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }
}
