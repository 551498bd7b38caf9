using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Projects;

/// <summary>
/// A plan as text: what it does, and of which world. Nothing of it is ever executed. Applying plans anew and does what comes out only
/// if it is the very same, so that neither a changed world nor a changed file can do more than be refused.
/// </summary>
internal static class PlanFile
{
    private const int Schema = 1;
    private const string FileKey = ProjectFile.FileName;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Where a plan is kept when no other place is named: not among the user's files.</summary>
    public static string PathIn(Workspace workspace) => Path.Combine(workspace.Repository.Place.GitFolder, "qs", "plan.json");

    public static JsonObject Of(Workspace workspace, ProjectPlan plan) => new()
    {
        ["schema"] = Schema,
        ["world"] = World(workspace),
        ["actions"] = new JsonArray([.. plan.Actions.Select(Action)]),
    };

    /// <summary>Writes a plan: whole or not at all.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="path">Where to.</param>
    /// <param name="isOurPlace">Whether nothing but a plan can be meant to lie there: a damaged one is replaced.</param>
    public static Failure? Write(JsonObject plan, string path, bool isOurPlace)
    {
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
        {
            return new Failure(ExitCode.Precondition, $"{path} is a folder; name a file in it with --out.");
        }

        // A slip of the keyboard must not cost a file of the user's.
        if (!isOurPlace && Path.Exists(path) && Read(path).Failed(out _, out _))
        {
            return new Failure(ExitCode.Precondition, $"{path} is there and is no plan of qs; name another file with --out.");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            PlainFile.Replace(path, plan.ToJsonString(Readable) + "\n");
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.Precondition, $"The plan cannot be written to {path}; name another file with --out.", refused.Message);
        }
    }

    /// <summary>What a file holds; whether it is a plan of this project shows when it is compared.</summary>
    public static Result<JsonObject> Read(string path)
    {
        try
        {
            // Some mistakes of a text show only when it is looked at as a whole.
            var read = JsonNode.Parse(PlainFile.ReadText(path), null, new JsonDocumentOptions { AllowDuplicateProperties = false });
            _ = read?.DeepClone().ToJsonString();
            return read is JsonObject plan && plan["schema"] is not null && plan["world"] is JsonObject && plan["actions"] is JsonArray
                ? plan
                : NoPlan(path, "it lacks its parts");
        }
        catch (UnfitFileException unfit)
        {
            return NoPlan(path, unfit.Message);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.Precondition, $"The plan {path} cannot be read; make one with 'qs plan', or name the right file.", missing.Message);
        }
        catch (Exception damaged) when (damaged is JsonException or ArgumentException or InvalidOperationException)
        {
            return NoPlan(path, damaged.Message);
        }
    }

    /// <summary>Whether a saved plan may be done now, given what would be planned now; null when it may.</summary>
    public static Failure? Staleness(JsonObject saved, JsonObject now, string path)
    {
        if (JsonNode.DeepEquals(saved, now))
        {
            return null;
        }

        // Done already: the file that says what is wanted is the same, and all is as it says.
        if (now["actions"] is JsonArray { Count: 0 } && JsonNode.DeepEquals(saved["world"]![FileKey], now["world"]![FileKey]))
        {
            return null;
        }

        var changed = Changed(saved["world"]!.AsObject(), now["world"]!.AsObject()).ToList();
        var what = changed.Count > 0 ? Phrase.Some(changed) : "what modules' remotes offer";
        return new Failure(ExitCode.Conflict, $"The plan {path} was made of another state ({what} has changed since); nothing was changed: look at 'qs plan' and apply that.");
    }

    private static Failure NoPlan(string path, string detail) =>
        new(ExitCode.Precondition, $"{path} is no plan of qs; make one with 'qs plan'.", detail);

    private static IEnumerable<string> Changed(JsonObject saved, JsonObject now) =>
        now.Select(entry => entry.Key).Union(saved.Select(entry => entry.Key), StringComparer.Ordinal).Where(key => !JsonNode.DeepEquals(saved[key], now[key]));

    /// <summary>What a plan depends on: of the commit only the files that modules touch, so that other work does not make it stale.</summary>
    private static JsonObject World(Workspace workspace)
    {
        var snapshot = workspace.Snapshot;
        var world = new JsonObject { [FileKey] = Hash(snapshot.Followed!) };
        foreach (var (path, text) in snapshot.Managed.Where(file => file.Key != ProjectFile.FileName).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            world[path] = Hash(text);
        }

        foreach (var module in snapshot.Modules.OrderBy(module => module.Name, StringComparer.Ordinal))
        {
            world[module.Entry.Prefix] = module.Tree;
        }

        world["branch"] = snapshot.Branch;
        return world;
    }

    private static JsonObject Action(PlannedAction action) => new()
    {
        ["action"] = Word(action.Kind),
        ["module"] = action.Module,
        ["from"] = action.From is { } from ? ModuleVersion.Tag(from) : null,
        ["to"] = action.To is { } to ? ModuleVersion.Tag(to.Version) : null,
        ["commit"] = action.To?.Commit,
        ["tree"] = action.Step.Tree,
        ["requiredBy"] = Strings(action.RequiredBy),
        ["options"] = new JsonArray([.. action.Options.Select(option => new JsonObject
        {
            ["name"] = option.Option.Name,
            ["from"] = option.From?.ToJson(),
            ["to"] = option.To.ToJson(),
            ["change"] = option.Option.Mutable ? "mutable" : "immutable",
        })]),
        ["conflicts"] = Strings(action.Conflicts),
    };

    public static string Word(PlannedKind kind) => kind switch
    {
        PlannedKind.Embed => "embed",
        PlannedKind.Update => "update",
        PlannedKind.Set => "set",
        PlannedKind.Rewire => "rewire",
        _ => "remove",
    };

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
