using System.Net.Http.Json;
using QsApp.Hosting;

namespace QsApp.Tests;

public class StatusTests
{
    [Test]
    public async Task The_api_tells_the_health_of_each_part()
    {
        await using var app = await AppFactory.StartAsync();
        using var client = app.CreateClient();
        using var response = await client.GetAsync("/api/status");
        var status = (await response.Content.ReadFromJsonAsync<Status>())!;

        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        status.IsReady.ShouldBeTrue();
        status.Heading.ShouldBe("All systems are working.");
        status.Parts.ShouldContain(new StatusPart("Database", "Working", "success"));
    }

    [Test]
    public async Task Migrations_that_are_pending_show()
    {
        await using var app = await AppFactory.CreateAsync();
        using var client = app.CreateClient();
        var status = (await client.GetFromJsonAsync<Status>("/api/status"))!;

        status.IsReady.ShouldBeFalse();
        status.Heading.ShouldBe("Some systems are not ready.");
        status.Parts.ShouldContain(new StatusPart("Database", "Not ready", "danger"));
    }
}
