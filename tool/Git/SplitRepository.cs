using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using QuickScale.Tool.Processes;

namespace QuickScale.Tool.Git;

/// <summary>
/// A bare repository in a temporary folder in which split histories are made. It borrows the objects of the monorepo, so only
/// commits are written, and the monorepo itself is not changed.
/// </summary>
internal sealed class SplitRepository : IDisposable
{
    private readonly GitProgram _git;
    private readonly bool _sha256;

    private SplitRepository(ProgramRunner programs, string folder, bool sha256)
    {
        (Folder, _sha256) = (folder, sha256);
        _git = new GitProgram(programs, folder);
    }

    public string Folder { get; }

    public static async Task<SplitRepository> CreateAsync(ProgramRunner programs, MonorepoHistory source, CancellationToken cancellation)
    {
        const int Sha256Digits = 64;
        var repository = new SplitRepository(programs, Directory.CreateTempSubdirectory("qs-split-").FullName, source.Head.Length == Sha256Digits);
        try
        {
            await repository._git.DoAsync(cancellation, "init", "--quiet", "--bare", "--template=", $"--object-format={(repository._sha256 ? "sha256" : "sha1")}");
            var info = Directory.CreateDirectory(Path.Combine(repository.Folder, "objects", "info"));
            await File.WriteAllTextAsync(Path.Combine(info.FullName, "alternates"), Quoted(source.Objects) + "\n", cancellation);
            return repository;
        }
        catch
        {
            repository.Dispose();
            throw;
        }
    }

    /// <summary>The id that a commit of this content has.</summary>
    public string IdOf(ReadOnlySpan<byte> commit)
    {
        byte[] data = [.. Header(commit.Length), .. commit];
#pragma warning disable CA5350 // Git's names of objects, not a protection.
        return Convert.ToHexStringLower(_sha256 ? SHA256.HashData(data) : SHA1.HashData(data));
#pragma warning restore CA5350
    }

    /// <summary>Writes a commit, byte for byte; git's own commands would rewrite unusual names and messages.</summary>
    public void Write(string id, ReadOnlySpan<byte> commit)
    {
        var path = Path.Combine(Folder, "objects", id[..2], id[2..]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        using var packed = new ZLibStream(file, CompressionLevel.Optimal);
        packed.Write(Header(commit.Length));
        packed.Write(commit);
    }

    /// <summary>Sets references, all or none.</summary>
    public async Task SetAsync(IReadOnlyDictionary<string, string> references, CancellationToken cancellation) =>
        await _git.DoAsync(string.Concat(references.Select(pair => $"create {pair.Key} {pair.Value}\n")), cancellation, "update-ref", "--stdin");

    /// <summary>
    /// Writes all that the references lead to into a bundle. The same references give the same bytes in every clone: what the
    /// monorepo has packed already is packed anew, by one thread and by settings that nobody's configuration changes.
    /// </summary>
    public async Task BundleAsync(string path, IReadOnlyDictionary<string, string> references, CancellationToken cancellation)
    {
        var objects = (await _git.DoAsync(null, cancellation, ["rev-list", "--objects", .. references.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])).Output;
        var pack = await _git.DoAsync(
            objects,
            cancellation,
            "-c", "pack.packSizeLimit=0", "-c", "pack.windowMemory=0", "-c", "pack.deltaCacheSize=268435456", "-c", "pack.deltaCacheLimit=1000", "-c", "core.bigFileThreshold=512m",
            "pack-objects", "--quiet", "--stdout", "--threads=1", "--no-reuse-delta", "--no-reuse-object", "--delta-base-offset", "--compression=9", "--window=10", "--depth=50");
        await using var file = File.Create(path);
        await file.WriteAsync(Encoding.UTF8.GetBytes(_sha256 ? "# v3 git bundle\n@object-format=sha256\n" : "# v2 git bundle\n"), cancellation);
        await file.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(references.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}\n")) + "\n"), cancellation);
        await file.WriteAsync(pack.Bytes, cancellation);
    }

    /// <summary>The ids of objects, in the order in which they are named.</summary>
    public async Task<IReadOnlyList<string>> ResolveAsync(IReadOnlyList<string> names, CancellationToken cancellation) =>
        (await _git.DoAsync(cancellation, ["rev-parse", .. names])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Every commit that one leads to, and its tree.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TreesAsync(string commit, CancellationToken cancellation)
    {
        var listed = await _git.DoAsync(cancellation, "log", "--format=%H %T", commit);
        return listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToDictionary(ids => ids[0], ids => ids[1], StringComparer.Ordinal);
    }

    /// <summary>The files of a tree.</summary>
    public async Task<IReadOnlyList<TreeEntry>> FilesAsync(string tree, CancellationToken cancellation)
    {
        var listed = await _git.DoAsync(cancellation, "ls-tree", "-r", "-l", "-z", "--full-tree", tree);
        return [.. listed.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(ParseEntry)];
    }

    /// <summary>Writes files of a tree into a folder; without patterns all of them.</summary>
    public async Task ExportAsync(string tree, string folder, CancellationToken cancellation, params string[] patterns)
    {
        Directory.CreateDirectory(folder);
        await _git.DoAsync(cancellation, "read-tree", tree);
        var listed = await _git.DoAsync(cancellation, ["--work-tree=.", "ls-files", "-z", "--", .. patterns]);
        await _git.DoAsync(listed.Output, cancellation, "-c", "core.autocrlf=false", "--work-tree=.", "checkout-index", "--quiet", "--force", $"--prefix={folder}/", "-z", "--stdin");
    }

    public void Dispose()
    {
        try
        {
            // Git marks objects as read-only, which on Windows keeps them from being deleted.
            foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
            {
                File.SetAttributes(file, FileAttributes.Normal);
            }

            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A temporary folder: the system's own clean-up takes it.
        }
    }

    private static byte[] Header(int length) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"commit {length}\0"));

    // A path that begins like a comment or a quotation is read as one.
    private static string Quoted(string path) => $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static TreeEntry ParseEntry(string line)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        var facts = line[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new TreeEntry(facts[0], facts[1], facts[2], long.TryParse(facts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0, line[(tab + 1)..]);
    }
}
