using System.Net;
using System.Text;

namespace QsApp.Tests;

public class CspReportsTests
{
    private AppFactory _app = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await AppFactory.StartAsync(settings: new() { ["RateLimits:Reports:PermitsPerMinute"] = "1000" });
        _client = _app.CreateClient();
    }

    [SetUp]
    public void Forget() => _app.Logs.Clear();

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [TestCase("application/csp-report", """{"csp-report":{"effective-directive":"script-src-elem","blocked-uri":"https://evil.example.com/path?token=1"}}""")]
    [TestCase("application/reports+json", """[{"type":"csp-violation","body":{"effectiveDirective":"script-src-elem","blockedURL":"https://evil.example.com/path?token=1"}}]""")]
    public async Task A_report_is_logged_as_directive_and_origin(string type, string report)
    {
        using var response = await PostAsync(type, report);

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        _app.Logs.ShouldHaveSingleItem().ShouldBe("Warning: A browser blocked https://evil.example.com:443 by the policy's script-src-elem");
    }

    [Test]
    public async Task A_report_cannot_write_lines_of_its_own_into_the_log()
    {
        using var response = await PostAsync("application/csp-report",
            """{"csp-report":{"effective-directive":"x\nError: all is lost","blocked-uri":"\u001b[31mred\r\n"}}""");

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        _app.Logs.ShouldHaveSingleItem().ShouldBe("Warning: A browser blocked unknown by the policy's unknown");
    }

    [TestCase("application/json", "{}", HttpStatusCode.UnsupportedMediaType)]
    [TestCase("application/csp-report", "{", HttpStatusCode.BadRequest)]
    [TestCase("application/csp-report", """{"csp-report":{"blocked-uri":"\ud800"}}""", HttpStatusCode.BadRequest)]
    [TestCase("application/csp-report", "[1,{\"type\":3},null]", HttpStatusCode.NoContent)]
    [TestCase("application/csp-report", "{\"csp-report\":7}", HttpStatusCode.NoContent)]
    public async Task What_is_no_report_is_refused_or_ignored(string type, string body, HttpStatusCode code)
    {
        using var response = await PostAsync(type, body);

        response.StatusCode.ShouldBe(code);
    }

    [Test]
    public async Task A_large_report_is_refused()
    {
        using var response = await PostAsync("application/csp-report", "\"" + new string('x', 20_000) + "\"");

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private async Task<HttpResponseMessage> PostAsync(string type, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await _client.PostAsync("/csp-report", content);
    }
}
