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

        if (tested.Ending == Ending.NotFound)
        {
            return new Failure(ExitCode.Precondition, "The update is made and was not verified, because the .NET SDK was not found; install it and run 'dotnet test'.");
        }

        // What was committed on top would go too.
        if (workspace.Repository.Ids(["HEAD"], CancellationToken.None)[0] != chain.Tip)
        {
            var names = chain.Steps.Select(item => item.Step.Name).ToList();
            return new Failure(ExitCode.CheckFailed, $"The project no longer builds or passes its tests with the update, which stays because the branch has moved since; take {Phrase.All(names)} back with 'qs module rollback NAME'.", tested.Everything);
        }

        // Git itself refuses when files that it would touch were edited.
        var back = workspace.Repository.Git.Ask(CancellationToken.None, "reset", "--quiet", "--keep", workspace.Snapshot.Head);
        return back.Succeeded
            ? new Failure(ExitCode.CheckFailed, "The project no longer builds or passes its tests with the update, so it was taken back; run 'dotnet test' after an update without --verify to see why.", tested.Everything)
            : new Failure(ExitCode.CheckFailed, $"The project no longer builds or passes its tests with the update, which stays because files of it were edited since; put your edits aside with 'git stash', then 'git reset --keep {Short(workspace.Snapshot.Head)}' takes it back.", tested.Everything);
    }

    private static string Short(string id) => id[..7];
}
