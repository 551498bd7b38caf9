using System.Text.Json;
using System.Text.RegularExpressions;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>
/// The program of a platform. A question changes nothing and is asked in a dry run too; a call that changes something is only shown
/// there. No trace shows what it prints, because it may print secrets that nobody here knows.
/// </summary>
/// <param name="name">The program.</param>
/// <param name="leading">What stands before every call.</param>
/// <param name="run">The deployment.</param>
internal sealed partial class PlatformProgram(string name, IReadOnlyList<string> leading, DeployRun run)
{
    private static readonly TimeSpan AskTime = TimeSpan.FromMinutes(1);

    // A database may take its time to come up.
    private static readonly TimeSpan ActTime = TimeSpan.FromMinutes(20);

    public string Name => name;

    /// <summary>Variables for the program alone.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Asks something.</summary>
    public Completion Ask(CancellationToken cancellation, params IReadOnlyList<string> arguments) =>
        run.Programs.Run(Call(arguments) with { TimeLimit = AskTime }, cancellation);

    /// <summary>Asks something whose answer is JSON; an empty answer is none.</summary>
    public Result<JsonElement> Question(CancellationToken cancellation, params IReadOnlyList<string> arguments)
    {
        var answer = Ask(cancellation, arguments);
        return answer.Succeeded ? Read(answer.Output) : Failed(arguments, answer, isShown: true);
    }

    /// <summary>Asks something whose answer holds secrets: of it nothing is shown, whatever it is.</summary>
    public Result<JsonElement> SecretQuestion(CancellationToken cancellation, params IReadOnlyList<string> arguments)
    {
        var answer = Ask(cancellation, arguments);
        return answer.Succeeded ? Read(answer.Output) : Failed(arguments, answer, isShown: false);
    }

    /// <summary>Changes something; in a dry run it only says so, and the answer is empty.</summary>
    /// <param name="act">What is done.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="arguments">Of the program. Never a secret.</param>
    public Result<string> Do(Act act, CancellationToken cancellation, params IReadOnlyList<string> arguments)
    {
        var call = Call(arguments);
        run.Calling(act.Names.Count == 0 ? call.ToString() : $"{call}    # {Phrase.All(act.Names)} by standard input");
        if (run.Options.DryRun)
        {
            return string.Empty;
        }

        cancellation.ThrowIfCancellationRequested();
        var made = call with { TimeLimit = act.TimeLimit ?? ActTime, Input = act.Input, OnLine = act.Relays ? Relay : null, Grace = TimeSpan.FromSeconds(10) };
        var ended = act.Relays ? Watched(act.What, made, cancellation) : run.Output.Work(act.What, () => run.Programs.Run(made, cancellation));
        return ended.Succeeded ? ended.Output : Failed(arguments, ended, !act.IsSilent) with { ExitCode = act.Meaning?.Invoke(ended.ExitCode) ?? ExitCode.Remote };
    }

    /// <summary>Reads an answer.</summary>
    public Result<JsonElement> Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return Unknown;
        }
    }

    /// <summary>Reads an answer by a reader that may find it otherwise than expected.</summary>
    public Result<T> Read<T>(JsonElement answer, Func<JsonElement, T> reader)
        where T : notnull
    {
        try
        {
            return Result<T>.Of(reader(answer));
        }
        catch (Exception unexpected) when (unexpected is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException or UriFormatException or ArgumentException)
        {
            return Unknown;
        }
    }

    /// <summary>The first version that stands in a text; null without one.</summary>
    public static Version? VersionIn(string text) => VersionNumber().Match(text) is { Success: true } found && Version.TryParse(found.Value, out var version) ? version : null;

    /// <summary>The last thing that it said, without secrets, as the middle of a sentence.</summary>
    public string Reason(Completion ended) => ended.Ending switch
    {
        Ending.TimedOut => "it took too long and was stopped",
        Ending.PrintedTooMuch => "it had too much to say",
        _ => run.Mask.Clean(ended.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().TrimEnd('.')).LastOrDefault(line => line.Length > 0) ?? $"exit code {ended.ExitCode}",
    };

    private Failure Unknown => new(ExitCode.Precondition, $"'{name}' answers in a way that qs does not know; install its newest version and try again.");

    private Failure Failed(IReadOnlyList<string> arguments, Completion ended, bool isShown)
    {
        var call = string.Join(' ', arguments.TakeWhile(word => !word.StartsWith('-')).Take(2).Prepend(name));
        var reason = isShown ? Reason(ended) : $"exit code {ended.ExitCode}";
        return ended.Ending == Ending.NotFound
            ? new Failure(ExitCode.Precondition, $"The program '{name}' has gone; install it again and try again.")
            : new Failure(ExitCode.Remote, $"'{call}' failed ({reason}); settle that and try again.", isShown ? run.Mask.Clean(ended.Everything) : null);
    }

    private Invocation Call(IReadOnlyList<string> arguments) =>
        new(name, [.. leading, .. arguments]) { Folder = run.Project.Folder, Environment = Environment, IsConfidential = true };

    /// <summary>Lines of a program and a spinner would write over each other.</summary>
    private Completion Watched(string what, Invocation call, CancellationToken cancellation)
    {
        run.Output.WriteMessage($"{what}…");
        return run.Programs.Run(call, cancellation);
    }

    private void Relay(string line) => run.Output.WriteMessage(Output.HarmlessLines(run.Mask.Clean(line)));

    [GeneratedRegex(@"\d+\.\d+(?:\.\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex VersionNumber();
}

/// <summary>A call that changes something.</summary>
/// <param name="What">What is done, for a person who waits.</param>
internal sealed record Act(string What)
{
    /// <summary>What the program reads.</summary>
    public string? Input { get; init; }

    /// <summary>The names of what it reads, for those who look on.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Whether it prints secrets that nobody here knows; nothing of it is shown then.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Whether people see it line by line.</summary>
    public bool Relays { get; init; }

    public TimeSpan? TimeLimit { get; init; }

    /// <summary>What its exit code means for ours; 5 when left out.</summary>
    public Func<int, int>? Meaning { get; init; }
}
