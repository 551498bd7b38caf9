using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace QuickScale.Modules.Core;

/// <summary>
/// Stands in until a module sends mail. In Development the log shows the message, so that its links can be followed; elsewhere
/// the log says only that something was not sent, since a message may hold a secret.
/// </summary>
internal sealed partial class LoggedEmails(IHostEnvironment environment, ILogger<LoggedEmails> logger) : IEmailSender
{
    public Task SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (environment.IsDevelopment())
        {
            LogMessage(message.To, message.Subject, message.Text);
        }
        else
        {
            LogUnsent(message.Subject);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "No module sends mail, so here it is. To: {To}, subject: {Subject}\n{Text}")]
    private partial void LogMessage(string to, string subject, string text);

    [LoggerMessage(Level = LogLevel.Error, Message = "An e-mail with the subject '{Subject}' was not sent: embed a module that sends mail.")]
    private partial void LogUnsent(string subject);
}
