using System.CommandLine;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module</c>: the commands on modules.</summary>
internal static class ModuleCommand
{
    public static Command Create(SharedOptions shared) => new("module", "Embed modules, keep them current, and make them")
    {
        ModuleSplitCommand.Create(shared),
        ModuleValidateCommand.Create(shared),
    };
}
