using QuickScale.Tool.Processes;

namespace QuickScale.Tool.Git;

/// <summary>
/// The temporary repository in which commits for a remote are made, and from which they are sent. It lies inside the project's git
/// folder and reads that one's configuration, so that the same keys and credentials count as for the user's own pushes.
/// </summary>
internal sealed class PushRepository : TemporaryRepository
{
    private const string NameStart = "push-";
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private PushRepository(ProgramRunner programs, string folder, string head)
        : base(programs, folder, head)
    {
    }

    public static PushRepository Create(ProgramRunner programs, RepositoryPlace source, string head, CancellationToken cancellation)
    {
        var place = Directory.CreateDirectory(Path.Combine(source.CommonFolder, "qs"));
        foreach (var left in place.EnumerateDirectories($"{NameStart}*").Where(folder => DateTime.UtcNow - folder.LastWriteTimeUtc > Forgotten))
        {
            Delete(left.FullName);
        }

        var folder = place.CreateSubdirectory(NameStart + Guid.NewGuid().ToString("N"));
        var repository = new PushRepository(programs, folder.FullName, head);
        repository.Initialize(Path.Combine(source.CommonFolder, "objects"), cancellation);
        var config = Path.Combine(folder.FullName, "config");

        // First, so that what this repository says of itself comes later and wins. Only our own references of the project are
        // offered to a remote: of those the whole history is there.
        File.WriteAllText(
            config,
            $"[include]\n\tpath = {Quoted(Path.Combine(source.CommonFolder, "config"))}\n[core]\n\talternateRefsPrefixes = refs/qs/\n{File.ReadAllText(config)}");
        return repository;
    }

    private static string Quoted(string path) => $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
