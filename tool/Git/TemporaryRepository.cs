using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using QuickScale.Tool.Processes;

namespace QuickScale.Tool.Git;

/// <summary>
/// A bare repository in a folder of its own that is gone at the end. It borrows the objects of another one: what is written here is
/// only what is new, and the other repository is not changed.
/// </summary>
internal class TemporaryRepository : IDisposable
{
    private const int Sha256Digits = 64;
    private readonly bool _sha256;

    /// <param name="programs">Starts git.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="idOfSource">Any object's id in the repository that lends its objects: it shows how ids are made there.</param>
    protected TemporaryRepository(ProgramRunner programs, string folder, string idOfSource)
    {
        (Folder, _sha256) = (folder, idOfSource.Length == Sha256Digits);
        Repository = GitRepository.Bare(programs, folder);
    }

    public string Folder { get; }

    /// <summary>Questions about it and about what it borrows.</summary>
    public GitRepository Repository { get; }

    protected bool IsSha256 => _sha256;

    protected GitProgram Git => Repository.Git;

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

    public void Dispose()
    {
        Delete(Folder);
        GC.SuppressFinalize(this);
    }

    /// <summary>Deletes a repository's folder, as far as the system lets it go.</summary>
    protected static void Delete(string folder)
    {
        try
        {
            // Git marks objects as read-only, which on Windows keeps them from being deleted.
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                File.SetAttributes(file, FileAttributes.Normal);
            }

            Directory.Delete(folder, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It is in nobody's way, and a later clean-up takes it.
        }
    }

    /// <summary>Makes the empty repository and lets it borrow from a folder of objects.</summary>
    protected void Initialize(string objects, CancellationToken cancellation)
    {
        try
        {
            Git.Do(cancellation, "init", "--quiet", "--bare", "--template=", $"--object-format={(_sha256 ? "sha256" : "sha1")}");
            var info = Directory.CreateDirectory(Path.Combine(Folder, "objects", "info"));
            File.WriteAllText(Path.Combine(info.FullName, "alternates"), Quoted(objects) + "\n");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private static byte[] Header(int length) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"commit {length}\0"));

    // A path that begins like a comment or a quotation is read as one.
    private static string Quoted(string path) => $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
