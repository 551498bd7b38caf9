using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Templates.Tests;

/// <summary>What the template of a feature makes of a name, and where it refuses to write.</summary>
public partial class FeatureNameTests
{
    private GeneratedProject _project = null!;

    [OneTimeSetUp]
    public async Task MakeAsync()
    {
        _project = await GeneratedProject.CreateAsync(new Combination("html", "sqlite"), "My.App");
        (await _project.DotnetAsync(["restore", "src/My.App"])).ShouldSucceed();
    }

    [TestCase("Invoice", null, "Invoice", "Invoices", "invoices", "invoice")]
    [TestCase("OrderLine", null, "OrderLine", "OrderLines", "order-lines", "order line")]
    [TestCase("purchase order", null, "PurchaseOrder", "PurchaseOrders", "purchase-orders", "purchase order")]
    [TestCase("Company", null, "Company", "Companies", "companies", "company")]
    [TestCase("Day", null, "Day", "Days", "days", "day")]
    [TestCase("Box", null, "Box", "Boxes", "boxes", "box")]
    [TestCase("Branch", null, "Branch", "Branches", "branches", "branch")]
    [TestCase("Person", "People", "Person", "People", "people", "person")]
    [TestCase("Series", "Series", "Series", "SeriesList", "series-list", "series")]
    [TestCase("Task", null, "TaskItem", "TaskItems", "task-items", "task item")]
    [TestCase("1st", null, "Item1St", "Item1Sts", "item-1-sts", "item 1 st")]
    [TestCase("日本", null, "Note", "Notes", "notes", "note")]
    [TestCase("\"; DROP <table> {x} @y", null, "DropTableXY", "DropTableXYs", "drop-table-x-ys", "drop table x y")]
    [TestCase("Good", "<b>\"{0}\"@!", "Good", "B0", "b-0", "good")]
    public async Task A_name_takes_its_forms(string name, string? plural, string entity, string many, string address, string words)
    {
        var before = _project.Files();
        (await FeatureTemplate.NewAsync(_project.WebProject, [$"--name={name}", .. plural is null ? Array.Empty<string>() : [$"--plural={plural}"]])).ShouldSucceed();
        var made = _project.Files().Except(before).ToList();

        made.ShouldContain($"src/My.App/Features/{many}/{entity}.cs");
        made.ShouldContain($"src/My.App/Pages/{many}/Index.cshtml");
        made.ShouldContain($"tests/My.App.Tests/{many}Tests.cs");
        made.ShouldAllBe(file => file.Contains($"/{many}", StringComparison.Ordinal));
        _project.Read("src", "My.App", "Features", many, $"{entity}.cs").ShouldContain($"namespace My.App.Features.{many};");
        _project.Read("src", "My.App", "Pages", many, "Index.cshtml").ShouldStartWith($"@page \"/{address}\"");
        _project.Read("src", "My.App", "Pages", many, "New.cshtml").ShouldContain($"<h1>New {words}</h1>");
    }

    [TestCase("a/b")]
    [TestCase("../up")]
    public async Task A_name_that_is_a_path_is_refused(string name)
    {
        var before = _project.Files();

        (await FeatureTemplate.NewAsync(_project.WebProject, "--name", name)).ExitCode.ShouldNotBe(0);

        _project.Files().ShouldBe(before);
    }

    [Test]
    public async Task Outside_of_the_web_application_nothing_is_written()
    {
        using var elsewhere = new TemporaryFolder();
        string[] places = [elsewhere.Root, _project.Root, _project.PathOf("tests", "My.App.Tests")];
        foreach (var place in places)
        {
            var before = GeneratedProject.FilesOf(place);
            (await FeatureTemplate.NewAsync(place, "--name", "Invoice")).ShouldExitWith(100);
            GeneratedProject.FilesOf(place).ShouldBe(before);
        }
    }

    /// <summary>An entity of such a name would hide what the slice itself is written with.</summary>
    [Test]
    public void Every_name_that_its_code_uses_is_taken()
    {
        var form = JsonNode.Parse(File.ReadAllText(Path.Combine(FeatureTemplate.Folder, ".template.config", "template.json")))!["forms"]!["freeOfTaken"]!["pattern"]!.GetValue<string>();
        var taken = new Regex(form);
        var used = GeneratedProject.FilesOf(FeatureTemplate.Folder).Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => Aside().Replace(File.ReadAllText(Path.Combine(FeatureTemplate.Folder, file)), ""))
            .SelectMany(text => Word().Matches(text)).Select(match => match.Value).Where(word => !word.StartsWith("Qs", StringComparison.Ordinal)).Distinct().ToList();
        used.Count.ShouldBeGreaterThan(50);
        used.Select(Kebab).Where(word => !taken.IsMatch(word)).ShouldBeEmpty();
    }

    private static string Kebab(string word) => Hump().Replace(word, "-").ToLowerInvariant();

    /// <summary>Comments and literals, members of something, and what stands in a using or namespace.</summary>
    [GeneratedRegex("""//.*|@?"(?:[^"\\]|\\.)*"|^\s*(?:using|namespace) .*|\.[A-Za-z]\w*""", RegexOptions.Multiline)]
    private static partial Regex Aside();

    [GeneratedRegex(@"\b[A-Z][a-z][A-Za-z]*\b")]
    private static partial Regex Word();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Hump();
}
