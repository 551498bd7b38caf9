using System.Text.RegularExpressions;

namespace QuickScale.Modules.Tests;

/// <summary>
/// The module teams in a project with a table and rows of its own: the rows get teams as the module's documentation shows it, the tests
/// that come with the module sweep the project's endpoints, and what is put into it to leak makes them fail.
/// </summary>
[Category("Slow")]
[TestFixtureSource(typeof(Databases), nameof(Databases.All))]
public partial class TeamsAreKeptApartInAProject(string database)
{
    private const string Before = """
        using Microsoft.EntityFrameworkCore;
        using Microsoft.EntityFrameworkCore.Metadata.Builders;

        namespace MyApp.Data;

        public sealed class Note
        {
            public Guid Id { get; set; }

            public Guid CreatedBy { get; set; }

            public required string Text { get; set; }
        }

        internal sealed class NoteConfiguration : IEntityTypeConfiguration<Note>
        {
            public void Configure(EntityTypeBuilder<Note> builder) => builder.ToTable("notes");
        }

        """;

    private const string Endpoints = """
        using Microsoft.AspNetCore.Http.HttpResults;
        using Microsoft.EntityFrameworkCore;
        using MyApp.Data;

        namespace MyApp;

        public sealed record NewNote(string Text);

        public static class Notes
        {
            public static void MapNotes(this WebApplication app)
            {
                var notes = app.MapGroup("/api/t/{slug}/notes");
                notes.MapGet("", (AppDbContext context) => context.Set<Note>().OrderBy(note => note.Id).Select(note => new { note.Id, note.Text }).ToListAsync()).WithName("ListNotes").WithSummary("The team's notes.");
                notes.MapGet("{id:guid}", async Task<Results<Ok<string>, NotFound>> (Guid id, AppDbContext context) =>
                    await context.FindAsync<Note>(id) is { } note ? TypedResults.Ok(note.Text) : TypedResults.NotFound()).WithName("GetNote").WithSummary("A note.");
                notes.MapDelete("{id:guid}", async Task<Results<NoContent, NotFound>> (Guid id, AppDbContext context) =>
                    await context.Set<Note>().Where(note => note.Id == id).ExecuteDeleteAsync() == 1 ? TypedResults.NoContent() : TypedResults.NotFound()).WithName("DeleteNote").WithSummary("Deletes a note.");
                notes.MapPost("", async Task<Created> (NewNote note, AppDbContext context) =>
                {
                    context.Add(new Note { Id = Guid.CreateVersion7(), Text = note.Text });
                    await context.SaveChangesAsync();
                    return TypedResults.Created();
                }).WithName("AddNote").WithSummary("Adds a note.");
                // LEAK
            }
        }

        """;

    private const string BackfillTests = """
        using Microsoft.EntityFrameworkCore;
        using Microsoft.EntityFrameworkCore.Infrastructure;
        using Microsoft.EntityFrameworkCore.Migrations;
        using MyApp.Data;
        using QuickScale.Modules.Auth;
        using QuickScale.Modules.Teams;

        namespace MyApp.Tests;

        public class BackfillTests : DatabaseFixture
        {
            [Test]
            public async Task Rows_from_before_there_were_teams_get_one_and_none_is_lost()
            {
                foreach (var module in Modules.MigrationContexts(ConnectionString))
                {
                    await using (module)
                    {
                        await module.Database.MigrateAsync();
                    }
                }

                var (ada, bob) = (Person("ada"), Person("bob"));
                await using (var context = NewContext())
                {
                    await context.GetService<IMigrator>().MigrateAsync("Notes");
                    context.AddRange(ada, bob);
                    await context.SaveChangesAsync();
                    foreach (var (owner, text) in new[] { (ada, "one"), (ada, "two"), (bob, "three") })
                    {
                        await context.Database.ExecuteSqlAsync($"INSERT INTO notes (\"Id\", \"CreatedBy\", \"Text\") VALUES ({Guid.CreateVersion7()}, {owner.Id}, {text})");
                    }
                }

                await DatabaseMigrator.MigrateAsync(ConnectionString);

                await using var later = NewContext();
                (await later.Set<Note>().OrderBy(note => note.Text).Select(note => $"{note.Text} {note.TenantId}").ToListAsync())
                    .ShouldBe([$"one {ada.Id}", $"three {bob.Id}", $"two {ada.Id}"]);
                (await later.Set<Membership>().CountAsync(member => member.TenantId == member.UserId && member.RoleId == BuiltInRoles.Owner)).ShouldBe(2);
                (await later.Set<TeamSlug>().CountAsync()).ShouldBe(2);
                var team = await later.Set<Team>().SingleAsync(one => one.PersonalOf == ada.Id);
                (team.Kind, team.State, team.CreatedAt.Kind).ShouldBe((TeamKind.Personal, TeamState.Active, DateTimeKind.Utc));
            }

            private static User Person(string name)
            {
                var email = $"{name}@example.com";
                return new User { Id = Guid.CreateVersion7(), Email = email, NormalizedEmail = email.ToUpperInvariant(), SecurityStamp = "x", CreatedAt = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) };
            }
        }

        """;

    private GeneratedProject _project = null!;
    private Dictionary<string, string?> _environment = null!;

    private static string Documentation => File.ReadAllText(Repository.PathOf("content", "modules", "teams", "docs", "isolation.md"));

