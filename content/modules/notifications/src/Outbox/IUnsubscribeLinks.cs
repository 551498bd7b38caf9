namespace QuickScale.Modules.Notifications;

/// <summary>Makes the links by which a recipient ends e-mails of one kind.</summary>
public interface IUnsubscribeLinks
{
    /// <summary>The absolute address of the page, signed for this user and kind; a POST to it is enough (RFC 8058).</summary>
    Uri LinkFor(Guid userId, string kind);
}
