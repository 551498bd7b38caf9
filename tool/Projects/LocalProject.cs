using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Projects;

/// <summary>A project on this machine as the daily commands need it: where it lies, and what <c>quickscale.yml</c> says about it.</summary>
internal sealed record LocalProject(string Folder, ProjectFile File)
{
    /// <summary>The web application, relative to the project's folder.</summary>
    public string WebProject => Path.Combine("src", File.Name);

    /// <summary>The migrator, relative to the project's folder.</summary>
    public string Migrator => Path.Combine("src", $"{File.Name}.Migrator");

    public bool NeedsNode => StarterChoices.NeedsNode(File.Theme);

    public string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Opens the project around a folder.</summary>
    public static Result<LocalProject> Open(string start)
    {
        if (ProjectFolder.Find(start).Failed(out var failure, out var folder)
            || ProjectFile.ReadText(folder).Failed(out failure, out var text)
            || ProjectFile.Parse(text, ProjectFile.FileName).Failed(out failure, out var file))
        {
            return failure;
        }

        var project = new LocalProject(folder, file);
        foreach (var path in new[] { $"src/{file.Name}/{file.Name}.csproj", $"src/{file.Name}.Migrator/{file.Name}.Migrator.csproj" })
        {
            if (!System.IO.File.Exists(project.PathOf(path)))
            {
                return new Failure(ExitCode.Precondition, $"{path} is missing; bring it back ('git checkout -- {path}'), or correct project.name in quickscale.yml.");
            }
        }

        return project;
    }
}
