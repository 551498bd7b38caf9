using System.Globalization;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

internal sealed class Notifier(
    ModuleDb db, NotificationKinds kinds, Preferences preferences, IUserDirectory users, IEmailSender mail, SiteLinks site, TimeProvider time) : INotifier
{
    public async Task NotifyAsync(NotificationContent content, Guid userId, Guid? ownerId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var kind = kinds.Find(content.Kind) ?? throw new ArgumentException($"Register the notification kind '{content.Kind}': services.AddSingleton(new NotificationKind(…)).", nameof(content));
        var contact = await users.FindAsync(userId, cancellationToken);
        var (words, email) = InCulture(contact?.Culture, () => Write(content, kind));
        var modes = await preferences.OfAsync(userId, kind, cancellationToken);
        var isMailed = contact is not null && modes.Email == NotificationMode.On;
        var awaitsDigest = contact is not null && modes.Email == NotificationMode.Digest;
        var isShown = kind.HasInApp && modes.InApp != NotificationMode.Off;
        if (isShown || awaitsDigest)
        {
            db.Context.Add(new Notification
            {
                UserId = userId,
                OwnerId = ownerId,
                Kind = kind.Name,
                Title = words.Title,
                Body = words.Body,
                Link = words.Link,
                CreatedAt = time.GetUtcNow().UtcDateTime,
                IsShown = isShown,
                AwaitsDigest = awaitsDigest,
            });
        }

        if (isMailed)
        {
            await mail.QueueAsync(new EmailMessage(contact!.Email, email) { UserId = userId, OwnerId = ownerId, Culture = contact.Culture, TimeZone = contact.TimeZone }, cancellationToken);
        }
    }

    private (Words Words, EmailContent Email) Write(NotificationContent content, NotificationKind kind)
    {
        var (title, body, link) = (content.Title, content.Body, content.Link ?? "");
        if (string.IsNullOrWhiteSpace(title) || title.Length > Notification.LongestTitle || title.Any(char.IsControl))
        {
            throw new ArgumentException($"The title of {kind.Name} must be one line of no more than {Notification.LongestTitle} characters.", nameof(content));
        }

        if (body.Length > Notification.LongestBody)
        {
            throw new ArgumentException($"The body of {kind.Name} must have no more than {Notification.LongestBody} characters.", nameof(content));
        }

        if (link.Length > 0 && !LocalPath.Is(link))
        {
            throw new ArgumentException($"The link of {kind.Name} must be a path of the site of no more than {Notification.LongestLink} characters, from one slash.", nameof(content));
        }

        var email = content.Email ?? new NotificationMail(kind.Name, title, body, link.Length > 0 ? site.To(link) : null, kind.IsTransactional);
        if (email.Kind != kind.Name || email.IsTransactional != kind.IsTransactional)
        {
            throw new ArgumentException($"The e-mail of {kind.Name} must be of the same kind, and as transactional as it is.", nameof(content));
        }

        return (new Words(title, body, link), email);
    }

    /// <summary>Makes words as the recipient reads them; without a language of theirs as the application starts.</summary>
    private static T InCulture<T>(CultureInfo? culture, Func<T> write)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        var chosen = culture ?? CultureInfo.DefaultThreadCurrentCulture ?? CultureInfo.InvariantCulture;
        try
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (chosen, chosen);
            return write();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    private sealed record Words(string Title, string Body, string Link);
}
