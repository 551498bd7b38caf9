using System.Net;
using System.Text.RegularExpressions;
using QsApp.Hosting;

namespace QsApp.Tests;

/// <summary>The client's one page and its files, as the server sends them.</summary>
public partial class ClientPageTests
{
    private AppFactory _app = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await AppFactory.StartAsync();
        _client = _app.CreateClient();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task Each_response_has_a_nonce_of_its_own_which_the_policy_names()
    {
        var first = await NonceAsync();
        var second = await NonceAsync();

        first.ShouldNotBe(second);

        async Task<string> NonceAsync()
        {
            using var response = await _client.GetAsync("/");
            var html = await response.Content.ReadAsStringAsync();
            var nonces = Nonce().Matches(html).Select(match => match.Groups[1].Value).Distinct().ToList();
            var nonce = nonces.ShouldHaveSingleItem();
            response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain($"script-src 'self' 'nonce-{WebUtility.HtmlDecode(nonce)}'");
            response.Headers.CacheControl!.NoStore.ShouldBeTrue();
            html.ShouldNotContain("__");
            return nonce;
        }
    }

    [Test]
    public async Task Search_engines_find_a_title_a_description_and_the_true_address()
    {
        var html = await _client.GetStringAsync("/about");

        html.ShouldContain("<title>About &#xB7; ");
        html.ShouldContain("<meta name=\"description\" content=\"What ");
        html.ShouldContain("<link rel=\"canonical\" href=\"https://localhost/about\">");
        html.ShouldNotContain("noindex");
    }

    [TestCase("/no-such-page")]
    [TestCase("/about/no-such-page")]
    public async Task A_path_that_the_client_does_not_have_is_404_in_the_clients_own_words(string path)
    {
        using var response = await _client.GetAsync(path);
        var html = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        html.ShouldContain("<div id=\"root\">");
        html.ShouldContain("<meta name=\"robots\" content=\"noindex\">");
        html.ShouldNotContain("rel=\"canonical\"");
    }

    [TestCase("/no-such-file.js")]
    [TestCase("/client/index.html")]
    [TestCase("/client/.vite/manifest.json")]
    public async Task A_file_that_is_not_there_is_404_and_not_the_client(string path)
    {
        using var response = await _client.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("<div id=\"root\">");
    }

    [Test]
    public async Task Something_posted_to_a_page_is_refused()
    {
        using var response = await _client.PostAsync("/about", null);

        ((int)response.StatusCode).ShouldBeInRange(400, 405);
    }

    [Test]
    public async Task The_clients_files_are_kept_for_ever_and_compressed()
    {
        var script = Script().Match(await _client.GetStringAsync("/")).Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Get, script);
        request.Headers.Add("Accept-Encoding", "gzip");
        using var response = await _client.SendAsync(request);

        script.ShouldStartWith("/client/assets/");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("Cache-Control").Single().ShouldBe("public, max-age=31536000, immutable");
        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        response.Headers.Vary.ShouldContain("Accept-Encoding");
    }

    [Test]
    public async Task Error_pages_are_the_servers_and_wear_the_clients_styles()
    {
        var page = await _client.GetAsync("/error/500");
        var html = await page.Content.ReadAsStringAsync();
        var styles = StyleSheet().Match(html).Groups[1].Value;

        html.ShouldNotContain("<script");
        using var response = await _client.GetAsync(styles);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/css");
    }

    [Test]
    public async Task Robots_find_their_rules()
    {
        using var response = await _client.GetAsync("/robots.txt");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
    }

    [GeneratedRegex("nonce=\"([^\"]*)\"")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script type=\"module\"[^>]* src=\"([^\"]+)\"")]
    private static partial Regex Script();

    [GeneratedRegex("<link rel=\"stylesheet\" href=\"([^\"]+)\"")]
    private static partial Regex StyleSheet();
}
