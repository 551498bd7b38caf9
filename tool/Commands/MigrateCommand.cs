using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Workflow;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs migrate</c>: applies, lists, adds and prints migrations.</summary>
internal static class MigrateCommand
{
    public static Command Create(SharedOptions shared)
    {
        var command = new CommandWithExamples("migrate", "Apply the pending migrations of the application and its modules to the database")
        {
            Examples =
            [
                "qs migrate                    apply what is pending",
                "qs migrate add AddInvoices    write a migration for what has changed in the entities",
            ],
        };
        command.Add(Status(shared));
        command.Add(Add(shared));
        command.Add(Script(shared));
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => HandOver("migrate", output, cancellation)));
        return command;
    }

    private static CommandWithExamples Status(SharedOptions shared)
    {
        var command = new CommandWithExamples("status", "List the pending migrations, and exit with 1 when there are any")
        {
            Examples = ["qs migrate status    what is not applied yet"],
        };
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => HandOver("status", output, cancellation)));
        return command;
    }

    private static int HandOver(string what, Output output, CancellationToken cancellation) => DailyCommands.InProject(output, (project, programs) =>
    {
        if (new Migrator(project, programs, output).HandOver(project.Folder, [what], onLine: null, cancellation).Failed(out var failure, out var exitCode))
        {
            return output.Fail(failure);
        }

        if (exitCode != 0)
        {
            return output.Fail(what == "status" && exitCode == ExitCode.CheckFailed
                ? new Failure(ExitCode.CheckFailed, "Migrations are pending; 'qs migrate' applies them.")
                : Migrator.Explain(exitCode)!);
        }

        if (output.Json)
        {
            output.Write(new JsonObject { ["ok"] = true });
        }

        return ExitCode.Done;
    });

    private static CommandWithExamples Add(SharedOptions shared)
    {
        var name = new Argument<string>("NAME") { Description = "What it does, as the name of a class: AddInvoices" };
        name.Validators.Add(result =>
        {
            var typed = result.GetValueOrDefault<string>();
            if (!NewMigration.IsName(typed))
            {
                result.AddError($"'{typed}' cannot name a migration; write letters, digits and underscores, a letter first, as in AddInvoices");
            }
        });
        var command = new CommandWithExamples("add", "Write a migration for what has changed in the application's entities; no database is needed")
        {
            Examples = ["qs migrate add AddInvoices    into src/NAME/Data/Migrations"],
        };
        command.Add(name);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => DailyCommands.InProject(output, (project, programs) =>
        {
            if (new NewMigration(project, programs, output).Add(parse.GetRequiredValue(name), cancellation).Failed(out var failure, out var files))
            {
                return output.Fail(failure);
            }

            if (output.Json)
            {
                output.Write(new JsonObject { ["ok"] = true, ["files"] = ChangeReport.Strings(files) });
                return ExitCode.Done;
            }

            output.Say([.. files.Select(file => $"[green]Wrote[/] {Output.Plain(file)}"), "Read it and commit it with the change; 'qs migrate' applies it."]);
            return ExitCode.Done;
        })));
        return command;
    }

    private static CommandWithExamples Script(SharedOptions shared)
    {
        var command = new CommandWithExamples("script", "Print the application's own migrations as SQL; no database is needed")
        {
            Examples = ["qs migrate script > schema.sql    for a database administrator to read"],
        };
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => DailyCommands.InProject(output, (project, programs) =>
        {
            if (new NewMigration(project, programs, output).Script(cancellation).Failed(out var failure, out var sql))
            {
                return output.Fail(failure);
            }

            if (output.Json)
            {
                output.Write(new JsonObject { ["ok"] = true, ["sql"] = sql });
                return ExitCode.Done;
            }

            output.WriteText(sql);
            return ExitCode.Done;
        })));
        return command;
    }
}
