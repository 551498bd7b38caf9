namespace QuickScale.Modules.Core.Tests;

/// <summary>An e-mail with one of every block.</summary>
internal sealed record Greeting(string Name = "Ann") : EmailContent
{
    public override string Kind => "sample.greeting";

    public override string Subject => $"Welcome, {Name}";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph($"Hello {Name},\nwe are glad that you are here."),
        new EmailAction("Look around", new Uri("https://www.example.com/start?a=1&b=2")),
        new EmailCode("123 456"),
        new EmailFacts([new EmailFact("Device", "Firefox on <Linux>"), new EmailFact("Price", string.Create(System.Globalization.CultureInfo.CurrentCulture, $"{1234.5:N2}"))]),
        new EmailNote("You get this because you signed up."),
    ];
}
