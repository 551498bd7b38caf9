using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Whether a mail is still wanted, asked at the last moment: an address that was suppressed or a kind that was unsubscribed from while it waited counts at once.
/// What is about the account itself is always sent, but an address that bounced may turn it down only once (N4).
/// </summary>
internal sealed class SendingRules(IServiceScopeFactory scopes)
{
    public const string AddressIsSuppressed = "The address is suppressed: mail to it bounced or was called spam.";
    public const string NotWanted = "The recipient wants no e-mail of this kind.";

    public async Task<SendingVerdict> CheckAsync(EmailRecord email, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context;
        var address = MailAddresses.Normalize(email.To);
        var suppressed = await context.Set<Suppression>().Where(one => one.EmailNormalized == address).Select(one => (SuppressionReason?)one.Reason).FirstOrDefaultAsync(cancellationToken);
        if (email.IsTransactional)
        {
            return new SendingVerdict(null, suppressed == SuppressionReason.HardBounce);
        }

        if (suppressed is not null)
        {
            return new SendingVerdict(AddressIsSuppressed, false);
        }

        var (user, kind) = (email.UserId, email.Kind);
        var isOff = user is not null && await context.Set<NotificationPreference>().AnyAsync(
            one => one.UserId == user && one.Kind == kind && one.Channel == NotificationChannel.Email && one.Mode == NotificationMode.Off, cancellationToken);
        return new SendingVerdict(isOff ? NotWanted : null, false);
    }
}

/// <summary>An answer of <see cref="SendingRules"/>.</summary>
/// <param name="Refusal">Why it is not sent; null when it is.</param>
/// <param name="OnlyOnce">Whether the attempt is the last one when the recipient's address is turned down.</param>
internal sealed record SendingVerdict(string? Refusal, bool OnlyOnce);
