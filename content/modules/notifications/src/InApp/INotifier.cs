namespace QuickScale.Modules.Notifications;

/// <summary>
/// Tells users what concerns them: in the application, at once by e-mail or in the daily digest, as each user has chosen for the kind.
/// </summary>
public interface INotifier
{
    /// <summary>
    /// Adds the notification and queues its e-mail in the caller's unit of work: call <c>SaveChangesAsync</c> afterwards. What is rolled
    /// back tells nobody anything.
    /// </summary>
    /// <param name="content">What it says; the words are made here, in the recipient's language.</param>
    /// <param name="userId">Whom it is for. Somebody who is not known, or whose account is closed, gets no e-mail.</param>
    /// <param name="ownerId">The account (a team) that it is about; null for none.</param>
    /// <exception cref="ArgumentException">The kind is not registered, the title or body is no such, or the link leads off the site.</exception>
    Task NotifyAsync(NotificationContent content, Guid userId, Guid? ownerId = null, CancellationToken cancellationToken = default);
}
