using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace QuickScale.Tool.Processes;

/// <summary>
/// What a program had started, seen before it was asked to end. A parent that ends first orphans its children, and the framework, which
/// looks for them by their parent, no longer finds them: a watcher would leave the server that it watches.
/// </summary>
/// <remarks>Linux alone tells by files who started whom; elsewhere it is empty, and the framework's own search has to do.</remarks>
internal sealed partial class ProcessTree
{
    private const int Glance = 20; // milliseconds
    private static readonly ProcessTree None = new([]);
    private readonly IReadOnlyList<(int Id, string Start)> _processes;

    private ProcessTree(IReadOnlyList<(int Id, string Start)> processes) => _processes = processes;

    /// <summary>All that the process has started, and what that has started in its turn.</summary>
    public static ProcessTree Below(int root)
    {
        if (!OperatingSystem.IsLinux())
        {
            return None;
        }

        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<Entry>()
            .ToLookup(entry => entry.Parent);
        var found = new List<(int Id, string Start)>();
        var open = new Queue<int>([root]);
        while (open.TryDequeue(out var parent))
        {
            foreach (var child in all[parent])
            {
                found.Add((child.Id, child.Start));
                open.Enqueue(child.Id);
            }
        }

        return new ProcessTree(found);
    }

    /// <summary>Ends those that are still there: asks them to, and after the time of grace by force. An id that was given to another process meanwhile is left alone.</summary>
    public void End(TimeSpan grace)
    {
        var start = TimeProvider.System.GetTimestamp();
        if (grace > TimeSpan.Zero)
        {
            foreach (var (id, _) in _processes.Where(IsThere))
            {
                AskToEnd(id);
            }

            while (_processes.Any(IsThere) && TimeProvider.System.GetElapsedTime(start) < grace)
            {
                Thread.Sleep(Glance);
            }
        }

        foreach (var (id, _) in _processes.Where(IsThere))
        {
            try
            {
                using var process = Process.GetProcessById(id);
                Kill(process);
            }
            catch (ArgumentException)
            {
                // It has ended by itself.
            }
        }
    }

    /// <summary>Ends a process and what it has started by force, as far as we may: a program can have given itself to another user.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception remains) when (remains is AggregateException or InvalidOperationException or Win32Exception)
        {
            // One of them has ended by itself, or is not ours to end; all others are gone.
        }
    }

    /// <summary>Asks a process to end as a platform does (SIGTERM). Not on Windows, which has no such signal.</summary>
    public static void AskToEnd(int id)
    {
        const int Terminate = 15;
        _ = SendSignal(id, Terminate);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    /// <summary>Whether it still runs; one that has ended and waits for its parent to notice does not.</summary>
    private static bool IsThere((int Id, string Start) process) => Read(process.Id) is { } entry && entry.Start == process.Start && entry.State != "Z";

    /// <summary>A process as the system describes it; null when it is gone.</summary>
    private static Entry? Read(int id)
    {
        try
        {
            // The name, in brackets, may hold anything; behind it stand state, parent and, as the 20th, the time of the start (proc(5)).
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new Entry(id, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[0], fields[19]);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record Entry(int Id, int Parent, string State, string Start);
}
