using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>What people do in a browser without script, from the first team to the last goodbye.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class PagesWorkWithoutScript(DatabaseKind kind)
{
    private TeamsHost _host = null!;
    private Person _ann = null!;
    private Team _acme = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TeamsHost.StartAsync(kind, new() { ["Modules:teams:custom_roles"] = "true" });

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [SetUp]
    public async Task Make()
    {
        _ann = await _host.PersonAsync("Ann");
        _acme = await _host.TeamAsync(_ann);
    }

    [Test]
    public async Task A_team_is_made_and_every_page_of_it_is_there_for_its_owner()
    {
        using var browser = await _host.SignedInAsync(_ann);
        using var made = await browser.PostAsync(TeamsPaths.Mine, new() { ["name"] = "Best <b>Team</b>", ["slug"] = $"best-{_ann.Id:N}"[..30] });
        made.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var slug = made.Headers.Location!.ToString().Split('/')[^1];

        foreach (var path in new[] { "", "/members", "/invitations", "/roles", "/settings", "/transfer", "/delete", "/audit" })
        {
            using var page = await browser.GetAsync($"/t/{slug}{path}");
            page.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            var text = await page.Content.ReadAsStringAsync();
            text.ShouldContain("Best &lt;b&gt;Team&lt;/b&gt;");
            Regex.Count(text, "<h1>").ShouldBe(1, path);
        }

        (await browser.TextAsync(TeamsPaths.Mine)).ShouldContain($"/t/{slug}\"");
    }

    [Test]
    public async Task Members_and_invitations_come_page_by_page()
    {
        // Names that sort otherwise by their bytes, and two that are the same.
        string[] names = ["zoe", "Ben", "cid", "Ben", "Dan"];
        foreach (var name in names)
        {
            var person = await _host.PersonAsync(name);
            await _host.RowsAsync(async rows =>
            {
                rows.Context.Add(new Membership { TenantId = _acme.Id, UserId = person.Id, RoleId = BuiltInRoles.Member, JoinedAt = _host.Now });
                return await rows.Context.SaveChangesAsync();
            });
        }

        (await _host.InviteAsync(_acme, _ann, string.Join(',', Enumerable.Range(1, 52).Select(number => $"invited-{number}@example.com")))).ShouldBeDone();
        using var browser = await _host.SignedInAsync(_ann);

        (await PagesAsync("members", "after", 2, "name")).ShouldBe(["Ann", "Ben", "Ben", "cid", "Dan", "zoe"]);
        (await PagesAsync("members", "after", 6, "name")).Count.ShouldBe(6);
        var invited = await PagesAsync("invitations", "before", 20, "email");
        (invited.Count, invited.Distinct().Count()).ShouldBe((52, 52));

        var first = await browser.TextAsync(TeamsPaths.Invitations(_acme.Slug));
        Regex.Count(first, "handler=Revoke").ShouldBe(50);
        var second = await browser.TextAsync(Regex.Match(first, "href=\"([^\"]*before=[^\"]*)\"[^>]*>Older invitations<").Groups[1].Value);
        Regex.Count(second, "handler=Revoke").ShouldBe(2);
        second.ShouldNotContain("Older invitations");

        async Task<List<string?>> PagesAsync(string list, string cursor, int take, string property)
        {
            var (found, next) = (new List<string?>(), (string?)null);
            do
            {
                using var answer = await browser.GetAsync($"/api/teams/{_acme.Slug}/{list}?take={take}{(next is null ? "" : $"&{cursor}={next}")}");
                var page = await answer.JsonAsync();
                found.AddRange(page[list]!.AsArray().Select(one => (string?)one![property]));
                page[list]!.AsArray().Count.ShouldBeLessThanOrEqualTo(take);
                next = (string?)page["next"];
            }
            while (next is not null);
            return found;
        }
    }

    [Test]
    public async Task A_refused_form_comes_back_with_its_values_and_the_sentence_at_the_field()
    {
        using var browser = await _host.SignedInAsync(_ann);

        using var answer = await browser.PostAsync(TeamsPaths.Mine, new() { ["name"] = "Kept", ["slug"] = "adm1n" });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("value=\"Kept\"");
        text.ShouldContain("<p class=\"field-error\" id=\"slug-error\">This address is reserved. Choose another one.</p>");
    }

    [Test]
    public async Task T6_Looking_at_the_page_of_an_invitation_accepts_nothing_and_tells_no_other_site_the_secret()
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.InviteAsync(_acme, _ann, ben.Email);
        var path = TeamsPaths.Invitation(await _host.TokenOfAsync(ben.Email));
        using var browser = await _host.SignedInAsync(ben);

        using var page = await browser.GetAsync(path);

        page.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        page.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await page.Content.ReadAsStringAsync()).ShouldContain("Join Acme");
        (await _host.RowsAsync(rows => rows.MembersOf(_acme.Id).CountAsync())).ShouldBe(1);
        using var joined = await browser.PostAsync(path, []);
        joined.Headers.Location!.ToString().ShouldBe($"/t/{_acme.Slug}?done=joined");
        (await browser.TextAsync(joined.Headers.Location.ToString())).ShouldContain("You have joined the team.");
        (await browser.TextAsync(path)).ShouldContain("You are a member of this team already.");
    }

    [Test]
    public async Task T7_A_new_person_signs_up_on_the_page_of_the_invitation_and_is_in()
    {
        var email = $"new-{Guid.NewGuid():N}@example.com";
        await _host.InviteAsync(_acme, _ann, email, BuiltInRoles.Admin);
        var path = TeamsPaths.Invitation(await _host.TokenOfAsync(email));
        using var browser = _host.Browser();
        (await browser.TextAsync(path)).ShouldContain("Sign up and join");

        using var weak = await browser.PostAsync(path, new() { ["password"] = "short", ["name"] = "Nel" }, "SignUp");
        weak.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await weak.Content.ReadAsStringAsync()).ShouldContain("id=\"password-error\"");
        using var joined = await browser.PostAsync(path, new() { ["password"] = TeamsHost.Password, ["name"] = "Nel" }, "SignUp");

        joined.Headers.Location!.ToString().ShouldBe($"/t/{_acme.Slug}?done=joined");
        (await browser.TextAsync(TeamsPaths.Members(_acme.Slug))).ShouldContain("Nel");
    }

    [Test]
    public async Task T7_With_another_address_there_are_two_buttons()
    {
        var (ben, email) = (await _host.PersonAsync("Ben"), $"other-{Guid.NewGuid():N}@example.com");
        await _host.InviteAsync(_acme, _ann, email);
        var path = TeamsPaths.Invitation(await _host.TokenOfAsync(email));
        using var browser = await _host.SignedInAsync(ben);

        var text = await browser.TextAsync(path);
        text.ShouldContain($"Join as {ben.Email}");
        text.ShouldContain($"Log out and go on as {email}");
        using var loggedOut = await browser.PostAsync(path, [], "LogOut");
        loggedOut.Headers.Location!.ToString().ShouldBe(path);
        (await browser.TextAsync(path)).ShouldContain("Sign up and join");

        using var other = await _host.SignedInAsync(ben);
        using var joined = await other.PostAsync(path, new() { ["asOther"] = "true" });
        joined.Headers.Location!.ToString().ShouldBe($"/t/{_acme.Slug}?done=joined");
    }

    [Test]
    public async Task T7_An_expired_one_has_the_button_that_asks_for_another()
    {
        var email = $"late-{Guid.NewGuid():N}@example.com";
        await _host.InviteAsync(_acme, _ann, email);
        var path = TeamsPaths.Invitation(await _host.TokenOfAsync(email));
        _host.Clock.Advance(TimeSpan.FromDays(8));
        using var browser = _host.Browser();
        (await browser.TextAsync(path)).ShouldContain("Ask for a new invitation");

        using var asked = await browser.PostAsync(path, [], "AskAgain");

        (await browser.TextAsync(asked.Headers.Location!.ToString())).ShouldContain("The inviter is told");
        (await _host.MailsToAsync(_ann.Email)).ShouldContain(mail => mail.Kind == "teams.invitation-asked-again");
    }

    [Test]
    public async Task T6_A_secret_that_is_none_is_answered_404_with_a_sentence()
    {
        using var answer = await _host.Browser().GetAsync(TeamsPaths.Invitation(Tokens.New()));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("This invitation is not good any more");
    }

    [Test]
    public async Task Members_are_invited_changed_and_removed_on_pages()
    {
        var ben = await _host.PersonAsync("Ben");
        using var browser = await _host.SignedInAsync(_ann);
        using var sent = await browser.PostAsync(TeamsPaths.Invitations(_acme.Slug), new() { ["emails"] = ben.Email, ["roleId"] = BuiltInRoles.Member.ToString() });
        sent.Headers.Location!.ToString().ShouldBe($"/t/{_acme.Slug}/invitations?done=sent");
        using var mixed = await browser.PostAsync(TeamsPaths.Invitations(_acme.Slug), new() { ["emails"] = $"{ben.Email}\nnonsense", ["roleId"] = BuiltInRoles.Member.ToString() });
        (await mixed.Content.ReadAsStringAsync()).ShouldContain("Is invited already");
        (await _host.AcceptAsync(await _host.TokenOfAsync(ben.Email), ben)).ShouldBeDone();
        var bens = (await _host.MembershipAsync(_acme, ben)).ToString();

        using var changed = await browser.PostAsync(TeamsPaths.Members(_acme.Slug), new() { ["id"] = bens, ["roleId"] = BuiltInRoles.Guest.ToString() }, "Role");
        changed.Headers.Location!.ToString().ShouldEndWith("?done=role");
        using var disabled = await browser.PostAsync(TeamsPaths.Members(_acme.Slug), new() { ["id"] = bens }, "Disable");
        disabled.Headers.Location!.ToString().ShouldEndWith("?done=disabled");
        using var removed = await browser.PostAsync(TeamsPaths.Members(_acme.Slug), new() { ["id"] = bens }, "Remove");
        removed.Headers.Location!.ToString().ShouldEndWith("?done=removed");
        using var gone = await browser.PostAsync(TeamsPaths.Members(_acme.Slug), new() { ["id"] = bens }, "Remove");
        (await gone.Content.ReadAsStringAsync()).ShouldContain("There is no such member in this team.");
        WebUtility.HtmlDecode(await browser.TextAsync(TeamsPaths.Audit(_acme.Slug))).ShouldContain("role: Member → Guest");
    }

    [Test]
    public async Task T10_A_team_is_handed_over_after_a_proof_of_identity_and_left()
    {
        var ben = await _host.PersonAsync("Ben");
        var bens = await _host.JoinAsync(_acme, _ann, ben, BuiltInRoles.Member);
        using var browser = await _host.SignedInAsync(_ann);
        _host.Clock.Advance(TimeSpan.FromMinutes(11));
        using var asked = await browser.GetAsync(TeamsPaths.Transfer(_acme.Slug));
        asked.Headers.Location!.ToString().ShouldStartWith(AuthPaths.Confirm);
        (await browser.PostAsync(asked.Headers.Location.ToString(), new() { ["currentPassword"] = TeamsHost.Password, ["password"] = TeamsHost.Password })).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        using var done = await browser.PostAsync(TeamsPaths.Transfer(_acme.Slug), new() { ["membershipId"] = bens.ToString() });
        done.Headers.Location!.ToString().ShouldBe($"/t/{_acme.Slug}/members?done=transferred");
        using var left = await browser.PostAsync(TeamsPaths.Team(_acme.Slug), [], "Leave");

        left.Headers.Location!.ToString().ShouldBe("/teams?done=left");
        (await browser.GetAsync(TeamsPaths.Team(_acme.Slug))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task T13_A_team_is_deleted_and_restored_on_pages()
    {
        using var browser = await _host.SignedInAsync(_ann);
        using var refused = await browser.PostAsync(TeamsPaths.Delete(_acme.Slug), new() { ["confirmName"] = "Other" });
        (await refused.Content.ReadAsStringAsync()).ShouldContain("id=\"confirmName-error\"");
        using var done = await browser.PostAsync(TeamsPaths.Delete(_acme.Slug), new() { ["confirmName"] = "Acme" });
        done.Headers.Location!.ToString().ShouldBe("/teams?done=deleted");

        using var copy = await browser.PostAsync(TeamsPaths.Mine, new() { ["id"] = _acme.Id.ToString() }, "Export");
        copy.Content.Headers.ContentDisposition!.FileName.ShouldStartWith(_acme.Slug);
        _host.Clock.Advance(TimeSpan.FromMinutes(11));
        using var asked = await browser.PostAsync(TeamsPaths.Mine, new() { ["id"] = _acme.Id.ToString() }, "Export");
        asked.Headers.Location!.ToString().ShouldBe($"{AuthPaths.Confirm}?returnUrl={Uri.EscapeDataString(TeamsPaths.Mine)}");

        using var restored = await browser.PostAsync(TeamsPaths.Mine, new() { ["id"] = _acme.Id.ToString() }, "Restore");

        restored.Headers.Location!.ToString().ShouldBe($"/t/{_acme.Slug}");
    }

    [Test]
    public async Task T14_A_page_at_an_earlier_address_leads_to_the_present_one()
    {
        using var browser = await _host.SignedInAsync(_ann);
        var slug = $"renamed-{_ann.Id:N}"[..30];
        using var saved = await browser.PostAsync(TeamsPaths.Settings(_acme.Slug), new() { ["name"] = "Acme", ["newSlug"] = slug, ["allowOtherAddresses"] = "true" });
        saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        using var moved = await browser.GetAsync($"/t/{_acme.Slug}/settings?done=saved");

        moved.Headers.Location!.ToString().ShouldBe($"/t/{slug}/settings?done=saved");
        using var taken = await browser.PostAsync($"/t/{slug}/settings", new() { ["name"] = "Acme", ["newSlug"] = "api" });
        (await taken.Content.ReadAsStringAsync()).ShouldContain("id=\"newSlug-error\"");
    }

    [Test]
    public async Task T16_A_role_is_made_and_changed_on_pages_and_guests_see_few_of_them()
    {
        var ben = await _host.PersonAsync("Ben");
        await _host.JoinAsync(_acme, _ann, ben, BuiltInRoles.Guest);
        using var anns = await _host.SignedInAsync(_ann);
        using var bens = await _host.SignedInAsync(ben);

        using var made = await anns.PostAsync(TeamsPaths.Roles(_acme.Slug), new() { ["name"] = "Desk", ["granted"] = Permissions.MembersRead });
        made.Headers.Location!.ToString().ShouldEndWith("?done=saved");
        var role = await _host.RowsAsync(rows => rows.RolesOf(_acme.Id).SingleAsync());
        role.Permissions.ShouldBe([Permissions.MembersRead]);
        (await anns.TextAsync($"{TeamsPaths.Roles(_acme.Slug)}?edit={role.Id}")).ShouldContain("Change the role");

        (await bens.GetAsync(TeamsPaths.Team(_acme.Slug))).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var path in new[] { "/members", "/invitations", "/roles", "/settings", "/transfer", "/delete", "/audit" })
        {
            (await bens.GetAsync($"/t/{_acme.Slug}{path}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }
    }

    [Test]
    public async Task T17_The_record_is_downloaded_from_its_page()
    {
        using var browser = await _host.SignedInAsync(_ann);

        using var answer = await browser.GetAsync($"{TeamsPaths.Audit(_acme.Slug)}?handler=File&act=team.created");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Test]
    public async Task T15_The_pages_of_a_suspended_team_lead_to_the_reason()
    {
        (await _host.WithAsync<SuspendTeam, AuthResult>(suspend => suspend.RunAsync(_acme.Id, null, "Unpaid invoice", default))).ShouldBeDone();
        using var browser = await _host.SignedInAsync(_ann);

        using var answer = await browser.GetAsync(TeamsPaths.Members(_acme.Slug));

        answer.Headers.Location!.ToString().ShouldBe(TeamsPaths.Suspended(_acme.Slug));
        (await browser.TextAsync(TeamsPaths.Suspended(_acme.Slug))).ShouldContain("Unpaid invoice");
        using var refused = await browser.PostAsync(TeamsPaths.Suspended(_acme.Slug), [], "Leave");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("owner");

        (await _host.WithAsync<SuspendTeam, AuthResult>(suspend => suspend.ResumeAsync(_acme.Id, null, default))).ShouldBeDone();
        using var back = await browser.GetAsync(TeamsPaths.Suspended(_acme.Slug));
        back.Headers.Location!.ToString().ShouldBe(TeamsPaths.Team(_acme.Slug));
    }
}
