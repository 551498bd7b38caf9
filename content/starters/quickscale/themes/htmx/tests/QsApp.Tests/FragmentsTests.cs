using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace QsApp.Tests;

public partial class FragmentsTests
{
    private AppFactory _app = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await AppFactory.StartAsync();
        _app.Map("/busy", context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return Task.CompletedTask;
        }, new IgnoreAntiforgeryTokenAttribute());
        _client = _app.CreateClient();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task A_browser_gets_the_whole_page()
    {
        using var response = await SendAsync(HttpMethod.Get, "/about", htmx: false);

        (await response.Content.ReadAsStringAsync()).ShouldStartWith("<!DOCTYPE html>");
        response.Headers.Vary.ShouldContain("HX-Request");
    }

    [Test]
    public async Task Htmx_gets_the_content_and_the_parts_of_the_frame_that_depend_on_the_page()
    {
        using var response = await SendAsync(HttpMethod.Get, "/about");

        var fragment = await response.Content.ReadAsStringAsync();
        fragment.ShouldNotContain("<html");
        fragment.ShouldContain("<title>About");
        fragment.ShouldContain("<h1>");
        fragment.ShouldMatch("<hx-partial hx-target=\"#header\"[^>]*>(?s:.)*<a href=\"/about\" aria-current=\"page\">");
        response.Headers.Vary.ShouldContain("HX-Request");
    }

    [TestCase("/no-such-page", HttpStatusCode.NotFound)]
    [TestCase("/busy", HttpStatusCode.TooManyRequests)]
    public async Task Whoever_follows_a_link_gets_the_error_as_a_page(string path, HttpStatusCode code)
    {
        using var response = await SendAsync(HttpMethod.Get, path, boosted: true);

        response.StatusCode.ShouldBe(code);
        (await response.Content.ReadAsStringAsync()).ShouldContain("<h1>");
        response.Headers.Contains("HX-Retarget").ShouldBeFalse();
    }

    [Test]
    public async Task Whoever_sends_a_form_keeps_the_page_and_gets_the_error_beside_it()
    {
        using var response = await SendAsync(HttpMethod.Post, "/busy", boosted: true);

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.GetValues("HX-Retarget").ShouldBe(["#problem"]);
        var problem = await response.Content.ReadAsStringAsync();
        problem.ShouldContain("That was a bit fast.");
        problem.ShouldContain("Try again");
        problem.ShouldNotContain("<title>");
        problem.ShouldNotContain("<h1");
    }

    [Test]
    public async Task A_part_of_a_page_that_is_refused_leaves_the_page_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/busy");
        request.Headers.Add("HX-Request", "true");
        request.Headers.Add("HX-Request-Type", "full");
        using var response = await _client.SendAsync(request);

        response.Headers.GetValues("HX-Retarget").ShouldBe(["#problem"]);
        response.Headers.GetValues("HX-Reselect").ShouldBe([".problem"]);
    }

    [TestCase("/")]
    [TestCase("/about")]
    [TestCase("/status")]
    [TestCase("/no-such-page")]
    public async Task Nothing_in_a_page_asks_for_eval(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path, htmx: false);

        (await response.Content.ReadAsStringAsync()).ShouldNotMatch("(?i)\\s(on[a-z]+|hx-on[a-z:-]*|style)=|javascript:");
    }

    [Test]
    public async Task The_script_is_kept_for_ever_and_stays_small()
    {
        var page = await _client.GetStringAsync("/");
        using var request = new HttpRequestMessage(HttpMethod.Get, Script().Match(page).Groups[1].Value);
        request.Headers.Add("Accept-Encoding", "gzip");
        using var response = await _client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.ToString().ShouldBe("max-age=31536000, immutable");
        (await response.Content.ReadAsByteArrayAsync()).Length.ShouldBeInRange(1, 45_000);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, bool htmx = true, bool boosted = false)
    {
        using var request = new HttpRequestMessage(method, path);
        if (htmx)
        {
            request.Headers.Add("HX-Request", "true");
            request.Headers.Add("HX-Request-Type", "partial");
        }

        if (boosted)
        {
            request.Headers.Add("HX-Boosted", "true");
        }

        return await _client.SendAsync(request);
    }

    [GeneratedRegex("<script src=\"([^\"]+\\.[0-9a-z]{10}\\.js)\"")]
    private static partial Regex Script();
}
