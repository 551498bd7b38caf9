using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>Sends nothing: what was sent stands in the memory that <c>/dev/mail</c> shows. Deployed instances refuse to start with it.</summary>
internal sealed class DevelopmentProvider : IMailProvider
{
    public string Name => "development";

    public bool HonoursIdempotencyKeys => true;

    public Task<ProviderReceipt> SendAsync(OutgoingMail mail, string idempotencyKey, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new ProviderReceipt(idempotencyKey));
    }
}
