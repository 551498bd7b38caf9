using System.Text.Json;
using System.Text.RegularExpressions;

namespace QuickScale.Tool.Tests;

/// <summary>What holds of a deployment wherever it goes; each platform has a fixture of its own.</summary>
[Platform(Exclude = "Win", Reason = "The stand-ins are shell scripts.")]
internal abstract class DeploysEverywhere : DeployFixture
{
    [TestCase("sqlite")]
    [TestCase("postgres")]
    public async Task The_first_deployment_creates_everything_and_says_where_it_is(string database)
    {
        await CreateAsync(database);

        var answer = (await DeployAsync()).ShouldExitWith(0);

        answer.Output.ShouldContain($"{Address} is ready");
        Secret.Length.ShouldBe(64);
        ShouldHideSecrets(answer);
    }

    [TestCase("sqlite")]
    [TestCase("postgres")]
    public async Task The_second_creates_nothing_twice_and_keeps_the_secret(string database)
    {
        await CreateAsync(database);
        (await DeployAsync("--variable", "STRIPE_SECRET_KEY")).ShouldExitWith(0);
        var (secret, inputs) = (Secret, StandIn.Inputs);
        StandIn.Forget();
        Workplace.Set("STRIPE_SECRET_KEY", "another-value-of-this-terminal");

        var answer = (await DeployAsync("--variable", "STRIPE_SECRET_KEY", "--json")).ShouldExitWith(0);

        Secret.ShouldBe(secret);
        StandIn.Inputs.ShouldBe(inputs);
        StandIn.Calls.Where(call => Creating.IsMatch(call)).ShouldBeEmpty();
        using var json = JsonDocument.Parse(answer.Output);
        json.RootElement.GetProperty("created").GetArrayLength().ShouldBe(0);
        json.RootElement.GetProperty("set").GetArrayLength().ShouldBe(0);
        json.RootElement.GetProperty("kept").EnumerateArray().Select(name => name.GetString()).ShouldContain("STRIPE_SECRET_KEY");
        json.RootElement.GetProperty("address").GetString().ShouldBe(Address);
    }

    [TestCase("sqlite")]
    [TestCase("postgres")]
    [Category("Slow")]
    public async Task A_failure_at_any_call_is_told_and_the_next_deployment_goes_on_from_there(string database)
    {
        await CreateAsync(database);
        (await DeployAsync()).ShouldExitWith(0);
        var calls = StandIn.Calls;
        foreach (var call in Rounds.Moments(calls.Count))
        {
            Start();
            StandIn.Failing = call;

            var answer = await DeployAsync("--verbose", "--timeout", "1");

            ShouldHideSecrets(answer);
            if (!Patient.IsMatch(calls[call - 1]))
            {
                answer.ExitCode.ShouldBeOneOf([1, 4, 5], $"call {call}: {calls[call - 1]}\n{answer.Error}");
                answer.Output.ShouldNotContain("is ready", customMessage: calls[call - 1]);
                answer.Error.TrimEnd('\n').Split('\n')[^1].ShouldStartWith("qs: ");
            }

            var secret = SecretOrNone;
            var made = StandIn.Calls.Take(call - 1).Where(earlier => Creating.IsMatch(earlier)).ToList();
            StandIn.Forget();
            (await DeployAsync()).ShouldExitWith(0);
            StandIn.Calls.Where(later => Creating.IsMatch(later)).Intersect(made).ShouldBeEmpty($"call {call}: {calls[call - 1]}");
            if (secret is not null)
                Secret.ShouldBe(secret);
        }
    }

    [Test]
    [Category("Slow")]
    public async Task A_failure_at_any_call_of_a_later_deployment_leaves_the_release_before_serving()
    {
        await CreateAsync("postgres");
        (await DeployAsync()).ShouldExitWith(0);
        StandIn.Forget();
        (await DeployAsync()).ShouldExitWith(0);
        var calls = StandIn.Calls;
        foreach (var call in Rounds.Moments(calls.Count))
        {
            var secret = Secret;
            StandIn.Forget();
            StandIn.Failing = call;

            var answer = await DeployAsync("--timeout", "1");

            ShouldHideSecrets(answer);
            Secret.ShouldBe(secret);
            if (!Patient.IsMatch(calls[call - 1]))
            {
                answer.ExitCode.ShouldBeOneOf([1, 4, 5], $"call {call}: {calls[call - 1]}\n{answer.Error}");
                if (Changing.IsMatch(calls[call - 1]))
                    answer.Error.ShouldMatch("the release before still serves|serves again", $"call {call}: {calls[call - 1]}");
            }
        }
    }

