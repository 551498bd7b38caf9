using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Writes messages into the table, by the save that they were queued for (N1). A request pays for one more row in a statement that it sends anyway: words are
/// made and addresses are looked up by the worker.
/// </summary>
internal sealed class OutboxQueue(
    EmailKinds kinds, ContentSeal seal, OutboxSignal signal, OutboxMeter meter, IOptions<NotificationsSettings> settings, IHostEnvironment environment, TimeProvider time) : IMailStore
{
    private readonly ConditionalWeakTable<EmailMessage, EmailRecord> _rows = [];

    public async Task<bool> AcceptsAsync(DbContext context, EmailMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var row = Row(message);
        if (message.IdempotencyKey is not null && await context.Set<EmailRecord>().AnyAsync(one => one.IdempotencyKey == row.IdempotencyKey, cancellationToken))
        {
            return false;
        }

        _rows.AddOrUpdate(message, row);
        return true;
    }

    public void Saving(DbContext context, IReadOnlyList<EmailMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var now = time.GetUtcNow().UtcDateTime;
        var keys = new HashSet<string>();
        foreach (var row in Rows(messages))
        {
            var entry = context.Entry(row);
            // It is there already when an earlier try of this save ended before it reached the database.
            if (keys.Add(row.IdempotencyKey) && entry.State == EntityState.Detached)
            {
                row.NextAttemptAt = now + MailPause.Next(environment);
                entry.State = EntityState.Added;
            }
        }
    }

    public void Saved(DbContext context, IReadOnlyList<EmailMessage> messages)
    {
        // Nothing of ours stays behind: whoever saves this context again saves what is theirs.
        Forget(context, messages);
    }

    public void SaveFailed(DbContext context, IReadOnlyList<EmailMessage> messages) => Forget(context, messages);

    public void Committed(IReadOnlyList<EmailMessage> messages)
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var row in Rows(messages))
        {
            meter.Queued(row.Kind);
            signal.SetAfter(row.NextAttemptAt - now);
        }
    }

    private void Forget(DbContext context, IReadOnlyList<EmailMessage> messages)
    {
        foreach (var row in Rows(messages))
        {
            context.Entry(row).State = EntityState.Detached;
        }
    }

    private IEnumerable<EmailRecord> Rows(IReadOnlyList<EmailMessage> messages)
    {
        foreach (var message in messages)
        {
            if (_rows.TryGetValue(message, out var row))
            {
                yield return row;
            }
        }
    }

    private EmailRecord Row(EmailMessage message)
    {
        var content = message.Content;
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return new EmailRecord
        {
            Id = id,
            Kind = content.Kind,
            To = message.To,
            UserId = message.UserId,
            OwnerId = message.OwnerId,
            Locale = message.Culture?.Name ?? "",
            TimeZone = message.TimeZone?.Id ?? "",
            Content = seal.Seal(id, kinds.Write(content)),
            IdempotencyKey = message.IdempotencyKey is { } about ? Key(content.Kind, about, message.To) : id.ToString("N"),
            State = EmailState.Queued,
            QueuedAt = now.UtcDateTime,
            NextAttemptAt = now.UtcDateTime,
            NotAfter = message.NotAfter ?? now.UtcDateTime + settings.Value.MaxAge,
            CanRepeat = content.MayBeRepeated,
            IsTransactional = content.IsTransactional,
        };
    }

    /// <summary>A hash: what a mail is about may say more than its row should.</summary>
    private static string Key(string kind, string about, string to) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{MailAddresses.Normalize(to)}\n{about}")));
}
