using System.Diagnostics;
using QuickScale.Tool.Git;

namespace QuickScale.Tool.Modules;

/// <summary>The lock files that a killed git leaves behind and that would stop every later one.</summary>
internal static class LeftLocks
{
    // The git that a killed qs had started may still be running; a lock that is not its owner's any more does not go away.
    private static readonly TimeSpan OrphanLimit = TimeSpan.FromMinutes(2);

    // File times and those of processes are coarser than the clock.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly string[] OfWorkTree = ["index.lock", "HEAD.lock", "ORIG_HEAD.lock"];
    private static readonly string[] Shared = ["packed-refs.lock", "packed-refs.new", "shallow.lock"];
    private static readonly string[] References = ["refs/heads", "refs/qs"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Removes those that are younger than the killed process and do not go away by themselves.</summary>
    public static async Task RemoveAsync(RepositoryPlace place, AbandonedWork abandoned, CancellationToken cancellation)
    {
        await EndAsync(abandoned, cancellation);
        var since = abandoned.Since;
        var earliest = since - Tolerance;
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

    /// <summary>Waits for the git that a killed qs had started: it may be in the midst of what is to be settled.</summary>
    private static async Task EndAsync(AbandonedWork abandoned, CancellationToken cancellation)
    {
        if (abandoned.Child is not { } id)
        {
            return;
        }

        try
        {
            using var child = Process.GetProcessById(id);
            if (child.ProcessName != "git" || child.StartTime.ToUniversalTime() < abandoned.Since - Tolerance)
            {
                return;
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(OrphanLimit);
            try
            {
                await child.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                child.Kill(entireProcessTree: true);
            }
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
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
