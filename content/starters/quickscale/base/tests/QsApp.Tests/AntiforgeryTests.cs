using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using QsApp.Hosting;

namespace QsApp.Tests;

public class AntiforgeryTests
{
    private AppFactory _app = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await AppFactory.StartAsync();
        _app.Map("/api/echo", Done);
        _app.Map("/api/open", Done, new NoToken());
        _app.Map("/api/token", context => context.Response.WriteAsync(
            context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context).RequestToken!));
        _app.Map("/form", Done);
        _client = _app.CreateClient();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [TestCase("POST")]
    [TestCase("PUT")]
    [TestCase("PATCH")]
    [TestCase("DELETE")]
    public async Task An_unsafe_verb_without_a_token_is_refused(string verb)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), "/api/echo");
        using var response = await _client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"antiforgery\"");
    }

    [Test]
    public async Task A_page_refuses_a_form_without_a_token_with_the_error_page()
    {
        using var form = new FormUrlEncodedContent([]);
        using var response = await _client.PostAsync("/form", form);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("<h1");
    }

    [Test]
    public async Task A_token_in_the_header_is_accepted()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/echo");
        request.Headers.Add(Antiforgery.Header, await _client.GetStringAsync("/api/token"));
        using var response = await _client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task Clients_without_a_form_are_given_a_token()
    {
        var answer = (await _client.GetFromJsonAsync<AntiforgeryToken>("/api/antiforgery"))!;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/echo");
        request.Headers.Add(answer.Header, answer.Token);
        using var response = await _client.SendAsync(request);

        answer.Header.ShouldBe(Antiforgery.Header);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_token_in_the_form_is_accepted()
    {
        var token = await _client.GetStringAsync("/api/token");
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]);
        using var response = await _client.PostAsync("/api/echo", form);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_token_without_its_cookie_is_refused()
    {
        using var stranger = _app.CreateClient(new() { HandleCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/echo");
        request.Headers.Add(Antiforgery.Header, await _client.GetStringAsync("/api/token"));
        using var response = await stranger.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task An_endpoint_can_opt_out()
    {
        using var response = await _client.PostAsync("/api/open", null);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task Done(HttpContext context) => context.Response.WriteAsync("done");

    /// <summary>The metadata that DisableAntiforgery() adds.</summary>
    private sealed class NoToken : IAntiforgeryMetadata
    {
        public bool RequiresValidation => false;
    }
}
