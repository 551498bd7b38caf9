using System.CommandLine;
using System.CommandLine.Help;

namespace QuickScale.Tool.Terminal;

/// <summary>The options that every command has, and the frame in which every command runs.</summary>
internal sealed class SharedOptions(TextReader? answers)
{
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON object; everything else goes to the error stream",
        Recursive = true,
    };

    private readonly Option<bool> _noColor = new("--no-color")
    {
        Description = "Print without colours (so does the variable NO_COLOR)",
        Recursive = true,
    };

    private readonly Option<bool> _verbose = new("--verbose")
    {
        Description = "Show the programs that are started, what they print, and the trace of an error",
        Recursive = true,
    };

    public void AddTo(RootCommand root)
    {
        root.Add(_json);
        root.Add(_noColor);
        root.Add(_verbose);
        var help = root.Options.OfType<HelpOption>().Single();
        var page = new HelpPage((HelpAction)help.Action!);
        help.Action = page;

        // Without a command there is nothing to do but to say what could be done.
        root.SetAction(page.Invoke);
    }

    /// <summary>
    /// Runs a command: hands it its output, and turns an interruption or a mistake of ours into an exit code and a sentence.
    /// </summary>
    public async Task<int> RunAsync(ParseResult parse, Func<Output, int> command)
    {
        var output = new Output(parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error)
        {
            Json = parse.GetValue(_json),
            NoColor = parse.GetValue(_noColor),
            Verbose = parse.GetValue(_verbose),
            Answers = answers,
        };
        try
        {
            // Beside us, for a command waits where it stands, and Ctrl-C is heard as soon as this returns.
            return await Task.Run(() => command(output), CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            return output.Fail(new Failure(ExitCode.Interrupted, "Interrupted."));
        }
        catch (FailureException failed)
        {
            return output.Fail(failed.Failure);
        }
#pragma warning disable CA1031 // The last resort: whatever it is, the user reads a sentence.
        catch (Exception mistake)
        {
            return output.Fail(Failure.Unforeseen(mistake));
        }
#pragma warning restore CA1031
    }
}
