using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>About the account: a link with a secret in it.</summary>
internal sealed record Greeting(string Name = "Ann", string Token = "s3cr3t-token") : EmailContent
{
    public override string Kind => "sample.greeting";

    public override string Subject => $"Welcome, {Name}";

    public override IReadOnlyList<EmailBlock> Body =>
        [new EmailParagraph($"Hello {Name}."), new EmailAction("Confirm", new Uri($"https://localhost/confirm?token={Token}"))];
}

/// <summary>Not about the account.</summary>
internal sealed record News(string Title = "New things") : EmailContent
{
    public override string Kind => "sample.news";

    public override string Subject => Title;

    public override bool IsTransactional => false;

    public override IReadOnlyList<EmailBlock> Body => [new EmailParagraph("Here is what is new.")];
}

/// <summary>A copy of it does no harm.</summary>
internal sealed record Digestible(DateTime At = default) : EmailContent
{
    public override string Kind => "sample.repeatable";

    public override string Subject => "What happened";

    public override bool MayBeRepeated => true;

    public override IReadOnlyList<EmailBlock> Body => [new EmailParagraph($"At {RecipientTime.Format(At)}.")];
}
