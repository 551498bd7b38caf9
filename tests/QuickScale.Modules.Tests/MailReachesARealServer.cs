using System.Globalization;
using System.Text.Json.Nodes;

namespace QuickScale.Modules.Tests;

/// <summary>A generated project's own program sends to a real mail server, and another library reads what arrives.</summary>
[Category("Slow")]
public class MailReachesARealServer
{
    private const string Subject = "Grüße aus Köln: «Bestätigung» 🎉 für Ihren Zugang, der lange genug ist, um gefaltet zu werden";
    private const string Words = ".begins with a dot\n..two dots\n.\nÄrger & <b>Übermut</b> = 100 %\n\nA line that is much longer than a line of mail may be, so that it has to be broken softly and come back whole: abcdefghijklmnopqrstuvwxyz, 你好.";

    private GeneratedProject _project = null!;
    private RealMailServer _server = null!;

    [OneTimeSetUp]
    public async Task BuildTheProject()
    {
        _project = await ProjectWithModules.CreateAsync(
            new Combination("html", "sqlite"), [Repository.PathOf("content", "modules", "core"), Repository.PathOf("tests", "QuickScale.Modules.Tests", "Probe")]);
        (await _project.DotnetAsync(["build", "src/MyApp.Migrator"], limit: TimeSpan.FromMinutes(5))).ShouldSucceed().Text.ShouldContain("0 Warning(s)");
    }

    [SetUp]
    public async Task StartTheServer() => _server = await RealMailServer.StartAsync();

    [TearDown]
    public ValueTask StopTheServer() => _server.DisposeAsync();

    [TestCase("starttls", "smtp://user:p%2F%25w@localhost:{0}", true)]
    [TestCase("tls", "smtps://user:p%2F%25w@localhost:{0}", true)]
    [TestCase("plain", "smtp://localhost:{0}?tls=off", false)]
    public async Task A_message_arrives_as_it_was_meant(string way, string url, bool isProtected)
    {
        (await SendAsync(way, url, "ann@bücher.example", Subject, Words)).ShouldBeEmpty();

        var mail = _server.Messages.ShouldHaveSingleItem();
        Text(mail, "envelope_from").ShouldBe("hello@mail.example.com");
        List(mail, "envelope_to").ShouldBe(["ann@xn--bcher-kva.example"]);
        mail["encrypted"]!.GetValue<bool>().ShouldBe(isProtected);
        mail["authenticated"]!.GetValue<bool>().ShouldBe(isProtected);
        List(mail, "defects").ShouldBeEmpty();
        mail["ascii"]!.GetValue<bool>().ShouldBeTrue();
        mail["longest_line"]!.GetValue<int>().ShouldBeLessThanOrEqualTo(78);
        mail["bare_line_feeds"]!.GetValue<int>().ShouldBe(0);

        Text(mail, "from_name").ShouldBe("Jörg & Söhne, \"Mail\"");
        Text(mail, "from_address").ShouldBe("hello@mail.example.com");
        List(mail, "to").ShouldBe(["ann@xn--bcher-kva.example"]);
        Text(mail, "subject").ShouldBe(Subject);
        Text(mail, "message_id").ShouldMatch("^<[0-9a-f]{32}@mail\\.example\\.com>$");
        (DateTimeOffset.UtcNow - DateTimeOffset.Parse(Text(mail, "date"), CultureInfo.InvariantCulture)).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(5));
        List(mail, "headers").ShouldBe(["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]);

        Text(mail, "type").ShouldBe("multipart/alternative");
        var parts = mail["parts"]!.AsArray();
        parts.Select(part => Text(part!, "type")).ShouldBe(["text/plain", "text/html"]);
        parts.ShouldAllBe(part => Text(part!, "charset") == "utf-8" && !List(part!, "defects").Any());
        Text(parts[0]!, "text").ReplaceLineEndings("\n").ShouldStartWith($"{Words}\n\nOpen:\nhttps://www.example.com/open?a=1&b=2\n\n");
        Text(parts[1]!, "text").ShouldContain("&lt;b&gt;");
        Text(parts[1]!, "text").ShouldContain("href=\"https://www.example.com/open?a=1&amp;b=2\"");
    }

    [TestCase("starttls", "smtp://user:p%2F%25w@localhost:{0}")]
    [TestCase("tls", "smtps://user:p%2F%25w@localhost:{0}")]
    public async Task A_server_that_nobody_vouches_for_gets_nothing(string way, string url)
    {
        (await SendAsync(way, url, "ann@example.com", "Hello", "Hello", trusted: false)).ShouldEndWith("The mail server's certificate is not valid.");

        _server.Messages.ShouldBeEmpty();
    }

    [TestCase("starttls", "smtp://user:p%2F%25w@127.0.0.1:{0}", "The mail server's certificate is not valid.")]
    [TestCase("starttls", "smtp://user:wrong@localhost:{0}", "The mail server answered 535 5.7.8 (sign-in).")]
    [TestCase("starttls", "smtp://localhost:{0}", "The mail server answered 530 5.7.0 (sender).")]
    [TestCase("plain", "smtp://localhost:{0}", "The mail server offers no STARTTLS.")]
    public async Task What_stands_in_the_way_is_told_and_nothing_is_sent(string way, string url, string reason)
    {
        (await SendAsync(way, url, "ann@example.com", "Hello", "Hello")).ShouldEndWith(reason);

        _server.Messages.ShouldBeEmpty();
    }

    [TestCase("rejected@example.com", "The mail server answered 550 5.1.1 (recipient).")]
    [TestCase("deferred@example.com", "The mail server answered 451 4.3.0 (recipient).")]
    public async Task A_refused_recipient_is_told_without_naming_anybody(string to, string reason)
    {
        (await SendAsync("tls", "smtps://user:p%2F%25w@localhost:{0}", to, "Hello", "Hello")).ShouldBe($"An e-mail of the kind probe.letter was not sent: {reason}");

        _server.Messages.ShouldBeEmpty();
    }

    /// <returns>What the command says of the mail.</returns>
    private async Task<string> SendAsync(string way, string url, string to, string subject, string text, bool trusted = true)
    {
        var environment = await Databases.EnvironmentAsync("sqlite", "mail");
        environment["App__BaseUrl"] = "https://www.example.com";
        // Razor, which frames every e-mail, wants the keys that it encrypts.
        environment["App__Secret"] = "kYh3v0tQ8mZr5Xw1Jc7Lb2Np6Ds9Gf4A";
        environment["Mail__Url"] = string.Format(CultureInfo.InvariantCulture, url, _server.Port(way));
        environment["Mail__From"] = "\"Jörg & Söhne, \\\"Mail\\\"\" <hello@mail.example.com>";
        // A slow machine is no reason to give up.
        environment["Mail__DrainSeconds"] = "120";
        environment["SSL_CERT_FILE"] = trusted ? _server.Authority : null;
        return (await Databases.MigratorAsync(_project, environment, "probe", "mail", to, subject, text)).ShouldSucceed().Error.Trim();
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private static IEnumerable<string> List(JsonNode node, string name) => node[name]!.AsArray().Select(item => item!.GetValue<string>());
}
