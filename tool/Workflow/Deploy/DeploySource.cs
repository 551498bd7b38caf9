using QuickScale.Tool.Git;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>What is deployed: a commit, or the files as they lie here.</summary>
/// <param name="Commit">The id of the commit.</param>
/// <param name="Changed">Files that differ from it or are unknown to it, as git names them; none unless that was allowed.</param>
internal sealed record DeploySource(string Commit, IReadOnlyList<string> Changed)
{
    private const int ShownDigits = 12;

    /// <summary>The commit as releases are named by it; one with changes says so.</summary>
    public string Name => Commit[..ShownDigits] + (Changed.Count > 0 ? "-changed" : string.Empty);

    /// <summary>Reads it. What the platforms' programs take is the folder, so that folder and commit have to be the same.</summary>
    public static Result<DeploySource> Read(LocalProject project, ProgramRunner programs, bool allowChanges, CancellationToken cancellation)
    {
        if (GitRepository.Open(programs, project.Folder, cancellation).Failed(out var failure, out var repository))
        {
            return failure;
        }

        var prefix = repository.Place.Prefix;
        var state = repository.State(prefix.Length == 0 ? [] : [prefix], cancellation);
        if (state.Head is null)
        {
            return new Failure(ExitCode.Precondition, "There is no commit yet, and a release is named by one; run 'git commit' first.");
        }

        List<string> changed = [.. state.Changed, .. state.Unmerged, .. state.Untracked];
        return changed.Count > 0 && !allowChanges
            ? new Failure(ExitCode.Precondition, $"{Phrase.Some(changed)} {(changed.Count == 1 ? "is" : "are")} not as in the last commit; commit that, or deploy the files as they lie here with --allow-changes.")
            : new DeploySource(state.Head, changed);
    }
}
