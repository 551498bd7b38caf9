using QuickScale.Tool.Modules;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow;

/// <summary>
/// Keeps two qs from doing the same thing in one project. It is a lock of the operating system on a file among the build's own, and ends
/// with the process however that ends.
/// </summary>
internal sealed class ProjectLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly FileStream _file;

    private ProjectLock(FileStream file) => _file = file;

    /// <summary>Waits for its turn, but no longer than its patience lasts.</summary>
    /// <param name="project">The project.</param>
    /// <param name="what">What is done: a word for the name of the file.</param>
    /// <param name="patience">Zero does not wait.</param>
    /// <param name="busy">What to say when another has it for longer.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static Result<ProjectLock> Take(LocalProject project, string what, TimeSpan patience, Failure busy, CancellationToken cancellation)
    {
        var path = project.PathOf(project.WebProject, "obj", $"qs-{what}.lock");
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return new ProjectLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (Exception refused) when (refused is UnauthorizedAccessException || (refused is IOException && !RepositoryLock.IsHeld(refused)))
            {
                return new Failure(ExitCode.Precondition, $"{path} cannot be written; make the project's folder writable and try again.", refused.Message);
            }
            catch (IOException)
            {
                if (TimeProvider.System.GetElapsedTime(start) >= patience)
                {
                    return busy;
                }
            }

            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public void Dispose() => _file.Dispose();
}
