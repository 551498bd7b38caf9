using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Tests;

public class ModulesAreWired
{
    private const string Solution = """
        <Solution>
          <Folder Name="/src/">
            <Project Path="src/MyApp/MyApp.csproj" />
          </Folder>
        </Solution>

        """;

    private static readonly ProjectFile Project = new("MyApp", "my-app", "html", "sqlite");

    [Test]
    public void Without_modules_the_files_are_those_of_the_template()
    {
        foreach (var file in Derive([], TemplateFile("QsApp.slnx")))
            file.Content.ShouldBe(TemplateFile(file.Path.Replace("MyApp", "QsApp", StringComparison.Ordinal)), file.Path);
    }

    [Test]
    public void One_module_is_named_in_each_file()
    {
        var files = Derive([Core]);

        files.Select(file => file.Path).ShouldBe(Wiring.Paths("MyApp"));
        files[0].Content.ShouldBe("""
            // Managed by qs: the embedded modules, in dependency order. Do not edit.
            using Microsoft.EntityFrameworkCore;
            using MyApp.Data;
            using QuickScale.Modules.Core;

            namespace MyApp;

            /// <summary>The modules embedded in this project.</summary>
            public static class Modules
            {
                /// <summary>All of them, each after those that it requires.</summary>
                public static IReadOnlyList<IModule> All { get; } =
                [
                    new global::QuickScale.Modules.Core.CoreModule(),
                ];

                /// <summary>The modules' names.</summary>
                public static IReadOnlyList<string> Names => All.Names();

                /// <summary>The commands that the modules add to the migrator, each as "module command" with what it does.</summary>
                public static IEnumerable<(string Command, string Summary)> Commands => All.Commands();

                /// <summary>Registers the modules' services.</summary>
                public static void AddServices(WebApplicationBuilder builder) => builder.AddModules<AppDbContext>(All);

                /// <summary>Adds the modules' middleware, between routing and authorization.</summary>
                public static void Use(WebApplication app) => app.UseModules(All);

                /// <summary>Maps the modules' endpoints.</summary>
                public static void Map(WebApplication app) => app.MapModules(All);

                /// <summary>Maps the modules' entities into the application's context, and takes their tables out of its migrations.</summary>
                public static void Apply(ModelBuilder modelBuilder) => modelBuilder.ApplyModules(All, typeof(AppDbContext).Assembly);

                /// <summary>The contexts that hold the modules' migrations, in the order in which they are applied.</summary>
                public static IEnumerable<DbContext> MigrationContexts(string connectionString) => All.MigrationContexts(DatabaseKind.Sqlite, connectionString);

                /// <summary>Finds the module's command that the arguments name; null when there is none.</summary>
                public static Func<IServiceProvider, CancellationToken, Task<int>>? FindCommand(IReadOnlyList<string> arguments) => All.FindCommand(arguments);
            }

            """);
        files[1].Content.ShouldBe("{}\n");
        files[2].Content.ShouldBe("""
            <!-- Managed by qs: project references to the embedded modules. Do not edit. -->
            <Project>
              <ItemGroup>
                <ProjectReference Include="$(MSBuildThisFileDirectory)../modules/core/src/QuickScale.Modules.Core.csproj" />
              </ItemGroup>
            </Project>

            """);
        files[3].Content.ShouldBe("""
            <Solution>
              <Folder Name="/src/">
                <Project Path="src/MyApp/MyApp.csproj" />
              </Folder>
              <Folder Name="/modules/core/">
                <Project Path="modules/core/src/QuickScale.Modules.Core.csproj" />
                <Project Path="modules/core/tests/QuickScale.Modules.Core.Tests.csproj" />
              </Folder>
            </Solution>

            """);
    }

    [Test]
    public void Three_modules_stand_in_the_order_of_their_dependencies_with_their_options()
    {
        var files = Derive([Core, Teams, Export], database: "postgres");

        files[0].Content.ShouldContain("""
                [
                    new global::QuickScale.Modules.Core.CoreModule(),
                    new global::QuickScale.Modules.Teams.TeamsModule(),
                    new global::Acme.Export.CrmExportModule(),
                ];
            """);
        files[0].Content.ShouldContain("DatabaseKind.Postgres");
        files[0].Content.ShouldContain("""
                public static IEnumerable<(string Command, string Summary)> Commands => All.Commands();

                /// <summary>The options that were fixed when their modules were embedded.</summary>
                private static Dictionary<string, string?> FixedOptions { get; } = new()
                {
                    ["Modules:teams:resolution"] = "sub\u0022domain\n",
                    ["Modules:teams:strict"] = "true",
                    ["Modules:crm-export:fields:0"] = "name",
                    ["Modules:crm-export:fields:1"] = "$services$",
                };

                /// <summary>Registers the modules' services.</summary>
                public static void AddServices(WebApplicationBuilder builder) => builder.AddModules<AppDbContext>(All, FixedOptions);
            """);
        files[1].Content.ShouldBe("""
            {
              "Modules": {
                "teams": {
                  "invitation_days": 14,
                  "greeting": "Grüezi"
                },
                "crm-export": {
                  "api_key": "CRM_KEY",
                  "kinds": [
                    "a",
                    "b"
                  ]
                }
              }
            }

            """);
        files[2].Content.Split('\n').Where(line => line.Contains("Include=", StringComparison.Ordinal)).Select(line => line.Split('/')[2]).ShouldBe(["core", "teams", "crm-export"]);
        // In the solution by name, so that the order in which modules were embedded leaves no trace.
        Folders(files[3].Content).ShouldBe(["/src/", "/modules/core/", "/modules/crm-export/", "/modules/teams/"]);
    }

