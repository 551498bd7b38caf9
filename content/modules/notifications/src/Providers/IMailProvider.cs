using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Who takes mail and brings it to the recipients' servers. Each is registered under its name, <c>services.AddKeyedSingleton&lt;IMailProvider, …&gt;("resend")</c>;
/// the option <c>provider</c> chooses one.
/// </summary>
public interface IMailProvider
{
    /// <summary>As in the option <c>provider</c>, and in the path of its webhooks.</summary>
    string Name { get; }

    /// <summary>
    /// Whether a second call with the same key sends nothing and answers like the first. Only then a message whose fate is unknown is sent again without a
    /// copy to fear.
    /// </summary>
    bool HonoursIdempotencyKeys { get; }

    /// <summary>Returns when the provider has taken responsibility for the message.</summary>
    /// <param name="idempotencyKey">The same for every attempt of one message; no more than 200 characters of ASCII.</param>
    /// <exception cref="MailTransportException">It has not, or nobody knows (<see cref="MailTransportException.IsFateUnknown"/>); the exception says whether to try again.</exception>
    /// <exception cref="OperationCanceledException">It was called off, for the end of the application or of its time, before the message left: nothing was sent.</exception>
    Task<ProviderReceipt> SendAsync(OutgoingMail mail, string idempotencyKey, CancellationToken cancellationToken);
}

/// <summary>A provider's answer.</summary>
/// <param name="ProviderId">Its own id of the message, by which its webhooks name it; null when it has none.</param>
public sealed record ProviderReceipt(string? ProviderId);
