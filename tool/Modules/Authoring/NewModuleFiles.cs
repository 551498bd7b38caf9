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
        (ModulePackages.FileName, Packages),
        (".editorconfig", EditorConfig),
        ($"src/{module.Namespace}.csproj", Project),
        ($"src/{module.Door}.cs", Door(module)),
    ];

    private const string Packages = """
        <Project>

          <!-- The versions of this module's packages. What the project itself declares, wins: Exclude leaves it alone.
               <PackageVersion Include="A" Version="1.2.3" Exclude="@(PackageVersion)" /> -->
          <ItemGroup>
          </ItemGroup>

        </Project>

        """;

    private const string EditorConfig = """
        # The rules of the project around the module end here.
        root = true

        [*]
        charset = utf-8
        end_of_line = lf
        insert_final_newline = true
        indent_style = space
        indent_size = 4

        [*.{json,yml,csproj,props,css,html,cshtml,js,ts}]
        indent_size = 2

        """;

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk.Razor">

          <!-- Said here and not left to the folders above: the module builds alike in every repository. -->
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <AddRazorSupportForMvc>true</AddRazorSupportForMvc>
            <!-- What a newer SDK warns of must not stop the build of those who embed the module. -->
            <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
          </PropertyGroup>

          <ItemGroup>
            <FrameworkReference Include="Microsoft.AspNetCore.App" />
            <ProjectReference Include="../../core/src/QuickScale.Modules.Core.csproj" />
          </ItemGroup>

        </Project>

        """;

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
