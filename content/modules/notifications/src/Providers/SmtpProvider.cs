using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>Any mail server, by the transport of <c>core</c> and its setting <c>Mail__Url</c>. SMTP knows no keys: what was handed over twice arrives twice.</summary>
internal sealed class SmtpProvider(IMailTransport transport) : IMailProvider
{
    public string Name => "smtp";

    public bool HonoursIdempotencyKeys => false;

    public async Task<ProviderReceipt> SendAsync(OutgoingMail mail, string idempotencyKey, CancellationToken cancellationToken)
    {
        await transport.SendAsync(mail, cancellationToken);
        return new ProviderReceipt(null);
    }
}
