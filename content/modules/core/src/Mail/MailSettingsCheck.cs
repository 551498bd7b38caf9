using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core;

/// <summary>Keeps an application from starting that could not send what it promises, or would tell a password to the network.</summary>
internal sealed class MailSettingsCheck(IHostEnvironment environment) : IValidateOptions<MailSettings>
{
    public ValidateOptionsResult Validate(string? name, MailSettings options)
    {
        string?[] answers =
        [
            Server(options),
            From(options),
            options.TimeoutSeconds is >= 1 and <= 600 ? null : "Set Mail__TimeoutSeconds to a number from 1 to 600.",
            options.QueueLength is >= 1 and <= 100_000 ? null : "Set Mail__QueueLength to a number from 1 to 100000.",
            options.DrainSeconds is >= 0 and <= 300 ? null : "Set Mail__DrainSeconds to a number from 0 to 300.",
        ];
        var failures = answers.OfType<string>().ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private string? Server(MailSettings options)
    {
        try
        {
            return options.Server switch
            {
                null when environment.IsDeployed() && options.IsServerNeeded =>
                    "Set Mail__Url to the mail server, such as smtp://user:password@mail.example.com: without it nothing is sent, which is right in development only.",
                { Security: SmtpSecurity.None, Password: not null, IsLoopback: false } =>
                    "Take '?tls=off' out of Mail__Url, or the password: it would cross the network in plain text.",
                _ => null,
            };
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }

    private string? From(MailSettings options)
    {
        if (options.From.Length == 0)
        {
            return environment.IsDeployed() || options.Url.Length > 0 ? "Set Mail__From to the sender, such as 'Example <hello@example.com>'." : null;
        }

        try
        {
            _ = options.Sender;
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }
}
