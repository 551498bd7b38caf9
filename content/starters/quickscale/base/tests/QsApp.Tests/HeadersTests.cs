using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using QsApp.Hosting;

namespace QsApp.Tests;

public partial class HeadersTests
{
    private AppFactory _app = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await AppFactory.StartAsync("Production", new() { ["Hsts:MaxAgeDays"] = "30" });
        _app.Map("/fails", _ => throw new InvalidOperationException());
        _app.Map("/inline", context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync($"<script nonce=\"{context.CspNonce()}\">1</script>");
        });
        _app.Map("/own-policy", context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.Headers.ContentSecurityPolicy = "sandbox";
            return context.Response.WriteAsync("<p>framed</p>");
        });
        _client = _app.CreateClient();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [TestCase("/")]
    [TestCase("/no-such-page")]
    [TestCase("/fails")]
    [TestCase("/api/no-such-thing")]
    [TestCase("/favicon.ico")]
    [TestCase("/health/live")]
    [TestCase("/.well-known/security.txt")]
    public async Task Every_response_has_the_security_headers(string path)
    {
        using var response = await _client.GetAsync(path);

        Header(response, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(response, "Referrer-Policy").ShouldBe("strict-origin-when-cross-origin");
        Header(response, "Permissions-Policy").ShouldContain("camera=()");
        Header(response, "Cross-Origin-Opener-Policy").ShouldBe("same-origin");
        Header(response, "Cross-Origin-Resource-Policy").ShouldBe("same-origin");
        Header(response, "Content-Security-Policy").ShouldContain("frame-ancestors 'none'");
        Header(response, "Content-Security-Policy").ShouldNotContain("unsafe");
        Header(response, "Strict-Transport-Security").ShouldBe("max-age=2592000");
        Header(response, "X-Request-Id").ShouldMatch("^[0-9a-f]{32}$");
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    [Test]
    public async Task A_response_may_have_a_policy_of_its_own()
    {
        using var response = await _client.GetAsync("/own-policy");

        Header(response, "Content-Security-Policy").ShouldBe("sandbox");
        Header(response, "X-Content-Type-Options").ShouldBe("nosniff");
    }

    [TestCase("evil.example.com")]
    [TestCase("localhost.evil.example.com")]
    public async Task A_foreign_host_name_is_refused_with_a_page_and_the_headers(string host)
    {
        using var client = _app.ClientAt($"https://{host}");
        using var response = await client.GetAsync("/");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Header(response, "X-Content-Type-Options").ShouldBe("nosniff");
        (await client.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_page_that_is_not_modified_has_the_headers_too()
    {
        using var first = await _client.GetAsync("/favicon.ico");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/favicon.ico");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var response = await _client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        Header(response, "X-Content-Type-Options").ShouldBe("nosniff");
    }

    [Test]
    public async Task The_policy_of_a_page_allows_its_own_files_and_its_nonce_only()
    {
        using var response = await _client.GetAsync("/");

        var policy = Header(response, "Content-Security-Policy").Split(';', StringSplitOptions.TrimEntries);
        policy.ShouldContain("default-src 'self'");
        policy.ShouldContain(directive => Regex.IsMatch(directive, "^script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}'$"));
        policy.ShouldContain(directive => Regex.IsMatch(directive, "^style-src 'self' 'nonce-[A-Za-z0-9+/=]{24}'$"));
        policy.ShouldContain("object-src 'none'");
        policy.ShouldContain("base-uri 'self'");
        policy.ShouldContain("form-action 'self'");
        policy.ShouldContain("report-uri /csp-report");
    }

    [Test]
    public async Task The_nonce_is_fresh_and_the_same_in_header_and_page()
    {
        var nonces = new HashSet<string>();
        for (var i = 0; i < 10; i++)
        {
            using var response = await _client.GetAsync("/inline");
            var inPage = Nonce().Match(await response.Content.ReadAsStringAsync()).Groups[1].Value;

            Header(response, "Content-Security-Policy").ShouldContain($"'nonce-{inPage}'");
            Convert.FromBase64String(inPage).Length.ShouldBe(16);
            nonces.Add(inPage);
        }

        nonces.Count.ShouldBe(10);
    }

    [Test]
    public async Task Strict_transport_security_is_off_outside_production()
    {
        await using var app = await AppFactory.CreateAsync();
        using var client = app.ClientAt("https://localhost");
        using var response = await client.GetAsync("/health/live");

        response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    [GeneratedRegex("nonce=\"([^\"]+)\"")]
    private static partial Regex Nonce();
}
