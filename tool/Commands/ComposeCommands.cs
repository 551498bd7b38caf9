using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Workflow;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs up</c>, <c>down</c>, <c>logs</c>, <c>ps</c> and <c>shell</c>: the containers of the project's compose file.</summary>
internal static class ComposeCommands
{
    public static IEnumerable<Command> Create(SharedOptions shared) => [Up(shared), Down(shared), Logs(shared), List(shared), Shell(shared)];

    private static CommandWithExamples Up(SharedOptions shared)
    {
        var services = Services();
        var command = new CommandWithExamples("up", "Build and start the project's containers in the background")
        {
            Examples =
            [
                "qs up       the application, its database and a mailbox",
                "qs up db    one service and what it needs",
            ],
        };
        command.Add(services);
        command.SetAction((parse, cancellation) => Run(shared, parse, (compose, _) => compose.Up(parse.GetValue(services) ?? [], cancellation), cancellation));
        return command;
    }

    private static CommandWithExamples Down(SharedOptions shared)
    {
        var command = new CommandWithExamples("down", "Stop and remove the project's containers; their data stays")
        {
            Examples = ["qs down    the volumes, and the database in them, are kept"],
        };
        command.SetAction((parse, cancellation) => Run(shared, parse, (compose, _) => compose.Down(cancellation), cancellation));
        return command;
    }

    private static CommandWithExamples Logs(SharedOptions shared)
    {
        var services = Services();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is said from now on, until Ctrl-C" };
        var tail = new Option<int?>("--tail") { Description = "Only this many lines of each container", HelpName = "LINES" };
        tail.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var count) || count < 0))
            {
                result.AddError($"--tail takes a number of lines, not '{token.Value}'");
            }
        });
        var command = new CommandWithExamples("logs", "Show what the project's containers have said")
        {
            Examples =
            [
                "qs logs web --tail 50    the last lines of one",
                "qs logs --follow         all, and what comes",
            ],
        };
        command.Add(services);
        command.Add(follow);
        command.Add(tail);
        command.SetAction((parse, cancellation) => Run(
            shared, parse, (compose, _) => compose.Logs(parse.GetValue(services) ?? [], parse.GetValue(follow), parse.GetValue(tail), cancellation), cancellation));
        return command;
    }

    private static CommandWithExamples List(SharedOptions shared)
    {
        var command = new CommandWithExamples("ps", "List the project's containers, with their states and ports")
        {
            Examples = ["qs ps    those that have ended too"],
        };
        command.SetAction((parse, cancellation) => Run(shared, parse, (compose, output) => output.Json ? Describe(compose, output, cancellation) : compose.List(cancellation), cancellation));
        return command;
    }

    private static Failure? Describe(Compose compose, Output output, CancellationToken cancellation)
    {
        if (compose.Describe(cancellation).Failed(out var failure, out var containers))
        {
            return failure;
        }

        output.Write(new JsonObject { ["ok"] = true, ["containers"] = containers });
        return null;
    }

    private static CommandWithExamples Shell(SharedOptions shared)
    {
        var service = new Argument<string?>("SERVICE") { Description = "The service; the database when left out", Arity = ArgumentArity.ZeroOrOne };
        service.Validators.Add(RefuseOptions);
        var passed = new PassedOn("the container");
        var command = new CommandWithExamples("shell", "Open a shell, or run a command, in a running container")
        {
            Examples =
            [
                "qs shell db                            a shell beside PostgreSQL",
                "qs shell db -- psql --username qs_app  another command",
            ],
        };
        command.Add(service);
        command.Add(passed.Argument);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => DailyCommands.InProject(output, (project, programs) =>
        {
            // "qs shell -- ls": the first word after the mark is no service.
            var after = PassedOn.After(parse);
            var typed = parse.GetValue(service) is { } word && !(after.Count > 0 && (parse.GetValue(passed.Argument) ?? []).Length < after.Count) ? word : null;
            if (typed is not null && passed.Read(parse).Failed(out var failure, out _))
            {
                return output.Fail(failure);
            }

            return Compose.Open(project, programs, output, cancellation).Failed(out failure, out var compose)
                ? output.Fail(failure)
                : End(output, compose.Shell(typed, after, cancellation));
        })));
        return command;
    }

    private static Argument<string[]> Services()
    {
        var services = new Argument<string[]>("SERVICE") { Description = "Services of compose.yml; all when left out", Arity = ArgumentArity.ZeroOrMore };
        services.Validators.Add(RefuseOptions);
        return services;
    }

    /// <summary>A mistyped option is no service: the library hands a list everything that it does not know.</summary>
    private static void RefuseOptions(ArgumentResult argument)
    {
        if (argument.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } option)
        {
            argument.AddError($"'{option.Value}' is no option here and no service");
        }
    }

    private static Task<int> Run(SharedOptions shared, ParseResult parse, Func<Compose, Output, Failure?> action, CancellationToken cancellation) =>
        shared.RunAsync(parse, output => DailyCommands.InProject(output, (project, programs) => Compose.Open(project, programs, output, cancellation).Failed(out var failure, out var compose)
            ? output.Fail(failure)
            : End(output, action(compose, output))));

    private static int End(Output output, Failure? failure)
    {
        if (failure is not null)
        {
            return output.Fail(failure);
        }

        if (output is { Json: true, HasWritten: false })
        {
            output.Write(new JsonObject { ["ok"] = true });
        }

        return ExitCode.Done;
    }
}