    [Test]
    public void Nothing_to_change_gives_the_same_bytes()
    {
        var once = Derive([Core, Teams]);
        Derive([Core, Teams], once[3].Content).ShouldBe(once);
    }

    [Test]
    public void Every_file_has_only_line_feeds_and_ends_with_one()
    {
        foreach (var file in Derive([Core, Teams, Export]))
        {
            file.Content.ShouldNotContain('\r');
            file.Content.TrimEnd('\n').Length.ShouldBe(file.Content.Length - 1);
        }
    }

    [Test]
    public void The_options_are_read_where_the_modules_look_for_them()
    {
        var settings = JsonNode.Parse(Derive([Core, Teams])[1].Content)!;
        settings["Modules"]!["teams"]!["invitation_days"]!.GetValue<int>().ShouldBe(14);
    }

    [Test]
    public void Modules_without_core_are_refused() =>
        Refusal([Teams]).ShouldBe("The module teams needs the module core, which is not embedded; run 'qs module embed core' first.");

    [TestCase("src/$(Evil).csproj")]
    [TestCase("src/../../../evil.csproj")]
    [TestCase("src/a;b.csproj")]
    [TestCase("src/a\".csproj")]
    [TestCase("/src/a.csproj")]
    [TestCase("src//a.csproj")]
    [TestCase("tools/a.csproj")]
    [TestCase("src/a.csproj\n")]
    public void A_projects_path_cannot_smuggle_anything_into_a_build_file(string path) =>
        Refusal([Core with { Projects = [.. Core.Projects, path] }]).ShouldStartWith("The module core holds a project where none belongs");

    [Test]
    public void A_module_without_its_web_project_is_refused() =>
        Refusal([Core with { Projects = [] }]).ShouldStartWith("The module core lacks modules/core/src/QuickScale.Modules.Core.csproj");

    internal static WiredModule Core => Module("core", "QuickScale.Modules.Core");

    internal static WiredModule Teams => Module(
        "teams",
        "QuickScale.Modules.Teams",
        [
            Option("resolution", OptionType.String, new TextValue("path"), mutable: false),
            Option("invitation_days", OptionType.Int, new IntValue(7), mutable: true),
            Option("strict", OptionType.Bool, new BoolValue(true), mutable: false),
            Option("greeting", OptionType.String, null, mutable: true),
            Option("unset", OptionType.String, null, mutable: true),
        ],
        new() { ["resolution"] = new TextValue("sub\"domain\n"), ["invitation_days"] = new IntValue(14), ["greeting"] = new TextValue("Grüezi") });

    internal static WiredModule Export => Module(
        "crm-export",
        "Acme.Export",
        [
            Option("fields", OptionType.List, null, mutable: false),
            Option("api_key", OptionType.Secret, new TextValue("CRM_KEY"), mutable: true),
            Option("kinds", OptionType.List, new ListValue(["a", "b"]), mutable: true),
        ],
        new() { ["fields"] = new ListValue(["name", "$services$"]) });

    private static WiredModule Module(string name, string @namespace, IReadOnlyList<ModuleOption>? options = null, Dictionary<string, OptionValue>? values = null)
    {
        var text = $"""
            schema: 1
            name: {name}
            version: 0.1.0
            summary: A module
            status: released
            contract: ">=1 <2"
            themes: [html]
            source: content/modules/{name}
            namespace: {@namespace}
            """;
        ModuleManifest.Read(text, ModuleManifest.FileName).Failed(out var failure, out var manifest).ShouldBeFalse(failure?.Sentence);
        return new WiredModule(manifest! with { Options = options ?? [] }, values ?? [], [$"tests/{@namespace}.Tests.csproj", $"src/{@namespace}.csproj"]);
    }

    private static ModuleOption Option(string name, OptionType type, OptionValue? value, bool mutable) => new(name, type, [], null, null, value, mutable, "An option");

    private static IReadOnlyList<ManagedFile> Derive(IReadOnlyList<WiredModule> modules, string solution = Solution, string database = "sqlite")
    {
        Wiring.Derive(Project with { Database = database }, modules, solution).Failed(out var failure, out var files).ShouldBeFalse(failure?.Sentence);
        return files!;
    }

    private static string Refusal(IReadOnlyList<WiredModule> modules)
    {
        Wiring.Derive(Project, modules, Solution).Failed(out var failure, out _).ShouldBeTrue();
        failure!.ExitCode.ShouldBe(ExitCode.Precondition);
        return failure.Sentence;
    }

    private static string TemplateFile(string path) =>
        File.ReadAllText(Path.Combine(Repository.Starter, "base", path)).Replace("QsApp", "MyApp", StringComparison.Ordinal);

    private static IEnumerable<string> Folders(string solution) =>
        System.Xml.Linq.XDocument.Parse(solution).Root!.Elements("Folder").Select(folder => (string)folder.Attribute("Name")!);
}
