using System.CommandLine;
using System.CommandLine.Parsing;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module</c>: the modules of the project around the current folder.</summary>
internal static class ModuleCommand
{
    public static Command Create(SharedOptions shared)
    {
        var command = new CommandWithExamples("module", "Embed modules into the project, keep them current, and send changes back")
        {
            Examples =
            [
                "qs module list                what there is, and what is embedded",
                "qs module embed auth          embed a module and what it requires",
                "qs module update              bring all modules to their newest versions",
            ],
        };
        foreach (var child in Children(shared))
        {
            foreach (var argument in child.Arguments)
            {
                argument.Validators.Add(RefuseOptions);
            }

            command.Add(child);
        }

        return command;
    }

    /// <summary>A mistyped option is no module: the library hands a list of names everything that it does not know.</summary>
    private static void RefuseOptions(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } option && result.Parent is CommandResult command)
        {
            result.AddError($"'qs module {command.Command.Name}' knows no '{option.Value}'");
        }
    }

    private static IEnumerable<Command> Children(SharedOptions shared) =>
    [
        ModuleListCommand.Create(shared),
        ModuleInfoCommand.Create(shared),
        ModuleEmbedCommand.Create(shared),
        ModuleStatusCommand.Create(shared),
        ModuleUpdateCommand.Create(shared),
        ModulePushCommand.Create(shared),
        ModuleRollbackCommand.Create(shared),
        ModuleSetCommand.Create(shared),
        ModuleDiffCommand.Create(shared),
        ModuleRepairCommand.Create(shared),
        ModuleRemoveCommand.Create(shared),
        ModuleSplitCommand.Create(shared),
        ModuleValidateCommand.Create(shared),
        ModuleExtractCommand.Create(shared),
    ];
}
