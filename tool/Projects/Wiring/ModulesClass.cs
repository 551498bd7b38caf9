using System.Globalization;
using System.Text;
using System.Text.Json;
using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Projects;

/// <summary><c>Modules.cs</c>: the list of the modules, in the one class by which the application speaks to them.</summary>
internal static class ModulesClass
{
    /// <summary>The configuration section under which each module has its own.</summary>
    public const string Section = "Modules";

    private const string Without = """
        // Managed by qs: the embedded modules, in dependency order. Do not edit.
        using Microsoft.EntityFrameworkCore;

        namespace $project$;

        /// <summary>The modules embedded in this project; there are none yet.</summary>
        public static class Modules
        {
            /// <summary>The modules' names.</summary>
            public static IReadOnlyList<string> Names => [];

            /// <summary>The commands that the modules add to the migrator, each as "module command" with what it does.</summary>
            public static IEnumerable<(string Command, string Summary)> Commands => [];

            /// <summary>Registers the modules' services.</summary>
            public static void AddServices(WebApplicationBuilder builder)
            {
            }

            /// <summary>Adds the modules' middleware, between routing and authorization.</summary>
            public static void Use(WebApplication app)
            {
            }

            /// <summary>Maps the modules' endpoints.</summary>
            public static void Map(WebApplication app)
            {
            }

            /// <summary>Maps the modules' entities into the application's context.</summary>
            public static void Apply(ModelBuilder modelBuilder)
            {
            }

            /// <summary>The contexts that hold the modules' migrations, in the order in which they are applied.</summary>
            public static IEnumerable<DbContext> MigrationContexts(string connectionString) => [];

            /// <summary>Finds the module's command that the arguments name; null when there is none.</summary>
            public static Func<IServiceProvider, CancellationToken, Task<int>>? FindCommand(IReadOnlyList<string> arguments) => null;
        }

        """;

    // What these do lies in core, so that it evolves with core and this file changes only with the list.
    private const string With = """
        // Managed by qs: the embedded modules, in dependency order. Do not edit.
        using Microsoft.EntityFrameworkCore;
        using $project$.Data;
        using QuickScale.Modules.Core;

        namespace $project$;

        /// <summary>The modules embedded in this project.</summary>
        public static class Modules
        {
            /// <summary>All of them, each after those that it requires.</summary>
            public static IReadOnlyList<IModule> All { get; } =
            [
        $modules$    ];

            /// <summary>The modules' names.</summary>
            public static IReadOnlyList<string> Names => All.Names();

            /// <summary>The commands that the modules add to the migrator, each as "module command" with what it does.</summary>
            public static IEnumerable<(string Command, string Summary)> Commands => All.Commands();
        $fixed$
            /// <summary>Registers the modules' services.</summary>
            public static void AddServices(WebApplicationBuilder builder) => builder.AddModules<AppDbContext>($services$);

            /// <summary>Adds the modules' middleware, between routing and authorization.</summary>
            public static void Use(WebApplication app) => app.UseModules(All);

            /// <summary>Maps the modules' endpoints.</summary>
            public static void Map(WebApplication app) => app.MapModules(All);

            /// <summary>Maps the modules' entities into the application's context, and takes their tables out of its migrations.</summary>
            public static void Apply(ModelBuilder modelBuilder) => modelBuilder.ApplyModules(All, typeof(AppDbContext).Assembly);

            /// <summary>The contexts that hold the modules' migrations, in the order in which they are applied.</summary>
            public static IEnumerable<DbContext> MigrationContexts(string connectionString) => All.MigrationContexts(DatabaseKind.$database$, connectionString);

            /// <summary>Finds the module's command that the arguments name; null when there is none.</summary>
            public static Func<IServiceProvider, CancellationToken, Task<int>>? FindCommand(IReadOnlyList<string> arguments) => All.FindCommand(arguments);
        }

        """;

    public static string Write(ProjectFile project, IReadOnlyList<WiredModule> modules)
    {
        if (modules.Count == 0)
        {
            return Without.Replace("$project$", project.Name, StringComparison.Ordinal);
        }

        var list = string.Concat(modules.Select(module => $"        new global::{module.Manifest.Namespace}.{ModuleName.Pascal(module.Name)}Module(),\n"));
        var options = modules.SelectMany(FixedOptions).ToList();
        // The values come last: they are the one part that could hold a mark of the text.
        return With.Replace("$project$", project.Name, StringComparison.Ordinal)
            .Replace("$database$", project.Database == "postgres" ? "Postgres" : "Sqlite", StringComparison.Ordinal)
            .Replace("$modules$", list, StringComparison.Ordinal)
            .Replace("$services$", options.Count > 0 ? "All, FixedOptions" : "All", StringComparison.Ordinal)
            .Replace("$fixed$", Property(options), StringComparison.Ordinal);
    }

    /// <summary>The immutable options by configuration key. They are compiled in: no setting of an environment may change them.</summary>
    private static IEnumerable<(string Key, string Value)> FixedOptions(WiredModule module) =>
        from option in module.InForce(mutable: false)
        let key = $"{Section}:{module.Name}:{option.Name}"
        from pair in option.Value is ListValue list
            ? list.Values.Select((value, index) => (string.Create(CultureInfo.InvariantCulture, $"{key}:{index}"), value))
            : [(key, option.Value.ToString()!)]
        select pair;

    private static string Property(List<(string Key, string Value)> options)
    {
        if (options.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder("\n    /// <summary>The options that were fixed when their modules were embedded.</summary>\n");
        text.Append("    private static Dictionary<string, string?> FixedOptions { get; } = new()\n    {\n");
        foreach (var (key, value) in options)
        {
            text.Append($"        [{Literal(key)}] = {Literal(value)},\n");
        }

        return text.Append("    };\n").ToString();
    }

    /// <summary>Every string of JSON, with all but plain ASCII escaped, is one of C# too.</summary>
    private static string Literal(string value) => $"\"{JsonEncodedText.Encode(value)}\"";
}