    [OneTimeSetUp]
    public async Task MakeTheProject()
    {
        _project = await ProjectWithModules.CreateAsync(new Combination("html", database), ProjectWithModules.All);
        _environment = await Databases.EnvironmentAsync(database, $"teams_{database}");
        await WriteAsync(Before, "src", "MyApp", "Data", "Note.cs");
        (await _project.DotnetAsync(["tool", "restore"])).ShouldSucceed();
        await AddMigrationAsync("Notes");
    }

    [Test, Order(1)]
    public async Task T1_Rows_from_before_there_were_teams_get_one_as_the_documentation_shows()
    {
        var marked = Before.Replace("public sealed class Note\n{", "public sealed class Note : ITenantEntity\n{\n    public Guid TenantId { get; set; }\n", StringComparison.Ordinal)
            .Replace("=> builder.ToTable(\"notes\");", "\n    {\n        builder.ToTable(\"notes\");\n        builder.HasIndex(note => note.TenantId);\n    }", StringComparison.Ordinal)
            .Replace("namespace", "using QuickScale.Modules.Core;\n\nnamespace", StringComparison.Ordinal).Replace("Builders;\n\nusing", "Builders;\nusing", StringComparison.Ordinal);
        await WriteAsync(marked, "src", "MyApp", "Data", "Note.cs");
        var migration = await AddMigrationAsync("NotesOfTeams");
        var shown = CodeBlock().Matches(Documentation.Split("## Rows from before")[1]).Select(match => match.Groups["code"].Value).Single(code => code.Contains("void Up", StringComparison.Ordinal));
        var scaffolded = await File.ReadAllTextAsync(migration);
        scaffolded.ShouldContain("name: \"TenantId\"");
        await File.WriteAllTextAsync(migration, UpMethod().Replace(scaffolded, _ => string.Concat(shown.TrimEnd().Split('\n').Select(line => line.Length == 0 ? "\n" : $"        {line}\n"))));
        await WriteAsync(BackfillTests, "tests", "MyApp.Tests", "BackfillTests.cs");

        (await TestAsync("FullyQualifiedName~BackfillTests|FullyQualifiedName~MigrationsTests")).ShouldSucceed();
    }

    [Test, Order(2)]
    public async Task T3_The_projects_own_endpoints_are_swept_and_leak_nothing()
    {
        await WriteAsync(Endpoints, "src", "MyApp", "Notes.cs");
        var program = _project.PathOf("src", "MyApp", "Program.cs");
        await File.WriteAllTextAsync(program, (await File.ReadAllTextAsync(program)).Replace("    Modules.Map(app);\n", "    Modules.Map(app);\n    app.MapNotes();\n", StringComparison.Ordinal));

        var tests = (await TestAsync("FullyQualifiedName~TeamsDoNotLeak")).ShouldSucceed();
        tests.Text.ShouldMatch("[0-9]+ calls of [0-9]+ endpoints");
        tests.Text.ShouldNotContain("/notes");
    }

    [Test, Order(3)]
    public async Task T3_A_leak_a_way_around_and_an_entity_without_a_mark_make_them_fail()
    {
        await WriteAsync(
            Endpoints.Replace("// LEAK", "notes.MapGet(\"all\", (AppDbContext context) => context.Set<Note>().IgnoreQueryFilters().Select(note => note.Text).ToListAsync()).WithName(\"LeakNotes\").WithSummary(\"All notes.\");", StringComparison.Ordinal),
            "src", "MyApp", "Notes.cs");
        await WriteAsync(Before.Replace("Note", "Memo", StringComparison.Ordinal).Replace("\"notes\"", "\"memos\"", StringComparison.Ordinal), "src", "MyApp", "Data", "Memo.cs");
        await AddMigrationAsync("Memos");

        var tests = (await TestAsync("FullyQualifiedName~TeamsDoNotLeak")).ShouldExitWith(1);
        tests.Text.ShouldContain("GET /api/t/{slug}/notes/all: shows another team's data");
        tests.Text.ShouldContain("MyApp.Notes.MapNotes calls EntityFrameworkQueryableExtensions.IgnoreQueryFilters");
        tests.Text.ShouldContain("Memo does not say whose its rows are");

        var start = await _project.DotnetAsync(
            [_project.PathOf("src", "MyApp", "bin", "Debug", "net10.0", "MyApp.dll")],
            new Dictionary<string, string?>(_environment) { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" }, TimeSpan.FromMinutes(1));
        start.ShouldExitWith(4).Text.ShouldContain("Memo does not say whose its rows are: let the class implement ITenantEntity");
    }

    private Task WriteAsync(string content, params string[] path) => File.WriteAllTextAsync(_project.PathOf(path), content);

    private async Task<string> AddMigrationAsync(string name)
    {
        (await _project.DotnetAsync(["build", "src/MyApp.Migrator"], limit: TimeSpan.FromMinutes(10))).ShouldSucceed();
        (await _project.DotnetAsync(["ef", "migrations", "add", name, "-p", "src/MyApp", "-s", "src/MyApp.Migrator", "--no-build"], _environment)).ShouldSucceed();
        return Directory.GetFiles(_project.PathOf("src", "MyApp", "Data", "Migrations"), $"*_{name}.cs").Single();
    }

    private Task<ProcessResult> TestAsync(string filter) =>
        _project.DotnetAsync(["test", "tests/MyApp.Tests", "--filter", filter, "--logger", "console;verbosity=detailed"], _environment, TimeSpan.FromMinutes(10));

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"        protected override void Up\(.*?\n        \}\n", RegexOptions.Singleline)]
    private static partial Regex UpMethod();
}
