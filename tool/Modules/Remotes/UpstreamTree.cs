using QuickScale.Tool.Git;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>Looks at what a remote has sent before any of it may reach the project.</summary>
internal static class UpstreamTree
{
    /// <summary>Checks the releases' trees; returns the project files of each, relative to the module.</summary>
    public static Result<IReadOnlyList<IReadOnlyList<string>>> Read(GitRepository repository, IReadOnlyList<ModuleRelease> releases, CancellationToken cancellation)
    {
        var trees = AtOnce.Run([.. releases.Select<ModuleRelease, Func<IReadOnlyList<TreeEntry>>>(release => () => repository.Tree(release.Tree, cancellation))]);
        for (var index = 0; index < trees.Length; index++)
        {
            if (ModuleTreeRules.Check(trees[index]) is [var finding, ..])
            {
                var release = releases[index];
                return new Failure(ExitCode.Precondition, $"{release.Name} {ModuleVersion.Tag(release.Version)} is refused and nothing was changed; its author has to mend this: {finding.Sentence}");
            }
        }

        return Result<IReadOnlyList<IReadOnlyList<string>>>.Of([.. releases.Zip(trees, (release, tree) => ModuleProjects.In(release.Manifest, tree))]);
    }
}
