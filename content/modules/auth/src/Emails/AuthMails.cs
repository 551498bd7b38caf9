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

    public Task TwoFactorOnAsync(User user, CancellationToken cancellationToken) =>
        NoticeAsync(user, "Two-factor login is on", "Your account asks for a code of your authenticator app from now on. All other devices were logged out.", "See your two-factor login", AuthPaths.AccountTwoFactor, cancellationToken);

    public Task TwoFactorOffAsync(User user, CancellationToken cancellationToken) =>
        NoticeAsync(user, "Two-factor login is off", "Your account does not ask for a second factor any more. All other devices were logged out.", "Choose a new password", AuthPaths.ForgotPassword, cancellationToken);

    public Task RecoveryCodesReplacedAsync(User user, CancellationToken cancellationToken) =>
        NoticeAsync(user, "New recovery codes", "New recovery codes were made for your account, and the earlier ones are void. All other devices were logged out.", "See your two-factor login", AuthPaths.AccountTwoFactor, cancellationToken);

    /// <param name="left">How many are left.</param>
    public Task RecoveryCodeUsedAsync(User user, int left, CancellationToken cancellationToken) =>
        NoticeAsync(user, "A recovery code was used", string.Create(CultureInfo.InvariantCulture, $"A recovery code of your account was used; {left} of {RecoveryCodes.Count} are left."), "See your two-factor login", AuthPaths.AccountTwoFactor, cancellationToken);

    public Task TokenReplayedAsync(User user, CancellationToken cancellationToken) =>
        NoticeAsync(user, "A program was logged out", "A program that uses your account showed a token that was replaced long ago. Somebody may have copied it, so its session was ended.", "See your sessions", AuthPaths.Sessions, cancellationToken);

    public Task SignInCodeAsync(User user, string code, CancellationToken cancellationToken) =>
        QueueAsync(user, new SignInCodeMail(code), EmailCodeSignIn.Lifetime, cancellationToken);

    /// <summary>To the new address, which is not the user's yet.</summary>
    public Task ConfirmEmailChangeAsync(User user, EmailAddress address, string token, CancellationToken cancellationToken) =>
        QueueAsync(address.Written, user, new ConfirmEmailChangeMail(site.To(AuthPaths.With(AuthPaths.ConfirmEmailChange, token))), ChangeEmail.ConfirmLifetime, cancellationToken);

    /// <summary>To whoever has the address that somebody else wants for an account.</summary>
    public Task AddressTakenAsync(EmailAddress address, CancellationToken cancellationToken) =>
        QueueAsync(address.Written, null, new AddressTakenMail(site.To(AuthPaths.Login)), null, cancellationToken);

    public Task EmailChangeRequestedAsync(User user, EmailAddress address, string undo, CancellationToken cancellationToken) =>
        NoticeAsync(
            user, "Your e-mail address is about to change", $"Somebody asked to change the address of your account to {address.Written}. It changes once that address is confirmed.",
            "Stop the change", AuthPaths.With(AuthPaths.UndoEmailChange, undo), cancellationToken);

    /// <summary>To the old address: it is sent before the user has the new one.</summary>
    /// <param name="undoDays">For how long the link is good.</param>
    public Task EmailChangedAsync(User user, EmailAddress address, string undo, int undoDays, CancellationToken cancellationToken) =>
        NoticeAsync(
            user, "Your e-mail address was changed", $"The address of your account is {address.Written} now. For {undoDays} days you can take that back.",
            "Take the change back", AuthPaths.With(AuthPaths.UndoEmailChange, undo), cancellationToken);

    public Task DeletionRequestedAsync(User user, DateTime erasedAt, CancellationToken cancellationToken) =>
        NoticeAsync(
            user, "Your account will be deleted", string.Create(CultureInfo.InvariantCulture, $"Your account is closed, and everything in it is erased on {erasedAt:yyyy-MM-dd}. To keep it, log in before then."),
            "Log in and keep the account", AuthPaths.Login, cancellationToken);

    public Task DeletionUndoneAsync(User user, CancellationToken cancellationToken) =>
        NoticeAsync(user, "Your account is not deleted", "Somebody logged in to your account, so it is kept.", "See your sessions", AuthPaths.Sessions, cancellationToken);

    public Task DataExportedAsync(User user, CancellationToken cancellationToken) =>
        NoticeAsync(user, "A copy of your data was downloaded", "Somebody downloaded a copy of what your account holds.", "See your sessions", AuthPaths.Sessions, cancellationToken);

    /// <summary>The last message: the account is gone when it is sent.</summary>
    public Task AccountErasedAsync(User user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        return sender.QueueAsync(new EmailMessage(user.Email!, new AccountErasedMail()) { Culture = CultureOf(user) }, cancellationToken);
    }

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
        QueueAsync(user.Email!, user, content, usefulFor, cancellationToken);

    private Task QueueAsync(string to, User? user, EmailContent content, TimeSpan? usefulFor, CancellationToken cancellationToken) =>
        sender.QueueAsync(
            new EmailMessage(to, content)
            {
                UserId = user?.Id,
                Culture = user is null ? null : CultureOf(user),
                NotAfter = usefulFor is { } span ? time.GetUtcNow().UtcDateTime + span : null,
            },
            cancellationToken);

    private static CultureInfo? CultureOf(User user) => AccountDirectory.CultureOf(user.Locale);
}
