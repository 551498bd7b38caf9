using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Writes parameters as Stripe takes them: form-encoded, nested ones in brackets, lists with their index (API reference, "Request bodies"). The names are
/// those of the records in snake case; what is null is left out.
/// </summary>
internal static class StripeForm
{
    /// <summary>For requests and answers alike.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // What is missing is not zero: an answer that is not understood is not written down.
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <returns>As in <c>line_items[0][price]=price_1&amp;mode=subscription</c>; empty without parameters.</returns>
    public static string Encode(object? parameters) => parameters is null
        ? ""
        : string.Join('&', Pairs(JsonSerializer.SerializeToNode(parameters, parameters.GetType(), Json), "").Select(pair => $"{Escape(pair.Key)}={Escape(pair.Value)}"));

    private static IEnumerable<KeyValuePair<string, string>> Pairs(JsonNode? node, string path) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Pairs(field.Value, path.Length == 0 ? field.Key : $"{path}[{field.Key}]")),
        JsonArray items => items.SelectMany((item, index) => Pairs(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"))),
        JsonValue value => [new(path, Text(value))],
        _ => [],
    };

    private static string Text(JsonValue value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private static string Escape(string text) => WebUtility.UrlEncode(text);
}
