using System.Text.RegularExpressions;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Projects;

/// <summary>
/// The files by which a project knows its modules. They follow from the modules alone, so that they can be compared, written
/// again and merged at any time; only the solution is the user's, and there qs keeps the entries under <c>modules/</c>.
/// </summary>
internal static partial class Wiring
{

    [GeneratedRegex("^(?:src|tests)/(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*\\.csproj\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SafeProject { get; }

    /// <summary>The managed files of a project, in the order in which <see cref="Derive"/> gives them.</summary>
    public static IReadOnlyList<string> Paths(string projectName) =>
        [$"src/{projectName}/Modules.cs", $"src/{projectName}/modules.json", ".quickscale/Modules.props", $"{projectName}.slnx"];

    /// <param name="project">The project's name and database.</param>
    /// <param name="modules">All embedded modules, each after those that it requires.</param>
    /// <param name="solution">The present text of the solution file.</param>
    /// <returns>Each managed file as it has to be; without modules, as the template writes it.</returns>
    public static Result<IReadOnlyList<ManagedFile>> Derive(ProjectFile project, IReadOnlyList<WiredModule> modules, string solution)
    {
        var paths = Paths(project.Name);
        if (Problem(modules) is { } problem)
        {
            return problem;
        }

        if (SolutionFile.Edit(solution, modules, paths[3]).Failed(out var failure, out var edited))
        {
            return failure;
        }

        return new ManagedFile[]
        {
            new(paths[0], ModulesClass.Write(project, modules)),
            new(paths[1], ModulesJson.Write(project, modules)),
            new(paths[2], ModulesProps.Write(modules)),
            new(paths[3], edited),
        };
    }

    /// <summary>What of the modules' own files cannot be wired. Their names came from elsewhere and get into build files here.</summary>
    private static Failure? Problem(IReadOnlyList<WiredModule> modules)
    {
        if (modules.Count > 0 && modules.All(module => module.Name != ModuleName.Core))
        {
            return new Failure(ExitCode.Precondition, $"The module {modules[0].Name} needs the module core, which is not embedded; run 'qs module embed core' first.");
        }

        foreach (var module in modules)
        {
            if (module.Projects.FirstOrDefault(path => !SafeProject.IsMatch(path)) is { } unsafePath)
            {
                return new Failure(
                    ExitCode.Precondition,
                    $"The module {module.Name} holds a project where none belongs; its author has to move it to src/ or tests/ under a plain name.",
                    unsafePath);
            }

            if (!module.Projects.Contains(module.WebProject))
            {
                return new Failure(
                    ExitCode.Precondition,
                    $"The module {module.Name} lacks {module.Folder}/{module.WebProject}; update the module, or restore the file.");
            }
        }

        return null;
    }
}
