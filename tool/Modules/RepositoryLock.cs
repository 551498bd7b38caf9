using System.Diagnostics;
using System.Globalization;
using System.Text;
using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>
/// Keeps a second qs out of a repository. The file is held open under a lock of the operating system, which ends with the
/// process however it ends. It is never deleted, for else two could hold two files of one name; its text, process id and
/// start, is there while somebody is at work, and stays when that one is killed.
/// </summary>
internal sealed class RepositoryLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly FileStream _file;

    private RepositoryLock(FileStream file, DateTime? abandoned) => (_file, AbandonedSince) = (file, abandoned);

    /// <summary>When the last owner began, in UTC, if it was killed before it was done.</summary>
    public DateTime? AbandonedSince { get; }

    /// <summary>Waits for its turn, but no longer than ten seconds.</summary>
    public static async Task<Result<RepositoryLock>> TakeAsync(RepositoryPlace place, CancellationToken cancellation)
    {
        var path = PathIn(place);
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return Take(path);
            }
            catch (UnauthorizedAccessException refused)
            {
                return new Failure(ExitCode.Precondition, $"{path} cannot be written; make the repository's folder writable and try again.", refused.Message);
            }
            catch (IOException)
            {
                if (clock.Elapsed > Patience)
                {
                    return new Failure(ExitCode.Precondition, "Another qs is at work in this repository; wait until it has ended and try again.");
                }
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>Takes the lock of a process that was killed; null when none was, or when somebody is at work.</summary>
    public static RepositoryLock? TakeAbandoned(RepositoryPlace place)
    {
        try
        {
            return new FileInfo(PathIn(place)) is { Exists: true, Length: > 0 } ? Take(PathIn(place)) : null;
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _file.SetLength(0);
        _file.Dispose();
    }

    private static string PathIn(RepositoryPlace place) => Path.Combine(place.CommonFolder, "qs", "lock");

    /// <exception cref="IOException">Somebody else has it.</exception>
    private static RepositoryLock Take(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var abandoned = file.Length > 0 ? File.GetLastWriteTimeUtc(path) : default(DateTime?);
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {DateTime.UtcNow:O}\n")));
        file.Flush();
        return new RepositoryLock(file, abandoned);
    }
}
