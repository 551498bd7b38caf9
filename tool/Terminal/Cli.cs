using System.CommandLine;
using System.CommandLine.Parsing;

namespace QuickScale.Tool.Terminal;

/// <summary>Runs one command line; everything that a process does between its start and its exit code.</summary>
internal static class Cli
{
    // Long enough for a web server to end its requests and for a half-made folder to be removed.
    private static readonly TimeSpan CleanUpTime = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args, TextWriter result, TextWriter messages, TextReader? answers, CancellationToken cancellation = default)
    {
        var output = new Output(result, messages)
        {
            Json = args.Contains("--json"),
            NoColor = args.Contains("--no-color"),
            Verbose = args.Contains("--verbose"),
        };
        // By the library's directive a shell asks how a line that is being typed can go on.
        var isCompletion = args is [var first, ..] && first.StartsWith("[suggest", StringComparison.Ordinal);
        ParseResult parse;
        try
        {
            // A name may begin with '@': it is no response file.
            var tree = Program.Tree(answers);
            if (isCompletion)
            {
                HideAliases(tree);
            }

            parse = tree.Parse(Spellings.Translate(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
        }
        catch (IOException problem)
        {
            return output.Fail(new Failure(
                ExitCode.Precondition,
                "The current directory cannot be found; change to one that exists and try again.",
                problem.ToString()));
        }
#pragma warning disable CA1031 // The last resort, as for a command that runs.
        catch (Exception mistake)
        {
            return output.Fail(Failure.Unforeseen(mistake));
        }
#pragma warning restore CA1031

        if (parse.Errors.Count > 0 && !isCompletion)
        {
            return output.Fail(UsageFailure(parse));
        }

        var invocation = new InvocationConfiguration
        {
            Output = result,
            Error = messages,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = CleanUpTime,
        };
        return await parse.InvokeAsync(invocation, cancellation);
    }

    /// <summary>Of several spellings one is offered.</summary>
    private static void HideAliases(Command command)
    {
        command.Aliases.Clear();
        foreach (var option in command.Options)
        {
            option.Aliases.Clear();
        }

        foreach (var child in command.Subcommands)
        {
            HideAliases(child);
        }
    }

    private static Failure UsageFailure(ParseResult parse)
    {
        var command = CommandPath(parse.CommandResult);

        // An unknown word also makes a required argument look missing: the word is the cause.
        var problem = parse.UnmatchedTokens.Count > 0
            ? $"'{command}' knows no '{parse.UnmatchedTokens[0]}'"
            : parse.Errors[0].Message.TrimEnd('.');
        return new Failure(ExitCode.Usage, $"{problem}; see '{command} --help'.");
    }

    private static string CommandPath(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{CommandPath(parent)} {command.Command.Name}" : "qs";
}
