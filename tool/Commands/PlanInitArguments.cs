using System.CommandLine;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs plan --init</c>: writes quickscale.yml for a project that is there. What is not said is read off the project, or asked on a terminal.</summary>
internal sealed class PlanInitArguments
{
    private readonly Option<bool> _init = new("--init") { Description = "Write quickscale.yml for this project first, from what is installed and what is answered" };
    private readonly Option<string?> _name = new("--name") { Description = "With --init: the project's name; read off the project when left out", HelpName = "NAME" };
    private readonly Option<string?> _slug = new("--slug") { Description = "With --init: the name in small letters and dashes", HelpName = "SLUG" };
    private readonly Option<string?> _database = new("--database") { Description = "With --init: sqlite or postgres", HelpName = "sqlite|postgres" };
    private readonly Option<string?> _modules = new("--modules") { Description = "With --init: the wanted modules, by commas, beside those that are embedded", HelpName = "NAME,…" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _init, _name, _slug, _database, _modules })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            var alone = new Option[] { _name, _slug, _database, _modules }.FirstOrDefault(option => result.GetResult(option) is not null);
            if (alone is not null && !result.GetValue(_init))
            {
                result.AddError($"{alone.Name} is for a quickscale.yml that does not exist yet: add --init");
            }
        });
    }

    public bool IsAsked(ParseResult parse) => parse.GetValue(_init);

    /// <summary>Writes the file; null when it is written.</summary>
    public Failure? Run(ParseResult parse, Output output, CancellationToken cancellation)
    {
        if (ProjectFolder.Find(Environment.CurrentDirectory).Failed(out var failure, out var folder))
        {
            return failure;
        }

        if (Path.Exists(Path.Combine(folder, ProjectFile.FileName)))
        {
            return new Failure(ExitCode.Precondition, "This project has a quickscale.yml already; edit it and run 'qs plan'.");
        }

        if (InitialFile.Read(folder).Failed(out failure, out var found))
        {
            return failure;
        }

        var name = Answer(parse, output, _name, "The project's name", found.Name, cancellation);
        var slug = Answer(parse, output, _slug, "Its name in small letters and dashes", found.Slug, cancellation);
        var database = Answer(parse, output, _database, "Its database, sqlite or postgres", found.Database, cancellation);
        var typed = Answer(parse, output, _modules, "Further modules, by commas", string.Empty, cancellation);
        if (ModuleNames.Read(typed).Failed(out failure, out var modules))
        {
            return failure;
        }

        return (found with { Name = name, Slug = slug, Database = database }).Write(folder, modules);
    }

    private static string Answer(ParseResult parse, Output output, Option<string?> option, string question, string found, CancellationToken cancellation) =>
        parse.GetValue(option)
        ?? (output.CanAsk && output.Ask(found.Length == 0 ? $"{question} (none):" : $"{question} ({found}):", cancellation) is { Length: > 0 } answer ? answer : found);
}
