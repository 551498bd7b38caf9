using System.Diagnostics;
using QuickScale.Tool.Git;

namespace QuickScale.Tool.Modules;

/// <summary>The lock files that a killed git leaves behind and that would stop every later one.</summary>
internal static class LeftLocks
{
    // The git that a killed qs had started may still be running; a lock that is not its owner's any more does not go away.
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan OrphanLimit = TimeSpan.FromMinutes(2);

    // File times and those of processes are coarser than the clock.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);
    // From the start of a git process to the last lock or temporary file that it makes, on a slow disk.
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly string[] OfWorkTree = ["index.lock", "HEAD.lock", "ORIG_HEAD.lock"];
    private static readonly string[] Shared = ["packed-refs.lock", "packed-refs.new", "shallow.lock"];
    private static readonly string[] OwnReferences = ["refs/qs"];
    private static readonly string[] AllReferences = ["refs/heads", "refs/qs"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Removes those that were made while the killed process was at work and that do not go away by themselves.</summary>
    /// <param name="place">The repository.</param>
    /// <param name="hasJournal">Whether it was changing the work tree; else it has never had the locks of index and branches.</param>
    /// <param name="abandoned">The killed process.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public static void Remove(RepositoryPlace place, bool hasJournal, AbandonedWork abandoned, CancellationToken cancellation)
    {
        End(abandoned, cancellation);
        List<string> Left() => [.. Find(place, hasJournal).Where(file => IsOf(abandoned, file))];
        var waited = TimeSpan.Zero;
        while (Left().Count > 0 && waited < Quiet)
        {
            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
            waited += Pause;
        }

        foreach (var file in Left().Concat(Unfinished(place).Where(file => IsOf(abandoned, file)).ToList()))
        {
            File.Delete(file);
        }
    }

    /// <summary>Waits for the git that a killed qs had started: it may be in the midst of what is to be settled.</summary>
    private static void End(AbandonedWork abandoned, CancellationToken cancellation)
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

            var patience = Stopwatch.StartNew();
            while (!child.WaitForExit(Glance))
            {
                cancellation.ThrowIfCancellationRequested();
                if (patience.Elapsed > OrphanLimit)
                {
                    child.Kill(entireProcessTree: true);
                }
            }
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
        }
    }

    private static IEnumerable<string> Find(RepositoryPlace place, bool hasJournal)
    {
        var ofWorkTree = hasJournal ? OfWorkTree.Select(name => Path.Combine(place.GitFolder, name)) : [];
        var references = (hasJournal ? AllReferences : OwnReferences).Select(name => Path.Combine(place.CommonFolder, name))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.lock", SearchOption.AllDirectories));
        return [.. ofWorkTree, .. Shared.Select(name => Path.Combine(place.CommonFolder, name)), .. references];
    }

    /// <summary>Objects that were being written.</summary>
    private static IEnumerable<string> Unfinished(RepositoryPlace place)
    {
        var objects = Path.Combine(place.CommonFolder, "objects");
        return Directory.EnumerateFiles(objects, "tmp_*", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(place.CommonFolder, "fast_import_crash_*"));
    }

    /// <summary>Whether a file was made while the killed process, or the git that it had started, was at work. A later one is the user's own git's.</summary>
    private static bool IsOf(AbandonedWork abandoned, string file) =>
        File.Exists(file) && File.GetLastWriteTimeUtc(file) is var made && made >= abandoned.Since - Tolerance && made <= abandoned.LastSeen + LongestStep;
}
