using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Workflow;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs run</c>: builds, migrates, serves and watches the project around the current folder.</summary>
internal static class RunCommand
{
    public static Command Create(SharedOptions shared)
    {
        var noWatch = new Option<bool>("--no-watch") { Description = "Serve what is built once, client included, whatever changes" };
        var passed = new PassedOn("the application");
        var command = new CommandWithExamples("run", "Build the project, migrate its database and serve it, each change at once, until Ctrl-C")
        {
            Examples =
            [
                "qs run                                          what changes is shown at once",
                "qs run --no-watch                               what is built, as it is",
                "qs run -- --Logging:LogLevel:Default=Debug      with arguments of the application",
            ],
        };
        command.Add(noWatch);
        command.Add(passed.Argument);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => passed.Read(parse).Failed(out var failure, out var arguments)
            ? output.Fail(failure)
            : Run(!parse.GetValue(noWatch), arguments, output, cancellation)));
        return command;
    }

    private static int Run(bool watch, IReadOnlyList<string> arguments, Output output, CancellationToken cancellation) => DailyCommands.InProject(output, (project, programs) =>
    {
        if (LaunchAddresses.Load(project).Failed(out var failure, out var addresses)
            || new DevelopmentRun(project, addresses.Http, programs, output)
                .Run(watch, arguments, () => Ready(output, project, addresses, watch), cancellation)
                .Failed(out failure, out var exitCode))
        {
            return output.Fail(failure);
        }

        return exitCode == 0
            ? ExitCode.Done
            : output.Fail(ProgramEnd.Failure("The application", exitCode));
    });

    private static void Ready(Output output, LocalProject project, LaunchAddresses addresses, bool watch)
    {
        var address = addresses.Http.GetLeftPart(UriPartial.Authority);
        if (output.Json)
        {
            output.Write(new JsonObject { ["ok"] = true, ["name"] = project.File.Name, ["httpAddress"] = address, ["watching"] = watch });
            return;
        }

        output.Say($"[green]Serving[/] at [bold]{address}[/] — Ctrl-C stops it.");
    }
}
