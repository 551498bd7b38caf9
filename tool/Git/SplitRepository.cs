using System.Globalization;
using System.Text;
using QuickScale.Tool.Processes;

namespace QuickScale.Tool.Git;

/// <summary>The temporary repository in which split histories are made. It borrows the objects of the monorepo, so only commits are written.</summary>
internal sealed class SplitRepository : TemporaryRepository
{
    private SplitRepository(ProgramRunner programs, string folder, string head)
        : base(programs, folder, head)
    {
    }

    public static async Task<SplitRepository> CreateAsync(ProgramRunner programs, MonorepoHistory source, CancellationToken cancellation)
    {
        var repository = new SplitRepository(programs, Directory.CreateTempSubdirectory("qs-split-").FullName, source.Head);
        await repository.InitializeAsync(source.Objects, cancellation);
        return repository;
    }

    /// <summary>Sets references, all or none.</summary>
    public async Task SetAsync(IReadOnlyDictionary<string, string> references, CancellationToken cancellation) =>
        await Git.DoAsync(string.Concat(references.Select(pair => $"create {pair.Key} {pair.Value}\n")), cancellation, "update-ref", "--stdin");

    /// <summary>
    /// Writes all that the references lead to into a bundle. The same references give the same bytes in every clone: what the
    /// monorepo has packed already is packed anew, by one thread and by settings that nobody's configuration changes.
    /// </summary>
    public async Task BundleAsync(string path, IReadOnlyDictionary<string, string> references, CancellationToken cancellation)
    {
        var objects = (await Git.DoAsync(null, cancellation, ["rev-list", "--objects", .. references.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])).Output;
        var pack = await Git.DoAsync(
            objects,
            cancellation,
            "-c", "pack.packSizeLimit=0", "-c", "pack.windowMemory=0", "-c", "pack.deltaCacheSize=268435456", "-c", "pack.deltaCacheLimit=1000", "-c", "core.bigFileThreshold=512m",
            "pack-objects", "--quiet", "--stdout", "--threads=1", "--no-reuse-delta", "--no-reuse-object", "--delta-base-offset", "--compression=9", "--window=10", "--depth=50");
        await using var file = File.Create(path);
        await file.WriteAsync(Encoding.UTF8.GetBytes(IsSha256 ? "# v3 git bundle\n@object-format=sha256\n" : "# v2 git bundle\n"), cancellation);
        await file.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(references.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}\n")) + "\n"), cancellation);
        await file.WriteAsync(pack.Bytes, cancellation);
    }

    /// <summary>The ids of objects, in the order in which they are named.</summary>
    public async Task<IReadOnlyList<string>> ResolveAsync(IReadOnlyList<string> names, CancellationToken cancellation) =>
        (await Git.DoAsync(cancellation, ["rev-parse", .. names])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Every commit that one leads to, and its tree.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TreesAsync(string commit, CancellationToken cancellation)
    {
        var listed = await Git.DoAsync(cancellation, "log", "--format=%H %T", commit);
        return listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToDictionary(ids => ids[0], ids => ids[1], StringComparer.Ordinal);
    }

    /// <summary>The files of a tree.</summary>
    public async Task<IReadOnlyList<TreeEntry>> FilesAsync(string tree, CancellationToken cancellation)
    {
        var listed = await Git.DoAsync(cancellation, "ls-tree", "-r", "-l", "-z", "--full-tree", tree);
        return [.. listed.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(ParseEntry)];
    }

    /// <summary>Writes files of a tree into a folder; without patterns all of them.</summary>
    public async Task ExportAsync(string tree, string folder, CancellationToken cancellation, params string[] patterns)
    {
        Directory.CreateDirectory(folder);
        await Git.DoAsync(cancellation, "read-tree", tree);
        var listed = await Git.DoAsync(cancellation, ["--work-tree=.", "ls-files", "-z", "--", .. patterns]);
        await Git.DoAsync(listed.Output, cancellation, "-c", "core.autocrlf=false", "--work-tree=.", "checkout-index", "--quiet", "--force", $"--prefix={folder}/", "-z", "--stdin");
    }

    private static TreeEntry ParseEntry(string line)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        var facts = line[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new TreeEntry(facts[0], facts[1], facts[2], long.TryParse(facts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0, line[(tab + 1)..]);
    }
}
