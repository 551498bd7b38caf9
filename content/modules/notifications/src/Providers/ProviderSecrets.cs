using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>The credentials of the providers: options name the environment variables, which are part of the configuration.</summary>
internal static partial class ProviderSecrets
{
    /// <summary>Shorter secrets for webhooks can be guessed.</summary>
    public const int ShortestWebhookSecret = 20;

    /// <summary>The value of a variable; null when it is empty or not there.</summary>
    public static string? Value(IConfiguration configuration, string variable) => variable.Length > 0 && configuration[variable] is { Length: > 0 } value ? value : null;

    /// <exception cref="MailTransportException">It is not set, which the check at the start says already.</exception>
    public static string Need(IConfiguration configuration, string variable) =>
        Value(configuration, variable) ?? throw new MailTransportException($"Set {variable} to the provider's key.", isTransient: true);

    /// <summary>What is wrong with the provider that is chosen, and with the keys of any webhooks.</summary>
    public static IEnumerable<string> Violations(NotificationsSettings settings, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Needed(settings).Where(variable => Value(configuration, variable) is null)
            .Select(variable => variable.Length == 0
                ? $"Name the variable with the key of {settings.Provider} in the options of notifications."
                : $"Set {variable}: the option provider of notifications is {settings.Provider.ToString().ToLowerInvariant()}.")
            .Concat(Needed(settings).Where(variable => Value(configuration, variable)?.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || !char.IsAscii(character)) == true)
                .Select(variable => $"Set {variable} to the key alone: it has spaces, line breaks or other characters that no key has."))
            .Concat(Places(settings))
            .Concat(WebhookKeys(settings, configuration));
    }

    private static IEnumerable<string> Needed(NotificationsSettings settings) => settings.Provider switch
    {
        MailProviderKind.Resend => [settings.ResendApiKey],
        MailProviderKind.Postmark => [settings.PostmarkServerToken],
        MailProviderKind.SendGrid => [settings.SendGridApiKey],
        MailProviderKind.Mailgun => [settings.MailgunApiKey],
        MailProviderKind.Ses => [settings.SesAccessKeyId, settings.SesSecretAccessKey],
        _ => [],
    };

    /// <summary>What becomes a part of addresses that are asked: nothing but a region or a domain may.</summary>
    private static IEnumerable<string> Places(NotificationsSettings settings)
    {
        if (settings.Provider == MailProviderKind.Mailgun && Uri.CheckHostName(settings.MailgunDomain) != UriHostNameType.Dns)
        {
            yield return "Set Modules__notifications__mailgun_domain to the sending domain at Mailgun, such as mg.example.com.";
        }

        if (settings.Provider == MailProviderKind.Ses && !Region().IsMatch(settings.SesRegion))
        {
            yield return "Set Modules__notifications__ses_region to a region of AWS, such as eu-central-1.";
        }

        if (settings.SesTopicArn.Length > 0 && SnsTopic.Parse(settings.SesTopicArn) is null)
        {
            yield return "Set Modules__notifications__ses_topic_arn to the whole ARN of one SNS topic, such as arn:aws:sns:eu-central-1:123456789012:mail, or leave it empty.";
        }

        if (!settings.DkimSelectors.All(IsSelector))
        {
            yield return "Set Modules__notifications__dkim_selectors to names such as s1: of s1._domainkey.example.com it is the part before ._domainkey.";
        }

        if (settings.PostmarkWebhookHeader.Length > 0 && !HeaderName().IsMatch(settings.PostmarkWebhookHeader))
        {
            yield return "Set Modules__notifications__postmark_webhook_header to the name of a header, such as X-Webhook-Secret, or leave it empty for basic authentication.";
        }
    }

    private static bool IsSelector(string selector) => selector.Split('.').All(label => HeaderName().IsMatch(label)) && !selector.Contains("_domainkey", StringComparison.Ordinal);

    private static IEnumerable<string> WebhookKeys(NotificationsSettings settings, IConfiguration configuration)
    {
        if (Value(configuration, settings.ResendWebhookSecret) is { } resend && ResendWebhook.Key(resend) is null)
        {
            yield return $"Set {settings.ResendWebhookSecret} to the signing secret that Resend shows for the webhook: it begins with whsec_.";
        }

        if (Value(configuration, settings.PostmarkWebhookSecret) is { Length: < ShortestWebhookSecret })
        {
            yield return $"Set {settings.PostmarkWebhookSecret} to a secret of {ShortestWebhookSecret} characters or more: nothing else keeps strangers from reporting bounces.";
        }

        if (Value(configuration, settings.SendGridWebhookKey) is { } sendGrid)
        {
            using var key = SendGridWebhook.Key(sendGrid);
            if (key is null)
            {
                yield return $"Set {settings.SendGridWebhookKey} to the verification key that SendGrid shows for the signed event webhook.";
            }
        }
    }

    [GeneratedRegex(@"\A[a-z]{2}(-[a-z]{2,9}){1,3}-[0-9]{1,2}\z")]
    private static partial Regex Region();

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,64}\z")]
    private static partial Regex HeaderName();
}
