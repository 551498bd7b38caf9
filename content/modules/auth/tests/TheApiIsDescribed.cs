using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

public class TheApiIsDescribed
{
    [Test]
    public async Task Every_endpoint_is_in_the_OpenAPI_document_with_its_refusals()
    {
        await using var host = await TestHost.StartAsync(DatabaseKind.Sqlite);
        var document = await (await host.Browser().GetAsync("/openapi/v1.json")).Content.ReadFromJsonAsync<JsonObject>();
        var mapped = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => $"/{endpoint.RoutePattern.RawText!.Trim('/')}".Replace(":guid", "", StringComparison.Ordinal))
            .Where(path => path.StartsWith("/api/auth/", StringComparison.Ordinal)).Distinct().ToList();

        mapped.Count.ShouldBeGreaterThan(12);
        var paths = document!["paths"]!.AsObject();
        paths.Select(path => path.Key).ShouldBe(mapped.Append("/sensitive").Append("/administration"), ignoreOrder: true);
        var operations = paths.Where(path => path.Key.StartsWith("/api/auth/", StringComparison.Ordinal)).SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!).ToList();
        operations.ShouldAllBe(operation => operation["operationId"] != null && operation["summary"] != null);
        operations.Select(operation => (string)operation["operationId"]!).ShouldBeUnique();
        paths["/api/auth/login"]!["post"]!["responses"]!.AsObject().Select(response => response.Key).ShouldBe(["200", "400", "401", "403", "429"], ignoreOrder: true);
    }
}
