using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace QsApp.Tests;

public class PagesTests
{
    private AppFactory _app = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await AppFactory.StartAsync();
        _app.Map("/fails", _ => throw new InvalidOperationException("A secret detail"));
        _app.Map("/api/fails", _ => throw new InvalidOperationException("A secret detail"));
        _app.Map("/forbids", Answer(StatusCodes.Status403Forbidden));
        _app.Map("/api/forbids", Answer(StatusCodes.Status403Forbidden));
        _client = _app.CreateClient();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [TestCase("/")]
    [TestCase("/about")]
    [TestCase("/status")]
    public async Task A_page_answers(string path)
    {
        using var response = await _client.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await response.Content.ReadAsStringAsync()).ShouldContain("<h1");
    }

    [TestCase("/error/400", 400)]
    [TestCase("/error/403", 403)]
    [TestCase("/error/404", 404)]
    [TestCase("/error/500", 500)]
    [TestCase("/error/nonsense", 404)]
    [TestCase("/no-such-page", 404)]
    [TestCase("/forbids", 403)]
    [TestCase("/fails", 500)]
    public async Task An_error_page_has_its_true_status_code(string path, int code)
    {
        using var response = await _client.GetAsync(path);

        ((int)response.StatusCode).ShouldBe(code);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await response.Content.ReadAsStringAsync()).ShouldContain("<h1");
    }

    [TestCase("/api/no-such-thing", 404)]
    [TestCase("/api/forbids", 403)]
    [TestCase("/api/fails", 500)]
    public async Task The_api_answers_an_error_with_problem_details(string path, int code)
    {
        using var response = await _client.GetAsync(path);

        ((int)response.StatusCode).ShouldBe(code);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("status").GetInt32().ShouldBe(code);
        problem.RootElement.GetProperty("traceId").GetString().ShouldBe(response.Headers.GetValues("X-Request-Id").Single());
    }

    [TestCase("/fails")]
    [TestCase("/api/fails")]
    public async Task No_detail_of_an_exception_reaches_the_client(string path)
    {
        var body = await (await _client.GetAsync(path)).Content.ReadAsStringAsync();

        body.ShouldNotContain("A secret detail");
        body.ShouldNotContain("InvalidOperationException");
        _app.Logs.ShouldContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [TestCase("/", 200)]
    [TestCase("/no-such-page", 404)]
    [TestCase("/api/no-such-thing", 404)]
    public async Task Head_answers_as_get_does_without_a_body(string path, int code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var response = await _client.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(code);
    }

    [Test]
    public async Task A_wrong_verb_is_405()
    {
        using var response = await _client.PostAsync("/.well-known/security.txt", null);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    private static RequestDelegate Answer(int code) => context =>
    {
        context.Response.StatusCode = code;
        return Task.CompletedTask;
    };
}
