namespace QuickScale.Modules.Core;

/// <summary>Takes mail that modules want sent.</summary>
public interface IEmailSender
{
    Task SendAsync(EmailMessage message, CancellationToken cancellationToken);
}
