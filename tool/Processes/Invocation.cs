using System.Text;

namespace QuickScale.Tool.Processes;

/// <summary>A program to start: a value, so that it can be shown and tested before anything runs.</summary>
internal sealed record Invocation(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>The working directory; the caller's when left out.</summary>
    public string? Folder { get; init; }

    /// <summary>Variables that differ from our own environment; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What the program reads; nothing when left out.</summary>
    public string? Input { get; init; }

    /// <summary>Whether it reads what we would read, and not <see cref="Input"/>: a question of it reaches the person who can answer.</summary>
    public bool SharesInput { get; init; }

    /// <summary>Whether it writes to our own streams, terminal or not; nothing of it is captured or seen then.</summary>
    public bool SharesOutput { get; init; }

    /// <summary>Whether it is a script on Windows, as npm is.</summary>
    public bool IsScript { get; init; }

    /// <summary>
    /// Whether what it is given after <c>--</c>, and what it prints, may be secret: no trace shows it. A password on the command line of a
    /// module's command is such a thing, the environment in a compose file another.
    /// </summary>
    public bool IsConfidential { get; init; }

    /// <summary>How many of the last arguments of a confidential program are the user's own, where no <c>--</c> stands before them.</summary>
    public int PassedOn { get; init; }

    /// <summary>Is told the process id as soon as there is one.</summary>
    public Action<int>? OnStarted { get; init; }

    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the program may take to end by itself when it is stopped; zero kills it at once.</summary>
    public TimeSpan Grace { get; init; }

    /// <summary>Sees every line of both streams as it comes; none is kept, because such a program may run for days.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>Sees the lines of the second stream in the place of <see cref="OnLine"/>.</summary>
    public Action<string>? OnErrorLine { get; init; }

    /// <summary>The bytes that it may print on a stream; one that prints more is stopped.</summary>
    public int MostOutput { get; init; } = 128 * 1024 * 1024;

    public override string ToString() => string.Join(' ', Shown.Prepend(Program).Select(Quoted));

    private IEnumerable<string> Shown => IsConfidential && PassedOn > 0 ? [.. Arguments.SkipLast(PassedOn), "…"]
        : IsConfidential && Arguments.Contains("--") ? [.. Arguments.TakeWhile(argument => argument != "--"), "--", "…"]
        : Arguments;

    private static string Quoted(string word) => word.Length == 0 || word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word;
}

internal enum Ending
{
    Exited,
    NotFound,
    TimedOut,

    /// <summary>It printed more than it may, and was stopped; what it had printed is not kept.</summary>
    PrintedTooMuch,
}

/// <summary>How a program ended, and what it printed, byte for byte; see also <see cref="Invocation.OnLine"/>.</summary>
internal sealed record Completion(Ending Ending, int ExitCode, ReadOnlyMemory<byte> Bytes, string Error)
{
    private string? _output;

    /// <summary>The first stream as UTF-8 text.</summary>
    public string Output => _output ??= Encoding.UTF8.GetString(Bytes.Span);

    public bool Succeeded => Ending == Ending.Exited && ExitCode == 0;

    /// <summary>All that it printed, for <c>--verbose</c>.</summary>
    public string Everything => string.Join('\n', new[] { Output.TrimEnd(), Error.TrimEnd() }.Where(text => text.Length > 0));
}
