using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Something about the account that its user should look at.</summary>
/// <param name="Code">For programs; it never changes once released.</param>
/// <param name="Text">A sentence or two that say why.</param>
/// <param name="Action">The words of the link to <paramref name="Path"/>, where it is put right.</param>
public sealed record AttentionItem(string Code, string Title, string Text, string Action, string Path);

/// <summary>Finds what a user should look at, the most pressing first. What the user has chosen and may keep is not among it.</summary>
public sealed class Attention(ModuleDb db, ExternalProviders providers, IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    /// <summary>So many recovery codes are few.</summary>
    private const int Few = 3;

    /// <summary>Null when there is no such user any more.</summary>
    public async Task<StartAnswer?> FindAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var id = AuthClaims.UserOf(principal);
        var now = time.GetUtcNow().UtcDateTime;
        var offered = providers.Configured.Select(provider => provider.Name).ToList();
        var context = db.Context;
        var found = await context.Set<User>().Where(user => user.Id == id).Select(user => new Facts(
            user.Name, user.Email!, user.EmailVerifiedAt != null, user.PasswordHash != null,
            context.Set<TwoFactor>().Any(one => one.UserId == id && one.EnabledAt != null),
            context.Set<RecoveryCode>().Count(one => one.UserId == id && one.UsedAt == null),
            context.Set<UserPasskey>().Count(one => one.UserId == id),
            context.Set<ExternalLogin>().Count(one => one.UserId == id && offered.Contains(one.LoginProvider)),
            context.Set<PendingEmailChange>().Where(one => one.UserId == id && one.ConfirmedAt == null && one.UndoneAt == null && one.ExpiresAt > now)
                .OrderByDescending(one => one.Id).Select(one => one.NewEmail).FirstOrDefault())).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new StartAnswer(found.Name, [.. Items(found, settings.CurrentValue.Passkeys)]);
    }

    private static IEnumerable<AttentionItem> Items(Facts user, bool offersPasskeys)
    {
        if (!user.IsConfirmed)
        {
            yield return new("email_unconfirmed", "Your address is not confirmed", $"Follow the link in the message that we sent to {user.Email}, or have it sent again.", "Send it again", AuthPaths.CheckMail);
        }

        if (user.NewEmail is not null)
        {
            yield return new(
                "email_change_pending", "Your new address is not confirmed", $"Follow the link in the message that we sent to {user.NewEmail}. Until then {user.Email} stays.", "Look at the change", AuthPaths.Email);
        }

        if (!user.HasPassword && user.Logins + (offersPasskeys ? user.Passkeys : 0) == 1)
        {
            yield return new("one_way_in", "You have one way to log in", "Whoever loses the only one is locked out. A password is another one.", "Choose a password", AuthPaths.Password);
        }

        if (user is { HasPassword: true, HasSecondFactor: false })
        {
            yield return new("two_factor_off", "Two-factor login is off", "Turn it on, and whoever has your password cannot log in without your phone too.", "Set it up", AuthPaths.AccountTwoFactor);
        }

        if (user is { HasSecondFactor: true, RecoveryCodes: <= Few })
        {
            yield return new(
                "recovery_codes_low", user.RecoveryCodes switch { 0 => "No recovery code is left", 1 => "One recovery code is left", var count => $"{count} recovery codes are left" },
                "Each takes the place of your app once, when you do not have it.", "Make new recovery codes", AuthPaths.AccountTwoFactor);
        }
    }

    private sealed record Facts(string Name, string Email, bool IsConfirmed, bool HasPassword, bool HasSecondFactor, int RecoveryCodes, int Passkeys, int Logins, string? NewEmail);
}
