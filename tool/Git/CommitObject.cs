using System.Text;

namespace QuickScale.Tool.Git;

/// <summary>A commit as git keeps it: headers, an empty line, and the message, byte for byte.</summary>
internal sealed class CommitObject
{
    // Every byte is one letter, so that what is not ours to read is not changed either.
    private readonly string[] _headers;
    private readonly string _rest;

    public CommitObject(ReadOnlySpan<byte> content)
    {
        var text = Encoding.Latin1.GetString(content);
        var body = text.IndexOf("\n\n", StringComparison.Ordinal);
        (_headers, _rest) = ((body < 0 ? text : text[..body]).Split('\n'), body < 0 ? "\n\n" : text[body..]);
    }

    public IReadOnlyList<string> Parents => [.. Values("parent")];

    /// <summary>Name, address, seconds since 1970 and offset.</summary>
    public string Author => Utf8(Values("author").First());

    /// <inheritdoc cref="Author"/>
    public string Committer => Utf8(Values("committer").First());

    /// <summary>The message as text.</summary>
    public string Message => Decoded(Encoding.Latin1.GetBytes(_rest[2..]));

    /// <summary>The first line of the message.</summary>
    public string Subject => Message.TrimStart('\n').Split('\n')[0].TrimEnd();

    /// <summary>
    /// The bytes of the same commit with another tree and other parents. Author, committer, encoding and message stay as they are;
    /// signatures and other headers, which were made for the whole repository, are left out.
    /// </summary>
    public byte[] With(string tree, IEnumerable<string> parents)
    {
        var kept = _headers.Where(line => line.StartsWith("author ", StringComparison.Ordinal) || line.StartsWith("committer ", StringComparison.Ordinal) || line.StartsWith("encoding ", StringComparison.Ordinal));
        var lines = new[] { $"tree {tree}" }.Concat(parents.Select(parent => $"parent {parent}")).Concat(kept);
        return Encoding.Latin1.GetBytes(string.Join('\n', lines) + _rest);
    }

    /// <summary>A commit with another message, in UTF-8.</summary>
    /// <param name="author">As <see cref="Author"/>.</param>
    /// <param name="committer">As <see cref="Committer"/>.</param>
    /// <param name="message">The whole message.</param>
    public static CommitObject Of(string author, string committer, string message) =>
        new(Encoding.UTF8.GetBytes($"author {author}\ncommitter {committer}\n\n{message.TrimEnd()}\n"));

    private IEnumerable<string> Values(string header) =>
        _headers.Where(line => line.StartsWith(header, StringComparison.Ordinal) && line.Length > header.Length && line[header.Length] == ' ').Select(line => line[(header.Length + 1)..]);

    private static string Utf8(string latin1) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin1));

    private string Decoded(byte[] bytes)
    {
        try
        {
            return (Values("encoding").FirstOrDefault() is { } name ? Encoding.GetEncoding(name) : Encoding.UTF8).GetString(bytes);
        }
        catch (ArgumentException)
        {
            // An encoding that is not known here is shown as it can be.
            return Encoding.UTF8.GetString(bytes);
        }
    }
}
