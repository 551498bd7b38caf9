using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>What came of sending a message again.</summary>
/// <param name="Id">The new message; null when it was refused.</param>
/// <param name="Refusal">Why not; null when it is queued.</param>
public sealed record Resent(Guid? Id, Refusal? Refusal);

/// <summary>
/// Queues a message of the log once more, as a new one: with a key of its own, so that no provider takes it for the old one. What may
/// not be sent twice, or is not kept, is not.
/// </summary>
public sealed partial class ResendMessage(
    ModuleDb db, Preferences preferences, ICurrentUser administrator, IOptionsMonitor<NotificationsSettings> settings, TimeProvider time, ILogger<ResendMessage> logger)
{
    public async Task<Resent> RunAsync(Guid id, CancellationToken cancellationToken)
    {
        var email = await db.Context.Set<EmailRecord>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
        var refusal = email is null ? Refusals.NoSuchMessage : await RefuseAsync(email, cancellationToken);
        if (refusal is not null)
        {
            return new Resent(null, refusal);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var again = new EmailRecord
        {
            Kind = email!.Kind,
            To = email.To,
            UserId = email.UserId,
            OwnerId = email.OwnerId,
            Locale = email.Locale,
            Content = email.Content,
            State = EmailState.Queued,
            NextAttemptAt = now,
            NotAfter = now + settings.CurrentValue.MaxAge,
            QueuedAt = now,
            CanRepeat = email.CanRepeat,
            IsTransactional = email.IsTransactional,
        };
        again.IdempotencyKey = again.Id.ToString();
        db.Context.Add(again);
        await db.Context.SaveChangesAsync(cancellationToken);
        LogResent(email.Id, again.Id, administrator.Id);
        return new Resent(again.Id, null);
    }

    /// <summary>Why a message is not sent again, for the page that would offer it; null when it may be.</summary>
    public async Task<Refusal?> RefuseAsync(EmailRecord email, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(email);
        if (!email.State.IsDone())
        {
            return Refusals.StillOnItsWay;
        }

        if (!email.CanRepeat)
        {
            return Refusals.NotRepeatable;
        }

        if (email.Content is null)
        {
            return Refusals.ContentGone;
        }

        if (email.IsTransactional)
        {
            return null;
        }

        var address = MailAddresses.Normalize(email.To);
        if (await db.Context.Set<Suppression>().AnyAsync(one => one.EmailNormalized == address, cancellationToken))
        {
            return Refusals.SuppressedAddress;
        }

        return email.UserId is { } user && (await preferences.OfAsync(user, email.Kind, cancellationToken)).Email == NotificationMode.Off ? Refusals.UnsubscribedSince : null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The message {Id} is sent again as {Again}, by the administrator {Administrator}.")]
    private partial void LogResent(Guid id, Guid again, Guid? administrator);
}
