using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Outside Production no mail reaches people who do not expect it (N8): it goes to those of the allow list, else to one address, and says in its subject where
/// it comes from.
/// </summary>
internal sealed class EnvironmentGuard(IOptions<NotificationsSettings> settings, IOptions<MailSettings> mail, IHostEnvironment environment)
{
    public const string Everybody = "*";

    private bool IsGuarded => !environment.IsProduction();

    /// <summary>Whether mail leaves the machine at all: what only <c>/dev/mail</c> shows needs no mark.</summary>
    private bool Leaves => settings.Value.Provider switch
    {
        MailProviderKind.Development => false,
        MailProviderKind.Smtp => mail.Value.Url.Length > 0,
        _ => true,
    };

    /// <summary>Whether mail stays on the machine: nobody gets what a catcher at <c>localhost</c> takes, so that needs no list.</summary>
    private bool StaysHere => !Leaves || (settings.Value.Provider == MailProviderKind.Smtp && Uri.TryCreate(mail.Value.Url, UriKind.Absolute, out var server) && server.IsLoopback);

    /// <summary>Who gets a mail to this address. In Development, too, a real provider meets copies of real addresses.</summary>
    /// <returns>Null when nobody does.</returns>
    public string? Recipient(string address)
    {
        var options = settings.Value;
        var isOpen = options is { RedirectTo: "", AllowList: [] } && StaysHere;
        return !IsGuarded || isOpen || IsAllowed(address) ? address
            : options.RedirectTo is { Length: > 0 } other ? other
            : null;
    }

    /// <summary>Why nobody gets a mail.</summary>
    public string Refusal => $"{environment.EnvironmentName} sends to the addresses of its allow list alone.";

    public OutgoingMail Marked(OutgoingMail mail) => IsGuarded && Leaves ? mail with { Subject = $"[{environment.EnvironmentName}] {mail.Subject}" } : mail;

    private bool IsAllowed(string address)
    {
        var normalized = MailAddresses.Normalize(address);
        var domain = normalized[normalized.LastIndexOf('@')..];
        return settings.Value.AllowList.Any(entry => entry == Everybody || MailAddresses.Normalize(entry) is var allowed && (allowed == normalized || allowed == domain));
    }
}
