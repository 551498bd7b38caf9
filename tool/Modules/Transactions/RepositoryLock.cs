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
    private long _childAt;
    private bool _isSettled;

    private RepositoryLock(FileStream file, AbandonedWork? abandoned) => (_file, Abandoned) = (file, abandoned);

    /// <summary>What the last owner left behind, if it was killed before it was done.</summary>
    public AbandonedWork? Abandoned { get; }

    /// <summary>Waits for its turn, but no longer than ten seconds.</summary>
    public static Result<RepositoryLock> Take(RepositoryPlace place, CancellationToken cancellation)
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
            catch (Exception refused) when (refused is UnauthorizedAccessException || (refused is IOException && !IsHeld(refused)))
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

            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Takes the lock of a process that was killed; null when none was, or when somebody is at work.</summary>
    public static RepositoryLock? TakeAbandoned(RepositoryPlace place)
    {
        try
        {
            return Journal.Read(place) is not null || new FileInfo(PathIn(place)) is { Exists: true, Length: > 0 } ? Take(PathIn(place)) : null;
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether another holds a file, in the words of Linux, macOS and Windows; any other refusal no waiting would change.</summary>
    public static bool IsHeld(Exception refused) => refused.HResult is 11 or 35 or unchecked((int)0x80070020);

    /// <summary>What another left is settled: nobody has to look after it any more.</summary>
    public void Settle() => _isSettled = true;

    public void Dispose()
    {
        if (Abandoned is null || _isSettled)
        {
            _file.SetLength(0);
        }

        _file.Dispose();
    }

    private static string PathIn(RepositoryPlace place) => Path.Combine(place.CommonFolder, "qs", "lock");

    /// <summary>Writes down the program that is running for us: if we are killed, it may run on.</summary>
    public void Record(int child)
    {
        // Questions to git are asked side by side.
        lock (_file)
        {
            _file.Position = _childAt;
            _file.SetLength(_childAt);
            _file.Write(Encoding.ASCII.GetBytes(child.ToString(CultureInfo.InvariantCulture)));
            _file.Flush();
        }
    }

    /// <exception cref="IOException">Somebody else has it.</exception>
    private static RepositoryLock Take(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var bytes = new byte[Math.Min(file.Length, 200)];
        file.ReadExactly(bytes);
        var abandoned = bytes.Length > 0 ? AbandonedWork.Read(Encoding.ASCII.GetString(bytes), File.GetLastWriteTimeUtc(path)) : null;

        // Who is killed while it settles what another left must leave word of that one.
        var since = abandoned?.Since ?? DateTime.UtcNow;
        file.Position = 0;
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {since:O} ")));
        file.Flush();
        return new RepositoryLock(file, abandoned) { _childAt = file.Position };
    }
}

/// <summary>What a killed qs has left in the lock's file.</summary>
/// <param name="Since">When it began, in UTC.</param>
/// <param name="Child">The program that it had started last; null when it had started none.</param>
/// <param name="LastSeen">When it was last known to run, in UTC.</param>
internal sealed record AbandonedWork(DateTime Since, int? Child, DateTime LastSeen)
{
    public static AbandonedWork Read(string text, DateTime writtenAt)
    {
        var words = text.Split(' ');
        var since = words.Length > 1 && DateTime.TryParseExact(words[1], "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var began) ? began : writtenAt;
        return new AbandonedWork(since, words.Length > 2 && int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var child) ? child : null, writtenAt);
    }
}
