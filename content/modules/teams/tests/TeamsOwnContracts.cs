using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>Pages of other modules that are about a team lie outside of it: an address names the team, and its menu leads there.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class TeamsOwnContracts(DatabaseKind kind)
{
    private readonly BeforeSaving _saving = new();
    private TeamsHost _host = null!;
    private Person _ann = null!;
    private Person _ben = null!;
    private Team _acme = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TeamsHost.StartAsync(kind, services: services =>
    {
        services.ConfigureDbContext<TeamsContext>(options => options.AddInterceptors(_saving));
        services.AddSingleton(new OwnerEntry("Money", "/money?of={owner}", ForManagers: true));
        services.AddSingleton(new OwnerEntry("Projects", "/t/{owner}/projects"));
        services.AddSingleton(new OwnerEntry("Invite", "/t/{owner}/invite") { Permission = Permissions.RolesManage });
        services.AddSingleton(new OwnerEntry("Nobody", "/nobody") { Permission = "nobody.may" });
    });

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [SetUp]
    public async Task Make()
    {
        (_ann, _ben) = (await _host.PersonAsync("Ann"), await _host.PersonAsync("Ben"));
        _acme = await _host.TeamAsync(_ann);
    }

    [Test]
    public async Task A_team_is_found_by_its_address_for_members_alone()
    {
        await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Member);
        var stranger = await _host.PersonAsync("Cid");

        (await FindAsync(_ann, _acme.Slug)).ShouldBe(Named(_acme));
        (await FindAsync(_ben, _acme.Slug.ToUpperInvariant())).ShouldBe(Named(_acme));
        (await FindAsync(stranger, _acme.Slug)).ShouldBeNull();
        (await FindAsync(null, _acme.Slug)).ShouldBeNull();
        foreach (var slug in (string[])["nobody", "", "\0", new string('a', 5000)])
        {
            (await FindAsync(_ann, slug)).ShouldBeNull();
        }
    }

    [Test]
    public async Task A_team_is_found_by_an_address_that_it_had_before_and_no_longer_when_its_member_has_gone()
    {
        var bens = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Member);
        var slug = $"new-{_acme.Id:N}"[..30];
        (await _host.WithAsync<UpdateTeam, AuthResult>(update => update.RunAsync(_acme.Id, _ann.Id, new UpdateTeamRequest("Acme & Co", slug, null, true), default))).ShouldBeDone();

        (await FindAsync(_ben, _acme.Slug)).ShouldBe(new NamedOwner(new AccountOwner("team", _acme.Id), slug, "Acme & Co"));
        (await _host.MembersAsync(members => members.RemoveAsync(_acme.Id, _ann.Id, bens, default))).ShouldBeDone();
        (await FindAsync(_ben, slug)).ShouldBeNull();
    }

    [Test]
    public async Task T15_A_suspended_team_is_found_and_a_deleted_one_is_not()
    {
        (await _host.WithAsync<SuspendTeam, AuthResult>(suspend => suspend.RunAsync(_acme.Id, null, "Unpaid invoice", default))).ShouldBeDone();
        (await FindAsync(_ann, _acme.Slug)).ShouldBe(Named(_acme));
        (await ChoicesAsync(_ann)).ShouldContain("Acme");
        using var browser = await _host.SignedInAsync(_ann);
        var page = await browser.TextAsync(TeamsPaths.Suspended(_acme.Slug));
        page.ShouldSatisfyAllConditions(text => text.ShouldContain($"href=\"/money?of={_acme.Slug}\""), text => text.ShouldNotContain("/projects"));

        (await _host.WithAsync<SuspendTeam, AuthResult>(suspend => suspend.ResumeAsync(_acme.Id, null, default))).ShouldBeDone();
        (await _host.WithAsync<DeleteTeam, AuthResult>(delete => delete.RunAsync(_acme.Id, _ann.Id, _acme.Name, default))).ShouldBeDone();
        (await FindAsync(_ann, _acme.Slug)).ShouldBeNull();
        (await ChoicesAsync(_ann)).ShouldNotContain("Acme");
    }

    [Test]
    public async Task Who_may_manage_contracts_chooses_among_those_teams_the_personal_workspace_first()
    {
        await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Admin);
        var able = await _host.TeamAsync(_ben, "Able");
        await _host.WithAsync<PersonalWorkspace, Guid?>(personal => personal.EnsureAsync(_ben.Id, default));

        (await ChoicesAsync(_ben)).ShouldBe(["Personal", "Able"]);
        (await _host.WithAsync<IAccountOwner, NamedOwner?>(owners => owners.NameAsync(new AccountOwner("team", able.Id), default))).ShouldBe(Named(able));
        (await _host.WithAsync<IAccountOwner, NamedOwner?>(owners => owners.NameAsync(new AccountOwner("user", _ben.Id), default))).ShouldBeNull();
    }

    [Test]
    public async Task Making_a_personal_workspace_saves_nothing_else_that_the_request_has_changed()
    {
        var note = new Note { TenantId = _acme.Id, Text = "as it was" };
        await _host.InScopeAsync(services => InAcmeAsync(services, async context =>
        {
            context.Add(note);
            return await context.SaveChangesAsync();
        }));

        var workspace = await _host.InScopeAsync(services => InAcmeAsync(services, async context =>
        {
            var read = await context.Set<Note>().SingleAsync(one => one.Id == note.Id);
            read.Text = "typed, and refused";
            var made = await services.GetRequiredService<PersonalWorkspace>().EnsureAsync(_ann.Id, default);
            context.Entry(read).State.ShouldBe(EntityState.Modified);
            return made;
        }));

        workspace.ShouldNotBeNull();
        (await _host.InScopeAsync(services => InAcmeAsync(services, context => context.Set<Note>().Where(one => one.Id == note.Id).Select(one => one.Text).SingleAsync()))).ShouldBe("as it was");
    }

    [Test]
    public async Task Who_loses_the_race_for_a_personal_workspace_within_a_transaction_saves_what_was_to_be_saved()
    {
        var claim = new UserClaim { UserId = _ben.Id, ClaimType = "plan", ClaimValue = "gold" };

        var workspace = await _host.InScopeAsync(async services =>
        {
            var context = services.GetRequiredService<ModuleDb>().Context;
            await using var transaction = await context.Database.BeginTransactionAsync();
            context.Add(claim);
            // What another request would have done between the question and the save.
            _saving.Work = () => context.Set<Team>().Where(one => one.Id == _acme.Id).ExecuteUpdateAsync(change => change.SetProperty(one => one.PersonalOf, _ben.Id));
            var found = await services.GetRequiredService<PersonalWorkspace>().EnsureAsync(_ben.Id, default);
            context.Entry(claim).State.ShouldBe(EntityState.Added);
            await context.SaveChangesAsync();
            await transaction.CommitAsync();
            return found;
        });

        workspace.ShouldBe(_acme.Id);
        (await _host.InScopeAsync(services => services.GetRequiredService<ModuleDb>().Context.Set<UserClaim>().CountAsync(one => one.UserId == _ben.Id))).ShouldBe(1);
    }

    [Test]
    public async Task The_menu_of_a_team_has_the_links_of_modules_and_of_the_application_for_whom_they_are()
    {
        var bens = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Admin);
        using var owner = await _host.SignedInAsync(_ann);
        using var admin = await _host.SignedInAsync(_ben);

        (await owner.TextAsync(TeamsPaths.Members(_acme.Slug))).ShouldSatisfyAllConditions(
            text => text.ShouldContain($"<a href=\"/money?of={_acme.Slug}\">Money</a>"), text => text.ShouldContain($"<a href=\"/t/{_acme.Slug}/projects\">Projects</a>"));
        (await admin.TextAsync(TeamsPaths.Members(_acme.Slug))).ShouldSatisfyAllConditions(
            text => text.ShouldNotContain("/money"), text => text.ShouldContain($"<a href=\"/t/{_acme.Slug}/projects\">Projects</a>"));
        (await LinksAsync(owner)).ShouldBe([$"/money?of={_acme.Slug}", $"/t/{_acme.Slug}/projects", $"/t/{_acme.Slug}/invite"]);
        (await LinksAsync(admin)).ShouldBe([$"/t/{_acme.Slug}/projects", $"/t/{_acme.Slug}/invite"]);
        (await _host.MembersAsync(members => members.ChangeRoleAsync(_acme.Id, _ann.Id, bens, BuiltInRoles.Member, default))).ShouldBeDone();
        (await LinksAsync(admin)).ShouldBe([$"/t/{_acme.Slug}/projects"]);
    }

    private async Task<T> InAcmeAsync<T>(IServiceProvider services, Func<DbContext, Task<T>> work)
    {
        using var entered = services.GetRequiredService<CurrentTeam>().Enter(_acme.Id);
        return await work(services.GetRequiredService<ModuleDb>().Context);
    }

    private static NamedOwner Named(Team team) => new(new AccountOwner("team", team.Id), team.Slug, team.Name);

    private async Task<IEnumerable<string?>> LinksAsync(Browser browser)
    {
        using var answer = await browser.GetAsync($"/api/teams/{_acme.Slug}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.JsonAsync())["links"]!.AsArray().Select(link => (string?)link!["path"]);
    }

    private async Task<IEnumerable<string>> ChoicesAsync(Person person) =>
        (await _host.WithAsync<IAccountOwner, IReadOnlyList<NamedOwner>>(owners => owners.ChoicesAsync(person.Id, default))).Select(one => one.Name);

    private Task<NamedOwner?> FindAsync(Person? person, string slug) => _host.InScopeAsync(async services =>
    {
        services.GetRequiredService<IHttpContextAccessor>().HttpContext =
            new DefaultHttpContext { User = person is null ? new ClaimsPrincipal() : new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, $"{person.Id}")], "Tests")) };
        return await services.GetRequiredService<IAccountOwner>().FindAsync(slug, default);
    });

    /// <summary>Does something once, before the next save.</summary>
    private sealed class BeforeSaving : SaveChangesInterceptor
    {
        public Func<Task>? Work { get; set; }

        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            var work = Work;
            Work = null;
            await (work?.Invoke() ?? Task.CompletedTask);
            return result;
        }
    }
}
