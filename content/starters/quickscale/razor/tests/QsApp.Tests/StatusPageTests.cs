using System.Net;

namespace QsApp.Tests;

public class StatusPageTests
{
    [Test]
    public async Task It_answers_503_while_a_part_is_not_ready()
    {
        // Its migrations are pending.
        await using var app = await AppFactory.CreateAsync();
        using var client = app.CreateClient();
        using var response = await client.GetAsync("/status");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync()).ShouldContain("Some systems are not ready.");
    }
}
