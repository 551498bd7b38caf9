using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core;

/// <summary>
/// Where e-mail waits from the unit of work that queues it until it is sent: by itself in memory. Whoever keeps it elsewhere (the module <c>notifications</c>, in
/// a table) replaces the registration; when a message is dropped because its unit of work came to nothing is decided here in <c>core</c>, alike for all.
/// </summary>
public interface IMailStore
{
    /// <summary>Looks at a message that is being queued.</summary>
    /// <returns>False when it is not to be sent, because one with its <see cref="EmailMessage.IdempotencyKey"/> was queued before.</returns>
    /// <exception cref="NotSupportedException">It cannot be kept; the message says what to do about it.</exception>
    Task<bool> AcceptsAsync(DbContext context, EmailMessage message, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>Changes of the context are about to be saved, and these messages with them: entities for them may be added to the context. It can be called again for messages that it was called for.</summary>
    void Saving(DbContext context, IReadOnlyList<EmailMessage> messages)
    {
    }

    /// <summary>They were saved; a transaction around the save may still be rolled back.</summary>
    void Saved(DbContext context, IReadOnlyList<EmailMessage> messages)
    {
    }

    /// <summary>They were not saved and never will be.</summary>
    void SaveFailed(DbContext context, IReadOnlyList<EmailMessage> messages)
    {
    }

    /// <summary>They are committed: from here on they are to be sent.</summary>
    void Committed(IReadOnlyList<EmailMessage> messages);

    /// <summary>Sends what would be lost when this process ends, for a command: no host runs and stops there.</summary>
    /// <returns>Why a message was not sent, in one sentence; null when none failed.</returns>
    Task<string?> DrainAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}

/// <summary>Hands messages to <see cref="MailDelivery"/>. What is not sent when the process dies is lost.</summary>
/// <param name="services">The delivery is found when there is something to send: making a context must not need all that makes an e-mail.</param>
internal sealed partial class MemoryMail(IServiceProvider services, ILogger<MemoryMail> logger) : IMailStore
{
    private MailDelivery? _delivery;
    private string? _failure;

    public void Committed(IReadOnlyList<EmailMessage> messages)
    {
        foreach (var message in messages)
        {
            try
            {
                (_delivery ??= services.GetRequiredService<MailDelivery>()).Accept(message);
            }
            catch (OptionsValidationException exception)
            {
                // A started application has seen to it; a command has not, and its changes are committed.
                _failure = $"An e-mail was not sent: {exception.Message}";
                LogNotSet(message.Content.Kind, exception.Message);
            }
        }
    }

    public async Task<string?> DrainAsync(CancellationToken cancellationToken)
    {
        if (_delivery is null)
        {
            return _failure;
        }

        await _delivery.StopAsync(cancellationToken);
        return _delivery is { Waiting: 0, GivenUp: 0 } ? null : _delivery.LastFailure ?? "An e-mail was not sent: the mail server did not answer in time.";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An e-mail of the kind {Kind} was not sent: {Reason}")]
    private partial void LogNotSet(string kind, string reason);
}
