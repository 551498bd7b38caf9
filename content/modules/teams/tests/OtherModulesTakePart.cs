using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;
using QuickScale.Modules.Notifications;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>Seats, owners, departures, notifications and commands: where teams and other modules meet.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class OtherModulesTakePart(DatabaseKind kind)
{
    private readonly Seats _seats = new();
    private readonly Departures _departures = new();
    private readonly Changes _changes = new();
    private TeamsHost _host = null!;
    private Person _ann = null!;
    private Team _acme = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TeamsHost.StartAsync(kind, new() { ["Modules:teams:resolution"] = "header" }, services =>
    {
        services.AddSingleton<ISeatLimit>(_seats);
        services.AddSingleton<IMemberDeparture>(_departures);
        services.AddSingleton<IOwnerChanges>(_changes);
    });

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [SetUp]
    public async Task Make()
    {
        (_seats.Most, _departures.Fails, _changes.Obstacles) = (null, false, []);
        _ann = await _host.PersonAsync("Ann");
        _acme = await _host.TeamAsync(_ann);
    }

    [Test]
    public async Task T11_A_seat_is_free_again_when_its_member_goes_and_not_when_they_are_disabled()
    {
        var (ben, cid) = (await _host.PersonAsync("Ben"), await _host.PersonAsync("Cid"));
        await _host.InviteAsync(_acme, _ann, cid.Email);
        var token = await _host.TokenOfAsync(cid.Email);
        var bens = await _host.JoinAsync(_acme, _ann, ben, BuiltInRoles.Member);
        _seats.Most = 2;

        (await _host.AcceptAsync(token, cid)).ShouldBeRefused(TeamRefusals.SeatsFull);
        (await _host.InviteAsync(_acme, _ann, "one-more@example.com")).ShouldBeRefused(TeamRefusals.SeatsFull);
        (await _host.MembersAsync(members => members.DisableAsync(_acme.Id, _ann.Id, bens, default))).ShouldBeDone();
        (await _host.AcceptAsync(token, cid)).ShouldBeRefused(TeamRefusals.SeatsFull);
        (await _host.MembersAsync(members => members.RemoveAsync(_acme.Id, _ann.Id, bens, default))).ShouldBeDone();
        (await _host.AcceptAsync(token, cid)).ShouldBeDone();
        _seats.Asked.ShouldBe(new AccountOwner("team", _acme.Id));
    }

    [Test]
    public async Task T11_Who_is_invited_has_a_seat_that_waits()
    {
        _seats.Most = 3;
        (await _host.InviteAsync(_acme, _ann, "a@example.com, b@example.com, c@example.com")).ShouldBeRefused(TeamRefusals.SeatsFull);
        (await _host.InviteAsync(_acme, _ann, "a@example.com, b@example.com")).ShouldBeDone();
        (await _host.InviteAsync(_acme, _ann, "c@example.com")).ShouldBeRefused(TeamRefusals.SeatsFull);
        (await _host.InviteAsync(_acme, _ann, "b@example.com")).ShouldBeDone();
        (await OwnerAsync(owner => owner.CountInvitedAsync(new AccountOwner("team", _acme.Id), default))).ShouldBe(2);

        var invitation = await _host.RowsAsync(rows => rows.InvitationsOf(_acme.Id).FirstAsync());
        (await _host.WithAsync<Invitations, AuthResult>(invitations => invitations.RevokeAsync(_acme.Id, _ann.Id, invitation.Id, default))).ShouldBeDone();
        (await _host.InviteAsync(_acme, _ann, "c@example.com")).ShouldBeDone();
    }

    [Test]
    public async Task T13_Other_modules_stand_in_the_way_of_deleting_a_team()
    {
        _changes.Obstacles = ["This team has a running contract."];
        (await DeleteAsync()).Refusals.ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Code.ShouldBe("in_the_way"), one => one.Message.ShouldBe("This team has a running contract."), one => one.Status.ShouldBe(409));
        (await _host.RowsAsync(rows => rows.Teams.SingleAsync(one => one.Id == _acme.Id))).State.ShouldBe(TeamState.Active);

        _changes.Obstacles = [];
        (await DeleteAsync()).ShouldBeDone();
    }

    [Test]
    public async Task T10_Other_modules_hear_that_a_team_was_handed_over()
    {
        var ben = await _host.PersonAsync("Ben");
        var bens = await _host.JoinAsync(_acme, _ann, ben, BuiltInRoles.Admin);

        (await _host.WithAsync<TransferOwnership, AuthResult>(transfer => transfer.RunAsync(_acme.Id, _ann.Id, bens, default))).ShouldBeDone();

        _changes.HandedOver.ShouldBe((new AccountOwner("team", _acme.Id), _ann.Id, ben.Id));
    }

    [Test]
    public async Task T11_Other_modules_end_what_a_member_had_here_in_the_same_transaction()
    {
        var ben = await _host.PersonAsync("Ben");
        var bens = await _host.JoinAsync(_acme, _ann, ben, BuiltInRoles.Member);
        _departures.Fails = true;

        await Should.ThrowAsync<HttpRequestException>(() => _host.MembersAsync(members => members.RemoveAsync(_acme.Id, _ann.Id, bens, default)));
        (await _host.RowsAsync(rows => rows.MembersOf(_acme.Id).SingleAsync(one => one.Id == bens))).State.ShouldBe(MembershipState.Active);
        _departures.Fails = false;
        (await _host.MembersAsync(members => members.RemoveAsync(_acme.Id, _ann.Id, bens, default))).ShouldBeDone();

        _departures.Last.ShouldBe((_acme.Id, ben.Id));
    }

    [Test]
    public async Task A_team_takes_the_place_of_the_user_as_owner_of_contracts()
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.JoinAsync(_acme, _ann, ben, BuiltInRoles.Admin);
        var acme = new AccountOwner("team", _acme.Id);

        (await _host.InScopeAsync(async services =>
        {
            using var entered = services.GetRequiredService<CurrentTeam>().Enter(_acme.Id);
            return await services.GetRequiredService<IAccountOwner>().CurrentAsync(default);
        })).ShouldBe(acme);
        (await OwnerAsync(owner => owner.CurrentAsync(default))).ShouldBeNull();
        (await OwnerAsync(owner => owner.MayManageAsync(acme, _ann.Id, default))).ShouldBeTrue();
        (await OwnerAsync(owner => owner.MayManageAsync(acme, ben.Id, default))).ShouldBeFalse();
        (await OwnerAsync(owner => owner.MayManageAsync(new AccountOwner("user", _ann.Id), _ann.Id, default))).ShouldBeFalse();
        (await OwnerAsync(owner => owner.CountMembersAsync(acme, default))).ShouldBe(2);
    }

    [Test]
    public async Task T4_A_request_of_one_team_may_make_and_join_another()
    {
        var ben = await _host.PersonAsync("Ben");
        var other = await _host.TeamAsync(ben, "Other");
        await _host.InviteAsync(other, ben, _ann.Email);
        var token = await _host.TokenOfAsync(_ann.Email);
        using var browser = await _host.SignedInAsync(_ann);
        browser.Headers.Add("X-Team", _acme.Slug);

        using var made = await browser.ApiAsync(HttpMethod.Post, "/api/teams", new { name = "Third" });
        using var joined = await browser.ApiAsync(HttpMethod.Post, "/api/teams/invitations/accept", new { token });
        using var list = await browser.ApiAsync(HttpMethod.Get, "/api/teams");

        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        joined.StatusCode.ShouldBe(HttpStatusCode.OK, await joined.Content.ReadAsStringAsync());
        (await list.JsonAsync())["teams"]!.AsArray().Count.ShouldBe(4);
    }

    [Test]
    public async Task Members_are_told_in_the_application_too()
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.JoinAsync(_acme, _ann, ben, BuiltInRoles.Member);

        var told = await _host.RowsAsync(rows => rows.Context.Set<Notification>().SingleAsync(one => one.UserId == _ann.Id));

        (told.Kind, told.Title, told.Link, told.OwnerId).ShouldBe(("teams.invitation-accepted", "Ben joined Acme", $"/t/{_acme.Slug}/members", _acme.Id));
    }

    [Test]
    public async Task T15_A_team_is_suspended_and_resumed_by_commands()
    {
        (await RunAsync("suspend", _acme.Slug)).ShouldBe((2, "Name the team by its address and say why: teams suspend acme \"The invoice is not paid\""));
        (await RunAsync("suspend", "no-such-team", "why")).Code.ShouldBe(4);
        (await RunAsync("suspend", _acme.Slug, "Not", "paid")).ShouldBe((0, "Acme is suspended."));
        (await _host.RowsAsync(rows => rows.Teams.SingleAsync(one => one.Id == _acme.Id))).SuspendedReason.ShouldBe("Not paid");
        (await RunAsync("resume", _acme.Slug)).ShouldBe((0, "Acme is active again."));
        (await RunAsync("resume", _acme.Slug)).ShouldBe((4, TeamRefusals.NotSuspended.Message));
    }

    private Task<AuthResult> DeleteAsync() => _host.WithAsync<DeleteTeam, AuthResult>(delete => delete.RunAsync(_acme.Id, _ann.Id, _acme.Name, default));

    private Task<T> OwnerAsync<T>(Func<IAccountOwner, Task<T>> work) => _host.WithAsync(work);

    private Task<(int Code, string Said)> RunAsync(string command, params string[] arguments) => _host.InScopeAsync(async services =>
    {
        await using var said = new StringWriter();
        var code = await new TeamsModule().Commands.Single(one => one.Name == command).RunAsync(new ModuleCommandContext(services, arguments, said, said, default));
        return (code, said.ToString().Trim());
    });

    private sealed class Seats : ISeatLimit
    {
        public int? Most { get; set; }

        public AccountOwner Asked { get; private set; }

        public Task<int?> LimitAsync(AccountOwner owner, CancellationToken cancellationToken)
        {
            Asked = owner;
            return Task.FromResult(Most);
        }
    }

    private sealed class Changes : IOwnerChanges
    {
        public IReadOnlyList<string> Obstacles { get; set; } = [];

        public (AccountOwner, Guid, Guid) HandedOver { get; private set; }

        public Task<IReadOnlyList<string>> ObstaclesToDeletionAsync(AccountOwner owner, CancellationToken cancellationToken) => Task.FromResult(Obstacles);

        public Task HandedOverAsync(AccountOwner owner, Guid fromUserId, Guid toUserId, CancellationToken cancellationToken)
        {
            HandedOver = (owner, fromUserId, toUserId);
            return Task.CompletedTask;
        }
    }

    private sealed class Departures : IMemberDeparture
    {
        public bool Fails { get; set; }

        public (Guid, Guid) Last { get; private set; }

        public Task LeavingAsync(Guid teamId, Guid userId, CancellationToken cancellationToken)
        {
            Last = (teamId, userId);
            return Fails ? throw new HttpRequestException("The keys cannot be revoked.") : Task.CompletedTask;
        }
    }
}
