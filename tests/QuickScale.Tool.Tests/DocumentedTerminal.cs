using System.Text.RegularExpressions;

namespace QuickScale.Tool.Tests;

/// <summary>
/// A reader at a terminal who does what a document says, block after block, in real repositories, and compares what is printed with what
/// the document shows. Blocks of these languages are done, all others are only read:
/// <list type="bullet">
/// <item><c>sh</c>: commands, a line each.</item>
/// <item><c>text</c> behind it: lines that these print, in this order; others may stand between them.</item>
/// <item><c>console</c>: commands behind <c>$ </c>, each with what it prints. For <c>qs</c> that is all of it; for <c>git</c>, whose words
/// change with its version, lines of it in their order, and none where nothing is printed.</item>
/// <item><c>diff</c>: an edit that the reader makes.</item>
/// </list>
/// A comment <c># ends with N</c> behind a command says its exit code where it is not 0. Ids of commits may differ.
/// </summary>
internal sealed partial class DocumentedTerminal(Workplace workplace, string folder)
{
    private readonly List<string> _differences = [];
    private string _folder = workplace[folder];

    /// <summary>
    /// Follows a document from its first block to its last. When it is not true any more, the true one is written beside it as
    /// <c>NAME.received.md</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not true, or a command ended otherwise than it says.</exception>
    public async Task FollowAsync(string file)
    {
        var received = Path.ChangeExtension(file, ".received.md");
        File.Delete(received);
        var text = (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n");
        var lines = new List<string>(text.Split('\n'));
        var (shift, printed) = (0, string.Empty);
        foreach (var fence in new MarkdownDocument(text).Fences())
        {
            var now = await DoAsync(fence, printed);
            printed = now.Printed;
            if (now.Lines.SequenceEqual(fence.Lines))
                continue;
            lines.RemoveRange(fence.FirstLine + shift, fence.Lines.Count);
            lines.InsertRange(fence.FirstLine + shift, now.Lines);
            shift += now.Lines.Count - fence.Lines.Count;
        }

        if (_differences.Count == 0)
            return;
        await File.WriteAllTextAsync(received, string.Join('\n', lines));
        throw new InvalidOperationException($"'{file}' is not true; rename '{received}' over it if the change is meant.\n{string.Join('\n', _differences)}");
    }

    /// <returns>The block as it should be, and what its commands have printed.</returns>
    private async Task<(IReadOnlyList<string> Lines, string Printed)> DoAsync(MarkdownFence fence, string printedBefore)
    {
        switch (fence.Language)
        {
            case "sh":
                var printed = string.Empty;
                foreach (var line in fence.Lines.Where(line => line.Length > 0 && !line.StartsWith('#')))
                    printed += await TypeAsync(line);
                return (fence.Lines, printed);
            case "text":
                return (Seen(fence.Lines, printedBefore, IsWithin), string.Empty);
            case "console":
                return (await ScreenAsync(fence.Lines), string.Empty);
            case "diff":
                await EditAsync(fence.Lines);
                return (fence.Lines, string.Empty);
            default:
                return (fence.Lines, string.Empty);
        }
    }

    private async Task<List<string>> ScreenAsync(IReadOnlyList<string> lines)
    {
        var screen = new List<string>();
        for (var at = 0; at < lines.Count;)
        {
            var command = lines[at].StartsWith("$ ", StringComparison.Ordinal) ? lines[at][2..] : throw new InvalidOperationException($"'{lines[at]}' comes before a command.");
            var shown = lines.Skip(at + 1).TakeWhile(line => !line.StartsWith("$ ", StringComparison.Ordinal)).ToList();
            at += 1 + shown.Count;
            var isLast = at == lines.Count;
            var content = isLast ? shown : shown[..(shown.FindLastIndex(line => line.Length > 0) + 1)];
            var printed = await TypeAsync(command);
            screen.Add($"$ {command}");
            var isWhole = content.Count == 0 || command.StartsWith("qs ", StringComparison.Ordinal);
            screen.AddRange(Seen(content, printed, isWhole ? AreEqual : IsWithin));
            if (!isLast)
                screen.Add(string.Empty);
        }

        return screen;
    }

    /// <summary>What a document should show of what was printed: what it shows already when that is true.</summary>
    private IReadOnlyList<string> Seen(IReadOnlyList<string> shown, string printed, Func<List<string>, List<string>, bool> isTrue)
    {
        var actual = printed.Replace(workplace.Root, "~", StringComparison.Ordinal).TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()).ToList();
        if (actual is [""])
            actual = [];
        var (mine, theirs) = (shown.Select(WithoutIds).ToList(), actual.Select(WithoutIds).ToList());
        if (isTrue(mine, theirs))
            return shown;
        _differences.AddRange(mine.Except(theirs).Select(line => $"- {line}"));
        _differences.AddRange(theirs.Except(mine).Select(line => $"+ {line}"));
        if (_differences.Count == 0)
            _differences.Add($"~ lines in another order, or some of them twice: {string.Join(" / ", theirs)}");
        return actual;
    }

    private static bool AreEqual(List<string> shown, List<string> printed) => shown.SequenceEqual(printed);

    private static bool IsWithin(List<string> shown, List<string> printed)
    {
        var at = 0;
        foreach (var line in printed)
            at += at < shown.Count && line == shown[at] ? 1 : 0;
        return at == shown.Count;
    }

    private async Task<string> TypeAsync(string line)
    {
        var exitCode = Ending().Match(line) is { Success: true } ending ? int.Parse(ending.Groups["code"].Value, System.Globalization.CultureInfo.InvariantCulture) : 0;
        var command = Ending().Replace(line, string.Empty);
        if (command.IndexOfAny(['|', '<', '>', '&', '$', '`', '*', ';']) >= 0)
            throw new NotSupportedException($"'{command}' needs a shell, which not every reader has.");
        var words = Word().Matches(command).Select(match => match.Value.Replace("\"", string.Empty, StringComparison.Ordinal)).ToArray();
        switch (words)
        {
            case ["cd", var to]:
                _folder = Path.GetFullPath(to, _folder);
                Directory.Exists(_folder).ShouldBeTrue(line);
                return string.Empty;
            case ["git", ..]:
                var git = await TestProcess.RunAsync("git", words[1..], _folder);
                git.ShouldExitWith(exitCode);
                return git.Text;
            case ["qs", ..]:
                workplace.CurrentFolder = _folder;
                var qs = await workplace.QsOnScreenAsync(words[1..]);
                return qs.ExitCode == exitCode ? qs.Screen : throw new InvalidOperationException($"'{line}' ended with {qs.ExitCode}, not {exitCode}:\n{qs.Screen}");
            default:
                throw new NotSupportedException($"'{command}' is neither git nor qs.");
        }
    }

    /// <summary>Makes an edit in the work tree alone.</summary>
    private async Task EditAsync(IReadOnlyList<string> lines)
    {
        using var patch = new TemporaryFolder();
        await File.WriteAllTextAsync(patch["edit"], string.Join('\n', lines) + "\n");
        (await TestProcess.RunAsync("git", ["apply", "--unidiff-zero", patch["edit"]], _folder)).ShouldSucceed();
    }

    private static string WithoutIds(string line) => Id().Replace(line.TrimEnd(), "COMMIT");

    [GeneratedRegex(@"\s+# ends with (?<code>\d+)\b.*$")]
    private static partial Regex Ending();

    [GeneratedRegex(@"(?:""[^""]*""|[^\s""])+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\b[0-9a-f]{7,40}\b")]
    private static partial Regex Id();
}
