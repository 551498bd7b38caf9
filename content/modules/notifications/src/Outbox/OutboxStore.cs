using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// The worker's questions to the tables, most of them one statement and each in a context of its own. Who has claimed a row is decided by the database alone: of many
/// workers one gets it.
/// </summary>
internal sealed class OutboxStore(IServiceScopeFactory scopes, TimeProvider time)
{
    private const string Postgres = "Npgsql.EntityFrameworkCore.PostgreSQL";

    /// <summary>For how long a provider remembers a key at least: the shortest of those that honour them says 24 hours.</summary>
    private static readonly TimeSpan KeysAreKnown = TimeSpan.FromHours(20);

    /// <summary>Signed tokens of webhooks are refused as stale well before.</summary>
    private static readonly TimeSpan TokensCount = TimeSpan.FromDays(1);

    /// <summary>Whether a look at the table is worth more than the look: a claim takes the one write lock that SQLite has.</summary>
    public Task<bool> IsAnyDueAsync(CancellationToken cancellationToken) => InContextAsync(context =>
    {
        var now = Now();
        return context.Set<EmailRecord>().AnyAsync(one => one.State == EmailState.Queued && one.NextAttemptAt <= now, cancellationToken);
    });

    /// <summary>
    /// Takes mails that are due: those about accounts first, since a code to log in is soon worth nothing and must not wait behind a day's digests, and of the
    /// others the longest overdue.
    /// </summary>
    /// <param name="count">How many at most.</param>
    /// <param name="provider">Whom they will be given to.</param>
    /// <param name="lease">For how long they belong to whoever asks.</param>
    public Task<List<EmailRecord>> ClaimAsync(int count, string provider, TimeSpan lease, CancellationToken cancellationToken) => InContextAsync(context =>
    {
        var (now, claim, stamp) = (Now(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var until = now + lease;
        // PostgreSQL: rows that another instance is about to claim are passed over instead of waited for. A common table with a lock is never folded into the
        // statement around it, so that it is read once and its limit holds. SQLite has one writer at a time, which makes the same statement atomic.
        return (context.Database.ProviderName == Postgres
            ? context.Set<EmailRecord>().FromSql($"""
                WITH due AS (
                    SELECT "Id" FROM notifications_emails
                    WHERE "State" = 'Queued' AND "NextAttemptAt" <= {now} ORDER BY "IsTransactional" DESC, "NextAttemptAt" LIMIT {count}
                    FOR UPDATE SKIP LOCKED)
                UPDATE notifications_emails AS email
                SET "State" = 'Sending', "Attempts" = email."Attempts" + 1, "LeasedBy" = {claim}, "LeasedUntil" = {until}, "ProviderName" = {provider}, "Stamp" = {stamp}
                FROM due WHERE email."Id" = due."Id"
                RETURNING email.*
                """)
            : context.Set<EmailRecord>().FromSql($"""
                UPDATE notifications_emails
                SET "State" = 'Sending', "Attempts" = "Attempts" + 1, "LeasedBy" = {claim}, "LeasedUntil" = {until}, "ProviderName" = {provider}, "Stamp" = {stamp}
                WHERE "Id" IN (SELECT "Id" FROM notifications_emails WHERE "State" = 'Queued' AND "NextAttemptAt" <= {now} ORDER BY "IsTransactional" DESC, "NextAttemptAt" LIMIT {count})
                RETURNING *
                """)).AsNoTracking().ToListAsync(cancellationToken);
    });

    /// <summary>Writes down what became of a mail. A report of the provider that came first, by its webhook, stands.</summary>
    /// <returns>False when the mail belongs to somebody else by now.</returns>
    public Task<bool> FinishAsync(EmailRecord email, EmailOutcome outcome, CancellationToken cancellationToken) => InContextAsync(async context =>
    {
        var (id, claim, stamp, state) = (email.Id, email.LeasedBy, Guid.CreateVersion7(), outcome.State);
        var kept = email.CanRepeat ? email.Content : null;
        var content = state == EmailState.Queued ? email.Content : kept;
        DateTime? sentAt = state == EmailState.Sent ? Now() : null;
        var next = outcome.NextAttemptAt ?? email.NextAttemptAt;
        var attempts = outcome.WasAttempted ? email.Attempts : email.Attempts - 1;
        var (reason, subject, providerId) = (Cut(outcome.Reason, NotificationsTables.ReasonLength), Cut(outcome.Subject, NotificationsTables.SubjectLength), outcome.ProviderId);
        return await context.Set<EmailRecord>().Where(one => one.Id == id && one.LeasedBy == claim).ExecuteUpdateAsync(
            row => row
                .SetProperty(one => one.State, one => one.State == EmailState.Sending ? state : one.State)
                .SetProperty(one => one.Reason, one => one.State == EmailState.Sending ? reason : one.Reason)
                .SetProperty(one => one.Subject, one => subject ?? one.Subject)
                .SetProperty(one => one.ProviderId, one => providerId ?? one.ProviderId)
                .SetProperty(one => one.SentAt, one => one.SentAt ?? sentAt)
                .SetProperty(one => one.Content, one => one.State == EmailState.Sending ? content : kept)
                .SetProperty(one => one.NextAttemptAt, next)
                .SetProperty(one => one.Attempts, attempts)
                .SetProperty(one => one.LeasedBy, (Guid?)null)
                .SetProperty(one => one.LeasedUntil, (DateTime?)null)
                .SetProperty(one => one.Stamp, stamp),
            cancellationToken) == 1;
    });

    /// <summary>Keeps in mind that an address has no mailbox: no report follows where nothing was sent.</summary>
    /// <param name="provider">Who says so.</param>
    public async Task SuppressAsync(string address, string provider, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISuppressions>().AddAsync(address, SuppressionReason.HardBounce, provider, cancellationToken);
    }

    /// <summary>
    /// Takes over the mails of instances that died while they were sending. Where the provider recognises a second copy by its key, or a copy does no harm, they
    /// are sent again; the others are unknown from here on.
    /// </summary>
    /// <returns>How many are unknown now.</returns>
    public Task<int> TakeOverAsync(IMailProvider provider, CancellationToken cancellationToken) => InContextAsync(async context =>
    {
        var (now, stamp) = (Now(), Guid.CreateVersion7());
        var keysFrom = now - KeysAreKnown;
        var (name, honours) = (provider.Name, provider.HonoursIdempotencyKeys);
        var left = context.Set<EmailRecord>().Where(one => one.State == EmailState.Sending && one.LeasedUntil < now);
        if (!await left.AnyAsync(cancellationToken))
        {
            return 0;
        }

        await left.Where(one => one.CanRepeat || (honours && one.ProviderName == name && one.LeasedUntil > keysFrom)).ExecuteUpdateAsync(
            row => row
                .SetProperty(one => one.State, EmailState.Queued)
                .SetProperty(one => one.NextAttemptAt, now)
                .SetProperty(one => one.LeasedBy, (Guid?)null)
                .SetProperty(one => one.LeasedUntil, (DateTime?)null)
                .SetProperty(one => one.Stamp, stamp),
            cancellationToken);
        return await left.ExecuteUpdateAsync(
            row => row
                .SetProperty(one => one.State, EmailState.Unknown)
                .SetProperty(one => one.Reason, EmailOutcome.DiedWhileSending)
                .SetProperty(one => one.Content, (string?)null)
                .SetProperty(one => one.LeasedBy, (Guid?)null)
                .SetProperty(one => one.LeasedUntil, (DateTime?)null)
                .SetProperty(one => one.Stamp, stamp),
            cancellationToken);
    });

    /// <summary>Deletes what the log keeps no longer, and notifications as old that nobody has yet to see.</summary>
    public Task<int> ForgetAsync(TimeSpan keep, CancellationToken cancellationToken) => InContextAsync(async context =>
    {
        var before = Now() - keep;
        var used = Now() - TokensCount;
        await context.Set<WebhookToken>().Where(one => one.At < used).ExecuteDeleteAsync(cancellationToken);
        await context.Set<EmailEvent>().Where(one => one.ReceivedAt < before).ExecuteDeleteAsync(cancellationToken);
        await context.Set<Notification>()
            .Where(one => one.CreatedAt < before && !one.AwaitsDigest && (one.ReadAt != null || !one.IsShown))
            .ExecuteDeleteAsync(cancellationToken);
        return await context.Set<EmailRecord>()
            .Where(one => one.QueuedAt < before && one.State != EmailState.Queued && one.State != EmailState.Sending)
            .ExecuteDeleteAsync(cancellationToken);
    });

    private static string? Cut(string? text, int longest) => text?.Length > longest ? text[..longest] : text;

    private async Task<T> InContextAsync<T>(Func<DbContext, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<ModuleDb>().Context);
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
