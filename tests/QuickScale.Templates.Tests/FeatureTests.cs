namespace QuickScale.Templates.Tests;

/// <summary>
/// A feature in a project of each theme: what the template leaves to do is done as it says, and the whole project then builds without a
/// warning, passes all its tests and is formatted.
/// </summary>
[Category("Slow")]
[TestFixtureSource(nameof(Projects))]
public class FeatureTests(Combination combination)
{
    private static IEnumerable<Combination> Projects() => Rounds.Some<Combination>(nameof(FeatureTests), new("html", "sqlite"), new("htmx", "postgres"), new("react", "sqlite"));

    private static readonly string[] LeftToDo =
        ["dotnet tool restore", "dotnet ef migrations add AddOrderLines -p src/MyApp -s src/MyApp.Migrator"];

    private GeneratedProject _project = null!;
    private IReadOnlyList<string> _before = [];
    private IReadOnlyList<string> _made = [];
    private IReadOnlyList<string[]> _commands = [];
    private Dictionary<string, string> _unchanged = [];

    [OneTimeSetUp]
    public async Task MakeAsync()
    {
        _project = await GeneratedProject.CreateAsync(combination);
        (await _project.DotnetAsync(["restore"])).ShouldSucceed();
        _before = _project.Files();
        _unchanged = _before.Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).ToDictionary(file => file, file => _project.Read(file));
        var made = (await FeatureTemplate.NewAsync(_project.WebProject, "--name", "OrderLine")).ShouldSucceed();
        _made = [.. _project.Files().Except(_before)];
        _commands = FeatureTemplate.Commands(made);
    }

    [Test]
    [Order(1)]
    public void It_writes_the_approved_files_and_changes_none()
    {
        TemplateSnapshot.ShouldMatch($"feature-{combination.Theme}", _made);
        _unchanged.Where(file => _project.Read(file.Key) != file.Value).ShouldBeEmpty();
    }

    [Test]
    [Order(2)]
    public void No_token_and_no_directive_is_left()
    {
        foreach (var file in _made)
        {
            var text = $"{file}\n{_project.Read(file)}";
            text.ShouldNotMatch("(?i)qs.?(item|many|app)|#(if|else|endif)", file);
        }
    }

    [Test]
    [Order(3)]
    public async Task Another_of_the_same_name_is_refused_and_overwrites_nothing()
    {
        var entity = _project.PathOf("src", "MyApp", "Features", "OrderLines", "OrderLine.cs");
        var text = await File.ReadAllTextAsync(entity);
        await File.WriteAllTextAsync(entity, text + "// mine\n");

        (await FeatureTemplate.NewAsync(_project.WebProject, "--name", "OrderLine")).ShouldExitWith(73);

        (await File.ReadAllTextAsync(entity)).ShouldBe(text + "// mine\n");
        await File.WriteAllTextAsync(entity, text);
    }

    [Test]
    [Order(4)]
    public async Task Done_as_it_says_the_project_builds_passes_its_tests_and_is_formatted()
    {
        string[] first = combination.Theme == "react" ? ["npm ci", "npm run api"] : [];
        _commands.Select(command => string.Join(' ', command)).ShouldBe([.. first, .. LeftToDo]);
        await NodeModules.PlaceAsync(_project.Root);
        foreach (var command in _commands)
            (await TestProcess.RunAsync(command[0], command[1..], _project.Root, limit: TimeSpan.FromMinutes(10))).ShouldSucceed();

        await _project.BuildAsync();
        await _project.ShouldBeFormattedAsync();
        // What the feature has nothing to do with is tested without it, too.
        string[] filter = Rounds.IsFull ? [] : ["--filter", "FullyQualifiedName~OrderLines|FullyQualifiedName~Migrations|FullyQualifiedName~Pages|FullyQualifiedName~ApiDocument|FullyQualifiedName~Access"];
        (await _project.ShouldPassTestsAsync("tests/MyApp.Tests", await EmptyDatabase.OfAsync(combination, "feature"), filter)).ShouldBeGreaterThan(Rounds.IsFull ? 40 : 15);
        if (combination.Theme == "react")
            (await TestProcess.RunAsync("npm", ["test"], _project.Root, limit: TimeSpan.FromMinutes(10))).ShouldSucceed().Text.ShouldContain("order-lines");
    }

    [Test]
    [Order(5)]
    public async Task Its_first_page_is_served_to_those_who_develop()
    {
        if (combination.Theme == "react")
            await _project.ShouldServeAsync(await EmptyDatabase.OfAsync(combination, "feature_serve"), "/order-lines", "/order-lines/new");
        else
            await _project.ShouldServeAsync(await EmptyDatabase.OfAsync(combination, "feature_serve"), "/", "/order-lines", "/order-lines/new");
    }
}
