using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Stripe's published sample objects (repository stripe/openapi, <c>fixtures3.json</c>, MIT): those of the types that are used here, as they are there.</summary>
internal static class Samples
{
    private static readonly JsonObject All = Read();

    public static string Json(string type) => All[type]!.ToJsonString();

    private static JsonObject Read()
    {
        using var stream = typeof(BillingModule).Assembly.GetManifestResourceStream("QuickScale.Modules.Billing.Fake.samples.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
