using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Modules.Billing;

/// <summary>A request to the stand-in, as it comes over HTTP.</summary>
/// <param name="Path">As in <c>/v1/customers</c>, without the query.</param>
/// <param name="Form">The query or the body, form-encoded.</param>
/// <param name="Key">The bearer token; null without one.</param>
internal sealed record FakeRequest(string Method, string Path, string Form, string? Key, string? IdempotencyKey = null, string? Version = null);

/// <param name="IsReplayed">Whether the answer is that of an earlier request with the same idempotency key.</param>
internal sealed record FakeAnswer(int Status, string Body, bool IsReplayed = false);

/// <summary>A refusal in Stripe's form.</summary>
internal sealed class FakeRefusal(int status, string type, string message, string? code = null, string? parameter = null) : Exception(message)
{
    public int Status { get; } = status;

    public static FakeRefusal Missing(string what, string id) => new(404, "invalid_request_error", $"No such {what}: '{id}'", "resource_missing", "id");

    public static FakeRefusal Wrong(string message, string? parameter = null, string? code = null) => new(400, "invalid_request_error", message, code, parameter);

    public JsonObject ToJson() => new()
    {
        ["error"] = new JsonObject { ["type"] = type, ["code"] = code, ["param"] = parameter, ["message"] = Message },
    };
}

/// <summary>What an endpoint of the stand-in works on: the id in the path and the parameters, decoded.</summary>
internal sealed partial class FakeCall(string id, JsonObject parameters)
{
    public string Id { get; } = id;

    public JsonObject Parameters { get; } = parameters;

    /// <summary>A parameter by its path, as in <c>subscription_data[trial_period_days]</c>; null when it was not sent.</summary>
    public string? this[string path] => Node(path) is JsonValue value ? value.GetValue<string>() : null;

    public string Need(string path) => this[path] is { Length: > 0 } value ? value : throw FakeRefusal.Wrong($"Missing required param: {path}.", path, "parameter_missing");

    public long? Number(string path) => this[path] is { Length: > 0 } text
        ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw FakeRefusal.Wrong($"Invalid integer: {text}", path, "parameter_invalid_integer")
        : null;

    public bool? Flag(string path) => this[path] switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var text => throw FakeRefusal.Wrong($"Invalid boolean: {text}", path),
    };

    /// <summary>The items of a list, each to be read like the whole.</summary>
    public IReadOnlyList<FakeCall> List(string path) => Node(path) is JsonObject items
        ? [.. items.Select(item => new FakeCall(Id, item.Value as JsonObject ?? new JsonObject { [""] = item.Value?.DeepClone() }))]
        : [];

    public JsonObject? Object(string path) => Node(path) is JsonObject found ? (JsonObject)found.DeepClone() : null;

    public JsonNode? Node(string path)
    {
        JsonNode? node = Parameters;
        foreach (var name in Split(path))
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    /// <summary>Decodes brackets into objects; the items of lists have their index as their name.</summary>
    public static JsonObject Decode(string form)
    {
        var all = new JsonObject();
        foreach (var pair in form.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            var names = Split(WebUtility.UrlDecode(pair[0]));
            var place = all;
            foreach (var name in names.SkipLast(1))
            {
                place = place[name] as JsonObject ?? (JsonObject)(place[name] = new JsonObject());
            }

            place[names[^1]] = WebUtility.UrlDecode(pair.Length > 1 ? pair[1] : "");
        }

        return all;
    }

    /// <summary>All paths that were sent, in the form of <see cref="FakeRoute.Parameters"/>: any index is <c>#</c>.</summary>
    public static IEnumerable<string> Paths(JsonObject parameters, string prefix = "") => parameters.SelectMany(one =>
    {
        var name = prefix.Length == 0 ? one.Key : $"{prefix}[{(Index().IsMatch(one.Key) ? "#" : one.Key)}]";
        return one.Value is JsonObject nested ? Paths(nested, name) : [name];
    });

    private static string[] Split(string path) => [.. path.Replace("]", "", StringComparison.Ordinal).Split('[')];

    [GeneratedRegex(@"\A[0-9]*\z")]
    private static partial Regex Index();
}
