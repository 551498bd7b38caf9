using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Tests;

/// <summary>A module that keeps to all rules and does nothing; it needs no package beside the framework's.</summary>
internal static class SampleModule
{
    public static void Write(string folder, string name, string @namespace, string requires, string version = "0.1.0", string? door = null, string references = "")
    {
        var project = $"""
            <Project Sdk="Microsoft.NET.Sdk">

              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
              </PropertyGroup>

            </Project>
            """;
        var packages = """
            <Project>

              <ItemGroup>
                <PackageVersion Include="NUnit" Version="4.6.1" Exclude="@(PackageVersion)" />
              </ItemGroup>

            </Project>
            """;
        var className = door ?? ModuleName.Pascal(name) + "Module";
        var files = new Dictionary<string, string>
        {
            ["module.yml"] = Manifest(name, @namespace, requires, version),
            ["README.md"] = $"# {name}\n",
            ["CHANGELOG.md"] = $"# Changes\n\n## {version}\n\n- It exists.\n",
            ["Packages.props"] = packages + "\n",
            [".editorconfig"] = "# Our own rules.\nroot = true\n",
            [$"src/{@namespace}.csproj"] = Referring(project, references),
            [$"src/{className}.cs"] = $"namespace {@namespace};\n\npublic sealed class {className};\n",
            [$"tests/{@namespace}.Tests.csproj"] = Referring(project, $"<ProjectReference Include=\"../src/{@namespace}.csproj\" />"),
        };
        foreach (var (file, content) in files)
        {
            var path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
        }
    }

    public static string Manifest(string name, string @namespace, string requires, string version) => $$"""
        schema: 1
        name: {{name}}
        version: {{version}}
        summary: A sample
        status: released
        contract: ">=1 <2"
        requires: {{requires}}
        themes: [html]
        source: content/modules/{{name}}
        namespace: {{@namespace}}
        npm: {}
        options: {}
        upgrades: {}

        """;

    private static string Referring(string project, string references) =>
        project.Replace("</Project>", $"  <ItemGroup>{references}</ItemGroup>\n\n</Project>\n", StringComparison.Ordinal);
}
