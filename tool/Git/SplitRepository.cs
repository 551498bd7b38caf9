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

    public static SplitRepository Create(ProgramRunner programs, MonorepoHistory source, CancellationToken cancellation)
    {
        var repository = new SplitRepository(programs, Directory.CreateTempSubdirectory("qs-split-").FullName, source.Head);
        repository.Initialize(source.Objects, cancellation);
        return repository;
    }

    /// <summary>Sets references, all or none.</summary>
    public void Set(IReadOnlyDictionary<string, string> references, CancellationToken cancellation) =>
        Git.Do(string.Concat(references.Select(pair => $"create {pair.Key} {pair.Value}\n")), cancellation, "update-ref", "--stdin");

    /// <summary>
    /// Writes all that the references lead to into a bundle. The same references give the same bytes in every clone: what the
    /// monorepo has packed already is packed anew, by one thread and by settings that nobody's configuration changes.
    /// </summary>
    public void Bundle(string path, IReadOnlyDictionary<string, string> references, CancellationToken cancellation)
    {
        var objects = Git.Do(null, cancellation, ["rev-list", "--objects", .. references.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]).Output;
        var pack = Git.Do(
            objects,
            cancellation,
            "-c", "pack.packSizeLimit=0", "-c", "pack.windowMemory=0", "-c", "pack.deltaCacheSize=268435456", "-c", "pack.deltaCacheLimit=1000", "-c", "core.bigFileThreshold=512m",
            "pack-objects", "--quiet", "--stdout", "--threads=1", "--no-reuse-delta", "--no-reuse-object", "--delta-base-offset", "--compression=9", "--window=10", "--depth=50");
        using var file = File.Create(path);
        file.Write(Encoding.UTF8.GetBytes(IsSha256 ? "# v3 git bundle\n@object-format=sha256\n" : "# v2 git bundle\n"));
        file.Write(Encoding.UTF8.GetBytes(string.Concat(references.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}\n")) + "\n"));
        file.Write(pack.Bytes.Span);
    }

    /// <summary>The ids of objects, in the order in which they are named.</summary>
    public IReadOnlyList<string> Resolve(IReadOnlyList<string> names, CancellationToken cancellation) =>
        Git.Do(cancellation, ["rev-parse", .. names]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Every commit that one leads to, and its tree.</summary>
    public IReadOnlyDictionary<string, string> Trees(string commit, CancellationToken cancellation)
    {
        var listed = Git.Do(cancellation, "log", "--format=%H %T", commit);
        return listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToDictionary(ids => ids[0], ids => ids[1], StringComparer.Ordinal);
    }

    /// <summary>The files of a tree.</summary>
    public IReadOnlyList<TreeEntry> Files(string tree, CancellationToken cancellation)
    {
        var listed = Git.Do(cancellation, "ls-tree", "-r", "-l", "-z", "--full-tree", tree);
        return [.. listed.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(ParseEntry)];
    }

    /// <summary>Writes files of a tree into a folder; without patterns all of them.</summary>
    public void Export(string tree, string folder, CancellationToken cancellation, params string[] patterns)
    {
        Directory.CreateDirectory(folder);
        Git.Do(cancellation, "read-tree", tree);
        var listed = Git.Do(cancellation, ["--work-tree=.", "ls-files", "-z", "--", .. patterns]);
        Git.Do(listed.Output, cancellation, "-c", "core.autocrlf=false", "--work-tree=.", "checkout-index", "--quiet", "--force", $"--prefix={folder}/", "-z", "--stdin");
    }

    private static TreeEntry ParseEntry(string line)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        var facts = line[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new TreeEntry(facts[0], facts[1], facts[2], long.TryParse(facts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0, line[(tab + 1)..]);
    }
}
