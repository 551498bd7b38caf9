using System.Globalization;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>A notification in the digest; its words are made already.</summary>
public sealed record DigestItem(string Title, string Body);

/// <summary>What came together since the last digest: once a day, for the kinds that the user wants so.</summary>
/// <param name="Items">The first ones, the oldest first.</param>
/// <param name="Count">How many there are in all.</param>
/// <param name="All">The page with all of them.</param>
/// <param name="Choices">The page where the user chooses what comes and how.</param>
public sealed record DigestMail(IReadOnlyList<DigestItem> Items, int Count, Uri All, Uri Choices) : EmailContent
{
    public const string Name = "notifications.digest";

    /// <summary>More are counted and not shown.</summary>
    public const int MostItems = 30;

    public override string Kind => Name;

    public override bool IsTransactional => false;

    public override bool MayBeRepeated => true;

    public override string Subject => Count == 1 ? "1 new notification" : string.Create(CultureInfo.CurrentCulture, $"{Count} new notifications");

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph("This is what came together since your last digest."),
        .. Items.Select(item => new EmailParagraph(item.Body.Length > 0 ? $"{item.Title}\n{item.Body}" : item.Title)),
        .. Count > Items.Count ? [new EmailNote(string.Create(CultureInfo.CurrentCulture, $"And {Count - Items.Count} more."))] : Array.Empty<EmailBlock>(),
        new EmailAction("See all notifications", All),
        new EmailNote($"You choose what comes at once, in the digest or not at all: {Choices.AbsoluteUri}"),
    ];
}
