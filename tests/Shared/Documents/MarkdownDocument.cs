using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace QuickScale.Tests.Shared;

/// <summary>The parts of a Markdown file that tests compare with the product, found by the heading they stand under.</summary>
public sealed class MarkdownDocument(string text)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UsePreciseSourceLocation().Build();

    private readonly Markdig.Syntax.MarkdownDocument _blocks = Markdown.Parse(text, Pipeline);

    public static MarkdownDocument OfRepository(params ReadOnlySpan<string> path) => new(File.ReadAllText(Repository.PathOf(path)));

    /// <summary>All fenced blocks in their order.</summary>
    public IReadOnlyList<MarkdownFence> Fences() =>
        [.. _blocks.Descendants<FencedCodeBlock>().Select(block => new MarkdownFence(block.Info ?? "", block.Line + 1, Lines(block)))];

    /// <summary>The fenced blocks that hold commands (those of no language or of a shell's), each as its lines.</summary>
    public IReadOnlyList<IReadOnlyList<string>> CommandBlocks() =>
        [.. _blocks.Descendants<FencedCodeBlock>()
            .Where(block => block.Info is null or "" or "sh" or "bash" or "shell" or "console")
            .Select(block => Lines(block).Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#')).ToList())];

    /// <summary>The lines of the first fenced block under a heading.</summary>
    public IReadOnlyList<string> CodeUnder(string heading) =>
        Lines(Under(heading).OfType<FencedCodeBlock>().FirstOrDefault() ?? throw new InvalidOperationException($"Under '{heading}' there is no code block."));

    /// <summary>The items under a heading that have the form "- `code` — text".</summary>
    public IReadOnlyList<(string Code, string Text)> CodeItemsUnder(string heading) =>
        [.. Under(heading).SelectMany(block => block.Descendants<ListItemBlock>()).Select(item =>
        {
            var line = ((LeafBlock)item[0]).Inline!;
            var code = (line.FirstChild as CodeInline)?.Content ?? throw new InvalidOperationException($"An item under '{heading}' does not begin with a path in back-ticks: {Source(item)}");
            return (code, Source(item)[(Source(item).IndexOf('`', Source(item).IndexOf('`', StringComparison.Ordinal) + 1) + 1)..].Trim());
        })];

    /// <summary>The rows of the first table under a heading, without its head.</summary>
    public IReadOnlyList<IReadOnlyList<string>> RowsUnder(string heading) =>
        [.. (Under(heading).OfType<Table>().FirstOrDefault() ?? throw new InvalidOperationException($"Under '{heading}' there is no table."))
            .OfType<TableRow>().Where(row => !row.IsHeader)
            .Select(row => row.OfType<TableCell>().Select(cell => cell.Count == 0 ? "" : Source(cell).Trim(' ', '|')).ToList())];

    private static List<string> Lines(FencedCodeBlock block) => [.. block.Lines.Lines.Take(block.Lines.Count).Select(line => line.ToString())];

    private string Source(MarkdownObject part) => text[part.Span.Start..(part.Span.End + 1)];

    private List<Block> Under(string heading)
    {
        var start = _blocks.OfType<HeadingBlock>().FirstOrDefault(block => Source(block).TrimStart('#', ' ') == heading)
            ?? throw new InvalidOperationException($"There is no heading '{heading}'.");
        return [.. _blocks.SkipWhile(block => block != start).Skip(1).TakeWhile(block => block is not HeadingBlock next || next.Level > start.Level)];
    }
}

/// <summary>A fenced block.</summary>
/// <param name="Language">What stands behind its first fence; empty for nothing.</param>
/// <param name="FirstLine">The place of its first line in the file, counted from 0.</param>
/// <param name="Lines">What it holds.</param>
public sealed record MarkdownFence(string Language, int FirstLine, IReadOnlyList<string> Lines);
