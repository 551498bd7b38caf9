using System.Text.RegularExpressions;

namespace QuickScale.Tool.Projects;

/// <summary>
/// An element of a solution file with its place in the text: the framework's readers do not tell where an element ends.
/// Positions count characters; the text is known to be well-formed.
/// </summary>
internal sealed partial class SolutionElement(string name, int start, SolutionElement? parent, IReadOnlyDictionary<string, string> attributes)
{
    public string Name => name;

    /// <summary>Where its start tag begins.</summary>
    public int Start => start;

    public SolutionElement? Parent => parent;

    /// <summary>The attributes as they are written, entities included.</summary>
    public IReadOnlyDictionary<string, string> Attributes => attributes;

    public List<SolutionElement> Children { get; } = [];

    /// <summary>Behind the start tag.</summary>
    public int ContentStart { get; private set; }

    /// <summary>Before the end tag.</summary>
    public int ContentEnd { get; private set; }

    /// <summary>Behind the end tag.</summary>
    public int End { get; private set; }

    public bool IsSelfClosing { get; private set; }

    // In this order: what looks like a tag inside a comment is none. A value may hold '>'.
    [GeneratedRegex("""<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|</(?<end>[^\s>]+)\s*>|<(?<name>[^\s/>!?]+)(?:\s+(?<key>[^\s=/>]+)\s*=\s*(?:"(?<value>[^"]*)"|'(?<value>[^']*)'))*\s*(?<closed>/)?>""", RegexOptions.Singleline)]
    private static partial Regex Markup { get; }

    /// <summary>All elements in the order of their start tags; the first is the root.</summary>
    public static IReadOnlyList<SolutionElement> All(string text)
    {
        var all = new List<SolutionElement>();
        SolutionElement? open = null;
        foreach (Match match in Markup.Matches(text))
        {
            if (match.Groups["name"].Success)
            {
                var element = new SolutionElement(match.Groups["name"].Value, match.Index, open, AttributesOf(match)) { ContentStart = match.Index + match.Length };
                open?.Children.Add(element);
                all.Add(element);
                element.IsSelfClosing = match.Groups["closed"].Success;
                element.Close(match);
                open = element.IsSelfClosing ? open : element;
            }
            else if (match.Groups["end"].Success)
            {
                open!.Close(match);
                open = open.Parent;
            }
        }

        return all;
    }

    /// <summary>The white space before the element on its line; none when something else stands there.</summary>
    public string Indentation(string text)
    {
        var lineStart = text.LastIndexOf('\n', Math.Max(Start - 1, 0)) + 1;
        var before = text[Math.Min(lineStart, Start)..Start];
        return before.All(char.IsWhiteSpace) ? before : "";
    }

    /// <summary>How deep its children stand: as the first one does, else two spaces deeper than itself.</summary>
    public string ChildIndentation(string text) =>
        Children.Select(child => child.Indentation(text)).FirstOrDefault(indentation => indentation.Length > 0) ?? Indentation(text) + "  ";

    /// <summary>Where to cut so that the element's line goes with it: the line end before it, if nothing else stands there.</summary>
    public int StartWithIndentation(string text)
    {
        var at = Start;
        while (at > 0 && text[at - 1] is ' ' or '\t')
        {
            at--;
        }

        if (at == 0 || text[at - 1] != '\n')
        {
            return Start;
        }

        return at > 1 && text[at - 2] == '\r' ? at - 2 : at - 1;
    }

    private static Dictionary<string, string> AttributesOf(Match match) =>
        match.Groups["key"].Captures.Zip(match.Groups["value"].Captures).ToDictionary(pair => pair.First.Value, pair => pair.Second.Value);

    private void Close(Match tag) => (ContentEnd, End) = (tag.Index, tag.Index + tag.Length);
}
