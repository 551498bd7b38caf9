using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Workflow;

namespace QuickScale.Tool.Tests;

/// <summary>The daily commands on a project as the template makes it, in processes of their own: one project for all of it.</summary>
[Category("Slow")]
internal sealed class DailyCommandsOnARealProject : WorkplaceFixture
{
    [Test]
    [Platform(Exclude = "Win", Reason = "Ctrl-C is a signal.")]
    public async Task From_an_empty_database_to_a_watched_page_and_back()
    {
        (await Workplace.QsAsync("new", "MyApp")).ShouldExitWith(0);
        var project = Workplace["MyApp"];
        var web = Path.Combine(project, "src", "MyApp");
        var port = LaunchAddresses.Read(web).Http.Port;

        // The first build is qs' own.
        (await QsAsync(project, "migrate", "status")).ShouldExitWith(1).Output.ShouldContain("Pending ");
        (await QsAsync(project, "migrate", "script")).ShouldSucceed().Output.ShouldStartWith("CREATE TABLE");
        (await QsAsync(project, "manage", "secret")).ShouldSucceed().Output.Trim().ShouldMatch("^[0-9a-f]{64}$");

        await using var process = TestProcess.Start("dotnet", [Tool, "run"], project);
        await process.WaitForTextAsync(new Regex($"Serving at http://localhost:{port}"), TimeSpan.FromMinutes(6));
        using var client = new HttpClient();
        using (var page = await client.GetAsync(new Uri($"http://localhost:{port}/")))
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var tree = Descendants(process.Id);
        tree.Count.ShouldBeGreaterThan(1);

        (await TestProcess.RunAsync("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)])).ShouldSucceed();
        (await process.WaitForExitAsync(TimeSpan.FromMinutes(1))).ShouldExitWith(130);

        tree.ShouldAllBe(id => !ProcessState.IsRunning(id));
        DevelopmentServer.IsFree(port).ShouldBeTrue();
        (await QsAsync(project, "doctor")).ShouldSucceed().Output.ShouldContain("all migrations are applied");

        // A migration for a new entity, and one of a name that is there already.
        File.WriteAllText(Path.Combine(web, "Data", "Note.cs"), """
            namespace MyApp.Data;

            public sealed class Note
            {
                public int Id { get; set; }
            }
            """);
        var context = Path.Combine(web, "Data", "AppDbContext.cs");
        File.WriteAllText(context, new Regex(@"(class AppDbContext[^{]*\{)").Replace(File.ReadAllText(context), "$1\n    public DbSet<Note> Notes => Set<Note>();\n", 1));
        (await QsAsync(project, "migrate", "add", "AddNotes")).ShouldSucceed().Output.ShouldContain("_AddNotes.cs");
        var migrations = Directory.GetFiles(Path.Combine(web, "Data", "Migrations")).ToDictionary(file => file, File.ReadAllText);
        (await QsAsync(project, "migrate", "add", "AddNotes")).ShouldExitWith(1).Error.ShouldContain("AddNotes");
        Directory.GetFiles(Path.Combine(web, "Data", "Migrations")).ToDictionary(file => file, File.ReadAllText).ShouldBe(migrations, ignoreOrder: true);
    }

    private static string Tool => Path.Combine(AppContext.BaseDirectory, "qs.dll");

    private static Task<ProcessResult> QsAsync(string project, params string[] arguments) =>
        TestProcess.RunAsync("dotnet", [Tool, .. arguments], project, limit: TimeSpan.FromMinutes(6));

    private static List<int> Descendants(int id)
    {
        var answer = TestProcess.RunAsync("ps", ["-e", "-o", "pid=,ppid="]).GetAwaiter().GetResult().ShouldSucceed();
        var pairs = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray())
            .ToLookup(pair => pair[1], pair => pair[0]);
        return [.. Below(id)];

        IEnumerable<int> Below(int parent) => pairs[parent].SelectMany(child => Below(child).Prepend(child));
    }
}
