using System.Text.RegularExpressions;

namespace QuickScale.Tool.Projects;

/// <summary>
/// The hidden folder in which a project is made before it appears under its name. Its owner holds a lock that the system
/// takes back when the process dies, however it dies; so the next run knows what is left over and removes it.
/// </summary>
internal sealed partial class StagingFolder : IDisposable
{
    private const string Prefix = ".qs-new-";
    private const string LockName = "owner.lock";
    private static readonly TimeSpan TimeToLock = TimeSpan.FromMinutes(1);
    private readonly string _folder;
    private readonly FileStream _lock;

    private StagingFolder(string folder, FileStream held) => (_folder, _lock) = (folder, held);

    /// <summary>Where the project is made.</summary>
    public string Project => Path.Combine(_folder, "project");

    /// <summary>Whether a path has a name that only we give.</summary>
    public static bool IsStagingFolder(string path) => StagingName.IsMatch(Path.GetFileName(path));

    /// <summary>Makes a staging folder on the same file system as the target, where a rename is one step.</summary>
    /// <exception cref="IOException">The place cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The place cannot be written to.</exception>
    public static StagingFolder CreateIn(string place)
    {
        RemoveLeftOvers(place);
        var folder = Path.Combine(place, Prefix + Guid.NewGuid().ToString("n")[..12]);
        Directory.CreateDirectory(folder);
        var held = new FileStream(Path.Combine(folder, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        if (OperatingSystem.IsWindows())
        {
            File.SetAttributes(folder, File.GetAttributes(folder) | FileAttributes.Hidden);
        }

        Directory.CreateDirectory(Path.Combine(folder, "project"));
        return new StagingFolder(folder, held);
    }

    /// <summary>
    /// Makes the staged project the target: by one rename, or, when the target is there and empty (perhaps somebody's
    /// current directory), entry by entry into it; then all of them or none.
    /// </summary>
    public void MoveTo(string target)
    {
        if (!Directory.Exists(target))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Directory.Move(Project, target);
            return;
        }

        var moved = new List<string>();
        try
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(Project).ToList())
            {
                Directory.Move(entry, Path.Combine(target, Path.GetFileName(entry)));
                moved.Add(Path.GetFileName(entry));
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            moved.ForEach(name => Directory.Move(Path.Combine(target, name), Path.Combine(Project, name)));
            throw;
        }
    }

    public void Dispose()
    {
        // The lock goes late: until then nobody else touches the folder.
        TryRemove(Project);
        _lock.Dispose();
        TryRemove(_folder);
    }

    [GeneratedRegex(@"^\.qs-new-[0-9a-f]{12}\z")]
    private static partial Regex StagingName { get; }

    private static void RemoveLeftOvers(string place)
    {
        foreach (var folder in Directory.EnumerateDirectories(place).Where(IsStagingFolder))
        {
            try
            {
                var lockFile = Path.Combine(folder, LockName);
                if (File.Exists(lockFile))
                {
                    // Refused while its owner lives.
                    new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                    TryRemove(folder);
                }
                else if (TimeProvider.System.GetUtcNow() - Directory.GetCreationTimeUtc(folder) > TimeToLock)
                {
                    // Nothing shows that it is ours; only an empty one goes.
                    Directory.Delete(folder);
                }
            }
            catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
            {
                // Its owner is at work, or it is somebody else's.
            }
        }
    }

    private static void TryRemove(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                return;
            }

            if (OperatingSystem.IsWindows())
            {
                // Git's objects are read-only, and Windows deletes nothing that is.
                foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                {
                    File.SetAttributes(file, FileAttributes.Normal);
                }
            }

            Directory.Delete(folder, recursive: true);
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // A scanner may hold a file open, or another run removes the folder too: what stays is removed by the next run.
        }
    }
}
