using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core.Tests;

public class MailSettingsAreChecked
{
    [TestCase("smtp://mail.example.com", "mail.example.com", 587, "StartTls", null, null)]
    [TestCase("smtps://mail.example.com/", "mail.example.com", 465, "Tls", null, null)]
    [TestCase("smtp://u%40x:p%2F%25@mail.example.com:2525", "mail.example.com", 2525, "StartTls", "u@x", "p/%")]
    [TestCase("smtp://localhost:1025?tls=off", "localhost", 1025, "None", null, null)]
    [TestCase("smtp://user:a:b@localhost", "localhost", 587, "StartTls", "user", "a:b")]
    public void An_address_says_how_the_server_is_spoken_to(string url, string host, int port, string security, string? user, string? password) =>
        SmtpServer.Parse(url).ShouldBe(new SmtpServer(host, port, Enum.Parse<SmtpSecurity>(security), user, password));

    [TestCase("mail.example.com")]
    [TestCase("http://mail.example.com")]
    [TestCase("smtp:///x")]
    [TestCase("smtp://mail.example.com/path")]
    [TestCase("smtps://mail.example.com?tls=off")]
    [TestCase("smtp://mail.example.com?tls=on")]
    [TestCase("smtp://user-s3cret@mail.example.com")]
    [TestCase("smtp://:s3cret@mail.example.com")]
    [TestCase("smtp://user:s3cret%00x@mail.example.com")]
    [TestCase("smtp://user:s3cret@mail.example.com#x")]
    public void Everything_else_is_refused_without_quoting_it(string url)
    {
        var refusal = Should.Throw<FormatException>(() => SmtpServer.Parse(url));

        refusal.Message.ShouldStartWith("Set Mail__Url");
        refusal.Message.ShouldNotContain("s3cret");
    }

    [Test]
    public void A_server_is_printed_without_its_password() => SmtpServer.Parse("smtp://user:s3cret@mail.example.com").ToString().ShouldNotContain("s3cret");

    [TestCase("Production", "", "hello@example.com", "Set Mail__Url")]
    [TestCase("Staging", "", "hello@example.com", "Set Mail__Url")]
    [TestCase("Production", "smtp://mail.example.com", "", "Set Mail__From")]
    [TestCase("Development", "smtp://mail.example.com", "", "Set Mail__From")]
    [TestCase("Production", "smtp://mail.example.com", "hello", "Set Mail__From")]
    [TestCase("Production", "smtp://mail.example.com", "\"a b\"@example.com", "Set Mail__From")]
    [TestCase("Production", "smtp://user:pw@10.0.0.5?tls=off", "hello@example.com", "it would cross the network in plain text")]
    [TestCase("Development", "smtp://user:pw@mail.example.com?tls=off", "hello@example.com", "it would cross the network in plain text")]
    [TestCase("Production", "mail.example.com", "hello@example.com", "Set Mail__Url")]
    public async Task An_application_does_not_start_with_what_would_fail_or_leak(string environment, string url, string from, string sentence)
    {
        var refused = await Should.ThrowAsync<OptionsValidationException>(() => TestHost.StartAsync(environment, settings: Settings(url, from)));

        refused.Failures.ShouldHaveSingleItem().ShouldContain(sentence);
    }

    [TestCase("TimeoutSeconds", "0")]
    [TestCase("QueueLength", "0")]
    [TestCase("DrainSeconds", "-1")]
    public async Task Numbers_have_bounds(string setting, string value)
    {
        var refused = await Should.ThrowAsync<OptionsValidationException>(() => TestHost.StartAsync(settings: new() { [$"Mail:{setting}"] = value }));

        refused.Failures.ShouldHaveSingleItem().ShouldContain($"Set Mail__{setting}");
    }

    [TestCase("Production", "smtps://user:pw@mail.example.com", "Example <hello@example.com>")]
    [TestCase("Production", "smtp://user:pw@127.0.0.1?tls=off", "hello@example.com")]
    [TestCase("Production", "smtp://user:pw@[::1]:25?tls=off", "hello@example.com")]
    [TestCase("Production", "smtp://relay.internal:25?tls=off", "hello@example.com")]
    [TestCase("Development", "", "")]
    [TestCase("Testing", "", "")]
    public async Task What_is_right_starts(string environment, string url, string from)
    {
        await using var host = await TestHost.StartAsync(environment, settings: Settings(url, from));
    }

    [Test]
    public void A_sender_has_a_name_and_an_address()
    {
        new MailSettings { From = "Jörg & Co <hello@example.com>" }.Sender.ShouldBe(new MailSender("Jörg & Co", "hello@example.com"));
        new MailSettings { From = "\"Ann \\\"A\\\" \\\\ Co\" <hello@example.com>" }.Sender.ShouldBe(new MailSender("Ann \"A\" \\ Co", "hello@example.com"));
        new MailSettings { From = "hello@example.com" }.Sender.ShouldBe(new MailSender("", "hello@example.com"));
    }

    private static Dictionary<string, string?> Settings(string url, string from) => new() { ["Mail:Url"] = url, ["Mail:From"] = from };
}
