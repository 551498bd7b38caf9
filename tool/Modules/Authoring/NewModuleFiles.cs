namespace QuickScale.Tool.Modules;

/// <summary>What the files of a new module are written from.</summary>
/// <param name="Name">The module.</param>
/// <param name="Namespace">Its namespace, which is also the name of its project and assembly.</param>
/// <param name="Contract">The host contract that it is made for.</param>
/// <param name="Theme">The theme that its pages were made for.</param>
internal sealed record NewModule(string Name, string Namespace, int Contract, string Theme)
{
    public string Door => $"{ModuleName.Pascal(Name)}Module";
}

/// <summary>The files that every module needs, as they are at its beginning.</summary>
internal static class NewModuleFiles
{
    /// <summary>All of them: the path in the module, and the text.</summary>
    public static IReadOnlyList<(string Path, string Content)> Of(NewModule module) =>
    [
        (ModuleManifest.FileName, Manifest(module)),
        ("README.md", $"# {module.Name}\n\nSay here what the module does and how a project uses it.\n"),
        ("CHANGELOG.md", $"# Changes of {module.Name}\n\n## 0.1.0\n\nThe first version.\n"),
        (ModulePackages.FileName, FromTemplate(ModulePackages.FileName, module)),
        (".editorconfig", FromTemplate(".editorconfig", module)),
        ($"src/{module.Namespace}.csproj", FromTemplate("src/QsNamespace.csproj", module)),
        ($"src/{module.Door}.cs", Door(module)),
    ];

    // One source with `dotnet new quickscale-module`: what both begin with is written there, and in this assembly.
    private static string FromTemplate(string path, NewModule module)
    {
        using var stream = typeof(NewModuleFiles).Assembly.GetManifestResourceStream($"quickscale-module/{path}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("QsNamespace", module.Namespace, StringComparison.Ordinal);
    }

    private static string Manifest(NewModule module) => $$"""
        schema: 1
        name: {{module.Name}}
        version: 0.1.0
        summary: The module {{module.Name}}
        status: released
        contract: ">={{module.Contract}} <{{module.Contract + 1}}"
        requires: { core: ">=0.1 <1" }
        themes: [{{module.Theme}}]
        source: content/modules/{{module.Name}}
        namespace: {{module.Namespace}}
        npm: {}
        options: {}
        upgrades: {}

        """;

    private static string Door(NewModule module) => $$"""
        using Microsoft.AspNetCore.Builder;
        using Microsoft.EntityFrameworkCore;
        using QuickScale.Modules.Core;

        namespace {{module.Namespace}};

        /// <summary>The module's door, by which a project finds it.</summary>
        public sealed class {{module.Door}} : IModule
        {
            public void AddServices<TContext>(WebApplicationBuilder builder)
                where TContext : DbContext
            {
            }
        }

        """;
}
