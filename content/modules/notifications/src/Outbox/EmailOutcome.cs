namespace QuickScale.Modules.Notifications;

/// <summary>What became of one attempt.</summary>
/// <param name="State">Queued when there is to be another one.</param>
/// <param name="Reason">One sentence, without an address or a word of the mail.</param>
internal sealed record EmailOutcome(EmailState State, string? Reason)
{
    public const string TooLate = "It was not sent in time and is worth nothing any more.";
    public const string DiedWhileSending = "The application ended while it was being sent: it may have arrived.";
    public const string CalledOff = "The attempt took too long and was called off.";

    /// <summary>As it was sent; null when it was not.</summary>
    public string? Subject { get; init; }

    public string? ProviderId { get; init; }

    /// <summary>The address that has no mailbox, as the provider said at once; null when it did not.</summary>
    public string? DeadAddress { get; init; }

    public DateTime? NextAttemptAt { get; init; }

    /// <summary>False when the provider was not asked.</summary>
    public bool WasAttempted { get; init; } = true;

    /// <summary>Whether this instance cannot read it, which somebody has to put right.</summary>
    public bool IsUnreadable { get; init; }
}
