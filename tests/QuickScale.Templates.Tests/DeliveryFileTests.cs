using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace QuickScale.Templates.Tests;

/// <summary>The files that other programs read (containers, workflows, platforms): they parse, and the paths in them exist.</summary>
[TestFixtureSource(typeof(Combination), nameof(Combination.All))]
public partial class DeliveryFileTests(Combination combination)
{
    private static readonly System.Text.Json.JsonDocumentOptions WithComments = new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip };

    private GeneratedProject _project = null!;

    [OneTimeSetUp]
    public async Task Generate() => _project = await GeneratedProject.GetAsync(combination);

    [Test]
    public void Every_yaml_and_json_file_parses()
    {
        foreach (var file in _project.Files())
        {
            if (file.EndsWith(".yml", StringComparison.Ordinal))
                Should.NotThrow(() => Yaml(file), file);
            else if (file.EndsWith(".json", StringComparison.Ordinal) || file.EndsWith(".webmanifest", StringComparison.Ordinal))
                Should.NotThrow(() => Json(file), file);
        }
    }

    [Test]
    public void Compose_builds_stages_that_exist_and_starts_what_the_database_needs()
    {
        var stages = Stage().Matches(_project.Read("Dockerfile")).Select(match => match.Groups["name"].Value).ToList();
        var compose = Yaml("compose.yml");
        var services = (YamlMappingNode)compose["services"];
        var names = services.Children.Keys.Select(key => key.ToString()).ToList();
        names.ShouldBe(combination.Database == "postgres" ? ["web", "migrator", "db", "mail"] : ["web", "migrator", "mail"], ignoreOrder: true);
        foreach (var service in services.Children.Values.Cast<YamlMappingNode>())
        {
            if (service.Children.TryGetValue("build", out var build))
                stages.ShouldContain(build["target"].ToString());
            if (service.Children.TryGetValue("depends_on", out var needed))
                ((YamlMappingNode)needed).Children.Keys.Select(key => key.ToString()).ShouldBeSubsetOf(names);
            if (service.Children.TryGetValue("ports", out var ports))
                ((YamlSequenceNode)ports).ShouldAllBe(port => port.ToString().StartsWith("127.0.0.1:", StringComparison.Ordinal));
        }
    }

    [Test]
    public void The_Dockerfile_names_files_and_projects_that_exist()
    {
        var dockerfile = _project.Read("Dockerfile");
        foreach (var source in CopiedSource().Matches(dockerfile).SelectMany(match => match.Groups["sources"].Value.Split(' ')).Where(source => !source.Contains('*')))
            Path.Exists(_project.PathOf(source)).ShouldBeTrue(source);
        Paths(dockerfile).Where(path => path.StartsWith("src/", StringComparison.Ordinal)).ShouldNotBeEmpty();
        // What a stage of it builds is not there yet.
        Paths(dockerfile).Where(path => path != "src/MyApp/wwwroot/client" && !Path.Exists(_project.PathOf(path))).ShouldBeEmpty();
    }

    [Test]
    public void Railway_builds_checks_and_migrates()
    {
        var railway = Json("railway.json")!;
        File.Exists(_project.PathOf(railway["build"]!["dockerfilePath"]!.GetValue<string>())).ShouldBeTrue();
        railway["deploy"]!["healthcheckPath"]!.GetValue<string>().ShouldBe("/health/ready");
        // A volume is there only when the application runs, so with SQLite nothing can migrate before that.
        var before = railway["deploy"]!["preDeployCommand"]?[0]!.GetValue<string>();
        before.ShouldBe(combination.Database == "postgres" ? "dotnet MyApp.Migrator.dll migrate" : null);
    }

    [Test]
    public void The_dev_container_forwards_the_port_of_the_launch_settings()
    {
        var container = Json(".devcontainer/devcontainer.json")!;
        var port = container["forwardPorts"]![0]!.GetValue<int>();
        _project.Read("src", "MyApp", "Properties", "launchSettings.json").ShouldContain($"http://localhost:{port}\"");
        foreach (var file in (container["dockerComposeFile"] as JsonArray ?? []).Select(file => file!.GetValue<string>()))
            File.Exists(_project.PathOf(".devcontainer", file)).ShouldBeTrue(file);
    }

    [Test]
    public void Workflows_run_on_paths_that_exist_and_may_only_read_by_default()
    {
        var workflows = _project.Files().Where(file => file.StartsWith(".github/workflows/", StringComparison.Ordinal)).ToList();
        workflows.ShouldBe([".github/workflows/ci.yml", ".github/workflows/deploy.yml"]);
        foreach (var file in workflows)
        {
            var workflow = Yaml(file);
            workflow["permissions"]["contents"].ToString().ShouldBe("read", file);
            ((YamlMappingNode)workflow["jobs"]).Children.Values.ShouldAllBe(job => ((YamlMappingNode)job).Children.ContainsKey("timeout-minutes"));
            Paths(_project.Read(file)).Where(path => !Path.Exists(_project.PathOf(path))).ShouldBeEmpty(file);
        }

        var ci = _project.Read(workflows[0]);
        foreach (var command in new[] { "dotnet format --verify-no-changes", "dotnet build", "dotnet test", "dotnet list package --vulnerable --include-transitive", "docker compose up --build" })
            ci.ShouldContain(command);
        ci.Contains("TEST_DATABASE_URL", StringComparison.Ordinal).ShouldBe(combination.Database == "postgres");
    }

    [Test]
    public void The_tool_manifest_lists_dotnet_ef_only()
    {
        var manifest = Json(".config/dotnet-tools.json")!;
        manifest["tools"]!.AsObject().Select(tool => tool.Key).ShouldBe(["dotnet-ef"]);
    }

    private YamlNode Yaml(string file)
    {
        // The merging parser follows "<<: *anchor" as compose does.
        var merged = new DeserializerBuilder().Build().Deserialize<object>(new YamlDotNet.Core.MergingParser(new YamlDotNet.Core.Parser(new StringReader(_project.Read(file)))));
        var stream = new YamlStream();
        stream.Load(new StringReader(new SerializerBuilder().DisableAliases().Build().Serialize(merged)));
        return stream.Documents[0].RootNode;
    }

    private JsonNode? Json(string file) => JsonNode.Parse(_project.Read(file), documentOptions: WithComments);

    /// <summary>Words that look like paths of the project, without those that hold a wildcard.</summary>
    private static IEnumerable<string> Paths(string text) =>
        ProjectPath().Matches(text).Select(match => match.Value.TrimEnd('/', '.')).Where(path => !path.Contains('*', StringComparison.Ordinal)).Distinct();

    [GeneratedRegex(@"(?<![\w/.-])(src|tests|build)/[\w./*-]+")]
    private static partial Regex ProjectPath();

    [GeneratedRegex(@"^FROM \S+ AS (?<name>\S+)$", RegexOptions.Multiline)]
    private static partial Regex Stage();

    [GeneratedRegex(@"^COPY (?!--)(?<sources>.+) \S+$", RegexOptions.Multiline)]
    private static partial Regex CopiedSource();
}
