using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core.Tests;

public class EmailsAreShownInDevelopment
{
    [Test]
    public async Task An_email_is_made_of_the_same_words_as_HTML_and_as_text()
    {
        await using var host = await TestHost.StartAsync();

        var mail = await RenderAsync(host, new EmailMessage("ann@example.com", new Greeting("Ann & Bob")) { Culture = CultureInfo.GetCultureInfo("de-DE") });

        mail.Subject.ShouldBe("Welcome, Ann & Bob");
        mail.Text.ShouldBe("""
            Hello Ann & Bob,
            we are glad that you are here.

            Look around:
            https://www.example.com/start?a=1&b=2

                123 456

            Device: Firefox on <Linux>
            Price: 1.234,50

            You get this because you signed up.

            Sample
            https://www.example.com/

            """.ReplaceLineEndings("\n"));
        mail.Html.ShouldContain("""<html lang="de-DE">""");
        mail.Html.ShouldContain("Hello Ann &amp; Bob,");
        mail.Html.ShouldContain("Firefox on &lt;Linux&gt;");
        mail.Html.ShouldContain("href=\"https://www.example.com/start?a=1&amp;b=2\"");
        mail.Html.ShouldContain(">123 456</p>");
        mail.Html.ShouldContain("1.234,50");
        mail.Html.ShouldNotContain("<script");
    }

    [Test]
    public async Task Its_id_lies_in_the_senders_domain()
    {
        await using var host = await TestHost.StartAsync(settings: new() { ["Mail:From"] = "Example <hello@mail.example.org>" });

        (await RenderAsync(host, new EmailMessage("ann@example.com", new Greeting()))).MessageId.ShouldEndWith("@mail.example.org");
    }

    [TestCase("javascript:alert(1)")]
    [TestCase("/relative")]
    public async Task A_link_is_a_web_address(string url)
    {
        await using var host = await TestHost.StartAsync();

        await Should.ThrowAsync<ArgumentException>(() => RenderAsync(host, new EmailMessage("ann@example.com", new Linking(new Uri(url, UriKind.RelativeOrAbsolute)))));
    }

    [Test]
    public async Task What_was_sent_is_listed_and_shown()
    {
        await using var host = await TestHost.StartAsync("Development");
        host.Services.GetRequiredService<MailDelivery>().Accept(new EmailMessage("ann@example.com", new Greeting("<b>Ann</b>")));
        await host.Services.GetRequiredService<MailDelivery>().IdleAsync();
        var id = MailPreviews.IdOf(host.Services.GetRequiredService<MailOutbox>().Messages.ShouldHaveSingleItem().Mail);

        (await host.Client.GetStringAsync("/dev/mail")).ShouldContain($"""<a href="/dev/mail/{id}">Welcome, &lt;b&gt;Ann&lt;/b&gt;</a>""");
        var page = await host.Client.GetStringAsync($"/dev/mail/{id}");
        page.ShouldContain($"""<iframe src="/dev/mail/{id}/html" title="The e-mail as HTML" sandbox""");
        page.ShouldContain("""<a href="https://www.example.com/start?a=1&amp;b=2">""");
        page.ShouldNotContain("<b>Ann</b>");
        using var html = await host.Client.GetAsync($"/dev/mail/{id}/html");
        html.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("default-src 'none'");
        html.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldEndWith("sandbox");
        (await html.Content.ReadAsStringAsync()).ShouldContain("&lt;b&gt;Ann&lt;/b&gt;");
    }

    [Test]
    public async Task Samples_are_shown_without_being_sent()
    {
        await using var host = await TestHost.StartAsync("Development", services => services.AddSingleton(new EmailSample(new Greeting())));

        (await host.Client.GetStringAsync("/dev/mail")).ShouldContain("""<a href="/dev/mail/sample.greeting">sample.greeting</a>""");
        (await host.Client.GetStringAsync("/dev/mail/sample.greeting")).ShouldContain("Welcome, Ann");
        (await host.Client.GetStringAsync("/dev/mail/sample.greeting/html")).ShouldContain("Welcome, Ann");
        host.Services.GetRequiredService<MailOutbox>().Messages.ShouldBeEmpty();
    }

