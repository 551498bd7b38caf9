using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>Builds and tests a project after a change, and takes the change back when that fails.</summary>
internal sealed class Verification(Workspace workspace, ProgramRunner programs, Output output)
{
    /// <returns>Why the change was taken back; null when it is good.</returns>
    public Failure? Run(CommitChain chain, CancellationToken cancellation)
    {
        var tested = output.Work("Building and testing", () => new DotnetSdk(programs).Test(workspace.Folder, cancellation));
        if (tested.Succeeded)
        {
            return null;
        }

        // Only when nothing was committed meanwhile; git itself refuses when files that it would touch were edited.
        var head = workspace.Repository.Ids(["HEAD"], CancellationToken.None)[0];
        var back = head == chain.Tip
            ? workspace.Repository.Git.Ask(CancellationToken.None, "reset", "--quiet", "--keep", workspace.Snapshot.Head)
            : null;
        return back is { Succeeded: true }
            ? new Failure(ExitCode.CheckFailed, "The project no longer builds or passes its tests with the update, so it was taken back; run 'dotnet test' after an update without --verify to see why.", tested.Everything)
            : new Failure(ExitCode.CheckFailed, $"The project no longer builds or passes its tests with the update; 'git reset --keep {ChangeShort(workspace.Snapshot.Head)}' takes it back.", tested.Everything);
    }

    private static string ChangeShort(string id) => id[..7];
}
