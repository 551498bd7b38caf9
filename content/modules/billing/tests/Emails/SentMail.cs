using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Keeps what is queued, and sends nothing.</summary>
internal sealed class SentMail : IEmailSender
{
    public List<EmailMessage> Messages { get; } = [];

    public Task QueueAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        Messages.Add(message);
        return Task.CompletedTask;
    }
}
