using System.Net;
using Microsoft.AspNetCore.Http;

namespace QuickScale.Modules.Core.Tests;

public class PagesAnswerHtmx
{
    [Test]
    public async Task A_browser_gets_the_whole_page()
    {
        await using var host = await TestHost.StartAsync();
        using var response = await host.Client.GetAsync("/sample/hello");

        (await response.Content.ReadAsStringAsync()).ShouldContain("<!DOCTYPE html>");
        response.Headers.Vary.ShouldBe(["HX-Request", "HX-Request-Type"]);
    }

    [TestCase(null)]
    [TestCase("partial")]
    public async Task Htmx_gets_title_and_content_alone(string? type)
    {
        await using var host = await TestHost.StartAsync();
        using var response = await SendAsync(host, type);

        var fragment = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        fragment.ShouldContain("<title>Hello</title>");
        fragment.ShouldContain("<h1>Hello</h1>");
        fragment.ShouldNotContain("<html");
        fragment.ShouldNotContain("<nav");
        response.Headers.Vary.ShouldBe(["HX-Request", "HX-Request-Type"]);
    }

    [Test]
    public async Task Htmx_that_selects_a_part_itself_gets_the_whole_page()
    {
        await using var host = await TestHost.StartAsync();
        using var response = await SendAsync(host, "full");

        (await response.Content.ReadAsStringAsync()).ShouldContain("<!DOCTYPE html>");
    }

    // Whose page stays must not be led elsewhere: what is typed in it would be lost.
    [TestCase("GET", null, null, false)]
    [TestCase("POST", null, null, false)]
    [TestCase("GET", "true", "true", false)]
    [TestCase("GET", "true", null, true)]
    [TestCase("POST", "true", "true", true)]
    [TestCase("POST", "true", null, true)]
    public void A_page_stays_unless_a_link_is_followed(string method, string? htmx, string? boosted, bool expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        request.Headers["HX-Request"] = htmx;
        request.Headers["HX-Boosted"] = boosted;

        request.KeepsThePage().ShouldBe(expected);
    }

    [TestCase(null, StatusCodes.Status400BadRequest)]
    [TestCase("true", StatusCodes.Status422UnprocessableEntity)]
    public void A_form_that_is_shown_again_has_a_status_of_its_own_for_htmx(string? htmx, int expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers["HX-Request"] = htmx;

        request.StatusOfInvalidForm().ShouldBe(expected);
    }

    private static Task<HttpResponseMessage> SendAsync(TestHost host, string? type)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/sample/hello");
        request.Headers.Add("HX-Request", "true");
        if (type is not null)
        {
            request.Headers.Add("HX-Request-Type", type);
        }

        return host.Client.SendAsync(request);
    }
}
