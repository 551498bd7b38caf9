using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>T16: code asks for permissions, a role is a set of them, and nobody gives more than they have.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class RolesAreSetsOfPermissions(DatabaseKind kind)
{
    private TeamsHost _host = null!;
    private Person _ann = null!;
    private Person _ben = null!;
    private Team _acme = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TeamsHost.StartAsync(
        kind, new() { ["Modules:teams:custom_roles"] = "true" }, services => services.AddSingleton(new PermissionDefinition("projects.read", "See projects", BuiltInRoles.Admin, BuiltInRoles.Guest)));

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [SetUp]
    public async Task Make()
    {
        (_ann, _ben) = (await _host.PersonAsync("Ann"), await _host.PersonAsync("Ben"));
        _acme = await _host.TeamAsync(_ann);
    }

    [Test]
    public void T16_Built_in_roles_hold_what_modules_register_and_owners_hold_all()
    {
        var catalog = _host.Services.GetRequiredService<RoleCatalog>();

        catalog.BuiltIn.Select(role => (role.Key, role.Permissions.Contains("projects.read"))).ShouldBe([("owner", true), ("admin", true), ("member", false), ("guest", true)]);
        catalog.Owner.Permissions.Order().ShouldBe(catalog.Permissions.Select(one => one.Key).Order());
        catalog.BuiltIn.Skip(1).ShouldAllBe(role => !role.Permissions.Contains(Permissions.TeamTransfer) && !role.Permissions.Contains(Permissions.TeamDelete) && !role.Permissions.Contains(Permissions.TeamExport));
        catalog.FindBuiltIn(BuiltInRoles.Guest)!.Permissions.ShouldBe(["projects.read"]);
    }

    [Test]
    public async Task T16_A_team_makes_a_role_gives_it_and_takes_it_back()
    {
        var role = (await CreateAsync(_ann, "Support desk", "members.read", "projects.read")).Value!;
        role.Key.ShouldBe("support-desk");
        var bens = await _host.JoinAsync(_acme, _ann, _ben, role.Id);
        (await HasAsync(_ben, "projects.read")).ShouldBeTrue();
        (await HasAsync(_ben, Permissions.MembersInvite)).ShouldBeFalse();

        (await UpdateAsync(_ann, role.Id, "Support desk", "members.read")).ShouldBeDone();
        (await HasAsync(_ben, "projects.read")).ShouldBeFalse("a role that changes, changes for all who have it");
        (await DeleteAsync(_ann, role.Id)).ShouldBeRefused(TeamRefusals.RoleIsUsed);
        (await _host.MembersAsync(members => members.ChangeRoleAsync(_acme.Id, _ann.Id, bens, BuiltInRoles.Guest, default))).ShouldBeDone();
        (await DeleteAsync(_ann, role.Id)).ShouldBeDone();
        (await _host.InviteAsync(_acme, _ann, "x@example.com", role.Id)).ShouldBeRefused(TeamRefusals.NoSuchRole);
    }

    [Test]
    public async Task T16_A_role_that_is_gone_or_unknown_allows_nothing()
    {
        var bens = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Admin);
        await _host.RowsAsync(rows => rows.MembersOf(_acme.Id).Where(one => one.Id == bens).ExecuteUpdateAsync(change => change.SetProperty(one => one.RoleId, Guid.NewGuid())));

        foreach (var permission in _host.Services.GetRequiredService<RoleCatalog>().Permissions)
        {
            (await HasAsync(_ben, permission.Key)).ShouldBeFalse(permission.Key);
        }

        (await HasAsync(_ann, "unknown.permission")).ShouldBeFalse();
    }

    [Test]
    public async Task T16_Nobody_makes_or_changes_a_role_that_allows_more_than_their_own()
    {
        var role = (await CreateAsync(_ann, "Recruiter", Permissions.RolesManage, Permissions.MembersRead)).Value!;
        var strong = (await CreateAsync(_ann, "Strong", Permissions.RolesManage, Permissions.MembersRemove)).Value!;
        await _host.JoinAsync(_acme, _ann, _ben, role.Id);

        (await CreateAsync(_ben, "More", Permissions.MembersRemove)).ShouldBeRefused(TeamRefusals.AboveYou);
        (await UpdateAsync(_ben, role.Id, "Recruiter", Permissions.RolesManage, Permissions.MembersRemove)).ShouldBeRefused(TeamRefusals.AboveYou);
        (await UpdateAsync(_ben, strong.Id, "Strong", Permissions.RolesManage)).ShouldBeRefused(TeamRefusals.AboveYou);
        (await DeleteAsync(_ben, strong.Id)).ShouldBeRefused(TeamRefusals.AboveYou);
        (await CreateAsync(_ben, "Less", Permissions.MembersRead)).ShouldBeDone();
    }

    [TestCase(Permissions.TeamTransfer)]
    [TestCase(Permissions.TeamDelete)]
    [TestCase(Permissions.TeamExport)]
    [TestCase("no.such")]
    [TestCase("")]
    public async Task T16_What_only_owners_may_do_and_what_nobody_knows_no_role_holds(string permission) =>
        (await CreateAsync(_ann, $"Role {Guid.NewGuid():N}"[..20], permission)).ShouldBeRefused(TeamRefusals.NoSuchPermission);

    [TestCase("")]
    [TestCase("---")]
    [TestCase("a\nb")]
    [TestCase("x12345678901234567890123456789012345678901")]
    public async Task T16_A_role_needs_a_name(string name) => (await CreateAsync(_ann, name, Permissions.MembersRead)).ShouldBeRefused(TeamRefusals.RoleNameInvalid);

    [Test]
    public async Task T16_Names_of_roles_are_not_taken_twice_and_built_in_ones_stay()
    {
        (await CreateAsync(_ann, "Owner")).ShouldBeRefused(TeamRefusals.RoleNameTaken);
        (await CreateAsync(_ann, "Support")).ShouldBeDone();
        (await CreateAsync(_ann, "support")).ShouldBeRefused(TeamRefusals.RoleNameTaken);
        (await UpdateAsync(_ann, BuiltInRoles.Guest, "Guest", Permissions.TeamUpdate)).ShouldBeRefused(TeamRefusals.RoleIsBuiltIn);
        (await DeleteAsync(_ann, BuiltInRoles.Owner)).ShouldBeRefused(TeamRefusals.RoleIsBuiltIn);
    }

    [Test]
    public async Task T16_A_role_of_another_team_is_none()
    {
        var eve = await _host.PersonAsync("Eve");
        var other = await _host.TeamAsync(eve, "Other");
        var role = (await CreateAsync(_ann, "Ours", Permissions.MembersRead)).Value!;

        (await _host.InviteAsync(other, eve, "x@example.com", role.Id)).ShouldBeRefused(TeamRefusals.NoSuchRole);
        (await _host.WithAsync<CustomRoles, AuthResult>(roles => roles.DeleteAsync(other.Id, eve.Id, role.Id, default))).ShouldBeRefused(TeamRefusals.NoSuchRole);
        (await _host.WithAsync<CustomRoles, AuthResult>(roles => roles.DeleteAsync(_acme.Id, eve.Id, role.Id, default))).ShouldBeRefused(TeamRefusals.NoSuchTeam);
    }

    [Test]
    public async Task T16_Without_the_option_a_team_has_the_built_in_roles_alone()
    {
        await using var host = await TeamsHost.StartAsync(kind);
        var ann = await host.PersonAsync("Ann");
        var team = await host.TeamAsync(ann);

        (await host.WithAsync<CustomRoles, AuthResult<RoleAnswer>>(roles => roles.CreateAsync(team.Id, ann.Id, new RoleRequest("Support", []), default))).ShouldBeRefused(TeamRefusals.RolesOff);
        (await host.WithAsync<CustomRoles, AuthResult<RolesAnswer>>(roles => roles.ListAsync(team.Id, ann.Id, default))).Value!.Roles.Select(one => one.Key).ShouldBe(["owner", "admin", "member", "guest"]);
    }

    [Test]
    public async Task T16_Each_endpoint_asks_for_its_permission()
    {
        await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Guest);
        using var browser = await _host.SignedInAsync(_ben);
        var id = Guid.NewGuid();
        (HttpMethod Method, string Path, object? Body)[] calls =
        [
            (HttpMethod.Put, "", new { name = "Mine" }), (HttpMethod.Delete, "/logo", null), (HttpMethod.Get, "/members", null), (HttpMethod.Put, $"/members/{id}/role", new { roleId = id }),
            (HttpMethod.Post, $"/members/{id}/disable", null), (HttpMethod.Post, $"/members/{id}/enable", null), (HttpMethod.Delete, $"/members/{id}", null), (HttpMethod.Post, "/transfer", new { membershipId = id }),
            (HttpMethod.Post, "/roles", new { name = "X" }), (HttpMethod.Put, $"/roles/{id}", new { name = "X" }), (HttpMethod.Delete, $"/roles/{id}", null), (HttpMethod.Get, "/invitations", null),
            (HttpMethod.Post, "/invitations", new { emails = "x@example.com", roleId = BuiltInRoles.Guest }), (HttpMethod.Post, "/invitations/links", new { roleId = BuiltInRoles.Guest }),
            (HttpMethod.Post, $"/invitations/{id}/resend", null), (HttpMethod.Delete, $"/invitations/{id}", null), (HttpMethod.Get, "/audit", null), (HttpMethod.Get, "/audit.csv", null),
            (HttpMethod.Post, "/delete", new { confirmName = "Acme" }), (HttpMethod.Post, "/export", null),
        ];

        foreach (var (method, path, body) in calls)
        {
            using var answer = await browser.ApiAsync(method, $"/api/teams/{_acme.Slug}{path}", body);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
            ((string?)(await answer.JsonAsync())["code"]).ShouldBe("not_allowed", $"{method} {path}");
        }
    }

    private Task<AuthResult<RoleAnswer>> CreateAsync(Person actor, string name, params string[] permissions) =>
        _host.WithAsync<CustomRoles, AuthResult<RoleAnswer>>(roles => roles.CreateAsync(_acme.Id, actor.Id, new RoleRequest(name, permissions), default));

    private Task<AuthResult> UpdateAsync(Person actor, Guid role, string name, params string[] permissions) =>
        _host.WithAsync<CustomRoles, AuthResult>(roles => roles.UpdateAsync(_acme.Id, actor.Id, role, new RoleRequest(name, permissions), default));

    private Task<AuthResult> DeleteAsync(Person actor, Guid role) => _host.WithAsync<CustomRoles, AuthResult>(roles => roles.DeleteAsync(_acme.Id, actor.Id, role, default));

    private async Task<bool> HasAsync(Person person, string permission) =>
        (await _host.InScopeAsync(services => services.GetRequiredService<TeamReader>().FindAsync(_acme.Id, person.Id, permission, default))).View is not null;
}
