namespace QuickScale.Modules.Core;

/// <summary>Brings an e-mail to a mail server: the one place that knows how. Another way (an HTTP API, MailKit) replaces the registration.</summary>
public interface IMailTransport
{
    /// <summary>Returns when the server has taken responsibility for the message.</summary>
    /// <exception cref="MailTransportException">It has not, or nobody knows; the exception says which, and whether to try again.</exception>
    /// <exception cref="OperationCanceledException">It was called off before the message was handed over: nothing was sent.</exception>
    Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}

/// <summary>Why an e-mail was not sent. The message names no person: replies of servers, which quote addresses, stay out of it.</summary>
/// <param name="isTransient">Whether the same message may be accepted later (a 4xx reply, no connection) or never will be (5xx).</param>
public sealed class MailTransportException(string message, bool isTransient, Exception? inner = null) : Exception(message, inner)
{
    public bool IsTransient { get; } = isTransient;

    /// <summary>
    /// Whether the message may have been sent nevertheless: the connection was lost after it had been handed over and before the server answered. A second
    /// try may then be a second copy.
    /// </summary>
    public bool IsFateUnknown { get; init; }

    /// <summary>Whether the server turned down the recipient's address, and not the message, us or the moment.</summary>
    public bool IsAboutRecipient { get; init; }

    /// <summary>Whether there is no such mailbox, so that nothing will ever arrive there.</summary>
    public bool IsAddressDead { get; init; }

    /// <summary>How long the server asks to be left alone before the next attempt; null when it says nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
