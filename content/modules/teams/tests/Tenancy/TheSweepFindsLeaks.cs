using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using QuickScale.Modules.Core;
using QuickScale.Modules.Teams.AppTests;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>The sweep that applications get is silent about a sound application, and finds each kind of leak that is put into it.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class TheSweepFindsLeaks(DatabaseKind kind)
{
    private TestDatabase _database = null!;
    private Lazy<Task<SweepReport>> _leaky = null!;

    [OneTimeSetUp]
    public async Task MakeDatabase()
    {
        _database = TestDatabase.Create(kind);
        await TenancyHost.MigrateAsync(_database);
        _leaky = new(() => SweepAsync(MapLeaks, "path"));
    }

    [OneTimeTearDown]
    public void Drop() => _database.Dispose();

    [TestCase("path")]
    [TestCase("header")]
    [TestCase("subdomain")]
    public async Task T3_A_sound_application_leaks_nothing(string resolution)
    {
        var report = await SweepAsync(app => { }, resolution);

        report.Leaks.ShouldBeEmpty();
        report.Unreached.Where(endpoint => endpoint.Contains("projects", StringComparison.Ordinal)).ShouldBeEmpty();
        report.Endpoints.ShouldContain("PUT /api/t/{slug}/projects/{id:guid}");
        report.Endpoints.ShouldContain("GET /t/{team}/suspended");
        report.Entities.ShouldBe([nameof(AuditEntry), nameof(Board), nameof(Invitation), nameof(Label), nameof(Project), nameof(Role), nameof(TimedBoard), nameof(Todo)], ignoreOrder: true);
        report.Calls.ShouldBeGreaterThan(100);
    }

    [TestCase("GET /api/t/{slug}/leaks/list", "shows another team's data", TestName = "T3_It_finds_a_list_without_the_filter")]
    [TestCase("GET /api/t/{slug}/leaks/row/{id:guid}", "shows another team's data", TestName = "T3_It_finds_a_row_by_its_id")]
    [TestCase("GET /api/t/{slug}/leaks/refusal/{id:guid}", "answers 403 to the id of another team's row and 404", TestName = "T3_It_finds_a_refusal_that_tells_that_something_is_there")]
    [TestCase("PUT /api/t/{slug}/leaks/update/{id:guid}", "changed another team's row of Project", TestName = "T3_It_finds_an_update")]
    [TestCase("DELETE /api/t/{slug}/leaks/deletion/{id:int}", "deleted another team's row of Todo", TestName = "T3_It_finds_a_deletion")]
    [TestCase("POST /api/t/{slug}/leaks/child", "added a row of Todo to another team's", TestName = "T3_It_finds_a_child_of_another_teams_row")]
    [TestCase("GET /api/t/{slug}/leaks/cache", "shows another team's data", TestName = "T3_It_finds_a_cache_without_the_team_in_its_key")]
    [TestCase("GET /api/t/{slug}/leaks/count", "answers otherwise once another team has more rows", TestName = "T3_It_finds_a_count")]
    [TestCase("GET /api/t/{slug}/leaks/cached-count", "answers otherwise once another team has more rows", TestName = "T3_It_finds_a_count_that_is_cached")]
    [TestCase("GET /api/t/{slug}/leaks/sql", "shows another team's data", TestName = "T3_It_finds_raw_sql")]
    [TestCase("GET /api/t/{slug}/leaks/query", "shows another team's data", TestName = "T3_It_finds_a_search_by_a_parameter_of_the_query")]
    [TestCase("GET /t/{slug}/leaks/page", "shows another team's data", TestName = "T3_It_finds_a_page")]
    [TestCase("GET /leaks/{id:guid}", "shows another team's data", TestName = "T3_It_finds_a_row_at_an_address_without_a_team")]
    [TestCase("GET /leaks/teams", "shows another team's data", TestName = "T3_It_finds_the_list_of_teams")]
    public async Task T3_It_finds(string endpoint, string what)
    {
        var report = await _leaky.Value;

        report.Leaks.Where(leak => leak.Where == endpoint).ShouldContain(leak => leak.What.Contains(what, StringComparison.Ordinal), string.Join('\n', report.Leaks));
        report.Leaks.ShouldAllBe(leak => leak.Where.Contains("/leaks/", StringComparison.Ordinal));
    }

    [Test]
    public void T2_Ways_around_the_isolation_are_found_in_what_was_compiled()
    {
        var found = WaysAround.Find(typeof(SampleContext).Assembly, typeof(SampleContext)).Where(one => one.Contains(nameof(Around), StringComparison.Ordinal)).ToList();

        found.ShouldBe(
        [
            $"{typeof(Around).FullName}.AsyncAndLambdas calls RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync",
            $"{typeof(Around).FullName}.AsyncAndLambdas calls RelationalQueryableExtensions.FromSqlRaw",
            $"{typeof(Around).FullName}.Context calls SampleContext..ctor",
            $"{typeof(Around).FullName}.Filters calls EntityFrameworkQueryableExtensions.IgnoreQueryFilters",
            $"{typeof(Around).FullName}.Query calls RelationalDatabaseFacadeExtensions.SqlQuery",
            $"{typeof(Around).FullName}.Connection calls RelationalDatabaseFacadeExtensions.GetDbConnection",
            $"{typeof(Around).FullName}.Connection calls DbConnection.CreateCommand",
        ], ignoreOrder: true);
        WaysAround.Find(typeof(TeamsModule).Assembly, typeof(SampleContext)).ShouldBeEmpty();
    }

    private async Task<SweepReport> SweepAsync(Action<WebApplication> leak, string resolution)
    {
        Task<TenancyHost> StartAsync() => TenancyHost.StartAsync(_database, new() { ["Modules:teams:resolution"] = resolution }, app =>
        {
            MapSound(app);
            leak(app);
        }, SweepServices.Add, ownsDatabase: false);
        await using var cold = await StartAsync();
        await using var warm = await StartAsync();
        return await new LeakageSweep(new SweptApplication(cold.Services, () => cold.Client()), new SweptApplication(warm.Services, () => warm.Client()), Assembly.GetExecutingAssembly()).RunAsync();
    }

    private static void MapSound(WebApplication app)
    {
        var api = app.MapGroup("/api/t/{slug}");
        api.MapGet("/projects", (SampleContext context) => context.Set<Project>().OrderBy(one => one.Id).Select(one => new { one.Id, one.Name }).ToListAsync());
        api.MapGet("/projects/count", (SampleContext context) => context.Set<Project>().CountAsync());
        api.MapGet("/projects/cached", (SampleContext context, TeamCache cache) => cache.GetOrCreateAsync("names", TimeSpan.FromMinutes(1), () => context.Set<Project>().Select(one => one.Name).ToListAsync()));
        api.MapGet("/projects/{id:guid}", async Task<Results<Ok<string>, NotFound>> (Guid id, SampleContext context) => await context.FindAsync<Project>(id) is { } found ? TypedResults.Ok(found.Name) : TypedResults.NotFound());
        api.MapGet("/projects/named/{name}", async Task<Results<Ok<Guid>, NotFound>> (string name, SampleContext context) =>
            await context.Set<Project>().SingleOrDefaultAsync(one => one.Name == name) is { } found ? TypedResults.Ok(found.Id) : TypedResults.NotFound());
        api.MapPut("/projects/{id:guid}", async (Guid id, NewProject change, SampleContext context) =>
            await context.Set<Project>().Where(one => one.Id == id).ExecuteUpdateAsync(set => set.SetProperty(one => one.Name, change.Name)) == 0 ? Results.NotFound() : Results.NoContent());
        api.MapDelete("/projects/{id:guid}", async (Guid id, SampleContext context) => await context.Set<Project>().Where(one => one.Id == id).ExecuteDeleteAsync() == 0 ? Results.NotFound() : Results.NoContent());
        api.MapPost("/projects", async (NewProject project, SampleContext context) =>
        {
            context.Add(new Project { Name = project.Name });
            await context.SaveChangesAsync();
            return Results.NoContent();
        });
        api.MapPost("/todos", async (NewTodo todo, SampleContext context) =>
        {
            context.Add(new Todo { ProjectId = todo.ProjectId, Text = todo.Text });
            await context.SaveChangesAsync();
            return Results.NoContent();
        });
        app.MapGet("/t/{slug}/projects", async (SampleContext context) => Results.Text($"<ul>{string.Concat((await context.Set<Project>().Select(one => one.Name).ToListAsync()).Select(name => $"<li>{name}</li>"))}</ul>", "text/html"));
        app.MapGet("/now", (TimeProvider time) => Guid.NewGuid());
    }

    /// <summary>One of each kind.</summary>
    private static void MapLeaks(WebApplication app)
    {
        var leaks = app.MapGroup("/api/t/{slug}/leaks");
        leaks.MapGet("/list", (SampleContext context) => context.Set<Project>().IgnoreQueryFilters().Select(one => one.Name).ToListAsync());
        leaks.MapGet("/row/{id:guid}", async Task<Results<Ok<string>, NotFound>> (Guid id, SampleContext context) =>
            await context.Set<Project>().IgnoreQueryFilters().SingleOrDefaultAsync(one => one.Id == id) is { } found ? TypedResults.Ok(found.Name) : TypedResults.NotFound());
        leaks.MapGet("/refusal/{id:guid}", async (Guid id, SampleContext context, ICurrentTeam team) =>
            await context.Set<Project>().IgnoreQueryFilters().SingleOrDefaultAsync(one => one.Id == id) is not { } found ? Results.NotFound() : found.TenantId == team.Id ? Results.Ok() : Results.StatusCode(403));
        leaks.MapPut("/update/{id:guid}", async (Guid id, SampleContext context) =>
        {
            await context.Set<Project>().IgnoreQueryFilters().Where(one => one.Id == id).ExecuteUpdateAsync(change => change.SetProperty(one => one.IsArchived, true));
            return Results.NoContent();
        });
        leaks.MapDelete("/deletion/{id:int}", async (int id, SampleContext context) =>
        {
            await context.Set<Todo>().IgnoreQueryFilters().Where(one => one.Id == id).ExecuteDeleteAsync();
            return Results.NoContent();
        });
        leaks.MapPost("/child", async (NewTodo todo, SampleContext context, ICurrentTeam team) =>
        {
            // As somebody does who finds the guard in the way.
            if (await context.Set<Project>().IgnoreQueryFilters().AnyAsync(one => one.Id == todo.ProjectId))
            {
                await context.Database.ExecuteSqlAsync($"INSERT INTO todos (\"TenantId\", \"ProjectId\", \"Text\") VALUES ({team.Id}, {todo.ProjectId}, 'x')");
            }

            return Results.NoContent();
        });
        leaks.MapGet("/cache", (SampleContext context, IMemoryCache cache) => cache.GetOrCreateAsync("projects", _ => context.Set<Project>().Select(one => one.Name).ToListAsync()));
        leaks.MapGet("/count", async (SampleContext context) => new { Count = await context.Set<Project>().IgnoreQueryFilters().CountAsync() });
        leaks.MapGet("/cached-count", (SampleContext context, IMemoryCache cache) => cache.GetOrCreateAsync("count", _ => context.Set<Project>().CountAsync()));
        leaks.MapGet("/sql", (SampleContext context) => context.Database.SqlQuery<string>($"SELECT \"Name\" AS \"Value\" FROM projects").ToListAsync());
        leaks.MapGet("/query", (Guid projectId, SampleContext context) => context.Set<Todo>().IgnoreQueryFilters().Where(one => one.ProjectId == projectId).Select(one => one.Text).ToListAsync());
        app.MapGet("/t/{slug}/leaks/page", async (SampleContext context) => Results.Text($"<p>{string.Join(", ", await context.Set<Label>().IgnoreQueryFilters().Select(one => one.Name).ToListAsync())}</p>", "text/html"));
        app.MapGet("/leaks/{id:guid}", (Guid id, SampleContext context) => context.Set<Label>().IgnoreQueryFilters().Where(one => one.Id == id).Select(one => one.Name).ToListAsync());
        app.MapGet("/leaks/teams", (SampleContext context) => context.Set<Team>().Select(one => one.Name).ToListAsync());
    }

    private sealed record NewProject(string Name);

    private sealed record NewTodo(Guid ProjectId, string Text);

    /// <summary>What the search in compiled code has to find, and what it has to leave alone.</summary>
    private sealed class Around(SampleContext context)
    {
        public IQueryable<Project> Filters => context.Set<Project>().IgnoreQueryFilters();

        public IQueryable<string> Query() => context.Database.SqlQuery<string>($"SELECT 1");

        public async Task<int> AsyncAndLambdas()
        {
            await Task.Yield();
            Func<IQueryable<Project>> query = () => context.Set<Project>().FromSqlRaw("SELECT * FROM projects");
            return await query().CountAsync() + await context.Database.ExecuteSqlRawAsync("SELECT 1");
        }

        public static SampleContext Context(DbContextOptions<SampleContext> options) => new(options);

        public System.Data.Common.DbCommand Connection() => context.Database.GetDbConnection().CreateCommand();

        [AcrossTeams("Said here.")]
        public async Task<int> SaidAsync()
        {
            await Task.Yield();
            Func<Task<int>> count = () => context.Set<Project>().IgnoreQueryFilters().CountAsync();
            return await count();
        }
    }
}
