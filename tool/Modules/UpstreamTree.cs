using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>Looks at what a remote has sent before any of it may reach the project.</summary>
internal static class UpstreamTree
{
    public static async Task<Failure?> ProblemAsync(GitRepository repository, ModuleRelease release, CancellationToken cancellation) =>
        ModuleTreeRules.Check(await repository.TreeAsync(release.Tree, cancellation)) is [var finding, ..]
            ? new Failure(ExitCode.Precondition, $"{release.Name} {ModuleVersion.Tag(release.Version)} is refused and nothing was changed; its author has to mend this: {finding.Sentence}")
            : null;
}
