using System.CommandLine;
using QuickScale.Tool.Commands;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        // Questions are for a person who sees them: they are asked on the second stream.
        var answers = Console.IsInputRedirected || Console.IsErrorRedirected ? null : Console.In;
        return Cli.RunAsync(args, Console.Out, Console.Error, answers);
    }

    /// <summary>The command tree. Aliases are other spellings that work and that help does not list.</summary>
    public static RootCommand Tree(TextReader? answers)
    {
        var shared = new SharedOptions(answers);
        var root = new RootCommand("Makes a production-ready ASP.NET Core SaaS project, and keeps it current.")
        {
            NewCommand.Create(shared),
            GenerateCommand.Create(shared),
            ModuleCommand.Create(shared),
            PlanCommand.Create(shared),
            ApplyCommand.Create(shared),
            ConfigCommand.Create(shared),
        };
        foreach (var daily in DailyCommands.Create(shared))
        {
            root.Add(daily);
        }

        shared.AddTo(root);
        return root;
    }
}
