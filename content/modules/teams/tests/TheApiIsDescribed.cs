using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

public class TheApiIsDescribed
{
    [Test]
    public async Task Every_endpoint_is_in_the_OpenAPI_document_with_its_refusals()
    {
        await using var host = await TeamsHost.StartAsync(DatabaseKind.Sqlite);
        var document = await (await host.Browser().GetAsync("/openapi/v1.json")).Content.ReadFromJsonAsync<JsonObject>();
        var mapped = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => $"/{endpoint.RoutePattern.RawText!.Trim('/')}".Replace(":guid", "", StringComparison.Ordinal))
            .Where(path => path.StartsWith("/api/teams", StringComparison.Ordinal)).Distinct().ToList();

        mapped.Count.ShouldBeGreaterThan(25);
        var paths = document!["paths"]!.AsObject();
        paths.Select(path => path.Key).Where(path => path.StartsWith("/api/teams", StringComparison.Ordinal)).ShouldBe(mapped, ignoreOrder: true);
        var operations = paths.Where(path => path.Key.StartsWith("/api/teams", StringComparison.Ordinal)).SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!).ToList();
        operations.ShouldAllBe(operation => operation["operationId"] != null && operation["summary"] != null);
        paths.SelectMany(path => path.Value!.AsObject()).Select(operation => (string?)operation.Value!["operationId"]).Where(id => id is not null).ShouldBeUnique();
        paths["/api/teams/{team}/invitations"]!["post"]!["responses"]!.AsObject().Select(response => response.Key).ShouldBe(["200", "400", "401", "403", "404", "409", "429"], ignoreOrder: true);
    }

    [Test]
    public async Task Each_part_of_a_path_that_varies_is_a_parameter_so_that_typed_clients_can_fill_it_in()
    {
        await using var host = await TeamsHost.StartAsync(DatabaseKind.Sqlite);
        var document = await (await host.Browser().GetAsync("/openapi/v1.json")).Content.ReadFromJsonAsync<JsonObject>();

        foreach (var (path, item) in document!["paths"]!.AsObject().Where(path => path.Key.StartsWith("/api/teams", StringComparison.Ordinal)))
        {
            var parts = path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')).ToList();
            foreach (var (method, operation) in item!.AsObject())
            {
                var parameters = (operation!["parameters"]?.AsArray() ?? []).Where(parameter => (string?)parameter!["in"] == "path").Select(parameter => (string)parameter!["name"]!);
                parameters.ShouldBe(parts, ignoreOrder: true, $"{method} {path}");
            }
        }
    }

    [Test]
    public async Task What_changes_something_asks_clients_with_cookies_for_their_token()
    {
        await using var host = await TeamsHost.StartAsync(DatabaseKind.Sqlite);
        var ann = await host.PersonAsync("Ann");
        using var browser = await host.SignedInAsync(ann);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/teams") { Content = JsonContent.Create(new { name = "Forged" }) };
        using var answer = await browser.SendAsync(request);

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        ((string?)(await answer.JsonAsync())["code"]).ShouldBe("antiforgery");
        using var made = await browser.ApiAsync(HttpMethod.Post, "/api/teams", new { name = "Real" });
        made.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);
    }
}
