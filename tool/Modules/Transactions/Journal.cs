using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>
/// What is about to happen to a work tree, written down before it happens: enough to finish it or to take it back.
/// </summary>
/// <param name="What">The operation, as a person would name it.</param>
/// <param name="Old">The commit that was checked out.</param>
/// <param name="New">The commit, or for a merge that a person will finish the tree, that is to be checked out.</param>
/// <param name="IsMerge">Whether the branch stays where it is, because a person has to resolve conflicts.</param>
/// <param name="References">What of qs's own references changes with it; an empty id deletes.</param>
internal sealed record Journal(string What, string Old, string New, bool IsMerge, IReadOnlyList<(string Name, string Id)> References)
{
    private const string FileName = "journal.json";

    /// <summary>When it was written, in UTC.</summary>
    public DateTime WrittenAt { get; private init; } = DateTime.UtcNow;

    /// <summary>The journal of a work tree, or null when nothing is unfinished there.</summary>
    /// <exception cref="FailureException">It is there and cannot be read.</exception>
    public static Journal? Read(RepositoryPlace place)
    {
        var path = PathIn(place);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var root = JsonNode.Parse(File.ReadAllText(path))!;
            var references = root["references"]!.AsArray().Select(item => ((string)item!["name"]!, (string)item["id"]!));
            return new Journal((string)root["what"]!, (string)root["old"]!, (string)root["new"]!, (bool)root["merge"]!, [.. references])
            {
                WrittenAt = File.GetLastWriteTimeUtc(path),
            };
        }
        catch (Exception damaged) when (damaged is JsonException or NullReferenceException or InvalidOperationException)
        {
            // It appears under its name only when it is whole: this one is not ours, or the disk has lost it.
            throw new FailureException(new Failure(ExitCode.Precondition, $"{path} tells of an interrupted change and cannot be read; look at 'git status', settle what it shows, delete that file and try again.", damaged.ToString()));
        }
    }

    /// <summary>Writes it so that it is on the disk, whole, before this returns.</summary>
    public void Write(RepositoryPlace place)
    {
        var root = new JsonObject
        {
            ["what"] = What,
            ["old"] = Old,
            ["new"] = New,
            ["merge"] = IsMerge,
            ["references"] = new JsonArray([.. References.Select(reference => new JsonObject { ["name"] = reference.Name, ["id"] = reference.Id })]),
        };
        var path = PathIn(place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(root.ToJsonString()));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Whether any work tree of the repository has one.</summary>
    public static bool Exists(RepositoryPlace place)
    {
        var linked = Path.Combine(place.CommonFolder, "worktrees");
        return File.Exists(Path.Combine(place.CommonFolder, "qs", FileName))
            || (Directory.Exists(linked) && Directory.EnumerateDirectories(linked).Any(folder => File.Exists(Path.Combine(folder, "qs", FileName))));
    }

    public static void Delete(RepositoryPlace place)
    {
        File.Delete(PathIn(place));
        File.Delete(PathIn(place) + ".new");
    }

    // In the folder of the work tree, not in the one that linked work trees share: HEAD and index are the work tree's own.
    private static string PathIn(RepositoryPlace place) => Path.Combine(place.GitFolder, "qs", FileName);
}
