using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>T17: every change leaves an entry that says who, what, when and from where, and that stays as it is.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class ChangesAreRecorded(DatabaseKind kind)
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
    public async Task T17_An_entry_says_who_what_from_where_and_how_it_was()
    {
        var bens = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Member);
        using var browser = await _host.SignedInAsync(_ann);
        browser.Headers.Remove(TeamsHost.ClientAddress);
        browser.Headers.Add(TeamsHost.ClientAddress, "203.0.113.7");

        (await browser.ApiAsync(HttpMethod.Put, $"/api/teams/{_acme.Slug}/members/{bens}/role", new { roleId = BuiltInRoles.Admin })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var entry = await _host.RowsAsync(rows => rows.AuditOf(_acme.Id).SingleAsync(one => one.Action == AuditActions.MemberRoleChanged));
        (entry.ActorId, entry.ActorName, entry.ImpersonatorId, entry.At).ShouldBe((_ann.Id, "Ann", null, _host.Now));
        (entry.TargetKind, entry.TargetId, entry.TargetName, entry.Ip).ShouldBe((AuditTargets.Member, _ben.Id.ToString(), "Ben", "203.0.113.7"));
        (entry.Before, entry.After).ShouldBe(("""{"role":"Member"}""", """{"role":"Admin"}"""));
        entry.CorrelationId.ShouldNotBeNullOrEmpty();
    }

    [Test]
    public async Task T17_Entries_are_neither_changed_nor_deleted_by_code()
    {
        foreach (var change in new Action<DbContext, AuditEntry>[] { (_, entry) => entry.ActorName = "Somebody else", (context, entry) => context.Remove(entry) })
        {
            var failure = await Should.ThrowAsync<InvalidOperationException>(() => _host.RowsAsync(async rows =>
            {
                change(rows.Context, await rows.AuditOf(_acme.Id).FirstAsync());
                return await rows.Context.SaveChangesAsync();
            }));
            failure.Message.ShouldStartWith("The record of changes is only added to.");
        }

        (await _host.RowsAsync(rows => rows.AuditOf(_acme.Id).SingleAsync())).ActorName.ShouldBe("Ann");
    }

    [Test]
    public async Task T17_What_is_refused_leaves_no_entry()
    {
        var before = await CountAsync();

        (await _host.MembersAsync(members => members.LeaveAsync(_acme.Id, _ann.Id, default))).ShouldBeRefused(TeamRefusals.LastOwner);
        (await _host.InviteAsync(_acme, _ann, "x@example.com", Guid.NewGuid())).ShouldBeRefused(TeamRefusals.NoSuchRole);

        (await CountAsync()).ShouldBe(before);
    }

    [Test]
    public async Task T17_No_entry_holds_a_secret()
    {
        await _host.InviteAsync(_acme, _ann, "secret@example.com");
        var link = (await _host.WithAsync<Invitations, AuthResult<LinkAnswer>>(one => one.InviteByLinkAsync(_acme.Id, _ann.Id, new InviteByLinkRequest(BuiltInRoles.Guest), default))).Value!;
        var secrets = new[] { await _host.TokenOfAsync("secret@example.com"), new Uri(link.Url).AbsolutePath.Split('/')[^1] };

        var all = System.Text.Json.JsonSerializer.Serialize(await _host.RowsAsync(rows => rows.AuditOf(_acme.Id).ToListAsync()));

        all.ShouldContain("secret@example.com");
        secrets.ShouldAllBe(secret => !all.Contains(secret, StringComparison.Ordinal) && !all.Contains(Tokens.Hash(secret), StringComparison.Ordinal));
    }

    [Test]
    public async Task T17_What_ends_an_invitation_is_recorded_with_the_reason()
    {
        var bens = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Admin);
        await _host.InviteAsync(_acme, _ben, "peer@example.com", BuiltInRoles.Admin);
        (await _host.MembersAsync(members => members.ChangeRoleAsync(_acme.Id, _ann.Id, bens, BuiltInRoles.Member, default))).ShouldBeDone();
        (await _host.MembersAsync(members => members.ChangeRoleAsync(_acme.Id, _ann.Id, bens, BuiltInRoles.Admin, default))).ShouldBeDone();
        await _host.InviteAsync(_acme, _ben, "guest@example.com", BuiltInRoles.Guest);
        (await _host.MembersAsync(members => members.RemoveAsync(_acme.Id, _ann.Id, bens, default))).ShouldBeDone();
        await _host.WithAsync<Invitations, AuthResult<LinkAnswer>>(one => one.InviteByLinkAsync(_acme.Id, _ann.Id, new InviteByLinkRequest(BuiltInRoles.Guest), default));
        (await _host.WithAsync<DeleteTeam, AuthResult>(delete => delete.RunAsync(_acme.Id, _ann.Id, "Acme", default))).ShouldBeDone();

        (await _host.RowsAsync(rows => rows.AuditOf(_acme.Id).Where(one => one.Action == AuditActions.InvitationRevoked).OrderBy(one => one.Id).Select(one => new { one.ActorId, one.TargetName, one.After }).ToListAsync())).ShouldBe([
            new { ActorId = (Guid?)_ann.Id, TargetName = "peer@example.com", After = (string?)"""{"reason":"the inviter may not invite to this role any more"}""" },
            new { ActorId = (Guid?)_ann.Id, TargetName = "guest@example.com", After = (string?)"""{"reason":"the inviter is no active member any more"}""" },
            new { ActorId = (Guid?)_ann.Id, TargetName = "Link", After = (string?)"""{"reason":"the team was deleted"}""" },
        ]);
    }

    [Test]
    public async Task T17_Whoever_is_logged_in_declines_by_name_and_a_member_who_accepts_again_is_recorded()
    {
        var (cid, email) = (await _host.PersonAsync("Cid"), $"decline-{Guid.NewGuid():N}@example.com");
        await _host.InviteAsync(_acme, _ann, $"{email} {cid.Email}");
        var (declined, accepted) = (await _host.TokenOfAsync(email), await _host.TokenOfAsync(cid.Email));
        using var browser = await _host.SignedInAsync(_ben);
        (await browser.ApiAsync(HttpMethod.Post, "/api/teams/invitations/decline", new { token = declined })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await _host.RowsAsync(async rows =>
        {
            rows.Context.Add(new Membership { TenantId = _acme.Id, UserId = cid.Id, RoleId = BuiltInRoles.Guest, JoinedAt = _host.Now });
            return await rows.Context.SaveChangesAsync();
        });
        (await _host.AcceptAsync(accepted, cid)).Value!.WasMember.ShouldBeTrue();
        (await _host.AcceptAsync(accepted, cid)).Value!.WasMember.ShouldBeTrue();

        (await _host.RowsAsync(rows => rows.AuditOf(_acme.Id).SingleAsync(one => one.Action == AuditActions.InvitationDeclined))).ActorId.ShouldBe(_ben.Id);
        var entry = await _host.RowsAsync(rows => rows.AuditOf(_acme.Id).SingleAsync(one => one.Action == AuditActions.InvitationAccepted));
        (entry.ActorId, entry.TargetName).ShouldBe((cid.Id, cid.Email));
    }

    [Test]
    public async Task T17_The_record_is_filtered_and_read_page_by_page()
    {
        for (var number = 0; number < 5; number++)
        {
            await _host.InviteAsync(_acme, _ann, $"page-{number}@example.com");
        }

        _host.Clock.Advance(TimeSpan.FromDays(2));
        await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Member);
        using var browser = await _host.SignedInAsync(_ann);
        var seen = new List<string>();
        var next = "";
        do
        {
            var page = await (await browser.GetAsync($"/api/teams/{_acme.Slug}/audit?action=invitation.sent&take=4{next}")).JsonAsync();
            seen.AddRange(page["entries"]!.AsArray().Select(one => (string)one!["targetName"]!));
            next = page["next"] is { } id ? $"&before={(string?)id}" : "";
        }
        while (next.Length > 0);

        seen.ShouldBe([_ben.Email, "page-4@example.com", "page-3@example.com", "page-2@example.com", "page-1@example.com", "page-0@example.com"]);
        (await ActionsAsync(browser, $"actorId={_ben.Id}")).ShouldBe([AuditActions.MemberJoined]);
        (await ActionsAsync(browser, $"from={_host.Now:yyyy-MM-dd}&until={_host.Now:yyyy-MM-dd}")).ShouldBe([AuditActions.MemberJoined, AuditActions.InvitationSent]);
        (await ActionsAsync(browser, "targetKind=team")).ShouldBe([AuditActions.TeamCreated]);
        (await browser.GetAsync($"/api/teams/{_acme.Slug}/audit?from=yesterday")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ActionsAsync(browser, "action=%27%20OR%201%3D1--")).ShouldBeEmpty();
        foreach (var path in new[] { "audit", "audit.csv" })
        {
            foreach (var unfit in new[] { "action=a%00b", "targetKind=a%00b", $"action={new string('a', 61)}", $"targetKind={new string('a', 41)}" })
            {
                (await browser.GetAsync($"/api/teams/{_acme.Slug}/{path}?{unfit}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest, unfit);
            }
        }

        (await browser.GetAsync($"{TeamsPaths.Audit(_acme.Slug)}?act=a%00b")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task T17_The_file_for_spreadsheets_holds_no_formula()
    {
        var eve = await _host.PersonAsync("=HYPERLINK(\"https://evil.example\",\"x\")", $"eve-{Guid.NewGuid():N}@example.com");
        await _host.JoinAsync(_acme, _ann, eve, BuiltInRoles.Member);
        using var browser = await _host.SignedInAsync(_ann);

        using var answer = await browser.GetAsync($"/api/teams/{_acme.Slug}/audit.csv");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].TrimStart('\uFEFF').ShouldStartWith("\"Time (UTC)\",\"Person\"");
        lines.ShouldContain(line => line.Contains("\"'=HYPERLINK(\"\"https://evil.example\"\",\"\"x\"\")\"", StringComparison.Ordinal));
        lines.Skip(1).ShouldAllBe(line => !line.Contains(",\"=", StringComparison.Ordinal) && !line.Contains(",\"@", StringComparison.Ordinal) && !line.Contains(",\"+", StringComparison.Ordinal) && !line.Contains(",\"-", StringComparison.Ordinal));
        (await CountAsync(AuditActions.AuditExported)).ShouldBe(1);
    }

    [TestCase("=1+1", "\"'=1+1\"")]
    [TestCase("+1", "\"'+1\"")]
    [TestCase("-1", "\"'-1\"")]
    [TestCase("@x", "\"'@x\"")]
    [TestCase("\tx", "\"'\tx\"")]
    [TestCase("\rx", "\"'\rx\"")]
    [TestCase("  =1", "\"'  =1\"")]
    [TestCase("＝1", "\"'＝1\"")]
    [TestCase("a\"b", "\"a\"\"b\"")]
    [TestCase("plain", "\"plain\"")]
    [TestCase(null, "\"\"")]
    public void T17_A_cell_is_text_whatever_stands_in_it(string? value, string cell) => AuditReading.Cell(value).ShouldBe(cell);

    [Test]
    public async Task T17_Entries_are_kept_for_as_long_as_the_option_says()
    {
        await using var host = await TeamsHost.StartAsync(kind, new() { ["Modules:teams:audit_retention_days"] = "30" });
        var ann = await host.PersonAsync("Ann");
        var team = await host.TeamAsync(ann);
        host.Clock.Advance(TimeSpan.FromDays(30));
        await host.Services.GetRequiredService<TeamsHousekeeping>().CleanAsync(default);
        (await host.RowsAsync(rows => rows.AuditOf(team.Id).CountAsync())).ShouldBe(1);

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Services.GetRequiredService<TeamsHousekeeping>().CleanAsync(default);

        (await host.RowsAsync(rows => rows.AuditOf(team.Id).CountAsync())).ShouldBe(0);
    }

    [Test]
    public async Task A15_Erasing_an_account_takes_the_person_out_of_teams_and_records()
    {
        var bens = await _host.JoinAsync(_acme, _ann, _ben, BuiltInRoles.Admin);
        await _host.InviteAsync(_acme, _ben, "bens-guest@example.com");
        var personal = (await _host.WithAsync<PersonalWorkspace, Guid?>(one => one.EnsureAsync(_ben.Id, default)))!.Value;
        using var browser = await _host.SignedInAsync(_ben);
        var copy = JsonNode.Parse(await (await browser.ApiAsync(HttpMethod.Post, "/api/auth/personal-data")).Content.ReadAsStringAsync())!;
        copy.ToJsonString().ShouldContain("bens-guest@example.com");
        (await browser.ApiAsync(HttpMethod.Post, "/api/auth/delete-account")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        _host.Clock.Advance(TimeSpan.FromDays(31));

        await _host.Services.GetRequiredService<Housekeeping>().CleanAsync(default);

        (await _host.RowsAsync(rows => rows.Context.Set<User>().AnyAsync(one => one.Id == _ben.Id))).ShouldBeFalse();
        (await _host.RowsAsync(rows => rows.Teams.AnyAsync(one => one.Id == personal))).ShouldBeFalse();
        (await _host.RowsAsync(rows => rows.MembersOf(_acme.Id).AnyAsync(one => one.Id == bens))).ShouldBeFalse();
        (await _host.RowsAsync(rows => rows.InvitationsOf(_acme.Id).CountAsync())).ShouldBe(0);
        var entries = await _host.RowsAsync(rows => rows.AuditOf(_acme.Id).ToListAsync());
        entries.Where(one => one.ActorId == _ben.Id).ShouldAllBe(one => one.ActorName == "Deleted account" && one.Ip == null);
        System.Text.Json.JsonSerializer.Serialize(entries).ShouldNotContain(_ben.Email);
        System.Text.Json.JsonSerializer.Serialize(entries).ShouldNotContain("\"Ben\"");
        entries.ShouldContain(one => one.Action == AuditActions.MemberLeft && one.TargetName == "Deleted account");
    }

    [Test]
    public async Task A15_An_invitation_that_was_accepted_with_another_address_is_in_the_copy_and_is_erased_too()
    {
        var other = $"private-{Guid.NewGuid():N}@example.com";
        await _host.InviteAsync(_acme, _ann, other);
        (await _host.AcceptAsync(await _host.TokenOfAsync(other), _ben, asOther: true)).ShouldBeDone();
        using var browser = await _host.SignedInAsync(_ben);
        var copy = JsonNode.Parse(await (await browser.ApiAsync(HttpMethod.Post, "/api/auth/personal-data")).Content.ReadAsStringAsync())!;
        var received = copy["parts"]!.AsArray().Single(part => (string?)part!["title"] == "Teams")!["data"]!["invitationsReceived"]!;
        received.AsArray().Select(one => (string?)one!["email"]).ShouldBe([other]);
        await _host.RowsAsync(rows => rows.Context.Set<User>().Where(one => one.Id == _ben.Id).ExecuteUpdateAsync(change => change.SetProperty(one => one.DeletedAt, _host.Now.AddDays(-31))));

        await _host.Services.GetRequiredService<Housekeeping>().CleanAsync(default);

        (await _host.RowsAsync(rows => rows.InvitationsOf(_acme.Id).CountAsync())).ShouldBe(0);
        System.Text.Json.JsonSerializer.Serialize(await _host.RowsAsync(rows => rows.AuditOf(_acme.Id).ToListAsync())).ShouldNotContain(other);
    }

    [Test]
    public async Task A15_The_logo_of_a_workspace_goes_with_the_account_and_stays_when_the_erasure_fails()
    {
        var late = new FailsOnce();
        await using var host = await TeamsHost.StartAsync(kind, services: services => services.AddSingleton<IPersonalDataSource>(late));
        var ann = await host.PersonAsync("Ann");
        var personal = (await host.WithAsync<PersonalWorkspace, Guid?>(one => one.EnsureAsync(ann.Id, default)))!.Value;
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];
        (await host.WithAsync<TeamLogo, AuthResult>(async logo => await logo.SetAsync(personal, ann.Id, new MemoryStream(png), default))).ShouldBeDone();
        var key = (await host.RowsAsync(rows => rows.Teams.Where(one => one.Id == personal).Select(one => one.LogoKey).SingleAsync()))!;
        await host.RowsAsync(rows => rows.Context.Set<User>().Where(one => one.Id == ann.Id).ExecuteUpdateAsync(change => change.SetProperty(one => one.DeletedAt, host.Now.AddDays(-31))));
        var cleaning = host.Services.GetRequiredService<EraseAccounts>();

        await cleaning.RunAsync(default);
        late.HasFailed.ShouldBeTrue("the workspace was purged before");
        (await host.RowsAsync(rows => rows.Teams.AnyAsync(one => one.Id == personal))).ShouldBeTrue();
        await using (var file = (await host.WithAsync<IFileStore, StoredFile?>(files => files.OpenAsync(key, default))).ShouldNotBeNull().Content)
        {
            file.Length.ShouldBe(png.Length);
        }

        await cleaning.RunAsync(default);

        (await host.RowsAsync(rows => rows.Context.Set<User>().AnyAsync(one => one.Id == ann.Id))).ShouldBeFalse();
        (await host.RowsAsync(rows => rows.Teams.AnyAsync(one => one.Id == personal))).ShouldBeFalse();
        (await host.WithAsync<IFileStore, StoredFile?>(files => files.OpenAsync(key, default))).ShouldBeNull();
    }

    private Task<int> CountAsync(string? action = null) => _host.RowsAsync(rows => rows.AuditOf(_acme.Id).CountAsync(one => action == null || one.Action == action));

    private async Task<List<string>> ActionsAsync(Browser browser, string filter) =>
        [.. (await (await browser.GetAsync($"/api/teams/{_acme.Slug}/audit?{filter}")).JsonAsync())["entries"]!.AsArray().Select(one => (string)one!["action"]!)];

    private sealed class FailsOnce : IPersonalDataSource
    {
        public bool HasFailed { get; private set; }

        public string Title => "Fails";

        public Task<object?> ExportAsync(Guid userId, CancellationToken cancellationToken) => Task.FromResult<object?>(null);

        public Task EraseAsync(Guid userId, CancellationToken cancellationToken)
        {
            if (!HasFailed)
            {
                HasFailed = true;
                throw new HttpRequestException("The provider does not answer.");
            }

            return Task.CompletedTask;
        }
    }
}
