using System.Net;
using System.Text.RegularExpressions;

namespace QsApp.Tests;

public partial class StaticAssetsTests
{
    private AppFactory _app = null!;
    private HttpClient _client = null!;
    private string _stylesheet = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await AppFactory.StartAsync();
        _client = _app.CreateClient();
        _stylesheet = Stylesheet().Match(await _client.GetStringAsync("/")).Groups[1].Value;
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task A_page_links_to_a_fingerprinted_file_that_is_kept_for_ever()
    {
        _stylesheet.ShouldMatch(@"\.[0-9a-z]{10}\.css$");
        using var response = await _client.GetAsync(_stylesheet);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.ToString().ShouldBe("max-age=31536000, immutable");
        response.Headers.ETag.ShouldNotBeNull();
    }

    [Test]
    public async Task It_is_served_compressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _stylesheet);
        request.Headers.Add("Accept-Encoding", "gzip");
        using var response = await _client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        response.Headers.Vary.ShouldContain("Accept-Encoding");
    }

    [Test]
    public async Task Without_the_fingerprint_it_is_asked_for_again()
    {
        using var response = await _client.GetAsync(Fingerprint().Replace(_stylesheet, ".css"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoCache.ShouldBeTrue();
    }

    [Test]
    public async Task Robots_find_their_rules()
    {
        using var response = await _client.GetAsync("/robots.txt");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
    }

    [GeneratedRegex("<link rel=\"stylesheet\" href=\"([^\"]+)\"")]
    private static partial Regex Stylesheet();

    [GeneratedRegex(@"\.[0-9a-z]{10}\.css$")]
    private static partial Regex Fingerprint();
}
