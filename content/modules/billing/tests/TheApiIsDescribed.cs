using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

public class TheApiIsDescribed
{
    [Test]
    public async Task Every_endpoint_of_the_pages_is_in_the_OpenAPI_document_with_its_refusals()
    {
        await using var host = await BillingHost.StartAsync(DatabaseKind.Sqlite);
        using var visitor = host.Visitor();
        var document = await (await visitor.GetAsync("/openapi/v1.json")).Content.ReadFromJsonAsync<JsonObject>();
        var mapped = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>()?.ExcludeFromDescription != true)
            .Select(endpoint => $"/{endpoint.RoutePattern.RawText!.Trim('/')}".Replace(":guid", "", StringComparison.Ordinal))
            .Where(path => path.StartsWith("/api/billing/", StringComparison.Ordinal) && !path.Contains("/webhooks", StringComparison.Ordinal)).Distinct().ToList();

        mapped.Count.ShouldBeGreaterThan(10);
        var paths = document!["paths"]!.AsObject();
        mapped.ShouldBeSubsetOf(paths.Select(path => path.Key));
        var operations = paths.Where(path => path.Key.StartsWith("/api/billing/", StringComparison.Ordinal)).SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!).ToList();
        operations.ShouldAllBe(operation => operation["operationId"] != null && operation["summary"] != null);
        operations.Select(operation => (string)operation["operationId"]!).ShouldBeUnique();
        paths["/api/billing/change"]!["post"]!["responses"]!.AsObject().Select(response => response.Key).ShouldBe(["204", "400", "401", "402", "403", "404", "409", "502", "503"], ignoreOrder: true);
    }
}
