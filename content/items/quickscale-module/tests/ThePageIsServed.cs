using System.Net;

namespace QsNamespace.Tests;

public class ThePageIsServed
{
    private static readonly string TooLong = new('a', Greetings.LongestName + 1);

    [Test]
    public async Task It_greets_and_stands_in_the_navigation()
    {
        await using var host = await TestHost.StartAsync();

        var page = await host.Client.GetStringAsync("/qs-mod");

        page.ShouldContain("<h1>Hello</h1>");
        page.ShouldContain("""<a href="/qs-mod" aria-current="page">Qs Mod</a>""");
        (await host.Client.GetStringAsync("/qs-mod?name=Ada")).ShouldContain("<h1>Hello, Ada</h1>");
    }

    [Test]
    public async Task The_greeting_is_an_option()
    {
        await using var host = await TestHost.StartAsync(new() { ["Modules:qs-mod:greeting"] = "Welcome" });

        (await host.Client.GetStringAsync("/qs-mod")).ShouldContain("<h1>Welcome</h1>");
    }

    [Test]
    public async Task A_name_that_is_too_long_is_refused_beside_its_field()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.Client.GetAsync($"/qs-mod?name={TooLong}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("""<p class="field-error" id="name-error">A name has at most 60 characters.</p>""");
        page.ShouldContain($"""value="{TooLong}" """.TrimEnd());
    }
}
