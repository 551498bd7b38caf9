using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>T6: an invitation is bound to a team, an address, a role and an inviter, and its secret is worth nothing otherwise.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class InvitationsAreBound(DatabaseKind kind)
{
    private TeamsHost _host = null!;
    private Person _ann = null!;
    private Team _acme = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TeamsHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [SetUp]
    public async Task Make()
    {
        _ann = await _host.PersonAsync("Ann");
        _acme = await _host.TeamAsync(_ann);
    }

    [Test]
    public async Task T6_The_secret_has_256_bits_and_only_its_hash_is_kept()
    {
        await _host.InviteAsync(_acme, _ann, "secret@example.com");
        var token = await _host.TokenOfAsync("secret@example.com");

        var kept = await PendingAsync("secret@example.com");

        System.Buffers.Text.Base64Url.DecodeFromChars(token).Length.ShouldBe(32);
        kept.TokenHash.ShouldBe(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token))));
        System.Text.Json.JsonSerializer.Serialize(kept).ShouldNotContain(token);
    }

    [Test]
    public async Task T6_It_is_good_for_as_many_days_as_the_option_says()
    {
        var (ben, cid) = (await _host.PersonAsync("Ben"), await _host.PersonAsync("Cid"));
        await _host.InviteAsync(_acme, _ann, $"{ben.Email} {cid.Email}");
        var (first, second) = (await _host.TokenOfAsync(ben.Email), await _host.TokenOfAsync(cid.Email));

        _host.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        (await _host.AcceptAsync(first, ben)).ShouldBeDone();
        _host.Clock.Advance(TimeSpan.FromSeconds(1));

        (await _host.AcceptAsync(second, cid)).ShouldBeRefused(TeamRefusals.InvitationExpired);
        (await IsMemberAsync(cid)).ShouldBeFalse();
    }

    [Test]
    public async Task T6_Accepting_twice_is_the_same_as_once()
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.InviteAsync(_acme, _ann, ben.Email, BuiltInRoles.Admin);
        var token = await _host.TokenOfAsync(ben.Email);

        var (first, second) = (await _host.AcceptAsync(token, ben), await _host.AcceptAsync(token, ben));

        first.Value.ShouldBe(new JoinedAnswer(_acme.Slug, "Acme", WasMember: false));
        second.Value.ShouldBe(new JoinedAnswer(_acme.Slug, "Acme", WasMember: true));
        (await _host.RowsAsync(rows => rows.MembersOf(_acme.Id).CountAsync())).ShouldBe(2);
        (await _host.RowsAsync(rows => rows.AuditOf(_acme.Id).CountAsync(one => one.Action == AuditActions.MemberJoined))).ShouldBe(1);
        (await _host.RowsAsync(rows => rows.MembersOf(_acme.Id).SingleAsync(one => one.UserId == ben.Id))).RoleId.ShouldBe(BuiltInRoles.Admin);
    }

    [Test]
    public async Task T6_Nobody_accepts_what_another_has_accepted_and_nobody_comes_back_by_it()
    {
        var (ben, eve) = (await _host.PersonAsync("Ben"), await _host.PersonAsync("Eve"));
        await _host.InviteAsync(_acme, _ann, ben.Email);
        var token = await _host.TokenOfAsync(ben.Email);
        (await _host.AcceptAsync(token, ben)).ShouldBeDone();

        (await _host.AcceptAsync(token, eve, asOther: true)).ShouldBeRefused(TeamRefusals.InvitationVoid);
        var membership = await _host.MembershipAsync(_acme, ben);
        (await _host.MembersAsync(members => members.RemoveAsync(_acme.Id, _ann.Id, membership, default))).ShouldBeDone();

        (await _host.AcceptAsync(token, ben)).ShouldBeRefused(TeamRefusals.InvitationVoid);
    }

    [Test]
    public async Task T6_There_is_one_pending_for_an_address_however_it_is_written()
    {
        await _host.InviteAsync(_acme, _ann, "One@Example.com");

        var again = await _host.InviteAsync(_acme, _ann, "one@example.COM, ONE@example.com");

        again.Value!.Outcomes.Select(one => one.Outcome).ShouldBe(["already_invited"]);
        (await _host.MailsToAsync("One@Example.com")).Count.ShouldBe(1);
        (await _host.RowsAsync(rows => rows.InvitationsOf(_acme.Id).CountAsync())).ShouldBe(1);
        await Should.ThrowAsync<DbUpdateException>(() => _host.InScopeAsync(async services =>
        {
            var rows = services.GetRequiredService<TeamRows>();
            rows.Context.Add(new Invitation { TenantId = _acme.Id, Email = "one@example.com", EmailNormalized = "one@example.com", TokenHash = "another", RoleId = BuiltInRoles.Member, InvitedBy = _ann.Id });
            return await rows.Context.SaveChangesAsync();
        }));
    }

    [Test]
    public async Task T6_Sending_again_makes_a_new_secret_and_a_new_end()
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.InviteAsync(_acme, _ann, ben.Email);
        var (old, invitation) = (await _host.TokenOfAsync(ben.Email), await PendingAsync(ben.Email));
        (await ResendAsync(invitation.Id)).ShouldBeRefused(TeamRefusals.SentJustNow);
        _host.Clock.Advance(TimeSpan.FromDays(6));

        (await ResendAsync(invitation.Id)).ShouldBeDone();

        var renewed = await PendingAsync(ben.Email);
        var token = await _host.TokenOfAsync(ben.Email);
        (renewed.Id, renewed.SentCount, renewed.ExpiresAt).ShouldBe((invitation.Id, 2, _host.Now.AddDays(7)));
        (await _host.AcceptAsync(old, ben)).ShouldBeRefused(TeamRefusals.InvitationVoid);
        (await _host.AcceptAsync(token, ben)).ShouldBeDone();
    }

    [Test]
    public async Task T6_A_revoked_or_declined_one_is_void_and_the_address_can_be_invited_anew()
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.InviteAsync(_acme, _ann, ben.Email);
        var revoked = await _host.TokenOfAsync(ben.Email);
        var id = (await PendingAsync(ben.Email)).Id;
        (await _host.WithAsync<Invitations, AuthResult>(one => one.RevokeAsync(_acme.Id, _ann.Id, id, default))).ShouldBeDone();
        (await _host.AcceptAsync(revoked, ben)).ShouldBeRefused(TeamRefusals.InvitationVoid);

        (await _host.InviteAsync(_acme, _ann, ben.Email)).Value!.Sent.ShouldBe(1);
        var declined = await _host.TokenOfAsync(ben.Email);
        (await DeclineAsync(declined)).ShouldBeDone();
        (await DeclineAsync(declined)).ShouldBeDone();
        (await _host.AcceptAsync(declined, ben)).ShouldBeRefused(TeamRefusals.InvitationVoid);

        (await _host.InviteAsync(_acme, _ann, ben.Email)).Value!.Sent.ShouldBe(1);
        (await _host.AcceptAsync(await _host.TokenOfAsync(ben.Email), ben)).ShouldBeDone();
    }

    [Test]
    public async Task T6_Forged_secrets_are_void()
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.InviteAsync(_acme, _ann, ben.Email);
        var token = await _host.TokenOfAsync(ben.Email);
        var hash = (await PendingAsync(ben.Email)).TokenHash;

        foreach (var forged in (string?[])[null, "", "x", hash, token[..^1], token + "A", token.ToUpperInvariant(), (token[0] == 'A' ? 'B' : 'A') + token[1..], Tokens.New(), new string('é', 43), "../" + token])
        {
            (await _host.AcceptAsync(forged!, ben)).ShouldBeRefused(TeamRefusals.InvitationVoid);
            (await DeclineAsync(forged)).ShouldBeRefused(TeamRefusals.InvitationVoid);
            (await _host.WithAsync<AcceptInvitation, AuthResult>(one => one.AskAgainAsync(forged, default))).ShouldBeRefused(TeamRefusals.InvitationVoid);
        }

        (await IsMemberAsync(ben)).ShouldBeFalse();
    }

    [Test]
    public async Task T6_Nobody_invites_to_more_than_their_own_role()
    {
        var (ben, cid) = (await _host.PersonAsync("Ben"), await _host.PersonAsync("Cid"));
        await _host.JoinAsync(_acme, _ann, ben, BuiltInRoles.Admin);
        await _host.JoinAsync(_acme, _ann, cid, BuiltInRoles.Member);

        (await _host.InviteAsync(_acme, ben, "boss@example.com", BuiltInRoles.Owner)).ShouldBeRefused(TeamRefusals.AboveYou);
        (await _host.InviteAsync(_acme, cid, "friend@example.com", BuiltInRoles.Guest)).ShouldBeRefused(TeamRefusals.NotAllowed);
        (await _host.InviteAsync(_acme, ben, "peer@example.com", BuiltInRoles.Admin)).Value!.Sent.ShouldBe(1);
        (await _host.InviteAsync(_acme, ben, "none@example.com", Guid.NewGuid())).ShouldBeRefused(TeamRefusals.NoSuchRole);
        (await _host.InviteAsync(_acme, await _host.PersonAsync("Eve"), "none@example.com")).ShouldBeRefused(TeamRefusals.NoSuchTeam);
        (await _host.MailsToAsync("boss@example.com")).ShouldBeEmpty();
    }

    [TestCase("removed")]
    [TestCase("left")]
    [TestCase("disabled")]
    [TestCase("demoted")]
    [TestCase("account closed")]
    public async Task T6_What_somebody_invited_is_void_once_they_could_not_invite_to_it_any_more(string how)
    {
        var (ben, cid, dan) = (await _host.PersonAsync("Ben"), await _host.PersonAsync("Cid"), await _host.PersonAsync("Dan"));
        var membership = await _host.JoinAsync(_acme, _ann, ben, BuiltInRoles.Admin);
        await _host.InviteAsync(_acme, ben, cid.Email, BuiltInRoles.Admin);
        await _host.InviteAsync(_acme, _ann, dan.Email);
        var (bens, anns) = (await _host.TokenOfAsync(cid.Email), await _host.TokenOfAsync(dan.Email));

        if (how == "account closed")
        {
            await _host.RowsAsync(rows => rows.Context.Set<User>().Where(one => one.Id == ben.Id).ExecuteUpdateAsync(change => change.SetProperty(one => one.DeletedAt, _host.Now)));
        }
        else
        {
            (await _host.MembersAsync(members => how switch
            {
                "removed" => members.RemoveAsync(_acme.Id, _ann.Id, membership, default),
                "left" => members.LeaveAsync(_acme.Id, ben.Id, default),
                "disabled" => members.DisableAsync(_acme.Id, _ann.Id, membership, default),
                _ => members.ChangeRoleAsync(_acme.Id, _ann.Id, membership, BuiltInRoles.Member, default),
            })).ShouldBeDone();
            (await _host.RowsAsync(rows => rows.InvitationsBy(ben.Id).SingleAsync())).RevokedAt.ShouldBe(_host.Now);
        }

        (await _host.AcceptAsync(bens, cid)).ShouldBeRefused(TeamRefusals.InvitationVoid);
        (await _host.AcceptAsync(anns, dan)).ShouldBeDone();
    }

    [Test]
    public async Task T6_The_right_to_invite_is_looked_up_again_when_it_is_accepted()
    {
        var (ben, cid) = (await _host.PersonAsync("Ben"), await _host.PersonAsync("Cid"));
        await _host.JoinAsync(_acme, _ann, ben, BuiltInRoles.Admin);
        await _host.InviteAsync(_acme, ben, cid.Email, BuiltInRoles.Admin);
        var token = await _host.TokenOfAsync(cid.Email);

        // As if the row had been changed by something that knows nothing of invitations.
        await _host.RowsAsync(rows => rows.MembersOf(_acme.Id).Where(one => one.UserId == ben.Id).ExecuteUpdateAsync(change => change.SetProperty(one => one.RoleId, BuiltInRoles.Guest)));

        (await _host.AcceptAsync(token, cid)).ShouldBeRefused(TeamRefusals.InvitationVoid);
    }

    [TestCase(TeamState.Suspended)]
    [TestCase(TeamState.Deleted)]
    public async Task T6_Nobody_joins_a_team_that_is_closed(TeamState state)
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.InviteAsync(_acme, _ann, ben.Email);
        var token = await _host.TokenOfAsync(ben.Email);
        await _host.RowsAsync(rows => rows.Teams.Where(one => one.Id == _acme.Id).ExecuteUpdateAsync(change => change.SetProperty(one => one.State, state)));

        (await _host.AcceptAsync(token, ben)).ShouldBeRefused(TeamRefusals.InvitationVoid);
        (await ViewAsync(token, ben)).ShouldBeRefused(TeamRefusals.InvitationVoid);
    }

    [Test]
    public async Task T6_A_member_who_follows_one_is_led_in()
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.JoinAsync(_acme, _ann, ben, BuiltInRoles.Admin);
        await _host.InviteAsync(_acme, _ann, "other@example.com", BuiltInRoles.Guest);

        var answer = await _host.AcceptAsync(await _host.TokenOfAsync("other@example.com"), ben, asOther: true);

        answer.Value.ShouldBe(new JoinedAnswer(_acme.Slug, "Acme", WasMember: true));
        (await _host.RowsAsync(rows => rows.MembersOf(_acme.Id).SingleAsync(one => one.UserId == ben.Id))).RoleId.ShouldBe(BuiltInRoles.Admin);
        (await PendingAsync("other@example.com")).AcceptedAt.ShouldBeNull();
    }

    [Test]
    public async Task T6_A_link_lets_in_as_many_as_it_says_and_makes_no_owners()
    {
        var people = new[] { await _host.PersonAsync("Ben"), await _host.PersonAsync("Cid"), await _host.PersonAsync("Dan") };
        (await LinkAsync(new InviteByLinkRequest(BuiltInRoles.Owner))).ShouldBeRefused(TeamRefusals.NotAsOwner);
        (await LinkAsync(new InviteByLinkRequest(BuiltInRoles.Member, 0))).ShouldBeRefused(TeamRefusals.LinkUsesInvalid);
        var link = (await LinkAsync(new InviteByLinkRequest(BuiltInRoles.Guest, 2))).Value!;
        var token = TokenIn(link);

        (await _host.AcceptAsync(token, people[0])).ShouldBeDone();
        (await _host.AcceptAsync(token, people[0])).ShouldBeDone();
        (await DeclineAsync(token)).ShouldBeRefused(TeamRefusals.InvitationVoid);
        (await _host.AcceptAsync(token, people[1])).ShouldBeDone();

        (await _host.AcceptAsync(token, people[2])).ShouldBeRefused(TeamRefusals.InvitationVoid);
        (await _host.RowsAsync(rows => rows.InvitationsOf(_acme.Id).SingleAsync(one => one.Id == link.InvitationId))).Uses.ShouldBe(2);
    }

    [TestCase("removed")]
    [TestCase("left")]
    public async Task T6_Nobody_who_is_gone_comes_back_by_what_was_sent_before(string how)
    {
        var (ben, cid) = (await _host.PersonAsync("Ben"), await _host.PersonAsync("Cid"));
        var (other, _) = ($"other-{Guid.NewGuid():N}@example.com", await _host.JoinAsync(_acme, _ann, ben, BuiltInRoles.Member));
        var link = TokenIn((await LinkAsync(new InviteByLinkRequest(BuiltInRoles.Member))).Value!);
        await _host.InviteAsync(_acme, _ann, other);
        var (mailed, membership) = (await _host.TokenOfAsync(other), await _host.MembershipAsync(_acme, ben));
        _host.Clock.Advance(TimeSpan.FromMinutes(2));
        (await _host.MembersAsync(members => members.ChangeRoleAsync(_acme.Id, _ann.Id, membership, BuiltInRoles.Guest, default))).ShouldBeDone();
        (await _host.MembersAsync(members => how == "left" ? members.LeaveAsync(_acme.Id, ben.Id, default) : members.RemoveAsync(_acme.Id, _ann.Id, membership, default))).ShouldBeDone();

        foreach (var token in new[] { link, mailed })
        {
            (await ViewAsync(token, ben)).ShouldBeRefused(TeamRefusals.InvitationVoid);
            (await _host.AcceptAsync(token, ben, asOther: true)).ShouldBeRefused(TeamRefusals.InvitationVoid);
        }

        (await IsMemberAsync(ben)).ShouldBeFalse();
        (await _host.AcceptAsync(link, cid)).ShouldBeDone();
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await ResendAsync((await PendingAsync(other)).Id)).ShouldBeDone();
        (await _host.AcceptAsync(await _host.TokenOfAsync(other), ben, asOther: true)).ShouldBeDone();
    }

    [Test]
    public async Task T6_Links_that_are_out_are_void_once_teams_may_not_invite_by_them()
    {
        var ben = await _host.PersonAsync("Ben");
        var token = TokenIn((await LinkAsync(new InviteByLinkRequest(BuiltInRoles.Member))).Value!);
        var settings = _host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<TeamsSettings>>().CurrentValue;
        settings.InvitationLinks = false;
        try
        {
            (await ViewAsync(token, ben)).ShouldBeRefused(TeamRefusals.InvitationVoid);
            (await _host.AcceptAsync(token, ben)).ShouldBeRefused(TeamRefusals.InvitationVoid);
        }
        finally
        {
            settings.InvitationLinks = true;
        }

        (await _host.AcceptAsync(token, ben)).ShouldBeDone();
    }

    [Test]
    public async Task T6_Looking_at_one_changes_nothing()
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.InviteAsync(_acme, _ann, ben.Email);
        var token = await _host.TokenOfAsync(ben.Email);
        var before = System.Text.Json.JsonSerializer.Serialize(await PendingAsync(ben.Email));

        var view = (await ViewAsync(token, ben)).Value!;

        (view.TeamName, view.InviterName, view.Email, view.IsExpired, view.IsMember, view.TeamSlug).ShouldBe(("Acme", "Ann", ben.Email, false, false, null));
        System.Text.Json.JsonSerializer.Serialize(await PendingAsync(ben.Email)).ShouldBe(before);
        (await IsMemberAsync(ben)).ShouldBeFalse();
    }

    private Task<bool> IsMemberAsync(Person person) => _host.RowsAsync(rows => rows.MembersOf(_acme.Id).AnyAsync(one => one.UserId == person.Id && one.State == MembershipState.Active));

    private Task<Invitation> PendingAsync(string email)
    {
        var normalized = EmailAddress.Normalize(email);
        return _host.RowsAsync(rows => rows.InvitationsOf(_acme.Id).AsNoTracking().SingleAsync(one => one.EmailNormalized == normalized && one.RevokedAt == null && one.DeclinedAt == null));
    }

    private Task<AuthResult> ResendAsync(Guid id) => _host.WithAsync<Invitations, AuthResult>(one => one.ResendAsync(_acme.Id, _ann.Id, id, default));

    private Task<AuthResult> DeclineAsync(string? token) => _host.WithAsync<AcceptInvitation, AuthResult>(one => one.DeclineAsync(token, null, default));

    private Task<AuthResult<InvitationView>> ViewAsync(string token, Person? person) => _host.WithAsync<AcceptInvitation, AuthResult<InvitationView>>(one => one.FindAsync(token, person?.Id, default));

    private static string TokenIn(LinkAnswer link) => new Uri(link.Url).AbsolutePath.Split('/')[^1];

    private Task<AuthResult<LinkAnswer>> LinkAsync(InviteByLinkRequest request) => _host.WithAsync<Invitations, AuthResult<LinkAnswer>>(one => one.InviteByLinkAsync(_acme.Id, _ann.Id, request, default));
}
