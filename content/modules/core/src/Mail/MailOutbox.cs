using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core;

/// <summary>
/// The last e-mails that were sent, for the page <c>/dev/mail</c> in Development and for tests. A deployed instance keeps none.
/// </summary>
public sealed class MailOutbox(IHostEnvironment environment)
{
    /// <summary>How many are kept; older ones are forgotten.</summary>
    public const int Capacity = 100;

    private readonly Lock _lock = new();
    private readonly List<OutboxMail> _messages = [];
    private readonly bool _isOpen = !environment.IsDeployed();

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<OutboxMail> Messages
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages];
            }
        }
    }

    /// <summary>Notes an e-mail that was sent; for whoever sends in the place of <see cref="MailDelivery"/>.</summary>
    /// <param name="kind">What <see cref="EmailContent.Kind"/> says.</param>
    public void Add(string kind, OutgoingMail mail)
    {
        if (!_isOpen)
        {
            return;
        }

        lock (_lock)
        {
            if (_messages.Count == Capacity)
            {
                _messages.RemoveAt(0);
            }

            _messages.Add(new OutboxMail(kind, mail));
        }
    }
}

/// <summary>An e-mail that was sent.</summary>
/// <param name="Kind">What <see cref="EmailContent.Kind"/> says.</param>
public sealed record OutboxMail(string Kind, OutgoingMail Mail);

/// <summary>Stands in where no mail server is set: the outbox alone shows what was sent.</summary>
internal sealed class NoMailServer : IMailTransport
{
    public Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken) => Task.CompletedTask;
}
