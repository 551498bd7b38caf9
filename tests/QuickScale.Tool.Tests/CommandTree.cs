using System.CommandLine;

namespace QuickScale.Tool.Tests;

/// <summary>The commands of the tool, each with the words that call it.</summary>
internal static class CommandTree
{
    public static IEnumerable<(string Path, Command Command)> Of(Command root, string path = "qs") =>
        root.Subcommands.SelectMany(child => Of(child, $"{path} {child.Name}").Prepend(($"{path} {child.Name}", child)));
}
