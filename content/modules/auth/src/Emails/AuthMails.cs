using System.Globalization;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Queues this module's mail in the unit of work; whoever calls saves. Links begin with the site's configured address.</summary>
public sealed class AuthMails(IEmailSender sender, SiteLinks site, RequestOrigin origin, TimeProvider time)
{
    public Task VerifyEmailAsync(User user, string token, string? returnUrl, CancellationToken cancellationToken) =>
        QueueAsync(user, new VerifyEmailMail(site.To(LocalUrl.Append(AuthPaths.With(AuthPaths.VerifyEmail, token), returnUrl))), OneTimeCodes.VerifyLifetime, cancellationToken);

    public Task AlreadyRegisteredAsync(User user, CancellationToken cancellationToken) =>
        QueueAsync(user, new AlreadyRegisteredMail(site.To(AuthPaths.Login), site.To(AuthPaths.ForgotPassword)), null, cancellationToken);

    public Task ResetPasswordAsync(User user, string token, CancellationToken cancellationToken) =>
        QueueAsync(user, new ResetPasswordMail(site.To(AuthPaths.With(AuthPaths.ResetPassword, token))), OneTimeCodes.ResetLifetime, cancellationToken);

    public Task PasswordChangedAsync(User user, CancellationToken cancellationToken) =>
        NoticeAsync(user, "Your password was changed", "The password of your account was changed, and all other devices were logged out.", "Choose a new password", AuthPaths.ForgotPassword, cancellationToken);

    public Task NewDeviceAsync(User user, CancellationToken cancellationToken) =>
        NoticeAsync(user, "New login to your account", "Somebody logged in to your account from a device that was not used before.", "See your sessions", AuthPaths.Sessions, cancellationToken);

    public Task ExternalLinkedAsync(User user, string provider, CancellationToken cancellationToken) =>
        NoticeAsync(user, $"{provider} was added to your account", $"Your account can now be logged in to with {provider}.", "See your logins", AuthPaths.Logins, cancellationToken);

    public Task ExternalUnlinkedAsync(User user, string provider, CancellationToken cancellationToken) =>
        NoticeAsync(user, $"{provider} was removed from your account", $"Your account can no longer be logged in to with that {provider} account, and all other devices were logged out.", "See your logins", AuthPaths.Logins, cancellationToken);

    public Task PasskeyAddedAsync(User user, string name, CancellationToken cancellationToken) =>
        NoticeAsync(user, "A passkey was added to your account", $"Your account can now be logged in to with the passkey “{name}”.", "See your passkeys", AuthPaths.Passkeys, cancellationToken);

    public Task PasskeyRemovedAsync(User user, string name, CancellationToken cancellationToken) =>
        NoticeAsync(user, "A passkey was removed from your account", $"The passkey “{name}” no longer logs in to your account, and all other devices were logged out.", "See your passkeys", AuthPaths.Passkeys, cancellationToken);

    /// <summary>Any other notice about the account's security.</summary>
    /// <param name="what">A sentence that says what happened.</param>
    public Task NoticeAsync(User user, string title, string what, string linkLabel, string path, CancellationToken cancellationToken) =>
        QueueAsync(user, new SecurityNoticeMail(title, what, time.GetUtcNow().UtcDateTime, origin.Device, origin.Ip, linkLabel, site.To(path)), null, cancellationToken);

    private Task QueueAsync(User user, EmailContent content, TimeSpan? usefulFor, CancellationToken cancellationToken) =>
        sender.QueueAsync(
            new EmailMessage(user.Email!, content)
            {
                UserId = user.Id,
                Culture = CultureOf(user),
                NotAfter = usefulFor is { } span ? time.GetUtcNow().UtcDateTime + span : null,
            },
            cancellationToken);

    private static CultureInfo? CultureOf(User user)
    {
        try
        {
            return user.Locale is { Length: > 0 } locale ? CultureInfo.GetCultureInfo(locale, predefinedOnly: true) : null;
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }
}
