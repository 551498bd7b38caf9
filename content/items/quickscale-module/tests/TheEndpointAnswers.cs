using System.Net;

namespace QsNamespace.Tests;

public class TheEndpointAnswers
{
    [Test]
    public async Task It_greets_as_the_page_does()
    {
        await using var host = await TestHost.StartAsync();

        (await host.Client.GetStringAsync("/api/qs-mod/greeting")).ShouldBe("""{"text":"Hello"}""");
        (await host.Client.GetStringAsync("/api/qs-mod/greeting?name=Ada")).ShouldBe("""{"text":"Hello, Ada"}""");
    }

    [Test]
    public async Task A_name_that_is_too_long_is_refused_by_its_field()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.Client.GetAsync($"/api/qs-mod/greeting?name={new string('a', Greetings.LongestName + 1)}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(""" "errors":{"name":["A name has at most 60 characters."]} """.Trim());
    }
}
