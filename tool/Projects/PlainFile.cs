using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace QuickScale.Tool.Projects;

/// <summary>
/// Reads and replaces files that anybody may have put there. Under the name of a file a pipe can wait whose writer never comes, or a device that never
/// ends: whatever is no file, and one that is larger than its like ever are, is refused and not waited for. Links are followed.
/// </summary>
internal static partial class PlainFile
{
    /// <summary>The bytes of the largest file that is read where nothing else is said: more than people write by hand.</summary>
    public const int Largest = 5 * 1024 * 1024;

    private const int NoSuchFile = 2; // ENOENT
    private const int NotAllowed = 13; // EACCES
    private const int NoFolder = 20; // ENOTDIR

    /// <summary>The text of a file, in UTF-8 or in what its first bytes say.</summary>
    /// <exception cref="UnfitFileException">It is no file, or larger than <paramref name="most"/> bytes.</exception>
    /// <exception cref="IOException">It cannot be read; a <see cref="FileNotFoundException"/> where nothing is.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadText(string path, int most = Largest)
    {
        using var reader = new StreamReader(new MemoryStream(ReadBytes(path, most)), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <inheritdoc cref="ReadText"/>
    public static byte[] ReadBytes(string path, int most = Largest)
    {
        using var handle = Open(path);
        using var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (!file.CanSeek)
        {
            throw new UnfitFileException("is a pipe or a device and no file");
        }

        // A device says that it is empty: what comes is counted, not what is promised.
        using var read = new MemoryStream();
        var buffer = new byte[Math.Clamp(file.Length, 4 * 1024, 256 * 1024)];
        while (file.Read(buffer) is var count and > 0)
        {
            if (read.Length + count > most)
            {
                throw new UnfitFileException($"is larger than {most / 1024 / 1024} MB");
            }

            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }

    /// <summary>Writes a file whole or not at all. Where a link leads to it, the link stays, and so do the permissions of what is replaced.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Replace(string path, string text)
    {
        var link = new FileInfo(path);
        var target = link.LinkTarget is null ? path : link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        var half = $"{target}.{Environment.ProcessId}.new";
        try
        {
            File.WriteAllText(half, text);
            if (!OperatingSystem.IsWindows() && File.Exists(target))
            {
                File.SetUnixFileMode(half, File.GetUnixFileMode(target));
            }

            File.Move(half, target, overwrite: true);
        }
        finally
        {
            // Moved, it is gone already.
            if (File.Exists(half))
            {
                File.Delete(half);
            }
        }
    }

    private static SafeFileHandle Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path);
        }

        // The framework opens a pipe as it opens a file, and waits for its writer.
        var (withoutWaiting, notForChildren) = OperatingSystem.IsMacOS() ? (0x4, 0x1000000) : (0x800, 0x80000);
        var opened = OpenFile(path, withoutWaiting | notForChildren);
        return opened >= 0 ? new SafeFileHandle(opened, ownsHandle: true) : throw Marshal.GetLastPInvokeError() switch
        {
            NoSuchFile or NoFolder => (Exception)new FileNotFoundException($"{path} is not there."),
            NotAllowed => new UnauthorizedAccessException($"{path} may not be read."),
            _ => new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}."),
        };
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);
}

/// <summary>What lies at a path is nothing that is read. The message is the predicate of a sentence about it.</summary>
internal sealed class UnfitFileException(string problem) : IOException(problem);