    [Test]
    [Category("Slow")]
    public async Task Half_an_answer_at_any_call_is_no_mistake_of_ours()
    {
        await CreateAsync("postgres");
        (await DeployAsync()).ShouldExitWith(0);
        var calls = StandIn.Calls;
        foreach (var call in Rounds.Moments(calls.Count))
        {
            Start();
            StandIn.Damaged = call;

            var answer = await DeployAsync("--timeout", "1");

            answer.ExitCode.ShouldBeOneOf([0, 1, 4, 5], $"call {call}: {calls[call - 1]}\n{answer.Error}");
            ShouldHideSecrets(answer);
        }
    }

    [TestCase("sqlite")]
    [TestCase("postgres")]
    public async Task A_dry_run_names_each_call_and_makes_none_that_changes_anything(string database)
    {
        await CreateAsync(database);
        var before = await Project.Host.StateAsync();

        var first = (await DeployAsync("--dry-run", "--variable", "STRIPE_SECRET_KEY")).ShouldExitWith(0);

        StandIn.Calls.Where(call => Changing.IsMatch(call)).ShouldBeEmpty();
        StandIn.Inputs.ShouldBeEmpty();
        StartedPrograms.Without(await Project.Host.StateAsync(), "qs-").ShouldBe(before);
        first.Output.ShouldContain("STRIPE_SECRET_KEY");
        first.Output.ShouldNotContain(Handed);
        first.Output.Split('\n').Count(line => Creating.IsMatch(WithoutProgram(line))).ShouldBeGreaterThan(0, first.Output);

        (await DeployAsync("--variable", "STRIPE_SECRET_KEY")).ShouldExitWith(0);
        var made = StandIn.Calls.Where(call => Changing.IsMatch(call)).Select(Verb);
        first.Output.Split('\n').Select(WithoutProgram).Where(call => Changing.IsMatch(call)).Select(Verb).ShouldBe(made);
    }

    [Test]
    public async Task A_release_that_never_becomes_ready_is_taken_back()
    {
        await CreateAsync("postgres");
        (await DeployAsync()).ShouldExitWith(0);
        StandIn.Forget();
        Health.Status = () => TimesGoneBack > 0 ? 200 : 503;

        var answer = await DeployAsync("--timeout", "1");

        answer.ShouldRefuseAfterOutput(1, "does not become ready", "it answers 503", "serves again, and migrations that were applied stay");
        TimesGoneBack.ShouldBe(1);
    }

    [Test]
    public async Task Without_a_release_before_it_says_so_and_leaves_the_new_one()
    {
        await CreateAsync("postgres");
        Health.Status = () => 503;

        var answer = await DeployAsync("--timeout", "1", "--json");

        answer.ShouldExitWith(1).Error.ShouldContain("there is no release before to go back to");
        using var json = JsonDocument.Parse(answer.Output);
        json.RootElement.GetProperty("ok").GetBoolean().ShouldBeFalse();
        json.RootElement.GetProperty("wentBack").GetBoolean().ShouldBeFalse();
        json.RootElement.GetProperty("address").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Test]
    public async Task Without_the_program()
    {
        await CreateAsync("sqlite");
        Workplace.OnlyPrograms("git");

        (await DeployAsync()).ShouldRefuseAfterOutput(4, "not found; install");
    }

    [Test]
    public async Task What_is_not_committed_is_deployed_only_when_that_is_wanted()
    {
        await CreateAsync("sqlite");
        Project.Host.Write("src/Shop/New.cs", "// new\n");

        (await DeployAsync()).ShouldRefuse(4, "src/Shop/New.cs is not as in the last commit", "--allow-changes");
        StandIn.Calls.ShouldBeEmpty();

        var answer = (await DeployAsync("--allow-changes")).ShouldExitWith(0);
        answer.Error.ShouldContain("src/Shop/New.cs");
        answer.Output.ShouldContain("-changed");
    }

    [Test]
    public async Task In_a_folder_of_a_repository_only_that_folder_has_to_be_committed()
    {
        await CreateAsync("sqlite");
        Directory.CreateDirectory(Workplace["mono"]);
        Directory.Move(Workplace["host"], Workplace["mono", "shop"]);
        Directory.Move(Workplace["mono", "shop", ".git"], Workplace["mono", ".git"]);
        await Workplace.GitAsync("mono", "add", "--all");
        await Workplace.GitAsync("mono", "commit", "--quiet", "--message", "Together");
        await File.WriteAllTextAsync(Workplace["mono", "other.txt"], "mine");
        Workplace.CurrentFolder = Workplace["mono", "shop", "src"];

        (await DeployAsync("--dry-run")).ShouldExitWith(0);

        await File.WriteAllTextAsync(Workplace["mono", "shop", "other.txt"], "mine");
        (await DeployAsync("--dry-run")).ShouldRefuse(4, "shop/other.txt is not as in the last commit");
    }

