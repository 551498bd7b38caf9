using System.Globalization;
using System.Text;

namespace QuickScale.Tool.Git;

/// <summary>
/// Objects to be written by one <c>git fast-import</c>: files and commits that refer to each other by their marks before any of
/// them exists. Trees are spliced by git itself, level by level, so that the cost does not follow the size of the repository.
/// </summary>
internal sealed class ObjectStream(string author, string committer, int idLength)
{
    // Only a commit on a reference can be written; this one is gone again at the end of the same stream.
    private const string Scratch = "refs/qs/scratch";
    private readonly StringBuilder _stream = new();
    private int _marks;

    /// <summary>Adds a file's content and returns its mark.</summary>
    public string File(string content)
    {
        var mark = NextMark();
        _stream.Append(CultureInfo.InvariantCulture, $"blob\nmark {mark}\n");
        Data(content);
        return mark;
    }

    /// <summary>
    /// Adds a commit and returns its mark. Its tree is that of the first parent, changed by the edits in their order; without a
    /// parent it is empty at first.
    /// </summary>
    public string Commit(string message, IReadOnlyList<string> parents, params IEnumerable<TreeEdit> edits) =>
        Commit(message, author, committer, parents, edits);

    public string Commit(string message, string writtenBy, string committedBy, IReadOnlyList<string> parents, IEnumerable<TreeEdit> edits)
    {
        var mark = NextMark();
        _stream.Append(CultureInfo.InvariantCulture, $"reset {Scratch}\ncommit {Scratch}\nmark {mark}\nauthor {writtenBy}\ncommitter {committedBy}\n");
        Data(message);
        for (var parent = 0; parent < parents.Count; parent++)
        {
            _stream.Append(CultureInfo.InvariantCulture, $"{(parent == 0 ? "from" : "merge")} {parents[parent]}\n");
        }

        foreach (var edit in edits)
        {
            _stream.Append(edit.Line).Append('\n');
        }

        _stream.Append('\n');
        return mark;
    }

    /// <summary>Writes the objects and returns their ids by mark. With <paramref name="reference"/>, that one leads to <paramref name="tip"/> afterwards.</summary>
    /// <exception cref="Terminal.FailureException">Git refused.</exception>
    public IReadOnlyDictionary<string, string> Write(GitRepository repository, CancellationToken cancellation, string? reference = null, string? tip = null)
    {
        for (var mark = 1; mark <= _marks; mark++)
        {
            _stream.Append(CultureInfo.InvariantCulture, $"get-mark :{mark}\n");
        }

        if (reference is not null)
        {
            _stream.Append(CultureInfo.InvariantCulture, $"reset {reference}\nfrom {tip}\n\n");
        }

        _stream.Append(CultureInfo.InvariantCulture, $"reset {Scratch}\nfrom {new string('0', idLength)}\n\ndone\n");
        var answer = repository.Git.Do(_stream.ToString(), cancellation, "fast-import", "--quiet", "--force", "--done");
        var ids = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(0, _marks).ToDictionary(index => $":{index + 1}", index => ids[index], StringComparer.Ordinal);
    }

    private string NextMark() => string.Create(CultureInfo.InvariantCulture, $":{++_marks}");

    private void Data(string text) =>
        _stream.Append(CultureInfo.InvariantCulture, $"data {Encoding.UTF8.GetByteCount(text)}\n{text}\n");
}

/// <summary>One change of a commit's tree; what it names may be a mark.</summary>
internal readonly record struct TreeEdit(string Line)
{
    /// <summary>Puts a whole tree at a path, in place of what is there; the empty path is the root.</summary>
    public static TreeEdit Tree(string tree, string path) => new($"M 040000 {tree} {Quoted(path)}");

    public static TreeEdit File(string content, string path, string mode = "100644") => new($"M {mode} {content} {Quoted(path)}");

    public static TreeEdit Delete(string path) => new($"D {Quoted(path)}");

    // As a C string, in which a line end or a quotation mark cannot end the path.
    private static string Quoted(string path) =>
        $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
