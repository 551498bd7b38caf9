using System.Security.Cryptography;

namespace QuickScale.Tool.Projects;

/// <summary>
/// The folder in which the template engine keeps our pack: one for every version and content of it, used by one process at
/// a time because the engine rewrites its cache as it goes.
/// </summary>
internal sealed class TemplateHive : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShelfLife = TimeSpan.FromDays(30);
    private readonly FileStream? _lock;

    private TemplateHive(string folder, FileStream? held) => (Folder, _lock) = (folder, held);

    public string Folder { get; }

    /// <summary>Whether the pack has been installed here.</summary>
    public bool Ready => File.Exists(Marker);

    private string Marker => Path.Combine(Folder, "ready");

    public static TemplateHive Open(string package)
    {
        using var content = File.OpenRead(package);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
        var shelf = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "quickscale",
            "templates");
        try
        {
            var folder = Path.Combine(Path.GetFullPath(shelf), hash);
            Directory.CreateDirectory(shelf);
            var held = Lock(LockOf(folder));
            try
            {
                Directory.CreateDirectory(folder);
                Directory.SetLastWriteTimeUtc(folder, TimeProvider.System.GetUtcNow().UtcDateTime);
                Tidy(shelf);
                return new TemplateHive(folder, held);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            // No home, a read-only one, or one that stays locked: a hive for this run alone. Not a well-known folder in the
            // shared temporary one, where anybody could put templates for us to find.
            return new TemplateHive(Directory.CreateTempSubdirectory("quickscale-").FullName, null);
        }
    }

    public void MarkReady() => File.WriteAllBytes(Marker, []);

    /// <summary>Empties the hive.</summary>
    public void Reset()
    {
        Directory.Delete(Folder, recursive: true);
        Directory.CreateDirectory(Folder);
    }

    public void Dispose()
    {
        if (_lock is null)
        {
            Directory.Delete(Folder, recursive: true);
        }

        _lock?.Dispose();
    }

    private static FileStream Lock(string path)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(start) < Patience)
            {
                Thread.Sleep(50);
            }
        }
    }

    private static string LockOf(string hive) => hive + ".lock";

    // Removes the hives of versions that nobody has used for a while.
    private static void Tidy(string shelf)
    {
        foreach (var hive in Directory.EnumerateDirectories(shelf))
        {
            try
            {
                if (TimeProvider.System.GetUtcNow() - Directory.GetLastWriteTimeUtc(hive) > ShelfLife)
                {
                    // Refused while a run uses it. The lock file stays: a run that waits for it may hold it next.
                    using var held = new FileStream(LockOf(hive), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                    Directory.Delete(hive, recursive: true);
                }
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                // In use, or not ours to delete: an old hive is in nobody's way.
            }
        }
    }
}
