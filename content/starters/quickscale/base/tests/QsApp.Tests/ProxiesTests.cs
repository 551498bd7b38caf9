using System.Net;
using Microsoft.AspNetCore.Http;

namespace QsApp.Tests;

public class ProxiesTests
{
    private AppFactory _database = null!;

    [OneTimeSetUp]
    public async Task CreateDatabase() => _database = await AppFactory.StartAsync();

    [OneTimeTearDown]
    public async Task DropDatabase() => await _database.DisposeAsync();

    [Test]
    public async Task Plain_http_is_redirected_to_https_for_good()
    {
        await using var app = _database.Again("Production");
        using var client = app.ClientAt("http://localhost:8080");
        using var response = await client.GetAsync("/about?a=b%20c");

        response.StatusCode.ShouldBe(HttpStatusCode.PermanentRedirect);
        response.Headers.Location!.OriginalString.ShouldBe("https://localhost/about?a=b%20c");
    }

    [Test]
    public async Task The_redirect_goes_to_the_port_of_the_public_address()
    {
        await using var app = _database.Again("Production", new() { ["App:BaseUrl"] = "https://localhost:8443" });
        using var client = app.ClientAt("http://localhost:8080");
        using var response = await client.GetAsync("/");

        response.Headers.Location!.OriginalString.ShouldBe("https://localhost:8443/");
    }

    [TestCase("Proxy:KnownProxies", "198.51.100.1, 192.0.2.10")]
    [TestCase("Proxy:KnownNetworks", "192.0.2.0/24")]
    [TestCase("Proxy:TrustPlatform", "true")]
    public async Task A_trusted_proxy_is_believed(string setting, string value)
    {
        await using var app = Proxied(new() { [setting] = value });

        using var response = await SendAsync(app, "/peer", "203.0.113.5", "https");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("https 203.0.113.5 localhost");
    }

    [Test]
    public async Task Only_the_entry_that_the_proxy_added_counts()
    {
        await using var app = Proxied(new() { ["Proxy:TrustPlatform"] = "true" });
        using var response = await SendAsync(app, "/peer", "1.1.1.1, 203.0.113.5", "https");

        (await response.Content.ReadAsStringAsync()).ShouldBe("https 203.0.113.5 localhost");
    }

    [Test]
    public async Task Where_the_platform_adds_two_entries_the_client_is_the_one_before_the_last()
    {
        await using var app = Proxied(new() { ["Proxy:TrustPlatform"] = "true", ["Proxy:Hops"] = "2" });
        using var response = await SendAsync(app, "/peer", "1.1.1.1, 203.0.113.5, 198.51.100.9", "https");

        (await response.Content.ReadAsStringAsync()).ShouldBe("https 203.0.113.5 localhost");
    }

    [Test]
    public async Task A_trusted_proxy_that_does_not_tell_the_scheme_gets_an_answer_and_one_log_line_and_no_redirect_loop()
    {
        await using var app = Proxied(new() { ["Proxy:TrustPlatform"] = "true" });
        for (var i = 0; i < 3; i++)
        {
            using var response = await SendAsync(app, "/peer", "203.0.113.5", scheme: null);

            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await SendAsync(app, "/peer", "203.0.113.5", "https")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var line = app.Logs.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldHaveSingleItem();
        line.ShouldContain("let it send X-Forwarded-Proto");
    }

    [Test]
    public async Task A_client_that_reached_the_trusted_proxy_over_http_is_redirected()
    {
        await using var app = Proxied(new() { ["Proxy:TrustPlatform"] = "true" });
        using var response = await SendAsync(app, "/peer", "203.0.113.5", "http");

        response.StatusCode.ShouldBe(HttpStatusCode.PermanentRedirect);
    }

    [TestCase("Proxy:KnownProxies", "")]
    [TestCase("Proxy:KnownProxies", "198.51.100.1")]
    public async Task An_unknown_proxy_gets_an_answer_and_one_log_line_and_no_redirect_loop(string setting, string value)
    {
        await using var app = Proxied(new() { [setting] = value });
        for (var i = 0; i < 3; i++)
        {
            using var response = await SendAsync(app, "/peer", "203.0.113.5", "https");

            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await response.Content.ReadAsStringAsync()).ShouldContain("<h1");
        }

        (await SendAsync(app, "/health/live", "203.0.113.5", "https")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var line = app.Logs.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldHaveSingleItem();
        line.ShouldContain("192.0.2.10");
        line.ShouldContain("Proxy__TrustPlatform=true");
    }

    [Test]
    public async Task No_client_can_choose_its_own_address()
    {
        await using var app = Proxied([], "Testing");
        using var response = await SendAsync(app, "/peer", "203.0.113.5", "https");

        (await response.Content.ReadAsStringAsync()).ShouldBe("http 192.0.2.10 localhost");
    }

    private AppFactory Proxied(Dictionary<string, string> settings, string environment = "Production")
    {
        var app = _database.Again(environment, settings);
        app.PeerAddress = IPAddress.Parse("192.0.2.10");
        app.Map("/peer", context => context.Response.WriteAsync($"{context.Request.Scheme} {context.Connection.RemoteIpAddress} {context.Request.Host}"));
        return app;
    }

    private static async Task<HttpResponseMessage> SendAsync(AppFactory app, string path, string forwardedFor, string? scheme)
    {
        using var client = app.ClientAt("http://localhost");
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        if (scheme is not null)
        {
            request.Headers.Add("X-Forwarded-Proto", scheme);
        }

        request.Headers.Add("X-Forwarded-Host", "evil.example.com");
        return await client.SendAsync(request);
    }
}
