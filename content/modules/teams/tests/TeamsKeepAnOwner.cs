using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>T9, T10, T12: a team has an owner, whoever goes and however many go at once.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class TeamsKeepAnOwner(DatabaseKind kind)
{
    private TeamsHost _host = null!;
    private Person _ann = null!;
    private Person _ben = null!;
    private Team _acme = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TeamsHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [SetUp]
    public async Task Make()
    {
        (_ann, _ben) = (await _host.PersonAsync("Ann"), await _host.PersonAsync("Ben"));
        _acme = await _host.TeamAsync(_ann);
    }

    [Test]
    public async Task T9_The_last_owner_stays_one()
    {
        await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Admin);
        var own = await _host.MembershipAsync(_acme, _ann);

        (await _host.MembersAsync(members => members.LeaveAsync(_acme.Id, _ann.Id, default))).ShouldBeRefused(TeamRefusals.LastOwner);
        (await _host.MembersAsync(members => members.ChangeRoleAsync(_acme.Id, _ann.Id, own, BuiltInRoles.Admin, default))).ShouldBeRefused(TeamRefusals.LastOwner);
        (await _host.MembersAsync(members => members.DisableAsync(_acme.Id, _ann.Id, own, default))).ShouldBeRefused(TeamRefusals.NotYourself);
        (await _host.MembersAsync(members => members.RemoveAsync(_acme.Id, _ann.Id, own, default))).ShouldBeRefused(TeamRefusals.NotYourself);
        (await ObstaclesAsync(_ann)).ShouldBe(["You are the only owner of “Acme”. Make another member an owner or delete the team first."]);
        (await OwnersAsync()).ShouldBe([_ann.Id]);
    }

    [Test]
    public async Task T9_With_a_second_owner_the_first_may_go_in_every_way()
    {
        var own = await _host.MembershipAsync(_acme, _ann);
        await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Owner);

        (await ObstaclesAsync(_ann)).ShouldBeEmpty();
        (await _host.MembersAsync(members => members.ChangeRoleAsync(_acme.Id, _ann.Id, own, BuiltInRoles.Admin, default))).ShouldBeDone();
        (await _host.MembersAsync(members => members.ChangeRoleAsync(_acme.Id, _ben.Id, own, BuiltInRoles.Owner, default))).ShouldBeDone();
        (await _host.MembersAsync(members => members.DisableAsync(_acme.Id, _ben.Id, own, default))).ShouldBeDone();
        (await _host.MembersAsync(members => members.LeaveAsync(_acme.Id, _ben.Id, default))).ShouldBeRefused(TeamRefusals.LastOwner);
        (await OwnersAsync()).ShouldBe([_ben.Id]);
    }

    [TestCase("disabled")]
    [TestCase("deleted")]
    public async Task T9_An_owner_whose_account_is_closed_does_not_count(string how)
    {
        await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Owner);
        await _host.RowsAsync(async rows =>
        {
            var user = await rows.Context.Set<User>().SingleAsync(one => one.Id == _ben.Id);
            (user.DisabledAt, user.DeletedAt) = how == "disabled" ? ((DateTime?)_host.Now, (DateTime?)null) : (null, _host.Now);
            return await rows.Context.SaveChangesAsync();
        });

        (await _host.MembersAsync(members => members.LeaveAsync(_acme.Id, _ann.Id, default))).ShouldBeRefused(TeamRefusals.LastOwner);
        (await ObstaclesAsync(_ann)).Count.ShouldBe(1);
    }

    [Test]
    public async Task T10_Ownership_is_handed_over_in_one_step()
    {
        var target = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Guest);

        (await TransferAsync(_ann, target)).ShouldBeDone();

        (await OwnersAsync()).ShouldBe([_ben.Id]);
        (await _host.RowsAsync(rows => rows.MembersOf(_acme.Id).SingleAsync(one => one.UserId == _ann.Id))).RoleId.ShouldBe(BuiltInRoles.Admin);
        (await _host.MailsToAsync(_ann.Email)).ShouldContain(mail => mail.Kind == "teams.ownership-transferred");
        (await _host.MailsToAsync(_ben.Email)).ShouldContain(mail => mail.Kind == "teams.ownership-transferred");
        var entry = await _host.RowsAsync(rows => rows.AuditOf(_acme.Id).SingleAsync(one => one.Action == AuditActions.OwnershipTransferred));
        (entry.ActorId, entry.TargetId).ShouldBe((_ann.Id, _ben.Id.ToString()));
    }

    [Test]
    public async Task T10_Only_an_owner_hands_over_and_only_to_an_active_member()
    {
        var (cid, stranger) = (await _host.PersonAsync("Cid"), await _host.PersonAsync("Dan"));
        var bens = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Admin);
        var cids = await _host.JoinAsync(_acme, _ann, cid, BuiltInRoles.Member);
        var elsewhere = await _host.MembershipAsync(await _host.TeamAsync(stranger, "Other"), stranger);
        (await _host.MembersAsync(members => members.DisableAsync(_acme.Id, _ann.Id, cids, default))).ShouldBeDone();

        (await TransferAsync(_ben, cids)).ShouldBeRefused(TeamRefusals.NotAllowed);
        (await TransferAsync(_ann, cids)).ShouldBeRefused(TeamRefusals.NotActive);
        (await TransferAsync(_ann, elsewhere)).ShouldBeRefused(TeamRefusals.NoSuchMember);
        (await TransferAsync(_ann, await _host.MembershipAsync(_acme, _ann))).ShouldBeRefused(TeamRefusals.NotYourself);
        (await TransferAsync(stranger, bens)).ShouldBeRefused(TeamRefusals.NoSuchTeam);
        (await OwnersAsync()).ShouldBe([_ann.Id]);
    }

    [Test]
    public async Task T10_What_the_former_owner_invited_as_owner_is_void()
    {
        var cid = await _host.PersonAsync("Cid");
        var target = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Member);
        await _host.InviteAsync(_acme, _ann, cid.Email, BuiltInRoles.Owner);
        var token = await _host.TokenOfAsync(cid.Email);

        (await TransferAsync(_ann, target)).ShouldBeDone();

        (await _host.AcceptAsync(token, cid)).ShouldBeRefused(TeamRefusals.InvitationVoid);
    }

    [Test]
    public async Task T12_Admins_do_nothing_to_owners_and_nobody_raises_their_own_role()
    {
        var (cid, owners) = (await _host.PersonAsync("Cid"), await _host.MembershipAsync(_acme, _ann));
        var bens = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Admin);
        var cids = await _host.JoinAsync(_acme, _ann, cid, BuiltInRoles.Member);

        (await _host.MembersAsync(members => members.RemoveAsync(_acme.Id, _ben.Id, owners, default))).ShouldBeRefused(TeamRefusals.AboveYou);
        (await _host.MembersAsync(members => members.DisableAsync(_acme.Id, _ben.Id, owners, default))).ShouldBeRefused(TeamRefusals.AboveYou);
        (await _host.MembersAsync(members => members.ChangeRoleAsync(_acme.Id, _ben.Id, owners, BuiltInRoles.Guest, default))).ShouldBeRefused(TeamRefusals.AboveYou);
        (await _host.MembersAsync(members => members.ChangeRoleAsync(_acme.Id, _ben.Id, bens, BuiltInRoles.Owner, default))).ShouldBeRefused(TeamRefusals.AboveYou);
        (await _host.MembersAsync(members => members.ChangeRoleAsync(_acme.Id, cid.Id, cids, BuiltInRoles.Admin, default))).ShouldBeRefused(TeamRefusals.NotAllowed);
        (await _host.MembersAsync(members => members.ChangeRoleAsync(_acme.Id, _ben.Id, cids, BuiltInRoles.Owner, default))).ShouldBeRefused(TeamRefusals.AboveYou);
    }

    [Test]
    public async Task T12_Leaving_removing_and_disabling_are_three_things()
    {
        var (cid, dan) = (await _host.PersonAsync("Cid"), await _host.PersonAsync("Dan"));
        var bens = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Member);
        var cids = await _host.JoinAsync(_acme, _ann, cid, BuiltInRoles.Member);
        await _host.JoinAsync(_acme, _ann, dan, BuiltInRoles.Member);

        (await _host.MembersAsync(members => members.DisableAsync(_acme.Id, _ann.Id, bens, default))).ShouldBeDone();
        (await _host.MembersAsync(members => members.RemoveAsync(_acme.Id, _ann.Id, cids, default))).ShouldBeDone();
        (await _host.MembersAsync(members => members.LeaveAsync(_acme.Id, dan.Id, default))).ShouldBeDone();

        (await StatesAsync()).ShouldBe([(_ann.Id, MembershipState.Active), (_ben.Id, MembershipState.Disabled), (cid.Id, MembershipState.Removed), (dan.Id, MembershipState.Removed)]);
        (await TeamsOfAsync(_ben)).ShouldNotContain(_acme.Id);
        (await _host.WithAsync<SeatCheck, int>(seats => seats.CountAsync(_acme.Id, default))).ShouldBe(2);
        (await _host.MailsToAsync(cid.Email)).ShouldContain(mail => mail.Kind == "teams.member-removed");
        (await _host.MailsToAsync(dan.Email)).ShouldNotContain(mail => mail.Kind == "teams.member-removed");
        (await _host.RowsAsync(rows => rows.AuditOf(_acme.Id).Where(one => one.TargetKind == AuditTargets.Member && one.Action != AuditActions.MemberJoined).OrderBy(one => one.Id).Select(one => one.Action).ToListAsync()))
            .ShouldBe([AuditActions.MemberDisabled, AuditActions.MemberRemoved, AuditActions.MemberLeft]);

        (await _host.MembersAsync(members => members.EnableAsync(_acme.Id, _ann.Id, bens, default))).ShouldBeDone();
        (await TeamsOfAsync(_ben)).ShouldContain(_acme.Id);
        (await _host.MembersAsync(members => members.EnableAsync(_acme.Id, _ann.Id, cids, default))).ShouldBeRefused(TeamRefusals.NoSuchMember);
    }

    [Test]
    public async Task T11_A_removed_member_loses_this_team_alone_and_keeps_a_name_in_it()
    {
        var other = await _host.TeamAsync(_ben, "Bens");
        var bens = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Admin);
        using var browser = await _host.SignedInAsync(_ben);
        (await browser.ApiAsync(HttpMethod.Get, $"/api/teams/{_acme.Slug}")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);

        (await _host.MembersAsync(members => members.RemoveAsync(_acme.Id, _ann.Id, bens, default))).ShouldBeDone();

        (await browser.ApiAsync(HttpMethod.Get, $"/api/teams/{_acme.Slug}")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await browser.ApiAsync(HttpMethod.Get, $"/api/teams/{other.Slug}")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        var row = await _host.RowsAsync(rows => rows.MembersOf(_acme.Id).SingleAsync(one => one.UserId == _ben.Id));
        (row.DisplayName, row.RemovedAt).ShouldBe(("Ben", _host.Now));
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Guest);
        (await _host.MembershipAsync(_acme, _ben)).ShouldBe(bens, "the same row, so that what refers to it goes on");
    }

    [Test]
    public async Task T10_Owners_are_made_and_unmade_only_after_a_fresh_proof_of_identity()
    {
        var (cid, dan) = (await _host.PersonAsync("Cid"), await _host.PersonAsync("Dan"));
        var bens = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Admin);
        var cids = await _host.JoinAsync(_acme, _ann, cid, BuiltInRoles.Owner);
        var dans = await _host.JoinAsync(_acme, _ann, dan, BuiltInRoles.Owner);
        (await _host.MembersAsync(members => members.DisableAsync(_acme.Id, _ann.Id, dans, default))).ShouldBeDone();
        await _host.InviteAsync(_acme, _ann, "second-owner@example.com", BuiltInRoles.Owner);
        var pending = await _host.RowsAsync(rows => rows.InvitationsOf(_acme.Id).Where(one => one.AcceptedAt == null).Select(one => one.Id).SingleAsync());
        using var browser = await _host.SignedInAsync(_ann);
        _host.Clock.Advance(TimeSpan.FromMinutes(11));
        var team = $"/api/teams/{_acme.Slug}";

        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Put, $"members/{bens}/role", new { roleId = BuiltInRoles.Owner }),
            (HttpMethod.Put, $"members/{cids}/role", new { roleId = BuiltInRoles.Member }),
            (HttpMethod.Post, $"members/{cids}/disable", null),
            (HttpMethod.Post, $"members/{dans}/enable", null),
            (HttpMethod.Delete, $"members/{cids}", null),
            (HttpMethod.Post, "invitations", new { emails = "eve@example.com", roleId = BuiltInRoles.Owner }),
            (HttpMethod.Post, $"invitations/{pending}/resend", null),
        })
        {
            using var refused = await browser.ApiAsync(method, $"{team}/{path}", body);
            refused.StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden, path);
            ((string?)(await refused.JsonAsync())["code"]).ShouldBe("reauthentication_required", path);
        }

        (await browser.ApiAsync(HttpMethod.Put, $"{team}/members/{bens}/role", new { roleId = BuiltInRoles.Member })).StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
        (await browser.ApiAsync(HttpMethod.Post, $"{team}/invitations", new { emails = "fay@example.com", roleId = BuiltInRoles.Admin })).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await browser.ApiAsync(HttpMethod.Post, "/api/auth/reauthenticate", new { password = TeamsHost.Password })).StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
        (await browser.ApiAsync(HttpMethod.Put, $"{team}/members/{bens}/role", new { roleId = BuiltInRoles.Owner })).StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task T10_Pages_lead_to_the_proof_and_back_before_an_owner_is_made(bool isHtmx)
    {
        var bens = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Member);
        using var browser = await _host.SignedInAsync(_ann);
        _host.Clock.Advance(TimeSpan.FromMinutes(11));
        if (isHtmx)
        {
            browser.Headers.Add("HX-Request", "true");
        }

        using var member = await browser.PostAsync(TeamsPaths.Members(_acme.Slug), new() { ["id"] = bens.ToString(), ["roleId"] = BuiltInRoles.Owner.ToString() }, "Role");
        using var invited = await browser.PostAsync(TeamsPaths.Invitations(_acme.Slug), new() { ["emails"] = "eve@example.com", ["roleId"] = BuiltInRoles.Owner.ToString() });

        foreach (var (answer, path) in new[] { (member, TeamsPaths.Members(_acme.Slug)), (invited, TeamsPaths.Invitations(_acme.Slug)) })
        {
            answer.StatusCode.ShouldBe(isHtmx ? System.Net.HttpStatusCode.Unauthorized : System.Net.HttpStatusCode.Redirect);
            answer.Headers.Location!.ToString().ShouldBe($"{AuthPaths.Confirm}?returnUrl={Uri.EscapeDataString(path)}");
        }

        (await OwnersAsync()).ShouldBe([_ann.Id]);
    }

    private Task<AuthResult> TransferAsync(Person actor, Guid target) => _host.WithAsync<TransferOwnership, AuthResult>(one => one.RunAsync(_acme.Id, actor.Id, target, default));

    private async Task<IReadOnlyList<string>> ObstaclesAsync(Person person) => await _host.WithAsync<DeleteAccount, IReadOnlyList<string>>(delete => delete.ObstaclesAsync(person.Id, default));

    private Task<List<Guid>> OwnersAsync() => _host.RowsAsync(rows => rows.MembersOf(_acme.Id).Where(one => one.State == MembershipState.Active && one.RoleId == BuiltInRoles.Owner).Select(one => one.UserId).ToListAsync());

    private async Task<List<(Guid, MembershipState)>> StatesAsync() =>
        [.. (await _host.RowsAsync(rows => rows.MembersOf(_acme.Id).OrderBy(one => one.Id).ToListAsync())).Select(one => (one.UserId, one.State))];

    private async Task<IEnumerable<Guid>> TeamsOfAsync(Person person) => (await _host.WithAsync<MyTeams, IReadOnlyList<MyTeam>>(teams => teams.ListAsync(person.Id, default))).Select(one => one.Id);
}
