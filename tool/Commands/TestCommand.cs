using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Workflow;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs test</c>: the project's own tests, those of its modules and of its client.</summary>
internal static class TestCommand
{
    public static Command Create(SharedOptions shared)
    {
        var browser = new Option<bool>("--browser") { Description = "Run the tests in a real browser too, which the solution leaves out" };
        var passed = new PassedOn("dotnet test");
        var command = new CommandWithExamples("test", "Build the project and run its tests, with the theme react those of the client too")
        {
            Examples =
            [
                "qs test                                 all tests",
                "qs test --browser                       those in a real browser too",
                "qs test -- --filter Name~Pricing        some of them",
            ],
        };
        command.Add(browser);
        command.Add(passed.Argument);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => passed.Read(parse).Failed(out var failure, out var arguments)
            ? output.Fail(failure)
            : Run(parse.GetValue(browser), arguments, output, cancellation)));
        return command;
    }

    private static int Run(bool browser, IReadOnlyList<string> arguments, Output output, CancellationToken cancellation) => DailyCommands.InProject(output, (project, programs) =>
    {
        var tests = new ProjectTests(project, programs, output);
        if (tests.Run(browser, arguments, cancellation).Failed(out var failure, out var suites))
        {
            return output.Fail(failure);
        }

        var failed = suites.Where(suite => !suite.Passed).Select(suite => suite.Name).ToList();
        if (output.Json)
        {
            output.Write(new JsonObject
            {
                ["ok"] = failed.Count == 0,
                ["suites"] = new JsonArray([.. suites.Select(JsonNode (suite) => new JsonObject { ["name"] = suite.Name, ["passed"] = suite.Passed })]),
            });
        }

        return failed.Count == 0
            ? ExitCode.Done
            : output.Warn(new Failure(ExitCode.CheckFailed, $"Not all tests of {Phrase.All(failed)} pass; the output above names those that fail."));
    });
}
