using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>Brings split branches and tags to another repository. Branches only grow there, and a tag stays what it is.</summary>
internal sealed class SplitDelivery(MonorepoHistory monorepo, SplitRepository repository, string remote)
{
    /// <summary>Compares, and pushes what is new unless this is a dry run.</summary>
    /// <returns>The references that are new or grow.</returns>
    public Result<IReadOnlyList<string>> Deliver(SplitMonorepo split, bool dryRun, CancellationToken cancellation)
    {
        if (monorepo.RemoteReferences(remote, cancellation, "refs/heads/splits/*", "refs/tags/*").Failed(out var failure, out var there))
        {
            return failure;
        }

        foreach (var module in split.Modules)
        {
            var trees = repository.Trees(module.Tip.Id, cancellation);
            if (Rewritten(module, there, trees) is { } rewritten)
            {
                return rewritten;
            }
        }

        var wanted = split.References
            .Where(pair => !there.TryGetValue(pair.Key, out var known) || (known != pair.Value && pair.Key.StartsWith("refs/heads/", StringComparison.Ordinal)))
            .ToDictionary(StringComparer.Ordinal);
        if (wanted.Count > 0 && !dryRun && monorepo.Push(remote, repository.Folder, wanted, cancellation).Failed(out failure, out _))
        {
            return failure;
        }

        return wanted.Keys.Order(StringComparer.Ordinal).ToList();
    }

    /// <param name="module">The module as it was split here.</param>
    /// <param name="there">What the remote has.</param>
    /// <param name="trees">Every commit of the module's history and its tree.</param>
    private Failure? Rewritten(SplitModule module, IReadOnlyDictionary<string, string> there, IReadOnlyDictionary<string, string> trees)
    {
        if (there.TryGetValue($"refs/heads/{module.Branch}", out var tip) && !trees.ContainsKey(tip))
        {
            return new Failure(
                ExitCode.Conflict,
                $"{remote} has {module.Branch} at {tip[..7]}, to which this history does not lead; fetch the newest commits, or restore the history that was rewritten, and try again.");
        }

        foreach (var version in module.Versions)
        {
            if (there.TryGetValue($"refs/tags/{version.Tag}", out var tagged) && trees.GetValueOrDefault(tagged) != version.Commit.Tree)
            {
                return new Failure(
                    ExitCode.Conflict,
                    $"{remote} has the tag {version.Tag} with other content than this history; a version that was released stays what it is: state a new one in {module.Name}/module.yml.");
            }
        }

        return null;
    }
}
