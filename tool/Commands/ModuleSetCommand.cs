using System.CommandLine;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module set NAME OPTION=VALUE</c>: changes what a module lets its user choose.</summary>
internal static class ModuleSetCommand
{
    public static Command Create(SharedOptions shared)
    {
        var name = new Argument<string>("NAME") { Description = "The embedded module" };
        var settings = new Argument<string[]>("OPTION=VALUE") { Description = "The options and their new values; a list is written with commas", Arity = ArgumentArity.OneOrMore };
        var change = new ChangeArguments();
        var command = new CommandWithExamples("set", "Change options of an embedded module")
        {
            Examples =
            [
                "qs module set auth registration=closed",
                "qs module set teams invitation_days=14 --dry-run",
            ],
        };
        command.Add(name);
        command.Add(settings);
        change.AddTo(command);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => new SimpleChange("qs module set", output, change.Read(parse), Asking.OnTerminal).Run(
            (workspace, _) => (Plan(workspace, parse.GetRequiredValue(name), parse.GetRequiredValue(settings))),
            cancellation)));
        return command;
    }

    private static Result<PlannedChange> Plan(Workspace workspace, string name, string[] settings)
    {
        if (ModuleSetting.Plan(workspace, name, settings).Failed(out var failure, out var found))
        {
            return failure;
        }

        return found.Value is { } step
            ? new PlannedChange([step], [$"{Output.Plain(step.Subject)}:"], Output.Plain(step.Subject))
            : new PlannedChange([], [], $"{name} has these values already.");
    }
}
