using System.Text;

namespace QuickScale.Tool.Projects;

/// <summary><c>.quickscale/Modules.props</c>: the web application's references to the modules' projects.</summary>
internal static class ModulesProps
{
    public static string Write(IReadOnlyList<WiredModule> modules)
    {
        var text = new StringBuilder("<!-- Managed by qs: project references to the embedded modules. Do not edit. -->\n<Project>\n");
        if (modules.Count > 0)
        {
            text.Append("  <ItemGroup>\n");
            foreach (var module in modules)
            {
                text.Append($"    <ProjectReference Include=\"$(MSBuildThisFileDirectory)../{module.Folder}/{module.WebProject}\" />\n");
            }

            text.Append("  </ItemGroup>\n");
        }

        return text.Append("</Project>\n").ToString();
    }
}
