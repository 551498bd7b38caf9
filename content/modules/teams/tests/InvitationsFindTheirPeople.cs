using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;
using QuickScale.Modules.Notifications;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>T7: who accepts, and under which address.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class InvitationsFindTheirPeople(DatabaseKind kind)
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
    public async Task T7_Whoever_is_logged_in_with_another_address_is_asked_and_told_both()
    {
        var (email, ben) = (Unused("ben"), await _host.PersonAsync("Ben"));
        await _host.InviteAsync(_acme, _ann, email);
        var token = await _host.TokenOfAsync(email);

        var view = await _host.WithAsync<AcceptInvitation, AuthResult<InvitationView>>(one => one.FindAsync(token, ben.Id, default));
        var refused = await _host.AcceptAsync(token, ben);

        (view.Value!.IsForOtherAddress, view.Value.AllowsOtherAddress, view.Value.Email, view.Value.CurrentEmail).ShouldBe((true, true, email, ben.Email));
        refused.ShouldBeRefused(TeamRefusals.OtherAddress("", ""));
        refused.Refusals[0].Message.ShouldContain(email);
        refused.Refusals[0].Message.ShouldContain(ben.Email);
        (await _host.RowsAsync(rows => rows.MembersOf(_acme.Id).CountAsync())).ShouldBe(1);
    }

    [Test]
    public async Task T7_Joining_with_another_address_records_both_and_tells_the_inviter()
    {
        var (email, ben) = (Unused("ben"), await _host.PersonAsync("Ben"));
        await _host.InviteAsync(_acme, _ann, email);

        (await _host.AcceptAsync(await _host.TokenOfAsync(email), ben, asOther: true)).ShouldBeDone();

        var row = await _host.RowsAsync(rows => rows.InvitationsOf(_acme.Id).SingleAsync());
        (row.EmailNormalized, row.AcceptedEmail, row.AcceptedBy).ShouldBe((email, ben.Email, ben.Id));
        (await _host.RowsAsync(rows => rows.MembersOf(_acme.Id).SingleAsync(one => one.UserId == ben.Id))).InvitedEmail.ShouldBe(email);
        var text = (await _host.MailsToAsync(_ann.Email)).Single(mail => mail.Kind == "teams.invitation-accepted").Mail.Text;
        text.ShouldContain(email);
        text.ShouldContain(ben.Email);
        text.ShouldContain("another address");
    }

    [Test]
    public async Task T7_A_team_may_take_only_the_addresses_that_it_has_invited()
    {
        var (email, ben) = (Unused("ben"), await _host.PersonAsync("Ben"));
        (await _host.WithAsync<UpdateTeam, AuthResult>(update => update.RunAsync(_acme.Id, _ann.Id, new UpdateTeamRequest("Acme", null, null, AllowOtherAddresses: false), default))).ShouldBeDone();
        await _host.InviteAsync(_acme, _ann, $"{email} {ben.Email}");

        (await _host.AcceptAsync(await _host.TokenOfAsync(email), ben, asOther: true)).ShouldBeRefused(TeamRefusals.OtherAddressesOff);
        (await _host.AcceptAsync(await _host.TokenOfAsync(ben.Email), ben)).ShouldBeDone();
    }

    [Test]
    public async Task T7_An_account_that_is_made_by_an_invitation_is_confirmed_logged_in_and_a_member()
    {
        var email = Unused("new");
        await _host.InviteAsync(_acme, _ann, email, BuiltInRoles.Guest);
        var token = await _host.TokenOfAsync(email);
        using var browser = _host.Browser();

        using var answer = await browser.ApiAsync(HttpMethod.Post, "/api/teams/invitations/sign-up", new { token, password = TeamsHost.Password, name = "New" });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var user = await _host.RowsAsync(rows => rows.Context.Set<User>().SingleAsync(one => one.NormalizedEmail == email));
        (user.EmailVerifiedAt, user.Name).ShouldBe((_host.Now, "New"));
        (await _host.MailsToAsync(email)).ShouldNotContain(mail => mail.Kind == "auth.verify-email");
        var team = await (await browser.ApiAsync(HttpMethod.Get, $"/api/teams/{_acme.Slug}")).JsonAsync();
        ((string?)team["roleKey"]).ShouldBe("guest");
        using var again = await _host.Browser().ApiAsync(HttpMethod.Post, "/api/teams/invitations/sign-up", new { token, password = TeamsHost.Password });
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task T7_Signing_up_by_an_invitation_keeps_to_the_rules_of_signing_up()
    {
        var email = Unused("weak");
        await _host.InviteAsync(_acme, _ann, email);
        var token = await _host.TokenOfAsync(email);
        using var browser = _host.Browser();

        using var answer = await browser.ApiAsync(HttpMethod.Post, "/api/teams/invitations/sign-up", new { token, password = "password", name = new string('x', 101) });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.JsonAsync())["errors"]!.AsObject().Select(one => one.Key).Order().ShouldBe(["name", "password"]);
        (await _host.RowsAsync(rows => rows.Context.Set<User>().AnyAsync(one => one.NormalizedEmail == email))).ShouldBeFalse();
    }

    [Test]
    public async Task T7_An_account_that_somebody_else_made_with_the_address_does_not_open_to_them()
    {
        var email = Unused("hijack");
        using var eve = _host.Browser();
        (await eve.PostAsync(AuthPaths.SignUp, new() { ["email"] = email, ["password"] = "eve chose this one" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await _host.InviteAsync(_acme, _ann, email);
        using var browser = _host.Browser();

        using var answer = await browser.ApiAsync(HttpMethod.Post, "/api/teams/invitations/sign-up", new { token = await _host.TokenOfAsync(email), password = TeamsHost.Password });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await eve.PostAsync(AuthPaths.Login, new() { ["email"] = email, ["password"] = "eve chose this one" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var verify = (await _host.MailsToAsync(email)).Single(mail => mail.Kind == "auth.verify-email").Mail.Text.Split('\n').First(line => line.StartsWith("https://", StringComparison.Ordinal));
        (await eve.PostAsync(new Uri(verify).PathAndQuery, [])).StatusCode.ShouldBe(HttpStatusCode.BadRequest, "the link from before is void");
    }

    [Test]
    public async Task T7_Whoever_has_an_account_is_led_to_the_login()
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.InviteAsync(_acme, _ann, ben.Email);
        var token = await _host.TokenOfAsync(ben.Email);
        using var browser = _host.Browser();

        using var answer = await browser.ApiAsync(HttpMethod.Post, "/api/teams/invitations/sign-up", new { token, password = TeamsHost.Password });

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string?)(await answer.JsonAsync())["code"]).ShouldBe("has_account");
        (await _host.WithAsync<AcceptInvitation, AuthResult<InvitationView>>(one => one.FindAsync(token, null, default))).Value!.HasAccount.ShouldBeTrue();
    }

    [Test]
    public async Task T7_Accepting_confirms_the_address_that_it_was_sent_to_and_no_other()
    {
        var ben = await _host.PersonAsync("Ben", change: user => user.EmailVerifiedAt = null);
        var cid = await _host.PersonAsync("Cid", change: user => user.EmailVerifiedAt = null);
        await _host.InviteAsync(_acme, _ann, $"{ben.Email} {Unused("other")}");
        var other = (await _host.RowsAsync(rows => rows.InvitationsOf(_acme.Id).SingleAsync(one => one.EmailNormalized != ben.Email))).Email!;

        (await _host.AcceptAsync(await _host.TokenOfAsync(ben.Email), ben)).ShouldBeDone();
        (await _host.AcceptAsync(await _host.TokenOfAsync(other), cid, asOther: true)).ShouldBeDone();

        (await VerifiedAsync(ben)).ShouldBe(_host.Now);
        (await VerifiedAsync(cid)).ShouldBeNull();
    }

    [Test]
    public async Task T7_Whoever_has_an_expired_one_can_ask_for_another_and_the_inviter_is_told_once_a_day()
    {
        var email = Unused("late");
        await _host.InviteAsync(_acme, _ann, email);
        var token = await _host.TokenOfAsync(email);
        (await AskAsync(token)).ShouldBeRefused(TeamRefusals.InvitationNotExpired);
        _host.Clock.Advance(TimeSpan.FromDays(8));

        (await _host.WithAsync<AcceptInvitation, AuthResult<InvitationView>>(one => one.FindAsync(token, null, default))).Value!.IsExpired.ShouldBeTrue();
        (await AskAsync(token)).ShouldBeDone();
        (await AskAsync(token)).ShouldBeDone();

        (await _host.MailsToAsync(_ann.Email)).Count(mail => mail.Kind == "teams.invitation-asked-again").ShouldBe(1);
        (await _host.InviteAsync(_acme, _ann, email)).Value!.Sent.ShouldBe(1);
        (await AskAsync(token)).ShouldBeRefused(TeamRefusals.InvitationVoid);
        (await _host.RowsAsync(rows => rows.InvitationsOf(_acme.Id).CountAsync())).ShouldBe(1);
    }

    [TestCase("invite", true)]
    [TestCase("closed", false)]
    public async Task T7_Registration_by_invitation_lets_the_invited_in_and_a_closed_one_nobody(string registration, bool isLetIn)
    {
        await using var host = await TeamsHost.StartAsync(kind, new() { ["Modules:auth:registration"] = registration });
        var ann = await host.PersonAsync("Ann");
        var team = await host.TeamAsync(ann);
        await host.InviteAsync(team, ann, "new@example.com");
        using var browser = host.Browser();

        using var invited = await browser.ApiAsync(HttpMethod.Post, "/api/teams/invitations/sign-up", new { token = await host.TokenOfAsync("new@example.com"), password = TeamsHost.Password });
        using var other = await host.Browser().ApiAsync(HttpMethod.Post, "/api/auth/sign-up", new { email = "other@example.com", password = TeamsHost.Password });

        invited.StatusCode.ShouldBe(isLetIn ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        other.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<AuthResult> AskAsync(string token) => _host.WithAsync<AcceptInvitation, AuthResult>(one => one.AskAgainAsync(token, default));

    private Task<DateTime?> VerifiedAsync(Person person) => _host.RowsAsync(rows => rows.Context.Set<User>().Where(one => one.Id == person.Id).Select(one => one.EmailVerifiedAt).SingleAsync());

    private static string Unused(string name) => $"{name}-{Guid.CreateVersion7():N}@example.com";
}
