using System.Text;

namespace QuickScale.Modules.Core;

/// <summary>An e-mail's words as plain text, for programs that show no HTML. Lines end with a line feed.</summary>
internal static class EmailText
{
    public static string Write(EmailWords words)
    {
        var text = new StringBuilder();
        foreach (var block in words.Body)
        {
            text.Append(Of(block).ReplaceLineEndings("\n")).Append("\n\n");
        }

        text.Append(words.SiteName).Append('\n').Append(words.SiteUrl.AbsoluteUri).Append('\n');
        return words.Unsubscribe is { } end ? text.Append('\n').Append(Of(end)).Append('\n').ToString() : text.ToString();
    }

    private static string Of(EmailBlock block) => block switch
    {
        EmailParagraph paragraph => paragraph.Text,
        EmailAction action => $"{action.Label}:\n{action.Url.AbsoluteUri}",
        EmailCode code => $"    {code.Code}",
        EmailFacts facts => string.Join('\n', facts.Facts.Select(fact => $"{fact.Name}: {fact.Value}")),
        EmailNote note => note.Text,
        _ => throw new NotSupportedException(block.GetType().Name),
    };
}
