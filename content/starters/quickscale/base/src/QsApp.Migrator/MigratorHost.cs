using Microsoft.AspNetCore.Builder;
using QsApp.Data;
using QsApp.Hosting;

namespace QsApp.Migrator;

/// <summary>Gives the migrator the settings of the web application, from the same files and variables.</summary>
internal static class MigratorHost
{
    public static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // The name under which the application's user secrets are found.
            ApplicationName = typeof(AppDbContext).Assembly.GetName().Name,
            ContentRootPath = ContentRoot(),
            // It ends before a file could change, and each watch takes one of the 128 that a user of Linux commonly has.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.AddProjectFiles();
        return builder;
    }

    /// <summary>The web project's folder when run from the sources, and else the folder of the published files.</summary>
    private static string ContentRoot()
    {
        var web = typeof(AppDbContext).Assembly.GetName().Name!;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var project = Path.Combine(folder.FullName, web);
            if (File.Exists(Path.Combine(project, $"{web}.csproj")))
            {
                return project;
            }
        }

        return AppContext.BaseDirectory;
    }
}