    [Test]
    public async Task Two_at_once_are_refused()
    {
        await CreateAsync("sqlite");
        (await DeployAsync()).ShouldExitWith(0);
        StandIn.Forget();
        StandIn.Hanging = 2;
        using var stop = new CancellationTokenSource();
        var running = Project.QsAsync(stop.Token, "deploy", Target);
        await StartedPrograms.ReadAsync(StandIn.Started, running);

        (await DeployAsync()).ShouldRefuseAfterOutput(4, "Another qs is deploying this project");

        await stop.CancelAsync();
        (await running).ShouldExitWith(130);
    }

    [Test]
    [Category("Slow")]
    public async Task An_interruption_at_any_call_ends_all_and_says_what_is_left()
    {
        await CreateAsync("sqlite");
        (await DeployAsync()).ShouldExitWith(0);
        var calls = StandIn.Calls;
        foreach (var call in Rounds.Moments(calls.Count))
        {
            Start();
            StandIn.Hanging = call;
            using var stop = new CancellationTokenSource();
            var running = Project.QsAsync(stop.Token, "deploy", Target);
            var programs = await StartedPrograms.ReadAsync(StandIn.Started, running);

            await stop.CancelAsync();

            var answer = (await running).ShouldExitWith(130);
            programs.ShouldAllBe(id => !ProcessState.IsRunning(id));
            answer.Error.ShouldMatch(Changing.IsMatch(calls[call - 1]) ? "Interrupted: (what was created|the platform may)" : "Interrupted: ", calls[call - 1]);
            ShouldHideSecrets(answer);
        }
    }

    [Test]
    public async Task No_output_of_any_kind_holds_a_secret_and_no_argument_does()
    {
        await CreateAsync("postgres");

        var answer = (await DeployAsync("--variable", "STRIPE_SECRET_KEY", "--verbose", "--json")).ShouldExitWith(0);

        ShouldHideSecrets(answer);
        StandIn.Inputs.ShouldContain(Handed);
        StandIn.Calls.ShouldAllBe(call => !call.Contains(Handed, StringComparison.Ordinal) && !call.Contains(Secret, StringComparison.Ordinal));
    }

    [Test]
    public async Task A_variable_that_is_not_here_is_refused_before_anything_is_changed()
    {
        await CreateAsync("sqlite");
        Workplace.Set("STRIPE_SECRET_KEY", null);

        (await DeployAsync("--variable", "STRIPE_SECRET_KEY")).ShouldRefuseAfterOutput(4, "The variable STRIPE_SECRET_KEY is not set here");
        StandIn.Calls.Where(call => Changing.IsMatch(call)).ShouldBeEmpty();
    }

    [TestCase("--variable", "--x")]
    [TestCase("--variable", "A=B")]
    [TestCase("--timeout", "0")]
    [TestCase("--timeout", "x")]
    [TestCase("--environment", "staging")]
    [TestCase("--production")]
    public async Task Wrong_options_are_refused(params string[] options)
    {
        await CreateAsync("sqlite");

        (await DeployAsync(options)).ShouldExitWith(2);
        StandIn.Calls.ShouldBeEmpty();
    }

    [TestCase("contact: --mailto:x")]
    [TestCase("contact: \"mailto:a@b.example\", address: http://shop.example.com")]
    [TestCase("contact: \"mailto:a@b.example\", address: \"https://shop.example.com/$(id)\"")]
    [TestCase("contact: \"mailto:a@b.example\", addres: https://shop.example.com")]
    [TestCase("contact: \"mailto:a@b.example\", region: --force, app: --yes, project: -p, context: -H")]
    public async Task Hostile_settings_reach_no_program(string settings)
    {
        await CreateAsync("sqlite");
        Project.Host.Write("quickscale.yml", Regex.Replace(Project.Host.Read("quickscale.yml"), @"\{ contact.*\}", $"{{ {settings} }}"));

        (await DeployAsync("--allow-changes")).ShouldRefuse(4, "quickscale.yml");
        StandIn.Calls.ShouldBeEmpty();
    }

    [Test]
    public async Task A_missing_contact_is_named_with_the_line_to_add()
    {
        await CreateAsync("sqlite");
        Project.Host.Write("quickscale.yml", Regex.Replace(Project.Host.Read("quickscale.yml"), "contact: [^,}]*, ", string.Empty));

        (await DeployAsync("--allow-changes")).ShouldRefuse(4, "add 'contact: mailto:security@your.domain'");
    }

    private static string WithoutProgram(string line) => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    /// <summary>The first words of a call, without options and values.</summary>
    private static string Verb(string call) => string.Join(' ', call.Split(' ').Take(2).TakeWhile(word => !word.StartsWith('-') && !word.Contains('=', StringComparison.Ordinal)));
}
