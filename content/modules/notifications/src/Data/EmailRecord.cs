using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>A mail in the queue and, once it has left it, in the log: a row is written by the same transaction as the change that causes it.</summary>
public sealed class EmailRecord : IGlobalEntity
{
    /// <summary>Also the left half of the message's id, by which a mailbox knows a copy.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>What <c>EmailContent.Kind</c> says.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The bare address.</summary>
    public string To { get; set; } = "";

    /// <summary>The recipient's account; null for somebody who has none.</summary>
    public Guid? UserId { get; set; }

    /// <summary>The account (a team) that the mail is about; null for none.</summary>
    public Guid? OwnerId { get; set; }

    /// <summary>The recipient's language, as in <c>pt-BR</c>; empty for the one that the application starts with.</summary>
    public string Locale { get; set; } = "";

    /// <summary>The name of the recipient's time zone, as in <c>Europe/Berlin</c>; empty for UTC.</summary>
    public string TimeZone { get; set; } = "";

    /// <summary>
    /// The typed content as JSON, sealed by Data Protection: it can hold links with tokens. Null when the mail has left the queue, unless it may be sent
    /// again.
    /// </summary>
    public string? Content { get; set; }

    /// <summary>The subject as it was sent; null before.</summary>
    public string? Subject { get; set; }

    /// <summary>
    /// Unique: two mails with the same key are one. By itself it is the id; where <c>EmailMessage.IdempotencyKey</c> says what the mail is about, it is a hash of
    /// that, the kind and the address. A provider is told the id, which is never that of another installation.
    /// </summary>
    public string IdempotencyKey { get; set; } = "";

    public EmailState State { get; set; }

    /// <summary>How often it was given to the provider.</summary>
    public int Attempts { get; set; }

    /// <summary>When it is due (UTC).</summary>
    public DateTime NextAttemptAt { get; set; }

    /// <summary>From this time on (UTC) it is dropped instead of sent.</summary>
    public DateTime NotAfter { get; set; }

    /// <summary>Until then (UTC) it belongs to the instance that has taken it; null while nobody has.</summary>
    public DateTime? LeasedUntil { get; set; }

    /// <summary>The claim by which an instance has taken it, anew each time; null while nobody has.</summary>
    public Guid? LeasedBy { get; set; }

    /// <summary>Whom it was given to last, as in <c>smtp</c>; null before.</summary>
    public string? ProviderName { get; set; }

    /// <summary>The provider's own id of the message, by which its webhooks name it.</summary>
    public string? ProviderId { get; set; }

    /// <summary>Why it is where it is, in one sentence without an address; null when there is nothing to say.</summary>
    public string? Reason { get; set; }

    public DateTime QueuedAt { get; set; }

    public DateTime? SentAt { get; set; }

    /// <summary>Whether a mail whose fate is unknown may be sent again, at the risk that it arrives twice.</summary>
    public bool CanRepeat { get; set; }

    /// <summary>Whether it is about the account itself: it has no unsubscribe link and obeys no preference.</summary>
    public bool IsTransactional { get; set; }

    /// <summary>Changes with every change of the row.</summary>
    public Guid Stamp { get; set; } = Guid.CreateVersion7();
}

/// <summary>Where a mail stands. The order is that of the log, not of what happens; <see cref="EmailStates.Rank"/> says what follows what.</summary>
public enum EmailState
{
    /// <summary>Waits for its first or next attempt.</summary>
    Queued,

    /// <summary>An instance has taken it and is about to send it.</summary>
    Sending,

    /// <summary>The provider has taken responsibility for it.</summary>
    Sent,

    /// <summary>The recipient's server has taken it.</summary>
    Delivered,

    /// <summary>The recipient's server has refused it for good.</summary>
    Bounced,

    /// <summary>The recipient has called it spam.</summary>
    Complained,

    /// <summary>It was given up, for the reason that is noted.</summary>
    Failed,

    /// <summary>It was not sent in time and is worth nothing any more.</summary>
    Dropped,

    /// <summary>It was not sent, because its address bounces or complained, or its recipient wants none of its kind.</summary>
    Suppressed,

    /// <summary>Nobody knows whether it was sent: the connection or the instance died at the moment that decides.</summary>
    Unknown,
}

/// <summary>What may follow what: reports of providers come in any order, and a state only ever moves forward.</summary>
public static class EmailStates
{
    /// <summary>A report changes the state only when its rank is higher.</summary>
    public static int Rank(this EmailState state) => state switch
    {
        EmailState.Queued => 0,
        EmailState.Sending => 1,
        EmailState.Failed or EmailState.Dropped or EmailState.Suppressed or EmailState.Unknown => 2,
        EmailState.Sent => 3,
        EmailState.Delivered => 4,
        EmailState.Bounced => 5,
        EmailState.Complained => 6,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>Whether the queue has done with it.</summary>
    public static bool IsDone(this EmailState state) => state is not (EmailState.Queued or EmailState.Sending);
}
