using QuickScale.Tool.Git;

namespace QuickScale.Tool.Modules;

/// <summary>The lock files that a killed git leaves behind and that would stop every later one.</summary>
internal static class LeftLocks
{
    // The git that a killed qs had started may still be running; a lock that is not its owner's any more does not go away.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly string[] OfWorkTree = ["index.lock", "HEAD.lock", "ORIG_HEAD.lock"];
    private static readonly string[] Shared = ["packed-refs.lock", "packed-refs.new", "shallow.lock"];
    private static readonly string[] References = ["refs/heads", "refs/qs"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Removes those that are younger than the killed process and do not go away by themselves.</summary>
    public static async Task RemoveAsync(RepositoryPlace place, DateTime since, CancellationToken cancellation)
    {
        // File times are coarser than the clock.
        var earliest = since - TimeSpan.FromSeconds(2);
        var waited = TimeSpan.Zero;
        while (Find(place, earliest).Any() && waited < Quiet)
        {
            await Task.Delay(Pause, cancellation);
            waited += Pause;
        }

        foreach (var file in Find(place, earliest).Concat(Unfinished(place, earliest)).ToList())
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<string> Find(RepositoryPlace place, DateTime earliest)
    {
        var single = OfWorkTree.Select(name => Path.Combine(place.GitFolder, name)).Concat(Shared.Select(name => Path.Combine(place.CommonFolder, name)));
        var references = References.Select(name => Path.Combine(place.CommonFolder, name))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.lock", SearchOption.AllDirectories));
        return single.Concat(references).Where(file => IsYounger(file, earliest));
    }

    /// <summary>Objects that were being written.</summary>
    private static IEnumerable<string> Unfinished(RepositoryPlace place, DateTime earliest)
    {
        var objects = Path.Combine(place.CommonFolder, "objects");
        return Directory.EnumerateFiles(objects, "tmp_*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(place.CommonFolder, "fast_import_crash_*"))
            .Where(file => IsYounger(file, earliest));
    }

    private static bool IsYounger(string file, DateTime earliest) => File.Exists(file) && File.GetLastWriteTimeUtc(file) >= earliest;
}
