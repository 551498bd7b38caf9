using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>A team's list costs what its own rows cost, however many rows others have.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class ListsUseTheIndex(DatabaseKind kind)
{
    private const int RowsOfTeam = 100;
    private const int Shown = 25;

    [Test]
    public async Task T1_The_database_plans_a_list_by_the_index_of_the_team()
    {
        await using var host = await TenancyHost.StartAsync(TestDatabase.Create(kind));
        var (team, _) = await host.TeamAsync("acme");
        await FillAsync(host, team, teams: 100);

        var plan = await PlanAsync(host, team);

        plan.ShouldContain("IX_projects_TenantId_Name");
        plan.ShouldNotContain("Seq Scan");
        plan.ShouldNotContain("SCAN ", Case.Sensitive);
    }

    /// <summary>What docs/benchmarks.md tells; run by <c>tests/QuickScale.Benchmarks --only tenants</c>.</summary>
    [Test]
    [Category("Measured")]
    public async Task Measured_among_a_thousand_teams_and_alone()
    {
        if (Environment.GetEnvironmentVariable("TENANTS_PAIRS") is not { Length: > 0 } asked)
        {
            Assert.Ignore("It fills 100,000 rows and measures for minutes: it runs when TENANTS_PAIRS says how many pairs to take.");
            return;
        }

        var pairs = int.Parse(asked, CultureInfo.InvariantCulture);
        await using var many = await TenancyHost.StartAsync(TestDatabase.Create(kind), map: Map);
        await using var alone = await TenancyHost.StartAsync(TestDatabase.Create(kind), map: Map);
        var (inMany, manysOwner) = await many.TeamAsync("acme");
        var (single, alonesOwner) = await alone.TeamAsync("acme");
        await FillAsync(many, inMany, teams: 1000);
        await FillAsync(alone, single, teams: 1);
        (await many.InDatabaseAsync(inMany, context => context.Set<Project>().IgnoreQueryFilters().CountAsync())).ShouldBe(100_000);
        var plan = await PlanAsync(many, inMany);
        plan.ShouldContain("IX_projects_TenantId_Name");

        using var manyClient = many.Client(manysOwner);
        using var aloneClient = alone.Client(alonesOwner);
        await TimeAsync(manyClient);
        await TimeAsync(aloneClient);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var i = 0; i < pairs; i++)
        {
            // In turn, and each first every other time.
            if (i % 2 == 0)
            {
                ours.Add(await TimeAsync(manyClient));
                theirs.Add(await TimeAsync(aloneClient));
            }
            else
            {
                theirs.Add(await TimeAsync(aloneClient));
                ours.Add(await TimeAsync(manyClient));
            }
        }

        await TestContext.Out.WriteLineAsync($"TENANTS {kind} {string.Join(';', ours.Select(Text))} {string.Join(';', theirs.Select(Text))}");
        await TestContext.Out.WriteLineAsync(plan);
    }

    private static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>Milliseconds of one page.</summary>
    private static async Task<double> TimeAsync(HttpClient client)
    {
        const int Requests = 300;
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Requests; i++)
        {
            (await client.GetStringAsync("/t/acme/list")).Split('\n').Length.ShouldBe(Shown);
        }

        return clock.Elapsed.TotalMilliseconds / Requests;
    }

    private static IQueryable<string> List(SampleContext context) => context.Set<Project>().OrderBy(project => project.Name).Take(Shown).Select(project => project.Name);

    private static void Map(WebApplication app) => app.MapGet("/t/{slug}/list", async (SampleContext context) => string.Join('\n', await List(context).ToListAsync()));

    /// <summary>A hundred rows for the team and for each of the others.</summary>
    private static async Task FillAsync(TenancyHost host, Guid team, int teams)
    {
        var others = Enumerable.Range(1, teams - 1).Select(_ => Guid.CreateVersion7()).Prepend(team);
        foreach (var chunk in others.Chunk(20))
        {
            await using var context = host.Unfiltered();
            context.AddRange(from one in chunk
                             from number in Enumerable.Range(0, RowsOfTeam)
                             select new Project { TenantId = one, Name = $"Project {number:D4} of {one}" });
            await context.SaveChangesAsync();
        }

        await using var last = host.Unfiltered();
        await last.Database.ExecuteSqlAsync($"ANALYZE");
    }

    private async Task<string> PlanAsync(TenancyHost host, Guid team) => await host.InDatabaseAsync(team, async context =>
    {
        await context.Database.OpenConnectionAsync();
        await using var command = List(context).CreateDbCommand();
        command.CommandText = $"{(kind == DatabaseKind.Postgres ? "EXPLAIN" : "EXPLAIN QUERY PLAN")} {command.CommandText}";
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(reader.FieldCount - 1));
        }

        return string.Join('\n', lines);
    });
}
