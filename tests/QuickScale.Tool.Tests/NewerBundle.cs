using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Tests;

/// <summary>The modules of a later release, put in the place of those that an installed tool carries.</summary>
internal static class NewerBundle
{
    /// <summary>Adds core 0.9.0 and a second module to what the bundle holds, in the versions 0.1.0 and, when asked for, 0.2.0.</summary>
    public static async Task ReleaseAsync(Workplace workplace, string bundle, bool isLater)
    {
        const string Folder = "release";
        if (!Directory.Exists(workplace[Folder]))
        {
            await workplace.GitAsync(".", "init", "--quiet", Folder);
            await workplace.GitAsync(Folder, "fetch", "--quiet", bundle, "refs/heads/*:refs/heads/*", "refs/tags/*:refs/tags/*");
            await workplace.GitAsync(Folder, "switch", "--quiet", "--orphan", "splits/extra-module");
            await ExtraAsync(workplace, Folder, "0.1.0");
        }

        if (isLater)
        {
            await workplace.GitAsync(Folder, "switch", "--quiet", "splits/extra-module");
            await ExtraAsync(workplace, Folder, "0.2.0");
            await workplace.GitAsync(Folder, "switch", "--quiet", "splits/core-module");
            var manifest = workplace[Folder, "module.yml"];
            var text = await File.ReadAllTextAsync(manifest);
            await File.WriteAllTextAsync(manifest, System.Text.RegularExpressions.Regex.Replace(text, "(?m)^version: .*$", "version: 0.9.0"));
            await File.AppendAllTextAsync(workplace[Folder, "src", "ModuleDb.cs"], "\n// 0.9.0\n");
            await CommitAsync(workplace, Folder, "core", "0.9.0");
        }

        await workplace.GitAsync(Folder, "bundle", "create", "--quiet", bundle, "--branches", "--tags");
        ModuleBundle.WriteHash(bundle);
    }

    private static async Task ExtraAsync(Workplace workplace, string folder, string version)
    {
        void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(workplace[folder, path])!);
            File.WriteAllText(workplace[folder, path], text);
        }

        Write("module.yml", ModuleRemote.Manifest("extra", version, "requires: { core: \">=0.1 <1\" }").Replace("Example.Extra", "QuickScale.Modules.Extra", StringComparison.Ordinal));
        Write("Packages.props", "<Project />\n");
        Write("src/QuickScale.Modules.Extra.csproj", """
            <Project Sdk="Microsoft.NET.Sdk.Razor">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <AddRazorSupportForMvc>true</AddRazorSupportForMvc>
                <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
                <ProjectReference Include="../../core/src/QuickScale.Modules.Core.csproj" />
              </ItemGroup>
            </Project>

            """.ReplaceLineEndings("\n"));
        Write("src/ExtraModule.cs", $$"""
            using Microsoft.AspNetCore.Builder;
            using Microsoft.EntityFrameworkCore;
            using QuickScale.Modules.Core;

            namespace QuickScale.Modules.Extra;

            public sealed class ExtraModule : IModule
            {
                public const string Version = "{{version}}";

                public void AddServices<TContext>(WebApplicationBuilder builder)
                    where TContext : DbContext
                {
                }
            }

            """.ReplaceLineEndings("\n"));
        await CommitAsync(workplace, folder, "extra", version);
    }

    private static async Task CommitAsync(Workplace workplace, string folder, string module, string version)
    {
        await workplace.GitAsync(folder, "add", "--all", "--force");
        await workplace.GitAsync(folder, "commit", "--quiet", "--message", $"{module} {version}");
        await workplace.GitAsync(folder, "tag", $"{module}/v{version}");
    }
}
