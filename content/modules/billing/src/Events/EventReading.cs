using System.Text.Json;

namespace QuickScale.Modules.Billing;

/// <summary>What has to be known of an event before it is stored.</summary>
internal sealed record EventReading(string Id, string Type, string? CustomerId, string ApiVersion, bool LiveMode, DateTime CreatedAt)
{
    /// <returns>Null when the body is no event of Stripe's; whatever type it is of, it is read.</returns>
    public static EventReading? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Name(root, "id") is not { } id || Name(root, "type") is not { } type)
            {
                return null;
            }

            var created = root.TryGetProperty("created", out var time) && time.ValueKind == JsonValueKind.Number && time.TryGetInt64(out var seconds) && seconds is > 0 and < int.MaxValue ? seconds : 0;
            return new EventReading(
                id, type, Customer(root), Name(root, "api_version") is { Length: <= BillingTables.KeyLength } version ? version : "",
                root.TryGetProperty("livemode", out var mode) && mode.ValueKind == JsonValueKind.True, DateTimeOffset.FromUnixTimeSeconds(created).UtcDateTime);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The object is a customer, or names one by its id or as an expanded object.</summary>
    private static string? Customer(JsonElement root)
    {
        if (!root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object || !data.TryGetProperty("object", out var about) || about.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return Name(about, "object") == "customer" ? Name(about, "id")
            : about.TryGetProperty("customer", out var customer) && customer.ValueKind == JsonValueKind.Object ? Name(customer, "id")
            : Name(about, "customer");
    }

    /// <summary>An id, a type or a version: visible ASCII alone, since a zero in it is more than PostgreSQL takes as text.</summary>
    private static string? Name(JsonElement of, string field) =>
        of.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= BillingTables.ExternalIdLength } text && IsName(text) ? text : null;

    internal static bool IsName(string text) => text.All(character => character is > ' ' and < '\x7f');
}
