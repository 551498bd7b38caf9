namespace QsNamespace.Tests;

public class ThePageIsServed
{
    [Test]
    public async Task It_greets_and_stands_in_the_navigation()
    {
        await using var host = await TestHost.StartAsync();

        var page = await host.Client.GetStringAsync("/qs-mod");

        page.ShouldContain("<h1>Hello</h1>");
        page.ShouldContain("""<a href="/qs-mod" aria-current="page">Qs Mod</a>""");
    }

    [Test]
    public async Task The_greeting_is_an_option()
    {
        await using var host = await TestHost.StartAsync(new() { ["Modules:qs-mod:greeting"] = "Welcome" });

        (await host.Client.GetStringAsync("/qs-mod")).ShouldContain("<h1>Welcome</h1>");
    }
}
