using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>An endpoint of the stand-in.</summary>
/// <param name="Path">With <c>{id}</c> in the place of one.</param>
/// <param name="Declared">The type of its parameters in Stripe's declarations, with which a test compares <paramref name="Parameters"/>; empty when it takes none.</param>
/// <param name="Parameters">All that it knows; <c>[#]</c> is any index, <c>[*]</c> any name. What is not here is refused.</param>
internal sealed record FakeRoute(string Method, string Path, string Declared, string Parameters, Func<FakeCall, JsonObject> Handle)
{
    private readonly string[] _segments = Path.Split('/');
    private readonly HashSet<string> _known = [.. Parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    public IEnumerable<string> Known => _known;

    /// <returns>The id in the path, empty where there is none; null when the path is another.</returns>
    public string? Match(string path)
    {
        var segments = path.Split('/');
        var id = "";
        if (segments.Length != _segments.Length)
        {
            return null;
        }

        for (var place = 0; place < segments.Length; place++)
        {
            if (_segments[place] == "{id}")
            {
                id = segments[place];
            }
            else if (_segments[place] != segments[place])
            {
                return null;
            }
        }

        return id;
    }

    /// <summary>Refuses what the endpoint does not know, as Stripe does; a list that begins at any index is the same list.</summary>
    public void Check(JsonObject parameters)
    {
        foreach (var path in FakeCall.Paths(parameters))
        {
            if (!_known.Contains(path) && !_known.Contains(AnyName(path)))
            {
                throw FakeRefusal.Wrong($"Received unknown parameter: {path.Split('[')[0]}", path, "parameter_unknown");
            }
        }
    }

    private static string AnyName(string path) => path.LastIndexOf('[') is > 0 and var begin ? $"{path[..begin]}[*]" : path;
}
