using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Billing;
using QuickScale.Modules.Core;

namespace QuickScale.Billing.Host;

/// <summary>What the database itself has seen: which events became handled and how often, which statuses a contract had one after another, and which mails were queued.</summary>
public sealed record StormLog(
    IReadOnlyList<string> Handled, IReadOnlyList<(string Subscription, string Status)> Statuses, IReadOnlyList<string> Mails, IReadOnlyDictionary<string, ContractState> Contracts,
    IReadOnlyDictionary<string, string> Invoices, IReadOnlyDictionary<string, string> Events)
{
    /// <summary>Triggers write it in the transaction of the change: what was rolled back by a kill is not in it.</summary>
    internal static async Task BeginAsync(DbContext context, DatabaseKind kind)
    {
        var key = kind == DatabaseKind.Postgres ? "bigserial primary key" : "integer primary key autoincrement";
        string[] tables = ["storm_handled (number {0}, event text)", "storm_statuses (number {0}, subscription text, status text)", "storm_mails (number {0}, mail text)"];
        foreach (var table in tables)
        {
            await RunAsync(context, $"create table {string.Format(System.Globalization.CultureInfo.InvariantCulture, table, key)}");
        }

        const string Handled = """insert into storm_handled (event) values (new."EventId");""";
        const string Status = """insert into storm_statuses (subscription, status) values (new."ExternalId", new."Status");""";
        (string Name, string When, string Condition, string Does)[] triggers =
        [
            ("storm_on_handled", "after update on billing_events", """new."State" = 'Processed' and old."State" <> 'Processed'""", Handled),
            ("storm_on_made", "after insert on billing_subscriptions", "true", Status),
            ("storm_on_status", "after update on billing_subscriptions", """new."Status" <> old."Status" """, Status),
        ];
        foreach (var (name, when, condition, does) in triggers)
        {
            if (kind == DatabaseKind.Postgres)
            {
                await RunAsync(context, $"create function {name}() returns trigger language plpgsql as $$ begin {does} return new; end $$");
                await RunAsync(context, $"create trigger {name} {when} for each row when ({condition}) execute function {name}()");
            }
            else
            {
                await RunAsync(context, $"create trigger {name} {when} for each row when {condition} begin {does} end");
            }
        }
    }

    /// <returns>How many events have been handled.</returns>
    public static async Task<int> CountHandledAsync(string database)
    {
        await using var context = BillingContext.Open(database);
        return await context.Set<ProviderEvent>().CountAsync(one => one.State == ProviderEventState.Processed);
    }

    public static async Task<StormLog> ReadAsync(string database)
    {
        await using var context = BillingContext.Open(database);
        var contracts = await context.Set<Subscription>().AsNoTracking().ToListAsync();
        return new StormLog(
            await context.Database.SqlQuery<string>($"select event as \"Value\" from storm_handled order by number").ToListAsync(),
            [.. (await context.Database.SqlQuery<string>($"select subscription || ' ' || status as \"Value\" from storm_statuses order by number").ToListAsync()).Select(line => line.Split(' ')).Select(parts => (parts[0], parts[1]))],
            await context.Database.SqlQuery<string>($"select mail as \"Value\" from storm_mails order by number").ToListAsync(),
            contracts.ToDictionary(one => one.ExternalId, one => new ContractState(
                $"{one.Status}", one.PlanKey, one.PriceId, one.Quantity, one.CurrentPeriodEnd, one.CancelAtPeriodEnd, one.TrialEnd, one.EndedAt, one.ScheduledPlanKey)),
            await context.Set<Invoice>().AsNoTracking().ToDictionaryAsync(one => one.ExternalId, one => $"{one.Status} {one.AmountPaid} of {one.Total}"),
            await context.Set<ProviderEvent>().AsNoTracking().Select(one => new { one.EventId, one.State }).ToDictionaryAsync(one => one.EventId, one => $"{one.State}"));
    }

    // A constant of this file, without anything from outside.
    private static Task<int> RunAsync(DbContext context, string statement) => context.Database.ExecuteSqlRawAsync(statement.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
}

/// <summary>A contract as it is here, and as it should be. Times are UTC.</summary>
public sealed record ContractState(
    string Status, string Plan, string Price, int Quantity, DateTime? PeriodEnd, bool CancelsAtPeriodEnd, DateTime? TrialEnd, DateTime? EndedAt, string? ScheduledPlan);

/// <summary>Mails are written down in the transaction that causes them, and go nowhere.</summary>
internal sealed class MailLog(ModuleDb db) : IEmailSender
{
    public Task QueueAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        var mail = $"{message.To} {message.IdempotencyKey}";
        return db.Context.Database.ExecuteSqlAsync($"insert into storm_mails (mail) values ({mail})", cancellationToken);
    }
}
