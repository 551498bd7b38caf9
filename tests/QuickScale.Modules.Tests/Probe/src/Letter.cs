using QuickScale.Modules.Core;

namespace QuickScale.Modules.Probe;

public sealed record Letter(string Title, string Text) : EmailContent
{
    public override string Kind => "probe.letter";

    public override string Subject => Title;

    public override IReadOnlyList<EmailBlock> Body => [new EmailParagraph(Text), new EmailAction("Open", new Uri("https://www.example.com/open?a=1&b=2"))];
}
