using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class RowsStayInTheirTeam(DatabaseKind kind)
{
    private TenancyHost _host = null!;
    private Guid _team;
    private Guid _other;
    private Guid _project;
    private Guid _foreign;

    [OneTimeSetUp]
    public async Task Start()
    {
        _host = await TenancyHost.StartAsync(TestDatabase.Create(kind));
        (_team, _) = await _host.TeamAsync("acme");
        (_other, _) = await _host.TeamAsync("globex");
    }

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [SetUp]
    public async Task MakeRows()
    {
        var name = Guid.NewGuid().ToString();
        _project = await _host.ProjectAsync(_team, name);
        _foreign = await _host.ProjectAsync(_other, name);
    }

    [Test]
    public async Task T1_Queries_of_every_kind_see_the_rows_of_the_team_alone()
    {
        await _host.InDatabaseAsync(_team, async context =>
        {
            (await context.Set<Project>().Select(one => one.TenantId).Distinct().SingleAsync()).ShouldBe(_team);
            (await context.Set<Project>().AnyAsync(one => one.Id == _foreign)).ShouldBeFalse();
            (await context.FindAsync<Project>(_foreign)).ShouldBeNull();
            (await context.FindAsync<Project>(_project)).ShouldNotBeNull();
            (await context.Set<Project>().Include(one => one.Todos).Include(one => one.Labels).AsSplitQuery().ToListAsync()).ShouldAllBe(one => one.TenantId == _team);
            (await context.Set<Todo>().Join(context.Set<Project>(), todo => todo.ProjectId, project => project.Id, (todo, project) => project.TenantId).Distinct().SingleAsync()).ShouldBe(_team);
            (await context.Set<Country>().CountAsync()).ShouldBe(0);
        });
    }

    [Test]
    public async Task T1_The_team_is_a_parameter_and_no_part_of_the_query_that_is_kept()
    {
        var texts = new List<string>();
        foreach (var team in new[] { _team, _other })
        {
            await _host.InDatabaseAsync(team, context =>
            {
                texts.Add(context.Set<Project>().ToQueryString());
                return Task.CompletedTask;
            });
        }

        var sql = texts.Select(text => text[text.IndexOf("SELECT", StringComparison.Ordinal)..]).Distinct().ShouldHaveSingleItem();
        sql.ShouldContain("\"TenantId\" = @");
        sql.ShouldNotContain(_team.ToString(), Case.Insensitive);
        texts[0].ShouldContain(_team.ToString(), Case.Insensitive);
        texts[1].ShouldContain(_other.ToString(), Case.Insensitive);
    }

    [Test]
    public async Task T1_A_context_of_a_pool_is_the_next_scopes_with_its_team()
    {
        using var database = TestDatabase.Create(kind);
        await using var host = await TenancyHost.StartAsync(database, isPooled: true, ownsDatabase: false);
        await TenancyHost.MigrateAsync(database);
        var (team, _) = await host.TeamAsync("acme");
        var (other, _) = await host.TeamAsync("globex");
        await host.ProjectAsync(team, "One");
        await host.ProjectAsync(other, "Two");

        var teams = new Dictionary<DbContext, HashSet<Guid>>();
        async Task<string> NameAsync(Guid inTeam) => await host.InDatabaseAsync(inTeam, async context =>
        {
            teams.TryAdd(context, []);
            teams[context].Add(inTeam);
            return (await context.Set<Project>().SingleAsync()).Name;
        });

        // Who else asks the pool, a check in the background, may take the context that would be next.
        for (var round = 0; round < 20 && !teams.Values.Any(served => served.Count == 2); round++)
        {
            (await NameAsync(team)).ShouldBe("One");
            (await NameAsync(other)).ShouldBe("Two");
        }

        teams.Values.ShouldContain(served => served.Count == 2, "or no context was used again");
        await Should.ThrowAsync<NoTeamException>(() => host.InDatabaseAsync(null, context => context.Set<Project>().CountAsync()));
    }

    [Test]
    public async Task T1_Without_a_team_nothing_is_read_or_written()
    {
        await _host.InDatabaseAsync(null, async context =>
        {
            await Should.ThrowAsync<NoTeamException>(() => context.Set<Project>().ToListAsync());
            await Should.ThrowAsync<NoTeamException>(() => context.Set<Project>().CountAsync());
            await Should.ThrowAsync<NoTeamException>(async () => await context.FindAsync<Project>(_project));
            await Should.ThrowAsync<NoTeamException>(() => context.Set<Project>().ExecuteDeleteAsync());
            await Should.ThrowAsync<NoTeamException>(() => context.Set<Project>().ExecuteUpdateAsync(change => change.SetProperty(one => one.Name, "x")));
            context.Add(new Project { Name = "x" });
            Should.Throw<NoTeamException>(() => context.SaveChanges());
            await Should.ThrowAsync<NoTeamException>(() => context.SaveChangesAsync());
            context.ChangeTracker.Clear();
            context.Add(new Project { Name = "x", TenantId = _team });
            await Should.ThrowAsync<NoTeamException>(() => context.SaveChangesAsync());
        });
        (await CountAsync("x")).ShouldBe(0);
    }

    [Test]
    public async Task T1_A_context_that_no_scope_has_made_knows_no_team()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await using var context = new SampleContext(scope.ServiceProvider.GetRequiredService<DbContextOptions<SampleContext>>());

        (await Should.ThrowAsync<NoTeamException>(() => context.Set<Project>().ToListAsync())).Message.ShouldContain("outside of a scope");
    }

    [Test]
    public async Task T1_A_new_row_gets_the_team()
    {
        var added = await _host.ProjectAsync(_team, "Mine");

        await _host.InDatabaseAsync(_team, async context => (await context.Set<Todo>().SingleAsync(one => one.ProjectId == added)).TenantId.ShouldBe(_team));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task T1_What_belongs_to_another_team_is_not_written(bool isAsync)
    {
        async Task RefusedAsync<T>(Action<SampleContext> change)
            where T : Exception => await _host.InDatabaseAsync(_team, async context =>
            {
                change(context);
                await Should.ThrowAsync<T>(async () => _ = isAsync ? await context.SaveChangesAsync() : context.SaveChanges());
            });

        await RefusedAsync<OtherTeamException>(context => context.Add(new Project { Name = "x", TenantId = _other }));
        await RefusedAsync<OtherTeamException>(context => context.Update(new Project { Id = _foreign, Name = "x", TenantId = _other }));
        await RefusedAsync<OtherTeamException>(context => context.Remove(new Project { Id = _foreign, Name = "x", TenantId = _other }));
        await RefusedAsync<OtherTeamException>(context => context.Set<Project>().Single(one => one.Id == _project).TenantId = _other);
        // The key is another team's and the team a lie: only the database can tell.
        await RefusedAsync<DbUpdateConcurrencyException>(context => context.Update(new Project { Id = _foreign, Name = "x", TenantId = _team }));
        await RefusedAsync<DbUpdateConcurrencyException>(context => context.Remove(new Project { Id = _foreign, Name = "x", TenantId = _team }));
        (await CountAsync("x")).ShouldBe(0);
        (await _host.InDatabaseAsync(_other, context => context.Set<Project>().AnyAsync(one => one.Id == _foreign))).ShouldBeTrue();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task T1_A_row_refers_to_none_of_another_team(bool isAsync)
    {
        async Task RefusedAsync(Action<SampleContext> change) => await _host.InDatabaseAsync(_team, async context =>
        {
            change(context);
            (await Should.ThrowAsync<OtherTeamException>(async () => _ = isAsync ? await context.SaveChangesAsync() : context.SaveChanges())).Message.ShouldContain("Project");
        });

        await RefusedAsync(context => context.Add(new Todo { ProjectId = _foreign, Text = "x" }));
        await RefusedAsync(context => context.Add(new Todo { ProjectId = Guid.NewGuid(), Text = "x" }));
        await RefusedAsync(context => context.Set<Todo>().First(one => one.ProjectId == _project).ProjectId = _foreign);
        await RefusedAsync(context =>
        {
            var label = new Label { Name = "x" };
            context.Add(label);
            var foreign = new Project { Id = _foreign, Name = "x", TenantId = _other };
            context.Attach(foreign);
            label.Projects.Add(foreign);
        });
        (await _host.InDatabaseAsync(_other, context => context.Set<Todo>().CountAsync(one => one.ProjectId == _foreign))).ShouldBe(1);
    }

    [Test]
    public async Task T1_Its_own_rows_are_referred_to_whether_they_are_known_or_not()
    {
        await _host.InDatabaseAsync(_team, async context =>
        {
            context.Add(new Todo { ProjectId = _project, Text = "by id" });
            var added = new Project { Name = Guid.NewGuid().ToString() };
            added.Todos.Add(new Todo { Text = "with its project" });
            added.Labels.Add(new Label { Name = "new" });
            context.Add(added);
            await context.SaveChangesAsync();
            added.IsArchived = true;
            await context.SaveChangesAsync();
            context.ChangeTracker.Clear();
            // An archived project is hidden by a filter of the application and the team's nevertheless.
            context.Add(new Todo { ProjectId = added.Id, Text = "late" });
            await context.SaveChangesAsync();
            (await context.Set<Todo>().CountAsync(one => one.ProjectId == added.Id)).ShouldBe(2);
        });
    }

    [Test]
    public async Task T2_Updates_and_deletions_of_many_rows_keep_to_the_team()
    {
        await _host.InDatabaseAsync(_team, async context =>
        {
            (await context.Set<Project>().Where(one => one.Id == _foreign).ExecuteUpdateAsync(change => change.SetProperty(one => one.Name, "x"))).ShouldBe(0);
            (await context.Set<Project>().Where(one => one.Id == _foreign).ExecuteDeleteAsync()).ShouldBe(0);
            (await context.Set<Project>().Where(one => one.Id == _project).ExecuteUpdateAsync(change => change.SetProperty(one => one.Name, one => one.Name + one.TenantId))).ShouldBe(1);
            await Should.ThrowAsync<OtherTeamException>(() => context.Set<Project>().ExecuteUpdateAsync(change => change.SetProperty(one => one.TenantId, _other)));
            await Should.ThrowAsync<OtherTeamException>(() => context.Set<Project>().ExecuteUpdateAsync(change => change.SetProperty(one => EF.Property<Guid>(one, "TenantId"), _other)));
        });
    }

    [Test]
    public async Task T1_A_filter_of_the_application_goes_on()
    {
        var archived = await _host.ProjectAsync(_team, "Archived");
        await _host.InDatabaseAsync(_team, async context =>
        {
            (await context.Set<Project>().SingleAsync(one => one.Id == archived)).IsArchived = true;
            await context.SaveChangesAsync();
            context.ChangeTracker.Clear();
            (await context.Set<Project>().AnyAsync(one => one.Id == archived)).ShouldBeFalse();
            (await context.Set<Project>().IgnoreQueryFilters([TenantModel.ApplicationsFilter]).Where(one => one.Id == archived || one.Id == _foreign).Select(one => one.Id).ToListAsync()).ShouldBe([archived]);
        });
    }

    [Test]
    public async Task T1_No_migration_changes_by_it()
    {
        var options = new DbContextOptionsBuilder<SampleContext>();
        (kind == DatabaseKind.Postgres ? options.UseNpgsql("Host=design") : options.UseSqlite("Data Source=design.db")).EnableServiceProviderCaching(false);
        await using var plain = new SampleContext(options.Options);
        await _host.InDatabaseAsync(null, context =>
        {
            var (without, with) = (plain.GetService<IDesignTimeModel>().Model, context.GetService<IDesignTimeModel>().Model);
            without.FindEntityType(typeof(Project))!.FindDeclaredQueryFilter(TenantModel.Filter).ShouldBeNull();
            with.FindEntityType(typeof(Project))!.FindDeclaredQueryFilter(TenantModel.Filter).ShouldNotBeNull();
            var differ = context.GetService<IMigrationsModelDiffer>();
            differ.GetDifferences(without.GetRelationalModel(), with.GetRelationalModel()).ShouldBeEmpty();
            differ.GetDifferences(null, with.GetRelationalModel()).ShouldNotBeEmpty();
            return Task.CompletedTask;
        });
    }

    [Test]
    public void T2_A_scope_stays_in_its_team_so_that_what_is_tracked_is_never_seen_by_another()
    {
        using var scope = _host.Services.CreateScope();
        var current = scope.ServiceProvider.GetRequiredService<CurrentTeam>();
        current.Admit(new TeamAccess(new Team { Id = _team, Slug = "acme", Name = "Acme" }, "acme", Guid.NewGuid(), new HashSet<string>()));

        Should.Throw<InvalidOperationException>(() => current.Admit(new TeamAccess(new Team { Id = _other, Slug = "globex", Name = "Globex" }, "globex", Guid.NewGuid(), new HashSet<string>())));
    }

    [Test]
    public async Task T2_What_one_team_has_cached_no_other_gets()
    {
        async Task<string> GetAsync(Guid team, string value) => await _host.InScopeAsync(team, services => services.GetRequiredService<TeamCache>().GetOrCreateAsync("key", TimeSpan.FromMinutes(1), () => Task.FromResult(value)));

        (await GetAsync(_team, "ours")).ShouldBe("ours");
        (await GetAsync(_other, "theirs")).ShouldBe("theirs");
        (await GetAsync(_team, "new")).ShouldBe("ours");
        await _host.InScopeAsync(_team, services =>
        {
            services.GetRequiredService<TeamCache>().Remove("key");
            return Task.FromResult(true);
        });
        (await GetAsync(_team, "new")).ShouldBe("new");
        (await GetAsync(_other, "new")).ShouldBe("theirs");
        await using var scope = _host.Services.CreateAsyncScope();
        await Should.ThrowAsync<NoTeamException>(() => scope.ServiceProvider.GetRequiredService<TeamCache>().GetOrCreateAsync("key", TimeSpan.FromMinutes(1), () => Task.FromResult("x")));
    }

    [Test]
    public async Task T2_A_file_of_one_team_opens_for_no_other()
    {
        Task<T> WithFilesAsync<T>(Guid team, Func<TeamFiles, Task<T>> work) => _host.InScopeAsync(team, services => work(services.GetRequiredService<TeamFiles>()));
        var key = await WithFilesAsync(_team, files => files.SaveAsync(new FileContent(new byte[] { 1, 2, 3 }, "image/png"), CancellationToken.None));
        key.Length.ShouldBeLessThanOrEqualTo(TeamFiles.LongestKey);

        async Task<bool> IsThereAsync(Guid team, string of) => await WithFilesAsync(team, async files =>
        {
            await using var file = await files.OpenAsync(of, CancellationToken.None);
            return file is not null;
        });
        (await IsThereAsync(_team, key)).ShouldBeTrue();
        (await IsThereAsync(_other, key)).ShouldBeFalse();
        (await IsThereAsync(_other, key[33..])).ShouldBeFalse();
        await WithFilesAsync(_other, async files =>
        {
            await files.DeleteAsync(key, CancellationToken.None);
            return true;
        });
        (await IsThereAsync(_team, key)).ShouldBeTrue();
        await WithFilesAsync(_team, async files =>
        {
            await files.DeleteAsync(key, CancellationToken.None);
            return true;
        });
        (await IsThereAsync(_team, key)).ShouldBeFalse();
    }

    [Test]
    public async Task T5_A_job_settles_its_team_before_anything_else()
    {
        var runner = _host.Services.GetRequiredService<TenantRunner>();
        var teams = new List<Guid>();
        var ran = await runner.RunAsync(_team, async (services, token) =>
        {
            services.GetRequiredService<ICurrentTeam>().ShouldSatisfyAllConditions(current => current.Id.ShouldBe(_team), current => current.Has(Permissions.MembersRead).ShouldBeFalse());
            teams.AddRange(await services.GetRequiredService<ModuleDb>().Context.Set<Project>().Select(one => one.TenantId).Distinct().ToListAsync(token));
        }, CancellationToken.None);
        ran.ShouldBeTrue();
        teams.ShouldBe([_team]);

        // An event carries its team; who handles it is in no request.
        var message = await _host.InScopeAsync(_other, services => Task.FromResult(TeamMessage.For(services.GetRequiredService<ICurrentTeam>(), "hello")));
        await runner.RunAsync(message, (body, services, _) =>
        {
            body.ShouldBe("hello");
            services.GetRequiredService<ICurrentTeam>().Id.ShouldBe(_other);
            return Task.CompletedTask;
        }, CancellationToken.None);
        await _host.InScopeAsync(null, services => Task.FromResult(Should.Throw<NoTeamException>(() => TeamMessage.For(services.GetRequiredService<ICurrentTeam>(), "x"))));
    }

    [Test]
    public async Task T15_Jobs_of_a_suspended_team_wait()
    {
        var (team, _) = await _host.TeamAsync($"paused-{Guid.NewGuid():N}");
        await _host.ChangeAsync(team, one => one.State = TeamState.Suspended);
        var runner = _host.Services.GetRequiredService<TenantRunner>();
        var seen = new List<Guid>();
        Task WorkAsync(IServiceProvider services, CancellationToken token)
        {
            seen.Add(services.GetRequiredService<ICurrentTeam>().Id!.Value);
            return Task.CompletedTask;
        }

        (await runner.RunAsync(team, WorkAsync, CancellationToken.None)).ShouldBeFalse();
        (await runner.RunAsync(Guid.NewGuid(), WorkAsync, CancellationToken.None)).ShouldBeFalse();
        (await runner.RunForEachAsync(WorkAsync, CancellationToken.None)).ShouldBe(seen.Count);
        seen.ShouldContain(_team);
        seen.ShouldContain(_other);
        seen.ShouldNotContain(team);
    }

    private async Task<int> CountAsync(string name) =>
        await _host.InDatabaseAsync(_team, context => context.Set<Project>().IgnoreQueryFilters().CountAsync(one => one.Name == name));
}
