using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>T13 to T15: a team's name and address, its end and its suspension.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class TeamsComeAndGo(DatabaseKind kind)
{
    private TeamsHost _host = null!;
    private Person _ann = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TeamsHost.StartAsync(kind, services: services => services.AddSingleton<ITeamDataSource>(new Elsewhere()));

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [SetUp]
    public async Task Make() => _ann = await _host.PersonAsync("Ann");

    [TestCase("admin")]
    [TestCase("Admin")]
    [TestCase("ADMIN")]
    [TestCase("adm1n")]
    [TestCase("admln")]
    [TestCase("ad-min")]
    [TestCase("ａｄｍｉｎ")]
    [TestCase("www")]
    [TestCase("vvvvvv")]
    [TestCase("api")]
    [TestCase("ap1")]
    [TestCase("l0gin")]
    [TestCase("5upport")]
    [TestCase("rnail")]
    [TestCase("invitations")]
    public async Task T14_Words_of_the_site_and_what_looks_like_them_are_reserved(string slug) => (await CreateAsync("Acme", slug)).ShouldBeRefused(TeamRefusals.SlugReserved);

    [TestCase("аcme")] // A Cyrillic letter.
    [TestCase("acmе")]
    [TestCase("ac")]
    [TestCase("-acme")]
    [TestCase("acme-")]
    [TestCase("ac--me")]
    [TestCase("xn--acme")]
    [TestCase("ac me")]
    [TestCase("acme/..")]
    [TestCase("acme.example")]
    [TestCase("açme")]
    [TestCase("acme\u200B")]
    [TestCase("acme\uD800")]
    [TestCase("a12345678901234567890123456789012345678901")]
    public async Task T14_Addresses_are_plain_letters_digits_and_dashes(string slug) => (await CreateAsync("Acme", slug)).ShouldBeRefused(TeamRefusals.SlugInvalid);

    [Test]
    public async Task T14_An_address_is_made_of_the_name_and_never_taken_twice()
    {
        var names = new Dictionary<string, string> { ["Café Zürich & Söhne"] = "cafe-zurich-sohne", ["O'Reilly Media"] = "oreilly-media" };
        foreach (var (name, slug) in names)
        {
            (await _host.TeamAsync(_ann, name)).Slug.ShouldBe(slug);
            (await _host.TeamAsync(_ann, name)).Slug.ShouldStartWith(slug + "-");
        }

        (await _host.TeamAsync(_ann, "東京")).Slug.ShouldStartWith("team-");
        (await _host.TeamAsync(_ann, "Admin")).Slug.ShouldStartWith("admin-");
        (await CreateAsync("Other", "cafe-zurich-sohne")).ShouldBeRefused(TeamRefusals.SlugTaken);
    }

    [Test]
    public async Task T14_A_renamed_team_is_found_by_its_earlier_address_too()
    {
        var acme = await _host.TeamAsync(_ann, "Acme", "first-name");
        using var browser = await _host.SignedInAsync(_ann);

        (await RenameAsync(acme, "second-name")).ShouldBeDone();

        using var moved = await browser.GetAsync("/api/teams/first-name/members");
        moved.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
        moved.Headers.Location!.ToString().ShouldBe("/api/teams/second-name/members");
        (await browser.GetAsync("/api/teams/second-name/members")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CreateAsync("Thief", "first-name")).ShouldBeRefused(TeamRefusals.SlugTaken);
        (await RenameAsync(acme, "first-name")).ShouldBeDone();
        (await browser.GetAsync("/api/teams/first-name/members")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task T14_A_team_keeps_its_last_addresses_and_not_all_that_it_ever_had()
    {
        var acme = await _host.TeamAsync(_ann, "Acme", "hoard-0");
        for (var number = 1; number <= 8; number++)
        {
            _host.Clock.Advance(TimeSpan.FromHours(6));
            (await RenameAsync(acme, $"hoard-{number}")).ShouldBeDone();
        }

        var kept = await _host.RowsAsync(rows => rows.Slugs.Where(one => one.TeamId == acme.Id).Select(one => one.Slug).ToListAsync());
        kept.Order().ShouldBe(["hoard-3", "hoard-4", "hoard-5", "hoard-6", "hoard-7", "hoard-8"]);
        (await CreateAsync("Other", "hoard-0")).ShouldBeRefused(TeamRefusals.SlugTaken);
        _host.Clock.Advance(TimeSpan.FromDays(91));
        (await CreateAsync("Other", "hoard-0")).ShouldBeDone();
    }

    [Test]
    public async Task T14_A_team_takes_five_new_addresses_in_a_day()
    {
        var acme = await _host.TeamAsync(_ann, "Acme", "squat-0");
        for (var number = 1; number <= 5; number++)
        {
            (await RenameAsync(acme, $"squat-{number}")).ShouldBeDone();
            (await RenameAsync(acme, $"squat-{number}")).ShouldBeDone();
        }

        using var browser = await _host.SignedInAsync(_ann);
        using var refused = await browser.ApiAsync(HttpMethod.Put, "/api/teams/squat-5", new { name = "Acme", slug = "squat-6", allowOtherAddresses = true });
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromDays(1));
        ((string?)(await refused.JsonAsync())["code"]).ShouldBe("renamed_often");
        (await CreateAsync("Other", "squat-6")).ShouldBeDone();
        (await _host.WithAsync<UpdateTeam, AuthResult>(update => update.RunAsync(acme.Id, _ann.Id, new UpdateTeamRequest("Another name", null, null, true), default))).ShouldBeDone();
        _host.Clock.Advance(TimeSpan.FromDays(1));
        (await RenameAsync(acme, "squat-7")).ShouldBeDone();
    }

    [Test]
    public async Task T14_Words_of_the_option_are_reserved_too()
    {
        await using var host = await TeamsHost.StartAsync(kind, new() { ["Modules:teams:reserved_slugs:0"] = "Contoso" });
        var ann = await host.PersonAsync("Ann");

        (await host.WithAsync<CreateTeam, AuthResult<Team>>(create => create.RunAsync(ann.Id, new CreateTeamRequest("X", "c0ntoso"), default))).ShouldBeRefused(TeamRefusals.SlugReserved);
    }

    [Test]
    public async Task T13_A_deleted_team_is_gone_for_its_members_and_an_owner_can_restore_it()
    {
        var (acme, ben) = (await _host.TeamAsync(_ann, "Doomed"), await _host.PersonAsync("Ben"));
        await _host.JoinAsync(acme, _ann, ben, BuiltInRoles.Admin);
        using var anns = await _host.SignedInAsync(_ann);
        using var bens = await _host.SignedInAsync(ben);

        using var refused = await anns.ApiAsync(HttpMethod.Post, $"/api/teams/{acme.Slug}/delete", new { confirmName = "doomed" });
        using var denied = await bens.ApiAsync(HttpMethod.Post, $"/api/teams/{acme.Slug}/delete", new { confirmName = "Doomed" });
        using var done = await anns.ApiAsync(HttpMethod.Post, $"/api/teams/{acme.Slug}/delete", new { confirmName = "Doomed" });

        ((string?)(await refused.JsonAsync())["code"]).ShouldBe("name_not_typed");
        denied.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        done.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await bens.GetAsync($"/api/teams/{acme.Slug}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await anns.GetAsync($"/api/teams/{acme.Slug}/members")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _host.MailsToAsync(_ann.Email)).ShouldContain(mail => mail.Kind == "teams.deleted");
        (await _host.WithAsync<MyTeams, IReadOnlyList<MyTeam>>(teams => teams.ListAsync(_ann.Id, default))).Single(one => one.Id == acme.Id).PurgeAt.ShouldBe(_host.Now.AddDays(30));
        (await _host.WithAsync<MyTeams, IReadOnlyList<MyTeam>>(teams => teams.ListAsync(ben.Id, default))).ShouldNotContain(one => one.Id == acme.Id);

        (await bens.ApiAsync(HttpMethod.Post, $"/api/teams/{acme.Slug}/restore")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await anns.ApiAsync(HttpMethod.Post, $"/api/teams/{acme.Slug}/restore")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await bens.GetAsync($"/api/teams/{acme.Slug}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task T13_Deleting_exporting_and_handing_over_need_a_fresh_proof_of_identity()
    {
        var acme = await _host.TeamAsync(_ann);
        using var browser = await _host.SignedInAsync(_ann);
        _host.Clock.Advance(TimeSpan.FromMinutes(11));

        foreach (var (path, body) in new (string, object)[] { ("delete", new { confirmName = "Acme" }), ("export", new { }), ("transfer", new { membershipId = Guid.NewGuid() }) })
        {
            using var answer = await browser.ApiAsync(HttpMethod.Post, $"/api/teams/{acme.Slug}/{path}", body);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            ((string?)(await answer.JsonAsync())["code"]).ShouldBe("reauthentication_required");
        }
    }

    [Test]
    public async Task T13_After_the_grace_all_of_it_is_purged_and_a_report_stays()
    {
        var (acme, other) = (await _host.TeamAsync(_ann, "Doomed", "doomed-for-good"), await _host.TeamAsync(_ann, "Other"));
        await NoteAsync(acme, "secret of acme");
        await NoteAsync(other, "secret of other");
        var key = await LogoAsync(acme);
        await _host.InviteAsync(acme, _ann, "pending@example.com");
        (await DeleteAsync(acme)).ShouldBeDone();
        var cleaning = _host.Services.GetRequiredService<TeamsHousekeeping>();

        _host.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        await cleaning.CleanAsync(default);
        (await _host.RowsAsync(rows => rows.Teams.AnyAsync(one => one.Id == acme.Id))).ShouldBeTrue();
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        await cleaning.CleanAsync(default);

        (await _host.RowsAsync(rows => rows.Teams.AnyAsync(one => one.Id == acme.Id))).ShouldBeFalse();
        (await _host.RowsAsync(async rows => await rows.MembersOf(acme.Id).CountAsync() + await rows.InvitationsOf(acme.Id).CountAsync() + await rows.AuditOf(acme.Id).CountAsync())).ShouldBe(0);
        (await NotesAsync()).ShouldContain("secret of other");
        (await NotesAsync()).ShouldNotContain("secret of acme");
        (await _host.WithAsync<IFileStore, StoredFile?>(files => files.OpenAsync(key, default))).ShouldBeNull();
        var report = await _host.RowsAsync(rows => rows.Context.Set<TeamPurge>().SingleAsync(one => one.TeamId == acme.Id));
        var counts = JsonNode.Parse(report.Report)!;
        ((int)counts["notes"]!, (int)counts["teams_memberships"]!, (int)counts["teams_invitations"]!, (int)counts["Elsewhere"]!).ShouldBe((1, 1, 1, 7));
        (await CreateAsync("New", "doomed-for-good")).ShouldBeRefused(TeamRefusals.SlugTaken);
        _host.Clock.Advance(TimeSpan.FromDays(91));
        await cleaning.CleanAsync(default);
        (await CreateAsync("New", "doomed-for-good")).ShouldBeDone();
    }

    [Test]
    public async Task T13_A_purge_that_fails_leaves_the_team_whole_and_is_tried_again()
    {
        var source = new FailsOnce();
        await using var host = await TeamsHost.StartAsync(kind, services: services => services.AddSingleton<ITeamDataSource>(source));
        var ann = await host.PersonAsync("Ann");
        var team = await host.TeamAsync(ann);
        (await host.WithAsync<DeleteTeam, AuthResult>(delete => delete.RunAsync(team.Id, ann.Id, "Acme", default))).ShouldBeDone();
        host.Clock.Advance(TimeSpan.FromDays(31));
        var cleaning = host.Services.GetRequiredService<TeamsHousekeeping>();

        await cleaning.CleanAsync(default);
        (await host.RowsAsync(rows => rows.MembersOf(team.Id).CountAsync())).ShouldBe(1);
        await cleaning.CleanAsync(default);

        (await host.RowsAsync(rows => rows.Teams.AnyAsync(one => one.Id == team.Id))).ShouldBeFalse();
    }

    [Test]
    public async Task T13_The_copy_holds_all_of_the_team_and_nothing_of_another_and_no_secret()
    {
        var (acme, other) = (await _host.TeamAsync(_ann, "Acme"), await _host.TeamAsync(await _host.PersonAsync("Eve"), "Other"));
        await NoteAsync(acme, "a note of ours");
        await NoteAsync(other, "a note of theirs");
        await _host.InviteAsync(acme, _ann, "invited@example.com");
        var token = await _host.TokenOfAsync("invited@example.com");
        using var browser = await _host.SignedInAsync(_ann);

        using var answer = await browser.ApiAsync(HttpMethod.Post, $"/api/teams/{acme.Slug}/export");

        var text = await answer.Content.ReadAsStringAsync();
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe($"{acme.Slug}-2026-{_host.Now:MM-dd}.json");
        text.ShouldContain("a note of ours");
        text.ShouldContain("invited@example.com");
        text.ShouldContain("what lies elsewhere");
        text.ShouldNotContain("theirs");
        text.ShouldNotContain(token);
        text.ShouldNotContain(Tokens.Hash(token));
        (await _host.RowsAsync(rows => rows.AuditOf(acme.Id).CountAsync(one => one.Action == AuditActions.TeamExported))).ShouldBe(1);
    }

    [Test]
    public async Task T15_Members_of_a_suspended_team_are_told_why_and_can_leave_and_take_their_data()
    {
        var (acme, ben) = (await _host.TeamAsync(_ann), await _host.PersonAsync("Ben"));
        await _host.JoinAsync(acme, _ann, ben, BuiltInRoles.Member);
        var admin = await _host.PersonAsync("Root", change: user => user.IsPlatformAdmin = true);
        using var anns = await _host.SignedInAsync(_ann);
        using var roots = await _host.SignedInAsync(admin);
        (await anns.ApiAsync(HttpMethod.Put, $"/api/teams/suspensions/{acme.Slug}", new { reason = "Me" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await roots.ApiAsync(HttpMethod.Put, $"/api/teams/suspensions/{acme.Slug}", new { reason = "The invoice of May is not paid." })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var refused = await anns.GetAsync($"/api/teams/{acme.Slug}/members");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var problem = await refused.JsonAsync();
        ((string?)problem["code"]).ShouldBe("tenant_suspended");
        ((string?)problem["detail"])!.ShouldContain("The invoice of May is not paid.");
        (await _host.InviteAsync(acme, _ann, "x@example.com")).Refusals.Single().Code.ShouldBe("tenant_suspended");
        (await anns.ApiAsync(HttpMethod.Post, $"/api/teams/{acme.Slug}/export")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _host.MembersAsync(members => members.LeaveAsync(acme.Id, ben.Id, default))).ShouldBeDone();
        (await _host.WithAsync<IAccountOwner, bool>(owner => owner.MayManageAsync(new AccountOwner("team", acme.Id), _ann.Id, default))).ShouldBeTrue("billing is reachable");

        (await roots.ApiAsync(HttpMethod.Delete, $"/api/teams/suspensions/{acme.Slug}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await anns.GetAsync($"/api/teams/{acme.Slug}/members")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _host.RowsAsync(rows => rows.AuditOf(acme.Id).Where(one => one.ActorId == admin.Id).OrderBy(one => one.Id).Select(one => one.Action).ToListAsync())).ShouldBe([AuditActions.TeamSuspended, AuditActions.TeamResumed]);
    }

    [Test]
    public async Task T1_Everybody_has_a_personal_workspace_that_nobody_else_gets_into()
    {
        using var browser = await _host.SignedInAsync(_ann);
        var list = await (await browser.GetAsync("/api/teams")).JsonAsync();

        var personal = list["teams"]!.AsArray().Single()!;
        ((string?)personal["kind"], (string?)personal["roleKey"]).ShouldBe(("personal", "owner"));
        var team = await _host.RowsAsync(rows => rows.Teams.SingleAsync(one => one.PersonalOf == _ann.Id));
        (await _host.InviteAsync(team, _ann, "x@example.com")).ShouldBeRefused(TeamRefusals.IsPersonal);
        (await DeleteAsync(team)).ShouldBeRefused(TeamRefusals.IsPersonal);
        (await PredecessorAsync(team)).ShouldBe(new AccountOwner("user", _ann.Id), "contracts from before go over to it");
        (await PredecessorAsync(await _host.TeamAsync(_ann, "Acme"))).ShouldBeNull();
        (await _host.MembersAsync(members => members.LeaveAsync(team.Id, _ann.Id, default))).ShouldBeRefused(TeamRefusals.IsPersonal);
    }

    [Test]
    public async Task Options_say_who_gets_a_workspace_and_how_many_teams_a_person_may_own()
    {
        await using var host = await TeamsHost.StartAsync(kind, new() { ["Modules:teams:personal_workspace"] = "false", ["Modules:teams:teams_per_user"] = "1" });
        var ann = await host.PersonAsync("Ann");

        (await host.WithAsync<MyTeams, IReadOnlyList<MyTeam>>(teams => teams.ListAsync(ann.Id, default))).ShouldBeEmpty();
        await host.TeamAsync(ann);
        (await host.WithAsync<CreateTeam, AuthResult<Team>>(create => create.RunAsync(ann.Id, new CreateTeamRequest("Second"), default))).ShouldBeRefused(TeamRefusals.TooManyTeams(1));
    }

    [Test]
    public async Task A_deleted_team_makes_room_for_another_and_is_restored_only_where_there_is_room()
    {
        await using var host = await TeamsHost.StartAsync(kind, new() { ["Modules:teams:teams_per_user"] = "1" });
        var ann = await host.PersonAsync("Ann");
        var first = await host.TeamAsync(ann, "First");
        (await host.WithAsync<DeleteTeam, AuthResult>(delete => delete.RunAsync(first.Id, ann.Id, "First", default))).ShouldBeDone();

        var second = await host.TeamAsync(ann, "Second");
        (await host.WithAsync<DeleteTeam, AuthResult>(delete => delete.RestoreAsync(first.Id, ann.Id, default))).ShouldBeRefused(TeamRefusals.TooManyTeams(1));
        (await host.WithAsync<DeleteTeam, AuthResult>(delete => delete.RunAsync(second.Id, ann.Id, "Second", default))).ShouldBeDone();

        (await host.WithAsync<DeleteTeam, AuthResult>(delete => delete.RestoreAsync(first.Id, ann.Id, default))).ShouldBeDone();
    }

    [Test]
    public async Task Making_and_deleting_teams_keeps_no_addresses_without_end()
    {
        await using var host = await TeamsHost.StartAsync(kind, new() { ["Modules:teams:teams_per_user"] = "1" });
        var ann = await host.PersonAsync("Ann");
        for (var number = 0; number < 10; number++)
        {
            var team = await host.TeamAsync(ann);
            (await host.WithAsync<DeleteTeam, AuthResult>(delete => delete.RunAsync(team.Id, ann.Id, "Acme", default))).ShouldBeDone();
        }

        (await host.WithAsync<CreateTeam, AuthResult<Team>>(create => create.RunAsync(ann.Id, new CreateTeamRequest("Acme"), default))).ShouldBeRefused(TeamRefusals.MadeOften);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.TeamAsync(ann);
    }

    [TestCase("invitation_days", "31")]
    [TestCase("invitations_per_day", "0")]
    [TestCase("deletion_grace_days", "0")]
    [TestCase("audit_retention_days", "29")]
    [TestCase("logo_max_kb", "8193")]
    public async Task Options_out_of_bounds_stop_the_start(string option, string value)
    {
        var failure = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => TeamsHost.StartAsync(DatabaseKind.Sqlite, new() { [$"Modules:teams:{option}"] = value }));

        failure.Message.ShouldStartWith($"Set Modules__teams__{option} to a number from ");
    }

    private Task<AuthResult<Team>> CreateAsync(string name, string slug) => _host.WithAsync<CreateTeam, AuthResult<Team>>(create => create.RunAsync(_ann.Id, new CreateTeamRequest(name, slug), default));

    private Task<AuthResult> RenameAsync(Team team, string slug) => _host.WithAsync<UpdateTeam, AuthResult>(update => update.RunAsync(team.Id, _ann.Id, new UpdateTeamRequest(team.Name, slug, null, true), default));

    private Task<AuthResult> DeleteAsync(Team team) => _host.WithAsync<DeleteTeam, AuthResult>(delete => delete.RunAsync(team.Id, _ann.Id, team.Name, default));

    private Task<AccountOwner?> PredecessorAsync(Team team) => _host.WithAsync<IAccountOwner, AccountOwner?>(owners => owners.PredecessorAsync(new AccountOwner("team", team.Id), default));

    private Task<bool> NoteAsync(Team team, string text) => _host.WithAsync<TenantRunner, bool>(runner => runner.RunAsync(team.Id, async (services, token) =>
    {
        var context = services.GetRequiredService<TeamsContext>();
        context.Add(new Note { Text = text });
        await context.SaveChangesAsync(token);
    }, default));

    private Task<List<string>> NotesAsync() => _host.WithAsync<TeamsContext, List<string>>(context => context.Set<Note>().IgnoreQueryFilters().Select(one => one.Text).ToListAsync());

    private async Task<string> LogoAsync(Team team)
    {
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];
        (await _host.WithAsync<TeamLogo, AuthResult>(async logo => await logo.SetAsync(team.Id, _ann.Id, new MemoryStream(png), default))).ShouldBeDone();
        return (await _host.RowsAsync(rows => rows.Teams.Where(one => one.Id == team.Id).Select(one => one.LogoKey).SingleAsync()))!;
    }

    private sealed class Elsewhere : ITeamDataSource
    {
        public string Title => "Elsewhere";

        public Task<object?> ExportAsync(Guid teamId, CancellationToken cancellationToken) => Task.FromResult<object?>(new { what = "what lies elsewhere" });

        public Task<int> PurgeAsync(Guid teamId, CancellationToken cancellationToken) => Task.FromResult(7);
    }

    private sealed class FailsOnce : ITeamDataSource
    {
        private bool _hasFailed;

        public string Title => "Fails";

        public Task<object?> ExportAsync(Guid teamId, CancellationToken cancellationToken) => Task.FromResult<object?>(null);

        public Task<int> PurgeAsync(Guid teamId, CancellationToken cancellationToken)
        {
            if (!_hasFailed)
            {
                _hasFailed = true;
                throw new HttpRequestException("The provider does not answer.");
            }

            return Task.FromResult(0);
        }
    }
}
