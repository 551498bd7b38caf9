using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;
using QuickScale.Modules.Notifications;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>T8: what inviters and strangers learn of an address, and how much it may get.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class InvitationsTellNothing(DatabaseKind kind)
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
    public async Task T8_The_inviter_learns_nothing_of_accounts()
    {
        var (ben, nobody) = (await _host.PersonAsync("Ben"), Unused("nobody"));

        var (known, unknown) = (await _host.InviteAsync(_acme, _ann, ben.Email), await _host.InviteAsync(_acme, _ann, nobody));

        known.Value!.Outcomes.Single().Outcome.ShouldBe(unknown.Value!.Outcomes.Single().Outcome);
        var (first, second) = ((await _host.MailsToAsync(ben.Email))[^1], (await _host.MailsToAsync(nobody))[^1]);
        first.Mail.Subject.ShouldBe(second.Mail.Subject);
        var list = (await _host.WithAsync<Invitations, AuthResult<InvitationsPage>>(one => one.ListAsync(_acme.Id, _ann.Id, null, Invitations.MostListed, default))).Value!.Invitations;
        list.Select(one => (one.State, one.RoleName, one.InvitedBy)).Distinct().Count().ShouldBe(1);
    }

    [TestCase("Win 1000 at https://evil.example/claim now", "evil.example")]
    [TestCase("evil.example", "evil.example")]
    [TestCase("www.evil.example/x?y=1", "www.")]
    [TestCase("HTTP://EVIL.EXAMPLE", "HTTP:")]
    [TestCase("javascript:alert(1)", "javascript:")]
    [TestCase("evil。example", "evil。example")]
    [TestCase("mail me at eve@evil.example", "eve@evil.example")]
    [TestCase("//evil.example", "//")]
    public void T8_Names_in_mails_hold_nothing_that_becomes_a_link(string name, string link)
    {
        var written = PersonNames.ForMail(name);

        written.ShouldNotContain(link, Case.Insensitive);
        written.ShouldNotContain("://");
        System.Text.RegularExpressions.Regex.IsMatch(written, @"[\p{L}\d]\.[\p{L}]{2,}").ShouldBeFalse(written);
    }

    [TestCase("Acme\r\nBcc: victim@example.com")]
    [TestCase("Acme\nX: y")]
    [TestCase("Acme\u2028line")]
    [TestCase("Acme\u202Egnp.exe")]
    [TestCase("Acme\u200B")]
    [TestCase("\0Acme")]
    [TestCase("   ")]
    [TestCase("Acme\uD800")]
    public async Task T8_Names_that_would_break_a_header_or_deceive_are_refused(string name)
    {
        var made = await _host.WithAsync<CreateTeam, AuthResult<Team>>(create => create.RunAsync(_ann.Id, new CreateTeamRequest(name), default));
        var renamed = await _host.WithAsync<UpdateTeam, AuthResult>(update => update.RunAsync(_acme.Id, _ann.Id, new UpdateTeamRequest(name, null, null, true), default));

        made.ShouldBeRefused(TeamRefusals.NameInvalid);
        renamed.ShouldBeRefused(TeamRefusals.NameInvalid);
    }

    [Test]
    public async Task T8_A_name_of_an_account_that_forges_headers_forges_none()
    {
        // auth refuses such a name; a row from an import may have it.
        var eve = await _host.PersonAsync("Eve", change: user => user.Name = "Eve\r\nBcc: forged@example.com");
        var team = await _host.TeamAsync(eve, "Team with a name");
        var email = Unused("target");

        await _host.InviteAsync(team, eve, email);

        var mail = (await _host.MailsToAsync(email)).Single().Mail;
        mail.Subject.ShouldBe("Eve Bcc: forged example com invited you to Team with a name");
        (await _host.MailsToAsync("forged@example.com")).ShouldBeEmpty();
    }

    [TestCase("ann@example.com\r\nBcc: victim@example.com")]
    [TestCase("<ann@example.com>")]
    [TestCase("\"a b\"@example.com")]
    [TestCase("ann@@example.com")]
    [TestCase("not an address")]
    public async Task T8_What_is_no_address_is_said_to_be_none(string typed)
    {
        var result = await _host.InviteAsync(_acme, _ann, $"fine-{Guid.NewGuid():N}@example.com,{typed}");

        var outcomes = result.Value!.Outcomes;
        outcomes.Count(one => one.Outcome == "sent").ShouldBeGreaterThanOrEqualTo(1);
        outcomes.Where(one => one.Outcome == "invalid").ShouldNotBeEmpty();
        outcomes.ShouldNotContain(one => one.Email.Contains('\n'));
    }

    [Test]
    public async Task T8_Ten_thousand_at_once_are_refused_in_one_sentence_and_nobody_is_written_to()
    {
        var many = new StringBuilder();
        for (var number = 0; number < 10_000; number++)
        {
            many.Append(System.Globalization.CultureInfo.InvariantCulture, $"bulk-{number}@example.com\n");
        }

        var result = await _host.InviteAsync(_acme, _ann, many.ToString());

        result.Refusals.Single().Message.ShouldBe("These are 10,000 addresses; no more than 100 can be invited at once. Nobody was invited: send fewer, in several steps.");
        (await _host.RowsAsync(rows => rows.InvitationsOf(_acme.Id).CountAsync())).ShouldBe(0);
    }

    [Test]
    public async Task T8_Many_at_once_get_an_answer_each()
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.JoinAsync(_acme, _ann, ben, BuiltInRoles.Member);
        var (pending, fresh) = (Unused("pending"), Enumerable.Range(0, 97).Select(number => Unused($"fresh{number}")).ToList());
        await _host.InviteAsync(_acme, _ann, pending);

        var result = await _host.InviteAsync(_acme, _ann, string.Join("; ", [ben.Email, pending, "nonsense", .. fresh]));

        result.Value!.Sent.ShouldBe(97);
        result.Value.Outcomes.GroupBy(one => one.Outcome).ToDictionary(one => one.Key, one => one.Count())
            .ShouldBe(new Dictionary<string, int> { ["sent"] = 97, ["already_member"] = 1, ["already_invited"] = 1, ["invalid"] = 1 }, ignoreOrder: true);
    }

    [Test]
    public async Task T8_A_team_mails_so_many_in_a_day_and_all_or_none_of_a_list()
    {
        await using var host = await TeamsHost.StartAsync(kind, new() { ["Modules:teams:invitations_per_day"] = "3" });
        var ann = await host.PersonAsync("Ann");
        var team = await host.TeamAsync(ann);
        (await host.InviteAsync(team, ann, "a@example.com b@example.com")).Value!.Sent.ShouldBe(2);

        var refused = await host.InviteAsync(team, ann, "c@example.com d@example.com");

        refused.Refusals.Single().Message.ShouldBe("This team can send 1 more invitation today. Nobody was invited: send fewer, or wait until tomorrow.");
        refused.Refusals.Single().Status.ShouldBe(429);
        (await host.MailsToAsync("c@example.com")).ShouldBeEmpty();
        (await host.InviteAsync(team, ann, "c@example.com")).Value!.Sent.ShouldBe(1);
        (await host.InviteAsync(team, ann, "d@example.com")).Refusals.Single().Code.ShouldBe("invitation_limit");
        host.Clock.Advance(TimeSpan.FromDays(1));
        (await host.InviteAsync(team, ann, "d@example.com")).Value!.Sent.ShouldBe(1);
    }

    [Test]
    public async Task T8_One_address_gets_no_flood_from_many_teams()
    {
        var email = Unused("flooded");
        for (var number = 0; number < 12; number++)
        {
            var eve = await _host.PersonAsync("Eve");
            (await _host.InviteAsync(await _host.TeamAsync(eve, "Flood"), eve, email)).Value!.Sent.ShouldBe(1, "the answer does not tell");
        }

        (await _host.MailsToAsync(email)).Count.ShouldBe(10);
    }

    [Test]
    public async Task T8_An_address_that_is_suppressed_gets_no_invitation_and_the_answer_does_not_tell()
    {
        var email = Unused("complained");
        await _host.RowsAsync(rows =>
        {
            rows.Context.Add(new Suppression { EmailNormalized = email, Reason = SuppressionReason.Complaint, At = _host.Now, Source = "postmark" });
            return rows.Context.SaveChangesAsync();
        });

        (await _host.InviteAsync(_acme, _ann, email)).Value!.Outcomes.Single().Outcome.ShouldBe("sent");

        (await _host.MailsToAsync(email)).ShouldBeEmpty();
        var mail = await InvitationAsync(email);
        (mail.State, mail.Reason).ShouldBe((EmailState.Suppressed, "The address is suppressed: mail to it bounced or was called spam."));
    }

    [Test]
    public async Task The_secret_of_an_invitation_is_not_kept_once_it_is_mailed()
    {
        var email = Unused("mailed");
        await _host.InviteAsync(_acme, _ann, email);

        (await _host.MailsToAsync(email)).ShouldHaveSingleItem();

        var mail = await InvitationAsync(email);
        (mail.State, mail.CanRepeat, mail.Content).ShouldBe((EmailState.Sent, false, null));
    }

    [Test]
    public async Task T8_No_team_uses_up_what_others_may_send_to_an_address()
    {
        var (email, eve) = (Unused("wanted"), await _host.PersonAsync("Eve"));
        var hostile = await _host.TeamAsync(eve, "Hostile");
        for (var day = 0; day < 3; day++)
        {
            await _host.InviteAsync(hostile, eve, email);
            for (var number = 0; number < 15; number++)
            {
                _host.Clock.Advance(TimeSpan.FromMinutes(2));
                (await ResendAsync(hostile, eve, email)).ShouldBeDone();
            }

            _host.Clock.Advance(TimeSpan.FromDays(1));
        }

        (await SecretsToAsync(email)).ShouldBe(9);
        await _host.InviteAsync(_acme, _ann, email);

        (await SecretsToAsync(email)).ShouldBe(10);
    }

    [Test]
    public async Task T8_The_secret_that_is_out_stays_good_when_the_address_has_had_enough()
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.InviteAsync(_acme, _ann, ben.Email);
        for (var number = 0; number < 4; number++)
        {
            // Those before have arrived: only so the last one is the newest.
            await SecretsShouldArriveAsync(ben.Email, Math.Min(number + 1, 3));
            _host.Clock.Advance(TimeSpan.FromMinutes(2));
            (await ResendAsync(_acme, _ann, ben.Email)).ShouldBeDone();
        }

        (await SecretsToAsync(ben.Email)).ShouldBe(3);
        (await _host.AcceptAsync(await _host.TokenOfAsync(ben.Email), ben)).ShouldBeDone();
    }

    /// <summary>How many secrets an address got: where the clock is moved while a message is on its way, it may arrive twice.</summary>
    private async Task<int> SecretsToAsync(string email) => (await _host.MailsToAsync(email)).Select(mail => mail.Mail.Text).Distinct().Count();

    private async Task SecretsShouldArriveAsync(string email, int count)
    {
        for (var end = DateTime.UtcNow.AddSeconds(30); await SecretsToAsync(email) < count; await Task.Delay(20))
            DateTime.UtcNow.ShouldBeLessThan(end, $"{count} secrets arrive");
    }

    private async Task<AuthResult> ResendAsync(Team team, Person actor, string email)
    {
        var id = await _host.RowsAsync(rows => rows.InvitationsOf(team.Id).Where(one => one.EmailNormalized == email).Select(one => one.Id).SingleAsync());
        return await _host.WithAsync<Invitations, AuthResult>(one => one.ResendAsync(team.Id, actor.Id, id, default));
    }

    private Task<EmailRecord> InvitationAsync(string email) => _host.RowsAsync(rows => rows.Context.Set<EmailRecord>().AsNoTracking().SingleAsync(one => one.To == email));

    private static string Unused(string name) => $"{name}-{Guid.CreateVersion7():N}@example.com";
}
