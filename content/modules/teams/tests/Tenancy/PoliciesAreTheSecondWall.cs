using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>The option row_level_security, on a real PostgreSQL and by a role that owns nothing.</summary>
[Category("Postgres")]
public class PoliciesAreTheSecondWall
{
    private const string Role = "teams_test_app";

    private TestDatabase _database = null!;
    private TenancyHost _host = null!;
    private string _connection = "";
    private Guid _team;
    private Guid _other;

    [OneTimeSetUp]
    public async Task Start()
    {
        if (!TestDatabase.Kinds.Contains(DatabaseKind.Postgres))
        {
            Assert.Ignore("Policies need PostgreSQL: name a server in TEST_DATABASE_URL.");
        }

        _database = TestDatabase.Create(DatabaseKind.Postgres);
        await TenancyHost.MigrateAsync(_database);
        await using (var owner = new NpgsqlConnection(_database.ConnectionString))
        {
            await owner.OpenAsync();
            await RunAsync(owner, $"DO $$ BEGIN CREATE ROLE {Role} LOGIN PASSWORD 'x'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
            await RunAsync(owner, $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {Role}; GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {Role}");
        }

        // As the owner, the first wall alone; its command puts up the second one.
        await using (var ownersHost = await TenancyHost.StartAsync(_database, ownsDatabase: false))
        {
            await using var scope = ownersHost.Services.CreateAsyncScope();
            using var output = new StringWriter();
            using var error = new StringWriter();
            (await RowLevelSecurityCommand.RunAsync(new ModuleCommandContext(scope.ServiceProvider, [], output, error, CancellationToken.None))).ShouldBe(0, error.ToString());
            (await RowLevelSecurityCommand.RunAsync(new ModuleCommandContext(scope.ServiceProvider, [], output, error, CancellationToken.None))).ShouldBe(0, "a second time");
            output.ToString().ShouldContain("projects");
            (_team, _) = await ownersHost.TeamAsync("acme");
            (_other, _) = await ownersHost.TeamAsync("globex");
            await ownersHost.ProjectAsync(_team, "Ours");
            await ownersHost.ProjectAsync(_other, "Theirs");
            foreach (var team in new[] { _team, _other })
            {
                await ownersHost.InDatabaseAsync(team, async context =>
                {
                    var project = await context.Set<Project>().SingleAsync();
                    project.Links.Add(new ProjectLink { Url = $"https://example.com/{team}" });
                    var label = new Label { Name = "Late" };
                    context.Add(label);
                    project.Labels.Add(label);
                    await context.SaveChangesAsync();
                });
            }
        }

        // One connection, so that each scope gets what the one before has left.
        _connection = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = Role, Password = "x", MaxPoolSize = 1 }.ConnectionString;
        _host = await TenancyHost.StartAsync(_database, new() { ["Modules:teams:row_level_security"] = "true" }, ownsDatabase: false, connectionString: _connection);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        NpgsqlConnection.ClearAllPools();
        _database?.Dispose();
    }

    [Test]
    public async Task T2_They_hold_where_the_filter_is_passed_by()
    {
        (await NamesAsync(_team)).ShouldBe(["Ours"]);
        (await NamesAsync(_other)).ShouldBe(["Theirs"]);
        (await NamesAsync(null)).ShouldBeEmpty();
        (await NamesAsync(_team)).ShouldBe(["Ours"]);
    }

    [Test]
    public async Task T2_They_hold_for_raw_sql_in_transactions_and_after_a_rollback()
    {
        await _host.InDatabaseAsync(_team, async context =>
        {
            (await RawAsync(context)).ShouldBe(["Ours"]);
            await using (var transaction = await context.Database.BeginTransactionAsync())
            {
                await transaction.CreateSavepointAsync("one");
                (await RawAsync(context)).ShouldBe(["Ours"]);
                await transaction.RollbackToSavepointAsync("one");
                (await RawAsync(context)).ShouldBe(["Ours"]);
                await transaction.RollbackAsync();
            }

            (await RawAsync(context)).ShouldBe(["Ours"]);
        });
        await _host.InDatabaseAsync(_other, async context => (await RawAsync(context)).ShouldBe(["Theirs"]));
        await _host.InDatabaseAsync(null, async context => (await RawAsync(context)).ShouldBeEmpty());
    }

    [Test]
    public async Task T2_A_connection_that_stays_open_knows_its_team_after_a_transaction()
    {
        await _host.InDatabaseAsync(_team, async context =>
        {
            await context.Database.OpenConnectionAsync();
            await using (var transaction = await context.Database.BeginTransactionAsync())
            {
                (await RawAsync(context)).ShouldBe(["Ours"]);
                await transaction.CommitAsync();
            }

            // What was set for the transaction has ended with it.
            (await RawAsync(context)).ShouldBe(["Ours"]);
        });
    }

    [Test]
    public async Task T2_Writes_are_refused_too()
    {
        await _host.InDatabaseAsync(_team, async context =>
        {
            (await context.Database.ExecuteSqlAsync($"UPDATE projects SET \"Name\" = 'x' WHERE \"TenantId\" = {_other}")).ShouldBe(0);
            (await context.Database.ExecuteSqlAsync($"DELETE FROM todos WHERE \"TenantId\" = {_other}")).ShouldBe(0);
            (await Should.ThrowAsync<PostgresException>(() => context.Database.ExecuteSqlAsync($"INSERT INTO labels (\"Id\", \"TenantId\", \"Name\") VALUES ({Guid.NewGuid()}, {_other}, 'x')"))).SqlState.ShouldBe("42501");
        });
    }

    [Test]
    public async Task T2_Tables_without_a_column_of_the_team_are_protected_by_the_rows_that_theirs_hang_on()
    {
        foreach (var team in new[] { _team, _other })
        {
            await _host.InDatabaseAsync(team, async context =>
            {
                (await context.Database.SqlQuery<string>($"SELECT \"Url\" AS \"Value\" FROM project_links").ToListAsync()).ShouldBe([$"https://example.com/{team}"]);
                (await context.Database.SqlQuery<Guid>($"SELECT \"LabelsId\" AS \"Value\" FROM project_labels").ToListAsync()).ShouldBe(await context.Set<Label>().Select(one => one.Id).ToListAsync());
            });
        }

        await _host.InDatabaseAsync(null, async context => (await context.Database.SqlQuery<string>($"SELECT \"Url\" AS \"Value\" FROM project_links").ToListAsync()).ShouldBeEmpty());
        var theirs = await _host.InDatabaseAsync(_other, context => context.Set<Project>().Select(one => one.Id).SingleAsync());
        await _host.InDatabaseAsync(_team, async context =>
            (await Should.ThrowAsync<PostgresException>(() => context.Database.ExecuteSqlAsync($"INSERT INTO project_links (\"Id\", \"ProjectId\", \"Url\") VALUES ({Guid.NewGuid()}, {theirs}, 'x')"))).SqlState.ShouldBe("42501"));

        // And the team's own ones are still written, with all that hangs on them.
        await _host.InDatabaseAsync(_team, async context =>
        {
            var project = new Project { Name = "Short" };
            project.Links.Add(new ProjectLink { Url = "https://example.com/short" });
            project.Labels.Add(await context.Set<Label>().SingleAsync());
            context.Add(project);
            await context.SaveChangesAsync();
            context.Remove(project);
            await context.SaveChangesAsync();
        });
    }

    [Test]
    public async Task T2_The_instance_is_not_ready_while_a_table_of_a_many_to_many_relation_has_no_policy()
    {
        await using var owner = new NpgsqlConnection(_database.ConnectionString);
        await owner.OpenAsync();
        await RunAsync(owner, "ALTER TABLE project_labels DISABLE ROW LEVEL SECURITY");
        try
        {
            var answer = await new RowLevelSecurityReady(_host.Services.GetRequiredService<IServiceScopeFactory>()).CheckHealthAsync(new(), CancellationToken.None);
            answer.Description!.ShouldContain("project_labels");
        }
        finally
        {
            await RunAsync(owner, "ALTER TABLE project_labels ENABLE ROW LEVEL SECURITY");
        }
    }

    [Test]
    public async Task T2_The_team_that_a_connection_was_for_is_not_there_for_the_next()
    {
        await NamesAsync(_team);
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM projects", connection);

        (await command.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [Test]
    public async Task T2_A_scope_that_enters_a_team_with_an_open_transaction_is_known_to_the_database()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<SampleContext>();
        await using var transaction = await context.Database.BeginTransactionAsync();
        (await RawAsync(context)).ShouldBeEmpty();
        using (scope.ServiceProvider.GetRequiredService<CurrentTeam>().Enter(_other))
        {
            (await RawAsync(context)).ShouldBe(["Theirs"]);
        }

        (await RawAsync(context)).ShouldBeEmpty();
    }

    [Test]
    public async Task T2_The_instance_is_not_ready_while_the_role_could_pass_the_policies_by()
    {
        var check = new RowLevelSecurityReady(_host.Services.GetRequiredService<IServiceScopeFactory>());
        (await check.CheckHealthAsync(new(), CancellationToken.None)).Status.ShouldBe(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy);

        await using var asOwner = await TenancyHost.StartAsync(_database, new() { ["Modules:teams:row_level_security"] = "true" }, ownsDatabase: false);
        var owners = await new RowLevelSecurityReady(asOwner.Services.GetRequiredService<IServiceScopeFactory>()).CheckHealthAsync(new(), CancellationToken.None);
        owners.Status.ShouldBe(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy);
        owners.Description!.ShouldContain("owns");
    }

    [Test]
    public async Task T2_The_instance_is_not_ready_while_a_table_has_no_policy()
    {
        await using var owner = new NpgsqlConnection(_database.ConnectionString);
        await owner.OpenAsync();
        await RunAsync(owner, "ALTER TABLE labels DISABLE ROW LEVEL SECURITY");
        try
        {
            var answer = await new RowLevelSecurityReady(_host.Services.GetRequiredService<IServiceScopeFactory>()).CheckHealthAsync(new(), CancellationToken.None);
            answer.Description!.ShouldContain("labels");
        }
        finally
        {
            await RunAsync(owner, "ALTER TABLE labels ENABLE ROW LEVEL SECURITY");
        }
    }

    private Task<List<string>> NamesAsync(Guid? team) => _host.InDatabaseAsync(team, context => context.Set<Project>().IgnoreQueryFilters().Select(one => one.Name).ToListAsync());

    private static Task<List<string>> RawAsync(DbContext context) => context.Database.SqlQuery<string>($"SELECT \"Name\" AS \"Value\" FROM projects").ToListAsync();

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
