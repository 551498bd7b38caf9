using System.Net;
using Microsoft.AspNetCore.Http;

namespace QsApp.Tests;

public class RequestLimitsTests
{
    /// <summary>On real sockets: the limit is the server's.</summary>
    [TestCase("/form", "text/html")]
    [TestCase("/api/read", "application/problem+json")]
    public async Task A_body_that_is_too_large_is_413(string path, string mediaType)
    {
        await using var app = await AppFactory.StartAsync(settings: new() { ["Limits:RequestBodyBytes"] = "1000" });
        app.Map("/api/read", async context => await context.Request.Body.CopyToAsync(Stream.Null), new Microsoft.AspNetCore.Mvc.IgnoreAntiforgeryTokenAttribute());
        app.Map("/form", _ => Task.CompletedTask); // Its token is looked for in the form.
        app.UseKestrel(0);
        app.StartServer();
        using var client = app.CreateClient();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("text", new string('x', 2000))]);
        using var response = await client.PostAsync(path, form);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
        app.Logs.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_request_that_takes_too_long_is_given_up()
    {
        await using var app = await AppFactory.CreateAsync(settings: new() { ["Limits:RequestSeconds"] = "1" });
        app.Map("/slow", context => Task.Delay(TimeSpan.FromSeconds(60), context.RequestAborted));
        using var client = app.CreateClient();
        using var response = await client.GetAsync("/slow");

        response.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await response.Content.ReadAsStringAsync()).ShouldContain("<h1");
    }
}
