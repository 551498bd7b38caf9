using System.CommandLine;
using System.Globalization;
using System.Reflection;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Workflow;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs new PATH</c>: makes a project, and with <c>--run</c> serves it.</summary>
internal static class NewCommand
{
    public static Command Create(SharedOptions shared)
    {
        var path = new Argument<string>("PATH") { Description = "The folder to make; its last part is the project's name" };
        path.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(Path.GetFileName(FullPath(result.GetValueOrDefault<string>()))))
            {
                result.AddError("PATH must end in the project's name");
            }
        });
        var theme = ChoiceOption(StarterChoices.Theme, "The front end");
        var database = ChoiceOption(StarterChoices.Database, "The database, in development and production alike");
        var httpPort = PortOption("--http-port", "Port of the http address; one is chosen when left out");
        var httpsPort = PortOption("--https-port", "Port of the https address; one is chosen when left out");
        var modules = new Option<IReadOnlyList<string>>("--modules")
        {
            Description = "Modules to begin with, by commas; what they require comes with them",
            HelpName = "NAME,…",
            DefaultValueFactory = _ => [],
            CustomParser = result =>
            {
                if (ModuleNames.Read(string.Join(',', result.Tokens.Select(token => token.Value))).Failed(out var failure, out var names))
                {
                    result.AddError(failure.Sentence);
                }

                return names ?? [];
            },
        };
        var noGit = new Option<bool>("--no-git") { Description = "Make no repository and no first commit" };
        var noRestore = new Option<bool>("--no-restore") { Description = "Do not restore packages" };
        var run = new Option<bool>("--run") { Description = "Build and serve the project, until Ctrl-C" };
        var command = new CommandWithExamples("new", "Make a project: a web application that runs at once, with its repository and first commit")
        {
            Examples =
            [
                "qs new MyApp                                    SQLite, nothing to install",
                "qs new ../MyApp --run                           make it, build it and serve it",
                "qs new shop/Acme.Shop --database postgres       name Acme.Shop, with PostgreSQL",
                "qs new MyApp --modules auth,teams,billing       with modules, each in its own commit",
                "qs new MyApp --no-git --json                    for a script",
            ],
        };
        command.Aliases.Add("init");
        command.Add(path);
        foreach (var option in new Option[] { theme, database, modules, httpPort, httpsPort, noGit, noRestore, run })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(noGit) && result.GetValue(modules) is { Count: > 0 })
            {
                result.AddError("--modules embeds by commits, which --no-git prevents: leave one of them out");
            }

            if (result.GetValue(run) && result.GetValue(noRestore))
            {
                result.AddError("--run builds the project, which --no-restore prevents: leave one of them out");
            }
        });
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output =>
        {
            var options = new NewProjectOptions(
                FullPath(parse.GetRequiredValue(path)),
                parse.GetRequiredValue(theme),
                parse.GetRequiredValue(database),
                parse.GetValue(httpPort),
                parse.GetValue(httpsPort),
                Git: !parse.GetValue(noGit),
                Restore: !parse.GetValue(noRestore))
            {
                Modules = parse.GetRequiredValue(modules),
            };
            return Run(options, parse.GetValue(run), output, cancellation);
        }));
        return command;
    }

    /// <summary>Makes a project, and with <paramref name="serve"/> serves it.</summary>
    public static int Run(NewProjectOptions options, bool serve, Output output, CancellationToken cancellation)
    {
        if (serve && options.HttpPort is { } port && !DevelopmentServer.IsFree(port))
        {
            return output.Fail(new Failure(ExitCode.Precondition, $"Port {port} is in use; choose another with --http-port, or stop the program that uses it."));
        }

        var programs = new ProgramRunner(output.Verbose ? output.Trace : null);
        var version = typeof(NewCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var creation = new ProjectCreator(programs, output, version).Create(options, cancellation);
        if (creation.Failed(out var failure, out var project))
        {
            return output.Fail(failure);
        }

        if (project.RestoreOutcome == RestoreOutcome.Failed)
        {
            return NewProjectReport.Unrestored(output, project);
        }

        if (!serve)
        {
            NewProjectReport.Made(output, project);
            return ExitCode.Done;
        }

        var served = new DevelopmentServer(programs, output).Run(project, () => NewProjectReport.Serving(output, project), cancellation);
        if (served.Failed(out failure, out var exitCode))
        {
            return output.Fail(failure);
        }

        return exitCode == 0
            ? ExitCode.Done
            : output.Fail(ProgramEnd.Failure("The application", exitCode, $" The project in {project.Folder} is complete."));
    }

    /// <exception cref="IOException">The current directory is gone.</exception>
    private static string FullPath(string? typed) =>
        string.IsNullOrEmpty(typed) ? string.Empty : Path.TrimEndingDirectorySeparator(Path.GetFullPath(typed, Environment.CurrentDirectory));

    private static Option<string> ChoiceOption(ChoiceList list, string description)
    {
        var option = new Option<string>($"--{list.Name}")
        {
            Description = $"{description}: {list.Values}",
            HelpName = string.Join('|', list.Choices.Select(choice => choice.Value)),
            DefaultValueFactory = _ => list.Default,
            CustomParser = result =>
            {
                var typed = result.Tokens[0].Value;
                var value = list.Find(typed);
                if (value is null)
                {
                    result.AddError($"There is no {list.Name} '{typed}'; choose one of: {list.Values}");
                }

                return value ?? list.Default;
            },
        };
        option.CompletionSources.Add([.. list.Choices.Select(choice => choice.Value)]);
        return option;
    }

    public static Option<int?> PortOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "PORT",
        CustomParser = result =>
        {
            var typed = result.Tokens[0].Value;
            if (int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535)
            {
                return port;
            }

            result.AddError($"{name} takes a number from 1 to 65535, not '{typed}'");
            return null;
        },
    };
}
