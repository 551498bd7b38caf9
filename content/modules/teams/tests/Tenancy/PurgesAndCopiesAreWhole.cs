using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>What is done to a whole team meets all of its rows, however the application has mapped and hidden them.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class PurgesAndCopiesAreWhole(DatabaseKind kind)
{
    private TenancyHost _host = null!;
    private Guid _team;
    private Guid _owner;
    private Guid _other;

    [SetUp]
    public async Task Start()
    {
        _host = await TenancyHost.StartAsync(TestDatabase.Create(kind));
        (_team, _owner) = await _host.TeamAsync("acme");
        (_other, _) = await _host.TeamAsync("globex");
        await FillAsync(_team);
        await FillAsync(_other);
    }

    [TearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task T13_A_purge_deletes_what_the_application_hides_and_rows_that_refer_to_each_other()
    {
        await _host.ChangeAsync(_team, team => (team.State, team.PurgeAt, team.DeletedAt) = (TeamState.Deleted, _host.Clock.GetUtcNow().UtcDateTime, _host.Clock.GetUtcNow().UtcDateTime));

        await _host.Services.GetRequiredService<PurgeTeams>().RunAsync(CancellationToken.None);

        await using var context = _host.Unfiltered();
        (await context.Set<Team>().AnyAsync(one => one.Id == _team)).ShouldBeFalse();
        (await context.Set<Project>().IgnoreQueryFilters().Select(one => one.TenantId).Distinct().ToListAsync()).ShouldBe([_other]);
        (await context.Set<Board>().IgnoreQueryFilters().Select(one => one.TenantId).Distinct().ToListAsync()).ShouldBe([_other]);
        (await context.Set<Board>().IgnoreQueryFilters().CountAsync()).ShouldBe(2);
        (await context.Set<Project>().IgnoreQueryFilters().CountAsync(one => one.DefaultBoardId != null)).ShouldBe(1);
        (await context.Set<Dictionary<string, object>>("project_labels").CountAsync()).ShouldBe(1);
    }

    [Test]
    public async Task T13_A_copy_has_all_that_a_purge_would_delete()
    {
        var file = (await _host.InScopeAsync(null, services => services.GetRequiredService<ExportTeam>().RunAsync(_team, _owner, CancellationToken.None))).Value!;

        var copy = JsonNode.Parse(file.Content)!;
        var project = copy["projects"]!.AsArray().ShouldHaveSingleItem()!;
        var id = (string?)project["Id"];
        (string?, string?) words = ((string?)project["Address"]!["City"], (string?)project["Links"]!.AsArray().ShouldHaveSingleItem()!["Url"]);
        words.ShouldBe(("Graz", "https://example.com/plan"));
        var boards = copy["boards"]!.AsArray();
        boards.Count.ShouldBe(2);
        var hidden = boards.Single(one => (bool)one!["IsDeleted"]!)!;
        (string?, int) board = ((string?)hidden["ProjectId"], (int)hidden["Size"]!["Width"]!);
        board.ShouldBe((id, 3));
        var timed = boards.Single(one => one!["Days"] is not null)!;
        (string?, string?, int) derived = ((string?)timed["Discriminator"], (string?)timed["CopyOfId"], (int)timed["Days"]!);
        derived.ShouldBe(("TimedBoard", (string?)hidden["Id"], 14));
        var label = copy["project_labels"]!.AsArray().ShouldHaveSingleItem()!;
        (string?, string?) joined = ((string?)label["ProjectsId"], (string?)label["LabelsId"]);
        joined.ShouldBe((id, (string?)copy["labels"]!.AsArray().ShouldHaveSingleItem()!["Id"]));
    }

    /// <summary>A project that the application hides, with two boards, one of which is hidden and one the project's own.</summary>
    private Task FillAsync(Guid team) => _host.InDatabaseAsync(team, async context =>
    {
        var project = new Project { Name = "Old", IsArchived = true, Address = new() { City = "Graz" } };
        project.Links.Add(new ProjectLink { Url = "https://example.com/plan" });
        project.Labels.Add(new Label { Name = "Late" });
        project.Todos.Add(new Todo { Text = "Sweep" });
        context.Add(project);
        await context.SaveChangesAsync();
        var board = new Board { ProjectId = project.Id, IsDeleted = true, Size = new(3, 4) };
        var copy = new TimedBoard { ProjectId = project.Id, Days = 14 };
        context.AddRange(board, copy);
        context.Entry(copy).Property("CopyOfId").CurrentValue = board.Id;
        await context.SaveChangesAsync();
        project.DefaultBoardId = board.Id;
        await context.SaveChangesAsync();
    });
}
