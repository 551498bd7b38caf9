using System.Text.Json;

namespace QuickScale.Tool.Tests;

/// <summary>Results on one stream, words on the other; <c>--json</c>, <c>--verbose</c>, help and version.</summary>
internal sealed class OutputIsForPeopleAndPrograms : WorkplaceFixture
{
    [Test]
    public async Task Json_is_one_object_with_these_keys()
    {
        var answer = (await Workplace.QsAsync("new", "My App", "--json", "--no-restore", "--database", "postgres", "--http-port", "5999")).ShouldExitWith(0);

        using var json = JsonDocument.Parse(answer.Output);
        var root = json.RootElement;
        root.EnumerateObject().Select(property => property.Name).ShouldBe(
        [
            "ok", "name", "typedName", "slug", "path", "theme", "database", "files", "httpAddress", "httpsAddress",
            "commit", "branch", "author", "enclosingRepository", "modules", "restored", "serving", "next",
        ]);
        root.GetProperty("ok").GetBoolean().ShouldBeTrue();
        root.GetProperty("name").GetString().ShouldBe("MyApp");
        root.GetProperty("typedName").GetString().ShouldBe("My App");
        root.GetProperty("slug").GetString().ShouldBe("my-app");
        root.GetProperty("path").GetString().ShouldBe(Workplace["My App"]);
        root.GetProperty("theme").GetString().ShouldBe("html");
        root.GetProperty("database").GetString().ShouldBe("postgres");
        root.GetProperty("httpAddress").GetString().ShouldBe("http://localhost:5999");
        root.GetProperty("commit").GetString().ShouldBe(await Workplace.GitAsync("My App", "rev-parse", "--short", "HEAD"));
        root.GetProperty("branch").GetString().ShouldBe("main");
        root.GetProperty("author").GetString().ShouldBe("Ada Lovelace <ada@example.com>");
        root.GetProperty("enclosingRepository").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("restored").GetBoolean().ShouldBeFalse();
        root.GetProperty("serving").GetBoolean().ShouldBeFalse();
        root.GetProperty("next").EnumerateArray().Select(step => step.GetString()).ShouldBe(
            ["cd \"My App\"", "docker compose up -d db", "dotnet run --project " + Path.Combine("src", "MyApp"), "dotnet test", "README.md"]);
        answer.Error.ShouldContain("Creating My App");
    }

    [TestCase(2, "--theme", "vue")]
    [TestCase(4, "--no-git")]
    public async Task A_refusal_in_Json_has_the_exit_code_and_the_sentence(int exitCode, params string[] options)
    {
        File.WriteAllText(Workplace["MyApp"], "in the way");

        var answer = (await Workplace.QsAsync(["new", "MyApp", "--json", .. options])).ShouldExitWith(exitCode);

        using var json = JsonDocument.Parse(answer.Output);
        json.RootElement.EnumerateObject().Select(property => property.Name).ShouldBe(["ok", "exitCode", "error"]);
        json.RootElement.GetProperty("ok").GetBoolean().ShouldBeFalse();
        json.RootElement.GetProperty("exitCode").GetInt32().ShouldBe(exitCode);
        answer.Error.ShouldBe($"qs: {json.RootElement.GetProperty("error").GetString()}\n");
    }

    [Test]
    public async Task Verbose_shows_the_programs_and_nothing_else_does()
    {
        var quiet = await Workplace.QsAsync("new", "One", "--no-restore");
        var verbose = await Workplace.QsAsync("new", "Two", "--no-restore", "--verbose");

        quiet.Error.ShouldBe("Creating One…\n");
        verbose.Error.ShouldMatch("> git .* init --quiet");
        verbose.Error.ShouldContain("> dotnet new quickscale --name=Two");
    }

    [Test]
    public async Task What_is_not_a_terminal_gets_no_escape_codes()
    {
        var answer = await Workplace.QsAsync("new", "[red]App[", "--no-restore");

        answer.ShouldExitWith(0);
        (answer.Output + answer.Error).ShouldNotContain('\e');
        answer.Output.ShouldContain($"Created RedApp in {Workplace["[red]App["]}");
    }

    [Test]
    public async Task Help_describes_every_option_and_gives_examples()
    {
        var answer = (await Workplace.QsAsync("new", "--help")).ShouldExitWith(0);

        foreach (var option in new[] { "--theme", "--database", "--http-port", "--https-port", "--no-git", "--no-restore", "--run", "--json", "--no-color", "--verbose" })
            answer.Output.ShouldMatch($@"(?m)^  {option}.*  \w+");
        answer.Output.ShouldContain("Examples:\n  qs new MyApp");
        answer.Error.ShouldBeEmpty();
    }

    [Test]
    public async Task Other_spellings_work_and_stay_out_of_the_help()
    {
        (await Workplace.QsAsync("--help")).Output.ShouldNotContain("init");
        (await Workplace.QsAsync("init", "MyApp", "--no-git", "--no-restore")).ShouldExitWith(0);
    }

    [Test]
    public async Task Without_a_command_help_is_what_there_is_to_say()
    {
        var answer = (await Workplace.QsAsync()).ShouldExitWith(0);

        answer.Output.ShouldContain("Commands:");
        answer.Output.ShouldContain("new <PATH>");
    }

    [Test]
    public async Task Version_is_the_products()
    {
        var answer = await TestProcess.DotnetAsync([Path.Combine(AppContext.BaseDirectory, "qs.dll"), "--version"]);

        answer.ShouldSucceed().Output.ShouldBe(Repository.Version + Environment.NewLine);
    }
}
