using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace QuickScale.Tool.Projects;

/// <summary><c>modules.json</c>: the mutable options, as a settings file of the application with the section <c>Modules:{module}</c>.</summary>
internal static class ModulesJson
{
    // A file for people and the configuration reader: only what JSON itself asks for is escaped.
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(IReadOnlyList<WiredModule> modules)
    {
        var sections = new JsonObject();
        foreach (var module in modules)
        {
            var section = new JsonObject();
            foreach (var (name, value) in module.InForce(mutable: true))
            {
                section[name] = value.ToJson();
            }

            if (section.Count > 0)
            {
                sections[module.Name] = section;
            }
        }

        var root = sections.Count > 0 ? new JsonObject { [ModulesClass.Section] = sections } : [];
        return root.ToJsonString(Layout) + "\n";
    }
}
