using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace QuickScale.Tool.Terminal;

/// <summary>
/// The one writer to the console. Results go to the first stream, everything said on the way to the second, so that a
/// program can read the one while a person reads the other.
/// </summary>
internal sealed partial class Output(TextWriter result, TextWriter messages)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool _written;

    public bool Json { get; init; }

    /// <summary>Whether the one object of <c>--json</c> is there already.</summary>
    public bool HasWritten => _written;

    public bool NoColor { get; init; }

    public bool Verbose { get; init; }

    /// <summary>Where a sentence for people goes: with <c>--json</c> the result stream is the object's alone.</summary>
    private TextWriter People => Json ? messages : result;

    /// <summary>Writes lines in Spectre's markup; use <see cref="Plain"/> for what is not ours.</summary>
    public void Say(params IEnumerable<string> lines)
    {
        if (!IsColored(People))
        {
            // No console to be set up for what is only text; that takes longer than all of it.
            foreach (var line in lines)
            {
                People.WriteLine(Markup.Remove(line));
            }

            return;
        }

        var console = Ansi(People);

        // A path that is broken over two lines can be neither clicked nor copied.
        console.Profile.Width = int.MaxValue;
        foreach (var line in lines)
        {
            console.MarkupLine(line);
        }
    }

    /// <summary>Text that is not markup, as markup. It may come from anywhere, so that no sign in it steers the terminal.</summary>
    public static string Plain(string text) => Markup.Escape(Harmless(text));

    private static string Harmless(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));

    /// <summary>Text of others in which no sign steers the terminal, line ends and tabs kept.</summary>
    public static string HarmlessLines(string text) => string.Concat(text.Select(letter => char.IsControl(letter) && letter is not ('\n' or '\t') ? '\uFFFD' : letter));

    /// <summary>Whether there is a person at a terminal who can answer.</summary>
    public bool CanAsk => Answers is not null && !Json;

    /// <summary>Where answers come from; null when nobody is there.</summary>
    public TextReader? Answers { get; init; }

    /// <summary>Asks a question that anything but yes denies.</summary>
    public bool Confirm(string question, CancellationToken cancellation) =>
        Ask($"{question} (y/N)", cancellation) is "y" or "Y" or "yes" or "Yes" or "YES";

    /// <summary>Asks a question; an empty text when nothing was answered.</summary>
    public string Ask(string question, CancellationToken cancellation)
    {
        messages.Write($"{question} ");
        messages.Flush();

        // Beside us: whoever is asked may press Ctrl-C instead, and no reader can be called back.
        var answer = Task.Run(() => Answers!.ReadLineAsync(CancellationToken.None).AsTask(), CancellationToken.None);
        answer.Wait(cancellation);
        return answer.Result?.Trim() ?? string.Empty;
    }

    /// <summary>
    /// Text that is a result in itself and not ours, such as a patch. Apart from line ends and tabs no sign of it steers the terminal.
    /// </summary>
    public void WriteText(string text) =>
        result.Write(HarmlessLines(text));

    /// <summary>A line on the second stream, as it is.</summary>
    public void WriteMessage(string line)
    {
        lock (messages)
        {
            messages.WriteLine(line);
        }
    }

    /// <summary>A line of a program in whose place we stand, as it is; with <c>--json</c> the result stream is the object's alone.</summary>
    public void WriteRelayed(string line)
    {
        lock (People)
        {
            People.WriteLine(line);
        }
    }

    /// <summary>Whether what is written here goes where the streams of this process go, so that a program can be given these themselves.</summary>
    public bool IsOurStreams => !Json && ReferenceEquals(result, Console.Out) && ReferenceEquals(messages, Console.Error);

    /// <summary>Lines that only <c>--verbose</c> shows; they come from other programs, which may repeat what a stranger has written.</summary>
    public void Trace(string text)
    {
        if (Verbose)
        {
            messages.WriteLine(HarmlessLines(Masked(text)));
        }
    }

    /// <summary>Writes the one object of <c>--json</c>.</summary>
    public void Write(JsonObject value)
    {
        _written = true;
        result.WriteLine(value.ToJsonString(Readable));
    }

    /// <summary>Does something that takes a while, and says so: with a spinner on a terminal, in a line elsewhere.</summary>
    public T Work<T>(string what, Func<T> work)
    {
        if (Verbose || !IsTerminal(messages))
        {
            messages.WriteLine($"{what}…");
            return work();
        }

        return Ansi(messages).Status().Start(Plain($"{what}…"), _ => work());
    }

    /// <summary>Says what went wrong and returns its exit code; with <c>--json</c> the object says it too, unless it has been written.</summary>
    public int Fail(Failure failure)
    {
        if (Json && !_written)
        {
            Write(new JsonObject { ["ok"] = false, ["exitCode"] = failure.ExitCode, ["error"] = Masked(failure.Sentence) });
        }

        return Warn(failure);
    }

    /// <summary>Says what went wrong on the second stream alone, for a result that has been written.</summary>
    public int Warn(Failure failure)
    {
        if (Verbose && failure.Detail is { } detail)
        {
            Trace(detail.TrimEnd());
        }

        messages.WriteLine($"qs: {Harmless(Masked(failure.Sentence))}");
        return failure.ExitCode;
    }

    // A user's own configuration can put a token into an address, and programs repeat the address.
    private static string Masked(string text) => UserInUrl().Replace(text, "$1***@");

    [GeneratedRegex(@"(https?://)[^/@\s']+@", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex UserInUrl();

    private IAnsiConsole Ansi(TextWriter writer)
    {
        var color = IsColored(writer);
        return AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = color ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = color ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
    }

    private bool IsColored(TextWriter writer) =>
        !NoColor && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && IsTerminal(writer);

    private static bool IsTerminal(TextWriter writer) =>
        (ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected)
        || (ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected);
}
