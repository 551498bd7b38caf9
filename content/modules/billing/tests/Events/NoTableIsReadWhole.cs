using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>
/// What is asked for each event finds its rows by an index, so that it takes no longer in a database that is years old. SQLite says how it would look; PostgreSQL decides
/// that by how much there is.
/// </summary>
[TestFixture]
public partial class NoTableIsReadWhole
{
    /// <summary>A few rows for each plan, however many customers there are.</summary>
    private static readonly string[] StaySmall = ["billing_prices"];

    private readonly Commands _commands = new();

    [Test]
    public async Task By_the_delivery_of_an_event_or_by_its_handling()
    {
        await using var host = await BillingHost.StartAsync(DatabaseKind.Sqlite, services: services => services.ConfigureDbContext<BillingContext>(options => options.AddInterceptors(_commands)));
        var price = await host.PriceAsync("team", 1900);
        var account = await host.CustomerAsync();
        host.Subscribe(account, price);
        var charge = host.Fake.Act(state => state.All("charge").Single().Id());
        host.Stripe("POST", "/v1/refunds", $"charge={charge}");
        _commands.Run.Clear();

        await host.DeliverAllAsync();
        await host.HandleAsync();

        var plans = await host.InDatabaseAsync(PlansAsync);
        (await host.EventsAsync()).ShouldAllBe(one => one.State == ProviderEventState.Processed || one.State == ProviderEventState.Ignored);
        plans.Count.ShouldBeGreaterThan(15);
        plans.SelectMany(plan => plan.Steps.Where(step => IsWhole(step, plan.Sql)).Select(step => $"{step}: {plan.Sql}")).ShouldBeEmpty();
    }

    [Test]
    public async Task Which_a_look_by_a_part_of_the_key_would_do()
    {
        await using var host = await BillingHost.StartAsync(DatabaseKind.Sqlite, services: services => services.ConfigureDbContext<BillingContext>(options => options.AddInterceptors(_commands)));
        _commands.Run.Clear();

        await host.InDatabaseAsync(context => context.Set<ProviderEvent>().Where(one => one.EventId == "evt_1").ToListAsync());

        var (sql, steps) = (await host.InDatabaseAsync(PlansAsync)).ShouldHaveSingleItem();
        steps.ShouldContain(step => IsWhole(step, sql));
    }

    private async Task<List<(string Sql, List<string> Steps)>> PlansAsync(DbContext context)
    {
        var plans = new List<(string, List<string>)>();
        var asked = _commands.Run.DistinctBy(command => command.Sql).ToList();
        await context.Database.OpenConnectionAsync();
        foreach (var (sql, parameters) in asked)
        {
            await using var command = new SqliteCommand($"explain query plan {sql}", (SqliteConnection)context.Database.GetDbConnection());
            command.Parameters.AddRange(parameters.Select(one => new SqliteParameter(one.Name, one.Value)));
            await using var reader = await command.ExecuteReaderAsync();
            var steps = new List<string>();
            do
            {
                while (await reader.ReadAsync())
                {
                    steps.Add(reader.GetString(3));
                }
            }
            while (await reader.NextResultAsync());
            plans.Add((sql, steps));
        }

        return plans;
    }

    /// <summary>A step names a table by its alias.</summary>
    private static bool IsWhole(string step, string sql)
    {
        var alias = Scan().Match(step).Groups["alias"].Value;
        var table = Regex.Match(sql, $"\"(?<table>\\w+)\" AS \"{Regex.Escape(alias)}\"").Groups["table"].Value;
        return alias.Length > 0 && !step.Contains("VIRTUAL TABLE", StringComparison.Ordinal) && !StaySmall.Contains(table);
    }

    [GeneratedRegex(@"^SCAN (?!CONSTANT)(?<alias>\w+)")]
    private static partial Regex Scan();

    private sealed class Commands : DbCommandInterceptor
    {
        public ConcurrentQueue<(string Sql, List<(string Name, object? Value)> Parameters)> Run { get; } = new();

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Keep(command);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Keep(command);
            return ValueTask.FromResult(result);
        }

        private void Keep(DbCommand command) => Run.Enqueue((command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(one => (one.ParameterName, one.Value))]));
    }
}
