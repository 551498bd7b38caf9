using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Keeps what providers report: once, in whatever order it comes, and all of a request or nothing. A mail's state moves forward alone
/// (<see cref="EmailStates.Rank"/>), and an address that is not there or complained is suppressed.
/// </summary>
internal sealed partial class WebhookIntake(ModuleDb db, WebhookClock clock, ILogger<WebhookIntake> logger)
{
    /// <summary>Somebody else reports or sends the same mail at the same time: it is read anew and decided again.</summary>
    private const int Attempts = 10;

    /// <returns>What was new; null when the signed token was used with another body before.</returns>
    public async Task<WebhookCounts?> TakeAsync(string provider, WebhookReading reading, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(provider, reading, cancellationToken);
            }
            catch (DbUpdateException) when (attempt < Attempts)
            {
                db.Context.ChangeTracker.Clear();
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 * attempt)), cancellationToken);
            }
        }
    }

    private async Task<WebhookCounts?> TryAsync(string provider, WebhookReading reading, CancellationToken cancellationToken)
    {
        var now = clock.Now.UtcDateTime;
        if (reading.Token is { } token && !await TakeTokenAsync(provider, token, now, cancellationToken))
        {
            return null;
        }

        var reports = reading.Reports.DistinctBy(report => report.EventId).ToList();
        var ids = reports.ConvertAll(report => report.EventId);
        var known = await db.Context.Set<EmailEvent>().Where(one => one.Provider == provider && ids.Contains(one.ProviderEventId))
            .Select(one => one.ProviderEventId).ToHashSetAsync(cancellationToken);
        reports.RemoveAll(report => known.Contains(report.EventId));
        // The order of a batch says nothing; by time the last word comes last.
        reports.Sort((one, other) => one.At.CompareTo(other.At));
        var mails = await MailsAsync(provider, reports, cancellationToken);
        var unknown = 0;
        foreach (var report in reports)
        {
            var mail = mails.Find(provider, report);
            unknown += mail is null ? 1 : 0;
            db.Context.Add(new EmailEvent
            {
                Provider = provider,
                ProviderEventId = report.EventId,
                EmailId = mail?.Id,
                Type = report.Type,
                At = report.At,
                ReceivedAt = now,
                Detail = report.Detail,
            });
            if (mail is not null)
            {
                Move(mail, provider, report);
            }
        }

        await SuppressAsync(provider, reports, mails, cancellationToken);
        await db.Context.SaveChangesAsync(cancellationToken);
        if (unknown > 0)
        {
            LogUnknownMail(provider, unknown);
        }

        return new WebhookCounts(reading.Reports.Count + reading.Ignored.Count, reports.Count, reading.Reports.Count - reports.Count, reading.Ignored.Count, unknown);
    }

    /// <summary>Whether the token was never seen, or with this very body: an answer of ours was lost then, and the reports themselves are known.</summary>
    private async Task<bool> TakeTokenAsync(string provider, SignedToken token, DateTime now, CancellationToken cancellationToken)
    {
        var tokens = db.Context.Set<WebhookToken>();
        var seen = await tokens.AsNoTracking().FirstOrDefaultAsync(one => one.Provider == provider && one.Token == token.Token, cancellationToken);
        if (seen is not null)
        {
            return seen.BodyHash == token.BodyHash;
        }

        tokens.Add(new WebhookToken { Provider = provider, Token = token.Token, BodyHash = token.BodyHash, At = now });
        return true;
    }

    /// <summary>The mails that are meant: by the id that the provider got from us, else by the one that it gave.</summary>
    private async Task<KnownMails> MailsAsync(string provider, List<DeliveryReport> reports, CancellationToken cancellationToken)
    {
        var ids = reports.Select(report => report.MailId).OfType<Guid>().Distinct().ToList();
        var providerIds = reports.Select(report => report.ProviderId).OfType<string>().Distinct().ToList();
        var mails = ids.Count + providerIds.Count == 0
            ? []
            : await db.Context.Set<EmailRecord>()
                .Where(mail => ids.Contains(mail.Id) || (mail.ProviderName == provider && mail.ProviderId != null && providerIds.Contains(mail.ProviderId)))
                .ToListAsync(cancellationToken);
        return new KnownMails(mails);
    }

    private static void Move(EmailRecord mail, string provider, DeliveryReport report)
    {
        var next = report.Type switch
        {
            EmailEventType.Sent => EmailState.Sent,
            EmailEventType.Bounced => EmailState.Bounced,
            EmailEventType.Complained => EmailState.Complained,
            // Nobody opens what has not arrived.
            _ => EmailState.Delivered,
        };
        if (next.Rank() <= mail.State.Rank())
        {
            return;
        }

        // The queue has done with it, also where the answer to sending it was lost. An instance that is still sending it writes down the rest.
        if (mail.State != EmailState.Sending)
        {
            (mail.LeasedUntil, mail.LeasedBy) = (null, null);
        }

        mail.Content = mail.CanRepeat ? mail.Content : null;
        mail.State = next;
        mail.SentAt ??= report.At;
        mail.ProviderName ??= provider;
        mail.ProviderId ??= report.ProviderId;
        mail.Reason = next switch
        {
            EmailState.Bounced => $"It was not delivered ({report.Detail ?? "no reason given"}).",
            EmailState.Complained => "The recipient marked it as spam.",
            _ => null,
        };
        mail.Stamp = Guid.CreateVersion7();
    }

    private async Task SuppressAsync(string provider, List<DeliveryReport> reports, KnownMails mails, CancellationToken cancellationToken)
    {
        foreach (var report in reports)
        {
            SuppressionReason? reason = report.Type switch
            {
                EmailEventType.Bounced when report.IsHard => SuppressionReason.HardBounce,
                EmailEventType.Complained => SuppressionReason.Complaint,
                EmailEventType.Unsubscribed => SuppressionReason.Manual, // Said to the provider, that has no kinds.
                _ => null,
            };
            // What a provider says of the recipient counts, since outside Production it may not be the one that was meant.
            if (reason is { } why && (report.Recipient ?? mails.Find(provider, report)?.To) is { } address && EmailMessage.IsAddress(address))
            {
                await SuppressionList.PutAsync(db.Context, address, why, provider, report.At, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reports of {Provider} are about mails that are not in the log ({Count}): another application may use the same account there.")]
    private partial void LogUnknownMail(string provider, int count);

    private sealed class KnownMails(List<EmailRecord> mails)
    {
        private readonly Dictionary<Guid, EmailRecord> _byId = mails.ToDictionary(mail => mail.Id);
        private readonly ILookup<(string?, string?), EmailRecord> _byProvider = mails.ToLookup(mail => (mail.ProviderName, mail.ProviderId));

        public EmailRecord? Find(string provider, DeliveryReport report) =>
            report.MailId is { } id && _byId.TryGetValue(id, out var mail) ? mail
            : report.ProviderId is { } providerId ? _byProvider[(provider, providerId)].FirstOrDefault()
            : null;
    }
}

/// <summary>What became of a request's reports.</summary>
/// <param name="Received">Reports in the request.</param>
/// <param name="Stored">Those that were new.</param>
/// <param name="Duplicates">Those that were there already, or came twice.</param>
/// <param name="Ignored">Those of kinds that change nothing here.</param>
/// <param name="UnknownMails">New ones about mails that are not in the log; they are kept all the same.</param>
public sealed record WebhookCounts(int Received, int Stored, int Duplicates, int Ignored, int UnknownMails);
