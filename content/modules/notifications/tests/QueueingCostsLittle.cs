using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>A request that mails somebody must not be told from one that does not by the time it takes (auth's forgotten passwords).</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class QueueingCostsLittle(DatabaseKind database)
{
    [Test]
    public async Task One_row_in_the_save_and_no_question_of_its_own()
    {
        var commands = new CountingCommands();
        await using var host = await TestHost.StartAsync(database, services: services => services.ConfigureDbContext<MailContext>(options => options.AddInterceptors(commands)));

        Task<int> SaveAsync(bool withMail) => host.InScopeAsync(async services =>
        {
            var context = services.GetRequiredService<ModuleDb>().Context;
            if (withMail)
            {
                var before = commands.Count;
                await services.GetRequiredService<IEmailSender>().QueueAsync(new EmailMessage("ann@example.com", new Greeting()), CancellationToken.None);
                commands.Count.ShouldBe(before, "queueing asks the database nothing");
            }

            context.Add(new Notification { UserId = Guid.Empty, Kind = "sample.other", Title = "Other", CreatedAt = host.Now });
            var start = commands.Count;
            await context.SaveChangesAsync();
            return commands.Count - start;
        });

        var (without, with) = (await SaveAsync(withMail: false), await SaveAsync(withMail: true));

        // PostgreSQL takes both rows in one round trip; SQLite lies in the same process and takes a statement each.
        with.ShouldBe(database == DatabaseKind.Postgres ? without : without + 1);
        host.Provider.Calls.ShouldBeEmpty("nothing is sent in the request");
    }

    private sealed class CountingCommands : DbCommandInterceptor
    {
        private int _count;

        public int Count => _count;

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            return ValueTask.FromResult(result);
        }
    }
}
