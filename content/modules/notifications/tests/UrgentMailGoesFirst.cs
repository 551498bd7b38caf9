using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class UrgentMailGoesFirst(DatabaseKind database)
{
    [Test]
    public async Task N2_What_is_about_an_account_waits_behind_nothing_else()
    {
        await using var host = await TestHost.StartAsync(database, new() { ["Modules:notifications:senders"] = "1" });
        foreach (var number in Enumerable.Range(1, 3))
        {
            await host.QueueAsync($"news-{number}@example.com", new News());
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await host.QueueAsync("code-1@example.com");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.QueueAsync("code-2@example.com");
        await host.SendDueAsync();

        host.Provider.Calls.Select(call => call.Mail.To.Split('@')[0]).ShouldBe(["code-1", "code-2", "news-1", "news-2", "news-3"]);
    }

    /// <summary>A claim reads what it takes and no more, however much waits.</summary>
    [Test]
    public async Task The_order_is_that_of_the_index()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync(Enumerable.Range(0, 2000).Select(number => new EmailMessage($"user-{number}@example.com", number % 10 == 0 ? new Greeting() : new News())));

        var plan = await host.InDatabaseAsync(async context =>
        {
            await context.Database.ExecuteSqlAsync($"ANALYZE");
            await context.Database.OpenConnectionAsync();
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"""
                {(database == DatabaseKind.Postgres ? "EXPLAIN" : "EXPLAIN QUERY PLAN")} SELECT "Id" FROM notifications_emails
                WHERE "State" = 'Queued' AND "NextAttemptAt" <= '2999-01-01' ORDER BY "IsTransactional" DESC, "NextAttemptAt" LIMIT 4
                """;
            await using var reader = await command.ExecuteReaderAsync();
            var lines = new List<string>();
            while (await reader.ReadAsync())
            {
                lines.Add(reader.GetString(reader.FieldCount - 1));
            }

            return string.Join('\n', lines);
        });

        plan.ShouldContain("IX_notifications_emails_State_IsTransactional_NextAttemptAt");
        plan.ShouldNotContain("Sort");
        plan.ShouldNotContain("TEMP B-TREE");
    }
}