    [TestCase("/dev/mail/none")]
    [TestCase("/dev/mail/none/html")]
    public async Task What_there_is_not_is_not_found(string path)
    {
        await using var host = await TestHost.StartAsync("Development");

        (await StatusAsync(host, path)).ShouldBe(HttpStatusCode.NotFound);
    }

    [TestCase("Production")]
    [TestCase("Testing")]
    public async Task Elsewhere_there_is_no_such_page(string environment)
    {
        await using var host = await TestHost.StartAsync(
            environment,
            services => services.AddSingleton(new EmailSample(new Greeting())),
            new() { ["Mail:Url"] = "smtp://localhost:1?tls=off", ["Mail:From"] = "hello@example.com" });

        foreach (var path in new[] { "/dev/mail", "/dev/mail/sample.greeting", "/dev/mail/sample.greeting/html" })
        {
            (await StatusAsync(host, path)).ShouldBe(HttpStatusCode.NotFound, path);
        }
    }

    [Test]
    public async Task A_deployed_instance_keeps_no_copies()
    {
        await using var host = await TestHost.StartAsync(
            "Production", services => services.AddSingleton<IMailTransport>(new ScriptedTransport().Opened()), new() { ["Mail:Url"] = "smtps://mail.example.com", ["Mail:From"] = "hello@example.com" });

        host.Services.GetRequiredService<MailDelivery>().Accept(new EmailMessage("ann@example.com", new Greeting()));
        await host.Services.GetRequiredService<MailDelivery>().IdleAsync();

        host.Services.GetRequiredService<MailOutbox>().Messages.ShouldBeEmpty();
    }

    [Test]
    public async Task Only_the_last_hundred_are_kept()
    {
        await using var host = await TestHost.StartAsync();
        var outbox = host.Services.GetRequiredService<MailOutbox>();
        var mail = await RenderAsync(host, new EmailMessage("ann@example.com", new Greeting()));

        for (var number = 1; number <= MailOutbox.Capacity + 1; number++)
        {
            outbox.Add($"kind-{number}", mail);
        }

        outbox.Messages.Count.ShouldBe(MailOutbox.Capacity);
        outbox.Messages[0].Kind.ShouldBe("kind-2");
    }

    [Test]
    public async Task Links_begin_with_the_configured_address_whatever_a_request_says()
    {
        await using var host = await TestHost.StartAsync(settings: new() { ["App:BaseUrl"] = "https://shop.example.com/base/" });
        var links = host.Services.GetRequiredService<SiteLinks>();

        links.To("/verify?token=a%2Fb").AbsoluteUri.ShouldBe("https://shop.example.com/base/verify?token=a%2Fb");
        foreach (var path in new[] { "//evil.example.com", "/\\evil.example.com", "https://evil.example.com", "verify", "", "/a\r\nb" })
        {
            Should.Throw<ArgumentException>(() => links.To(path), path);
        }
    }

    [TestCase("")]
    [TestCase("www.example.com")]
    [TestCase("ftp://www.example.com")]
    [TestCase("https://user@www.example.com")]
    [TestCase("https://www.example.com/?a=b")]
    public async Task Without_an_address_there_are_no_links(string baseUrl)
    {
        await using var host = await TestHost.StartAsync(settings: new() { ["App:BaseUrl"] = baseUrl });

        Should.Throw<OptionsValidationException>(() => host.Services.GetRequiredService<SiteLinks>().To("/")).Message.ShouldStartWith("Set App__BaseUrl");
    }

    private static Task<OutgoingMail> RenderAsync(TestHost host, EmailMessage message) =>
        host.Services.GetRequiredService<EmailRenderer>().RenderAsync(message, Guid.CreateVersion7(), DateTimeOffset.UnixEpoch);

    private static async Task<HttpStatusCode> StatusAsync(TestHost host, string path)
    {
        using var response = await host.Client.GetAsync(path);
        return response.StatusCode;
    }

    private sealed record Linking(Uri Url) : EmailContent
    {
        public override string Kind => "sample.linking";

        public override string Subject => "A link";

        public override IReadOnlyList<EmailBlock> Body => [new EmailAction("Go", Url)];
    }
}
