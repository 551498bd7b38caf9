using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Projects;

/// <summary>Finds the project that a folder belongs to.</summary>
internal static class ProjectFolder
{
    /// <summary>The nearest folder, from here upwards, that holds what qs has installed.</summary>
    public static Result<string> Find(string start)
    {
        for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, ".quickscale", "config.yml")))
            {
                return folder;
            }
        }

        return new Failure(ExitCode.Precondition, "There is no QuickScale project here (no .quickscale/config.yml in this folder or above it); change to one, or make one with 'qs new'.");
    }
}
