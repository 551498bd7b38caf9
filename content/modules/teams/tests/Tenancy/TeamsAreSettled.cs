using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>Which team a request is for, and who gets in.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class TeamsAreSettled(DatabaseKind kind)
{
    private TestDatabase _database = null!;
    private TenancyHost _host = null!;
    private Guid _team;
    private Guid _owner;
    private Guid _stranger;

    [OneTimeSetUp]
    public async Task Start()
    {
        _database = TestDatabase.Create(kind);
        _host = await TenancyHost.StartAsync(_database, map: Map);
        (_team, _owner) = await _host.TeamAsync("acme");
        (_, _stranger) = await _host.TeamAsync("globex");
        await _host.ProjectAsync(_team, "Rocket");
    }

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task T4_A_member_reaches_the_team_by_its_path()
    {
        using var client = _host.Client(_owner);
        using var response = await client.GetAsync("/t/acme/projects");

        (await response.Content.ReadAsStringAsync()).ShouldBe("acme: Rocket");
        response.Headers.CacheControl!.Private.ShouldBeTrue();
        (await client.GetStringAsync("/api/t/ACME/projects")).ShouldBe("acme: Rocket");
        (await client.GetStringAsync("/api/things/acme")).ShouldBe("acme: Rocket");
    }

    [Test]
    public async Task T4_Whoever_is_not_signed_in_is_asked_to_for_teams_that_are_and_are_not_there()
    {
        using var client = _host.Client();

        (await StatusAsync(client, "/t/acme/projects")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(client, "/t/nobody/projects")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(client, "/t/acme/no-such-page")).ShouldBe(HttpStatusCode.NotFound);
        (await client.GetStringAsync("/t/acme/public")).ShouldBe("no team");
    }

    [Test]
    public async Task T3_A_foreign_team_is_404_as_one_that_is_not_there()
    {
        using var client = _host.Client(_stranger);
        foreach (var path in new[] { "/t/{0}/projects", "/api/t/{0}/projects", "/t/{0}/guarded", "/api/things/{0}" })
        {
            using var foreign = await client.GetAsync(string.Format(null, path, "acme"));
            using var unknown = await client.GetAsync(string.Format(null, path, "nobody"));

            foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await foreign.Content.ReadAsStringAsync()).ShouldBe(await unknown.Content.ReadAsStringAsync());
            Headers(foreign).ShouldBe(Headers(unknown));
        }

        static string Headers(HttpResponseMessage response) => string.Join('|', response.Headers.Concat(response.Content.Headers).Select(header => $"{header.Key}:{string.Join(',', header.Value)}"));
    }

    [Test]
    public async Task T4_A_removed_member_is_out_at_once()
    {
        var member = await _host.UserAsync();
        await _host.JoinAsync(_team, member, BuiltInRoles.Member);
        using var client = _host.Client(member);
        (await StatusAsync(client, "/t/acme/projects")).ShouldBe(HttpStatusCode.OK);

        await _host.InDatabaseAsync(_team, async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            (await context.Set<Membership>().SingleAsync(one => one.UserId == member)).State = MembershipState.Removed;
            await context.SaveChangesAsync();
            await transaction.CommitAsync();
        });

        (await StatusAsync(client, "/t/acme/projects")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task T4_A_member_whom_another_instance_removed_is_out_within_the_time_that_an_answer_is_kept()
    {
        var member = await _host.UserAsync();
        await _host.JoinAsync(_team, member, BuiltInRoles.Member);
        using var client = _host.Client(member);
        (await StatusAsync(client, "/t/acme/projects")).ShouldBe(HttpStatusCode.OK);

        await using (var other = await TenancyHost.StartAsync(_database, ownsDatabase: false))
        {
            await other.InDatabaseAsync(_team, async context =>
            {
                (await context.Set<Membership>().SingleAsync(one => one.UserId == member)).State = MembershipState.Disabled;
                await context.SaveChangesAsync();
            });
        }

        TeamDirectory.KeptFor.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(30));
        (await StatusAsync(client, "/t/acme/projects")).ShouldBe(HttpStatusCode.OK, "the answer is kept");
        _host.Clock.Advance(TeamDirectory.KeptFor);
        (await StatusAsync(client, "/t/acme/projects")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task T4_What_is_read_while_a_change_is_committed_is_not_kept()
    {
        var member = await _host.UserAsync();
        var directory = _host.Services.GetRequiredService<TeamDirectory>();
        (await directory.FindAsync("acme", member, CancellationToken.None)).ShouldBeNull();

        await _host.JoinAsync(_team, member, BuiltInRoles.Member);

        (await directory.FindAsync("acme", member, CancellationToken.None)).ShouldNotBeNull("an answer that nobody is there is forgotten too");
    }

    [Test]
    public async Task T16_What_a_role_does_not_allow_is_403_and_what_nobody_has_registered_is_allowed_to_nobody()
    {
        var guest = await _host.UserAsync();
        await _host.JoinAsync(_team, guest, BuiltInRoles.Guest);
        using var asGuest = _host.Client(guest);
        using var asOwner = _host.Client(_owner);

        (await StatusAsync(asOwner, "/t/acme/guarded")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(asGuest, "/t/acme/guarded")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(asOwner, "/t/acme/unregistered")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(asOwner, "/guarded")).ShouldBe(HttpStatusCode.Forbidden, "no team is named");
    }

    [Test]
    public async Task T16_A_role_that_the_team_made_counts_from_the_next_request_on()
    {
        var user = await _host.UserAsync();
        var role = new Role { Key = "reader", Name = "Reader", Permissions = [Permissions.AuditRead] };
        await _host.InDatabaseAsync(_team, async context =>
        {
            context.Add(role);
            await context.SaveChangesAsync();
        });
        await _host.JoinAsync(_team, user, role.Id);
        using var client = _host.Client(user);
        (await StatusAsync(client, "/t/acme/guarded")).ShouldBe(HttpStatusCode.OK);

        await _host.InDatabaseAsync(_team, async context =>
        {
            (await context.Set<Role>().SingleAsync(one => one.Id == role.Id)).Permissions = [];
            await context.SaveChangesAsync();
        });

        (await StatusAsync(client, "/t/acme/guarded")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task T14_An_old_slug_leads_members_to_the_new_one_and_tells_nobody_else()
    {
        var (team, owner) = await _host.TeamAsync("old-name");
        await _host.InDatabaseAsync(null, async context =>
        {
            context.Add(new TeamSlug { Slug = "new-name", TeamId = team });
            (await context.Set<Team>().SingleAsync(one => one.Id == team)).Slug = "new-name";
            await context.SaveChangesAsync();
        });
        using var member = _host.Client(owner);
        using var stranger = _host.Client(_stranger);

        using var moved = await member.GetAsync("/t/old-name/projects?page=2");
        moved.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
        moved.Headers.Location!.ToString().ShouldBe("/t/new-name/projects?page=2");
        (await member.GetStringAsync("/t/new-name/projects")).ShouldBe("new-name: ");
        (await StatusAsync(stranger, "/t/old-name/projects")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task T15_Members_of_a_suspended_team_are_told_why_and_can_pay_and_take_a_copy()
    {
        var (team, owner) = await _host.TeamAsync("late");
        await _host.ChangeAsync(team, one => (one.State, one.SuspendedReason) = (TeamState.Suspended, "The last invoice was not paid."));
        using var client = _host.Client(owner);
        using var stranger = _host.Client(_stranger);

        using var page = await client.GetAsync("/t/late/projects");
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location!.ToString().ShouldBe("/t/late/suspended");
        (await client.GetStringAsync("/t/late/suspended")).ShouldContain("The last invoice was not paid.");

        using var api = await client.GetAsync("/api/t/late/projects");
        api.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var problem = (await api.Content.ReadFromJsonAsync<JsonObject>())!;
        ((string)problem["code"]!).ShouldBe("tenant_suspended");
        ((string)problem["detail"]!).ShouldContain("The last invoice was not paid.");

        (await client.GetStringAsync("/t/late/export")).ShouldBe("late");
        (await StatusAsync(stranger, "/t/late/projects")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(stranger, "/t/late/suspended")).ShouldBe(HttpStatusCode.NotFound);

        await _host.ChangeAsync(team, one => one.State = TeamState.Active);
        (await StatusAsync(client, "/t/late/projects")).ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task T15_The_one_page_of_a_client_comes_to_members_of_a_suspended_team_and_to_nobody_else()
    {
        var (team, owner) = await _host.TeamAsync("framed");
        await _host.ChangeAsync(team, one => one.State = TeamState.Suspended);
        await using var host = await TenancyHost.StartAsync(_database, map: app => app.MapFallback(() => "the client"), ownsDatabase: false);
        using var client = host.Client(owner);
        using var stranger = host.Client(_stranger);

        // Its script says why the team is suspended: to lead it elsewhere would be to lead it here again, and again.
        (await client.GetStringAsync("/t/framed/board")).ShouldBe("the client");
        (await StatusAsync(stranger, "/t/framed/board")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task T13_A_deleted_team_is_gone_but_for_what_restores_it()
    {
        var (team, owner) = await _host.TeamAsync("gone");
        await _host.ChangeAsync(team, one => one.State = TeamState.Deleted);
        using var client = _host.Client(owner);

        (await StatusAsync(client, "/t/gone/projects")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(client, "/t/gone/restore")).ShouldBe(HttpStatusCode.OK);
    }

    [TestCase("header", "")]
    [TestCase("subdomain", "acme.")]
    public async Task T4_A_header_or_a_subdomain_names_the_team_where_the_path_does_not(string resolution, string label)
    {
        await using var host = await TenancyHost.StartAsync(_database, new() { ["Modules:teams:resolution"] = resolution }, Map, ownsDatabase: false);
        HttpClient Client(Guid? user, string team)
        {
            var client = host.Client(user, resolution == "subdomain" ? $"{team}.example.com" : null);
            if (resolution == "header")
            {
                client.DefaultRequestHeaders.Add("X-Team", team);
            }

            return client;
        }

        using var member = Client(_owner, "acme");
        (await member.GetStringAsync("/projects")).ShouldBe("acme: Rocket");
        (await member.GetStringAsync("/t/acme/projects")).ShouldBe("acme: Rocket");
        (await StatusAsync(member, "/guarded")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(member, "/t/globex/projects")).ShouldBe(HttpStatusCode.NotFound, "two teams are named");

        using var stranger = Client(_stranger, "acme");
        using var nowhere = Client(_stranger, "nobody");
        foreach (var client in new[] { stranger, nowhere })
        {
            (await StatusAsync(client, "/projects")).ShouldBe(HttpStatusCode.NotFound);
            (await StatusAsync(client, "/guarded")).ShouldBe(HttpStatusCode.NotFound);
            (await client.GetStringAsync("/about")).ShouldBe("about", "a page of no team is there for all");
        }

        using var anonymous = Client(null, "acme");
        (await StatusAsync(anonymous, "/projects")).ShouldBe(HttpStatusCode.Unauthorized);
        (await anonymous.GetStringAsync("/about")).ShouldBe("about");
        label.ShouldBe(resolution == "subdomain" ? "acme." : "");
    }

    [TestCase("header")]
    [TestCase("subdomain")]
    public async Task T15_What_is_paid_on_the_host_of_a_suspended_or_renamed_team_is_paid_for_it(string resolution)
    {
        await using var host = await TenancyHost.StartAsync(_database, new() { ["Modules:teams:resolution"] = resolution }, Map, ownsDatabase: false);
        HttpClient Client(Guid? user, string team)
        {
            var client = host.Client(user, resolution == "subdomain" ? $"{team}.example.com" : null);
            if (resolution == "header")
            {
                client.DefaultRequestHeaders.Add("X-Team", team);
            }

            return client;
        }

        var slug = $"unpaid-{resolution}";
        var (team, owner) = await host.TeamAsync(slug);
        using var payer = Client(owner, slug);
        using var stranger = Client(_stranger, slug);
        (await payer.GetStringAsync("/owner")).ShouldContain($"{team}");

        await host.ChangeAsync(team, one => one.State = TeamState.Suspended);
        (await payer.GetStringAsync("/owner")).ShouldContain($"{team}");
        (await stranger.GetStringAsync("/owner")).ShouldNotContain($"{team}");
        (await StatusAsync(payer, "/projects")).ShouldBe(HttpStatusCode.Redirect, "its rows are closed");

        await host.ChangeAsync(team, one => one.State = TeamState.Active);
        await host.InDatabaseAsync(null, async context =>
        {
            context.Add(new TeamSlug { Slug = $"new-{resolution}", TeamId = team });
            (await context.Set<Team>().SingleAsync(one => one.Id == team)).Slug = $"new-{resolution}";
            await context.SaveChangesAsync();
        });
        using var page = await payer.GetAsync("/owner");
        using var form = await payer.PostAsync("/owner", null);
        page.StatusCode.ShouldBe(resolution == "subdomain" ? HttpStatusCode.TemporaryRedirect : HttpStatusCode.OK);
        (await form.Content.ReadAsStringAsync()).ShouldContain($"{team}");
    }

    [Test]
    public async Task T4_A_header_means_nothing_unless_the_option_says_so_and_its_absence_is_explained()
    {
        using var client = _host.Client(_owner);
        client.DefaultRequestHeaders.Add("X-Team", "acme");
        await Should.ThrowAsync<NoTeamException>(() => client.GetStringAsync("/projects"));

        await using var host = await TenancyHost.StartAsync(_database, new() { ["Modules:teams:resolution"] = "header" }, Map, ownsDatabase: false);
        using var without = host.Client(_owner);
        using var response = await without.GetAsync("/projects");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("X-Team");
        response.Headers.Vary.ShouldContain("X-Team");
    }

    [Test]
    public async Task T4_The_site_itself_is_no_team_where_subdomains_are()
    {
        await using var host = await TenancyHost.StartAsync(_database, new() { ["Modules:teams:resolution"] = "subdomain" }, Map, ownsDatabase: false);
        foreach (var name in new[] { null, "www.example.com" })
        {
            using var client = host.Client(_owner, name);
            (await StatusAsync(client, "/projects")).ShouldBe(HttpStatusCode.NotFound);
            (await client.GetStringAsync("/about")).ShouldBe("about");
        }
    }

    [Test]
    public async Task T4_A_path_in_capitals_names_its_team_too()
    {
        using var member = _host.Client(_owner);
        using var stranger = _host.Client(_stranger);

        (await member.GetStringAsync("/T/acme/projects")).ShouldBe("acme: Rocket");
        (await StatusAsync(stranger, "/T/acme/projects")).ShouldBe(HttpStatusCode.NotFound);
    }

    [TestCase("/t/acme%20/projects")]
    [TestCase("/t/acme%2fprojects/projects")]
    [TestCase("/t/acme'--/projects")]
    [TestCase("/t/acme%0a/projects")]
    [TestCase("/t/ａｃｍｅ/projects")]
    public async Task T4_Strange_slugs_are_nobodys(string path)
    {
        using var client = _host.Client(_owner);

        (await StatusAsync(client, path)).ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }

    private static void Map(WebApplication app)
    {
        static async Task<string> ProjectsAsync(ICurrentTeam current, SampleContext context) => $"{current.Slug}: {string.Join(',', await context.Set<Project>().Select(one => one.Name).ToListAsync())}";
        app.MapGet("/projects", ProjectsAsync);
        app.MapGet("/about", () => "about");
        app.MapMethods("/owner", ["GET", "POST"], async (IAccountOwner owners, CancellationToken cancellationToken) => (await owners.CurrentAsync(cancellationToken))?.Id);
        app.MapGet("/guarded", () => "done").RequirePermission(Permissions.AuditRead);
        app.MapGet("/api/t/{team}/projects", ProjectsAsync);
        app.MapGet("/api/things/{team}", ProjectsAsync);
        app.MapGet("/t/{slug}/projects", ProjectsAsync);
        app.MapGet("/t/{team}/guarded", () => "done").RequirePermission(Permissions.AuditRead);
        app.MapGet("/t/{team}/unregistered", () => "done").RequirePermission("unheard.of");
        app.MapGet("/t/{team}/public", (ICurrentTeam current) => current.Slug ?? "no team").AllowAnonymous();
        app.MapGet("/t/{team}/export", (ICurrentTeam current) => current.Slug).ReachableWhileSuspended();
        app.MapGet("/t/{team}/restore", (ICurrentTeam current) => current.Slug).ReachableWhileDeleted();
    }
}
