using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using QsApp.Hosting;

namespace QsApp.Tests;

public class RateLimitsTests
{
    private AppFactory _database = null!;
    private AppFactory _app = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task CreateDatabase() => _database = await AppFactory.StartAsync();

    [OneTimeTearDown]
    public async Task DropDatabase() => await _database.DisposeAsync();

    [SetUp]
    public void Start()
    {
        _app = _database.Again(settings: new()
        {
            ["RateLimits:Global:PermitsPerMinute"] = "4",
            ["RateLimits:Sensitive:PermitsPerMinute"] = "2",
        });
        _app.Map("/sign-in", context => context.Response.WriteAsync("done"), new EnableRateLimitingAttribute(RateLimits.Sensitive));
        _client = _app.CreateClient();
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [TestCase("/about", "text/html")]
    [TestCase("/api/anything", "application/problem+json")]
    public async Task Too_many_requests_are_told_when_to_come_back(string path, string mediaType)
    {
        for (var i = 0; i < 4; i++)
        {
            (await _client.GetAsync(path)).StatusCode.ShouldNotBe(HttpStatusCode.TooManyRequests);
        }

        using var response = await _client.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
        int.Parse(response.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
        response.Headers.Contains("X-Content-Type-Options").ShouldBeTrue();
        (await response.Content.ReadAsStringAsync()).ShouldNotBeEmpty();
    }

    [Test]
    public async Task Requests_that_are_refused_for_their_host_count_too()
    {
        using var stranger = _app.ClientAt("http://evil.example.com");
        for (var i = 0; i < 4; i++)
        {
            (await stranger.GetAsync("/about")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await stranger.GetAsync("/about")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Test]
    public async Task Another_client_is_not_affected_and_probes_are_exempt()
    {
        for (var i = 0; i < 5; i++)
        {
            await _client.GetAsync("/about");
        }

        (await _client.GetAsync("/about")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await _client.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _app.PeerAddress = IPAddress.Parse("192.0.2.7");
        (await _client.GetAsync("/about")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_sensitive_endpoint_has_a_lower_limit()
    {
        (await _client.GetAsync("/sign-in")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _client.GetAsync("/sign-in")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _client.GetAsync("/sign-in")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [TestCase("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [TestCase("192.0.2.1", "::ffff:192.0.2.1", true)]
    [TestCase("192.0.2.1", "192.0.2.2", false)]
    [TestCase("0.0.0.0", "::", false)]
    public void Addresses_of_one_subscriber_count_together(string one, string other, bool together) =>
        (RateLimits.ClientKey(IPAddress.Parse(one)) == RateLimits.ClientKey(IPAddress.Parse(other))).ShouldBe(together);
}
