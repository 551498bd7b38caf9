using System.Text.Json;
using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>
/// A file in which the stand-in keeps what it knows, so that contracts of yesterday are still there after a restart. Two programs may share it (an application and
/// <c>billing sync</c>), one after another: what another one has written is read before the next request.
/// </summary>
internal sealed class FakeMemory(string file)
{
    private static readonly JsonSerializerOptions Json = new() { IncludeFields = true };

    private DateTime _known;

    /// <returns>What is in the file; null when this program knows it already, or there is none.</returns>
    public FakeRecollection? Recall()
    {
        var written = File.Exists(file) ? File.GetLastWriteTimeUtc(file) : default;
        if (written == _known)
        {
            return null;
        }

        _known = written;
        return written == default ? null : JsonSerializer.Deserialize<FakeRecollection>(File.ReadAllText(file), Json);
    }

    public void Keep(FakeRecollection all)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        // Whole or not at all: it may be ended at any time.
        var next = $"{file}.{Environment.ProcessId}.new";
        File.WriteAllText(next, JsonSerializer.Serialize(all, Json));
        File.Move(next, file, overwrite: true);
        _known = File.GetLastWriteTimeUtc(file);
    }
}

/// <summary>All that the stand-in knows.</summary>
/// <param name="Objects">In the order in which they were made.</param>
internal sealed record FakeRecollection(
    string Run, int Count, IReadOnlyList<JsonObject> Objects, IReadOnlyDictionary<string, FakeFacts> Facts, IReadOnlyList<JsonObject> Events, IReadOnlyDictionary<string, (string Request, FakeAnswer Answer)> Answered);
