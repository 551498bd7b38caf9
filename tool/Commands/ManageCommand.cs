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
            var said = new List<string>();
            if (new Migrator(project, programs, output).HandOver(Environment.CurrentDirectory, typed, said.Add, cancellation).Failed(out var failure, out var exitCode))
            {
                return output.Fail(failure);
            }

            var refused = Migrator.Explain(exitCode);
            if (output.Json)
            {
                var json = new JsonObject { ["ok"] = refused is null, ["output"] = ChangeReport.Strings(said) };
                if (refused is not null)
                {
                    (json["exitCode"], json["error"]) = (refused.ExitCode, refused.Sentence);
                }

                output.Write(json);
            }

            return refused is null ? ExitCode.Done : output.Fail(refused);
        })));
        return command;
    }
}
