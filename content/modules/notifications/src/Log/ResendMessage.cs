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
public sealed partial class ResendMessage
{
    private readonly ModuleDb _db;
    private readonly Preferences _preferences;
    private readonly ICurrentUser _administrator;
    private readonly ContentSeal _seal;
    private readonly OutboxSignal _signal;
    private readonly IOptionsMonitor<NotificationsSettings> _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<ResendMessage> _logger;

    internal ResendMessage(
        ModuleDb db, Preferences preferences, ICurrentUser administrator, ContentSeal seal, OutboxSignal signal, IOptionsMonitor<NotificationsSettings> settings,
        TimeProvider time, ILogger<ResendMessage> logger) =>
        (_db, _preferences, _administrator, _seal, _signal, _settings, _time, _logger) = (db, preferences, administrator, seal, signal, settings, time, logger);

    public async Task<Resent> RunAsync(Guid id, CancellationToken cancellationToken)
    {
        var email = await _db.Context.Set<EmailRecord>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
        var refusal = email is null ? Refusals.NoSuchMessage : await RefuseAsync(email, cancellationToken);
        if (refusal is not null)
        {
            return new Resent(null, refusal);
        }

        if (_seal.Open(email!.Id, email.Content!) is not { } words)
        {
            return new Resent(null, Refusals.ContentGone);
        }

        var now = _time.GetUtcNow().UtcDateTime;
        var newId = Guid.CreateVersion7(_time.GetUtcNow());
        var again = new EmailRecord
        {
            Id = newId,
            Kind = email.Kind,
            To = email.To,
            UserId = email.UserId,
            OwnerId = email.OwnerId,
            Locale = email.Locale,
            TimeZone = email.TimeZone,
            // A seal belongs to one row.
            Content = _seal.Seal(newId, words),
            IdempotencyKey = newId.ToString("N"),
            State = EmailState.Queued,
            NextAttemptAt = now,
            NotAfter = HasOwnEnd(email) ? email.NotAfter : now + _settings.CurrentValue.MaxAge,
            QueuedAt = now,
            CanRepeat = email.CanRepeat,
            IsTransactional = email.IsTransactional,
        };
        _db.Context.Add(again);
        await _db.Context.SaveChangesAsync(cancellationToken);
        _signal.Set();
        LogResent(email.Id, again.Id, _administrator.Id);
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

        if (HasOwnEnd(email) && email.NotAfter <= _time.GetUtcNow().UtcDateTime)
        {
            return Refusals.GoodNoLonger;
        }

        if (email.IsTransactional)
        {
            return null;
        }

        var address = MailAddresses.Normalize(email.To);
        if (await _db.Context.Set<Suppression>().AnyAsync(one => one.EmailNormalized == address, cancellationToken))
        {
            return Refusals.SuppressedAddress;
        }

        return email.UserId is { } user && (await _preferences.OfAsync(user, email.Kind, cancellationToken)).Email == NotificationMode.Off ? Refusals.UnsubscribedSince : null;
    }

    /// <summary>Whether the message named its end itself; after a change of the option every end counts as that, so that none is passed over.</summary>
    private bool HasOwnEnd(EmailRecord email) => email.NotAfter != email.QueuedAt + _settings.CurrentValue.MaxAge;

    [LoggerMessage(Level = LogLevel.Information, Message = "The message {Id} is sent again as {Again}, by the administrator {Administrator}.")]
    private partial void LogResent(Guid id, Guid again, Guid? administrator);
}
