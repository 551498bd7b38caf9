using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>One attempt to send one mail that is claimed: reads its content, asks the rules, makes its words and gives it to the provider.</summary>
internal sealed class EmailDelivery(
    EmailKinds kinds, ContentSeal seal, SendingRules rules, EnvironmentGuard guard, EmailRenderer renderer, MailProviders providers, MailOutbox outbox,
    IServiceProvider services, IOptions<NotificationsSettings> settings, TimeProvider time)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>For how long the provider may take. Well within the lease: nobody else may take the mail over while it is on its way.</summary>
    public TimeSpan Limit { get; set; } = settings.Value.Lease / 2;

    /// <summary>What it throws, it throws before the provider was asked.</summary>
    public async Task<EmailOutcome> AttemptAsync(EmailRecord email, CancellationToken stopping)
    {
        if (email.NotAfter <= Now())
        {
            return new EmailOutcome(EmailState.Dropped, email.Reason is null ? EmailOutcome.TooLate : $"{EmailOutcome.TooLate} The last attempt: {email.Reason}") { WasAttempted = false };
        }

        if (email.Content is null || seal.Open(email.Id, email.Content) is not { } json)
        {
            return Unreadable(email, "Its content cannot be read: the data-protection keys are not those that it was sealed by.");
        }

        if (kinds.Read(email.Kind, json) is not { } content)
        {
            return Unreadable(email, "No module of this instance registers e-mails of this kind, or its parameters have changed.");
        }

        var verdict = await rules.CheckAsync(email, stopping);
        if ((verdict.Refusal ?? (guard.Recipient(email.To) is null ? guard.Refusal : null)) is { } refusal)
        {
            return new EmailOutcome(EmailState.Suppressed, refusal) { WasAttempted = false };
        }

        OutgoingMail mail;
        try
        {
            mail = await WriteAsync(email, content);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A fault in an e-mail's words: its message may hold them, so the row gets the type alone.
            return new EmailOutcome(EmailState.Failed, $"Its words could not be made ({exception.GetType().Name}).") { WasAttempted = false };
        }

        return await SendAsync(email, mail, verdict.OnlyOnce, stopping);
    }

    /// <summary>
    /// What this instance cannot read another one may: one of a newer version, or this one with its keys put right. It waits for that, longer as it grows older,
    /// and to its end.
    /// </summary>
    private EmailOutcome Unreadable(EmailRecord email, string reason)
    {
        var now = Now();
        var pause = (now - email.QueuedAt) / 10;
        pause = pause < ShortestWait ? ShortestWait : pause > LongestWait ? LongestWait : pause;
        return new EmailOutcome(EmailState.Queued, reason) { NextAttemptAt = now + pause, WasAttempted = false, IsUnreadable = true };
    }

    private async Task<OutgoingMail> WriteAsync(EmailRecord email, EmailContent content)
    {
        var message = new EmailMessage(guard.Recipient(email.To)!, content) { Culture = CultureOf(email.Locale), TimeZone = ZoneOf(email.TimeZone), UserId = email.UserId };
        var links = services.GetService<IUnsubscribeLinks>();
        var unsubscribe = email is { IsTransactional: false, UserId: { } user } ? links?.LinkFor(user, email.Kind) : null;
        return guard.Marked(await renderer.RenderAsync(message, email.Id, new DateTimeOffset(email.QueuedAt, TimeSpan.Zero), unsubscribe));
    }

    private async Task<EmailOutcome> SendAsync(EmailRecord email, OutgoingMail mail, bool onlyOnce, CancellationToken stopping)
    {
        var provider = providers.Current;
        if (email.LeasedUntil - Now() < Limit)
        {
            // The rules or the words took so long that another instance may take the mail over while the provider has it.
            return new EmailOutcome(EmailState.Queued, email.Reason) { NextAttemptAt = Now(), WasAttempted = false };
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(Limit);
        try
        {
            var receipt = await provider.SendAsync(mail, email.Id.ToString("N"), limit.Token);
            outbox.Add(email.Kind, mail);
            return new EmailOutcome(EmailState.Sent, null) { Subject = mail.Subject, ProviderId = receipt.ProviderId };
        }
        catch (MailTransportException exception) when (exception.IsFateUnknown && !email.CanRepeat && !provider.HonoursIdempotencyKeys)
        {
            return new EmailOutcome(EmailState.Unknown, $"{exception.Message} It may have arrived.") { Subject = mail.Subject };
        }
        catch (MailTransportException exception)
        {
            return exception.IsTransient || exception.IsFateUnknown
                ? Again(email, exception.Message, onlyOnce && exception.IsAboutRecipient, exception.RetryAfter)
                // Outside Production it may not be the address that was meant.
                : new EmailOutcome(EmailState.Failed, exception.Message) { DeadAddress = exception.IsAddressDead ? mail.To : null };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next instance sends it.
            return new EmailOutcome(EmailState.Queued, email.Reason) { NextAttemptAt = Now(), WasAttempted = false };
        }
        catch (OperationCanceledException)
        {
            return Again(email, EmailOutcome.CalledOff);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A provider that fails otherwise than it promised: it may have sent.
            var reason = $"The provider {provider.Name} failed ({exception.GetType().Name}).";
            return email.CanRepeat || provider.HonoursIdempotencyKeys ? Again(email, reason) : new EmailOutcome(EmailState.Unknown, reason);
        }
    }

    /// <param name="isLast">Whether the recipient's address had its one try: what never reached it, such as a limit or a lost connection, is none.</param>
    /// <param name="wait">What the provider asks for; a longer pause of our own stands.</param>
    private EmailOutcome Again(EmailRecord email, string reason, bool isLast = false, TimeSpan? wait = null)
    {
        if (isLast)
        {
            return new EmailOutcome(EmailState.Failed, $"{reason} {SendingRules.AddressIsSuppressed}");
        }

        var pause = RetryPause.After(email.Attempts);
        var next = Now() + (wait > pause ? wait.Value : pause);
        return next < email.NotAfter
            ? new EmailOutcome(EmailState.Queued, reason) { NextAttemptAt = next }
            : new EmailOutcome(EmailState.Dropped, $"{EmailOutcome.TooLate} The last attempt: {reason}");
    }

    private static CultureInfo? CultureOf(string locale)
    {
        try
        {
            return locale.Length == 0 ? null : CultureInfo.GetCultureInfo(locale, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    private static TimeZoneInfo? ZoneOf(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
