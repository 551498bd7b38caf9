using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace QuickScale.Tool.Terminal;

/// <summary>A command that shows in its help how it is used.</summary>
internal sealed class CommandWithExamples(string name, string description) : Command(name, description)
{
    public required IReadOnlyList<string> Examples { get; init; }
}

/// <summary>The help of a command: the library's page, without the other spellings of commands, and with examples.</summary>
internal sealed class HelpPage(HelpAction page) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        HideAliases(parseResult.RootCommandResult.Command);
        page.Invoke(parseResult);
        if (command is CommandWithExamples { Examples: var examples })
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return ExitCode.Done;
    }

    private static void HideAliases(Command command)
    {
        foreach (var child in command.Subcommands)
        {
            child.Aliases.Clear();
            HideAliases(child);
        }
    }
}
