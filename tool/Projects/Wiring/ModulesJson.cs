using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Projects;

/// <summary>
/// <c>modules.json</c>: the mutable options, as a settings file of the application with the section <c>Modules:{module}</c>, and below
/// <c>Environments:{name}</c> the same section with what an environment of quickscale.yml overrides.
/// </summary>
internal static class ModulesJson
{
    // A file for people and the configuration reader: only what JSON itself asks for is escaped.
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const string EnvironmentSection = "Environments";

    public static string Write(ProjectFile project, IReadOnlyList<WiredModule> modules)
    {
        var root = new JsonObject();
        Add(root, ModulesClass.Section, Sections(modules, module => module.InForce(mutable: true)));
        var environments = new JsonObject();
        foreach (var (name, overrides) in project.Environments.OrderBy(environment => environment.Key, StringComparer.Ordinal))
        {
            var environment = new JsonObject();
            Add(environment, ModulesClass.Section, Sections(modules, module => Overridden(module, overrides)));
            Add(environments, name, environment);
        }

        Add(root, EnvironmentSection, environments);
        return root.ToJsonString(Layout) + "\n";
    }

    private static JsonObject Sections(IReadOnlyList<WiredModule> modules, Func<WiredModule, IEnumerable<(string Name, OptionValue Value)>> options)
    {
        var sections = new JsonObject();
        foreach (var module in modules)
        {
            var section = new JsonObject();
            foreach (var (name, value) in options(module))
            {
                section[name] = value.ToJson();
            }

            Add(sections, module.Name, section);
        }

        return sections;
    }

    /// <summary>The overrides that the module declares and lets be changed; what else stands there, reading the file refuses.</summary>
    private static IEnumerable<(string Name, OptionValue Value)> Overridden(WiredModule module, IReadOnlyDictionary<string, IReadOnlyDictionary<string, OptionValue>> overrides)
    {
        if (!overrides.TryGetValue(module.Name, out var values))
        {
            yield break;
        }

        foreach (var option in module.Manifest.Options.Where(option => option.Mutable))
        {
            if (values.TryGetValue(option.Name, out var value) && option.Problem(ref value) is null)
            {
                yield return (option.Name, value);
            }
        }
    }

    private static void Add(JsonObject to, string name, JsonObject section)
    {
        if (section.Count > 0)
        {
            to[name] = section;
        }
    }
}
