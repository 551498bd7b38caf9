using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Workflow;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs manage MODULE COMMAND …</c>: the commands of the project's migrator, those of the modules among them.</summary>
internal static class ManageCommand
{
    public static Command Create(SharedOptions shared)
    {
        var words = new Argument<string[]>("COMMAND") { Description = "A module and its command with its arguments, or a command of the migrator; all are listed when left out", Arity = ArgumentArity.ZeroOrMore };
        var command = new CommandWithExamples("manage", "Run a command of a module, or of the project's migrator")
        {
            Examples =
            [
                "qs manage                                       list the commands",
                "qs manage auth create-admin ann@example.com     a command of the module auth",
                "qs manage backup ../before.db                   a command of the migrator",
            ],
        };
        command.Add(words);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => DailyCommands.InProject(output, (project, programs) =>
        {
            var typed = parse.GetValue(words) is { Length: > 0 } given ? given : ["help"];
            return new Migrator(project, programs, output).HandOver(Environment.CurrentDirectory, typed, cancellation).Failed(out var failure, out var exitCode)
                ? output.Fail(failure)
                : Migrator.Explain(exitCode) is { } refused ? output.Fail(refused) : Done(output);
        })));
        return command;
    }

    private static int Done(Output output)
    {
        if (output.Json)
        {
            output.Write(new JsonObject { ["ok"] = true });
        }

        return ExitCode.Done;
    }
}
