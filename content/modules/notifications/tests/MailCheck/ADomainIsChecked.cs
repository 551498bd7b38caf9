using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>The command <c>notifications check TO</c>, with a fake resolver.</summary>
public class ADomainIsChecked
{
    private FakeDns _dns = null!;

    [SetUp]
    public void NewDns()
    {
        using var key = RSA.Create(2048);
        _dns = new FakeDns
        {
            ["acme.example"] = ["v=spf1 include:spf.example ~all"],
            ["spf.example"] = ["v=spf1 ip4:192.0.2.0/24 ~all"],
            ["s1._domainkey.acme.example"] = [$"v=DKIM1; p={Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}"],
            ["_dmarc.acme.example"] = ["v=DMARC1; p=quarantine; rua=mailto:d@acme.example"],
        };
    }

    [Test]
    public async Task A_domain_in_order_is_told_so()
    {
        await using var host = await StartAsync();

        var (code, output, error) = await CheckAsync(host, "ann@example.com");

        code.ShouldBe(0, error);
        error.ShouldBeEmpty();
        var (mail, key) = host.Provider.Calls.Single();
        output.ShouldBe(
            $"""
            Mail: smtp took the test mail as id-{key}. See whether it arrives.
            SPF: acme.example has a record that ends in ~all (1 of 10 look-ups).
            DKIM: s1._domainkey.acme.example has a key (rsa, 2048 bits).
            DMARC: acme.example has the policy quarantine.

            """);
        (mail.To, mail.Subject).ShouldBe(("ann@example.com", "Acme Notes can send mail"));
        mail.Text.ShouldContain("This is a test of Acme Notes. It was sent by smtp, and it has arrived.");
        (await host.EmailsAsync()).ShouldBeEmpty(); // It went past the queue, at once.
    }

    [Test]
    public async Task What_is_missing_is_said_and_ends_with_1()
    {
        _dns["acme.example"] = [];
        _dns["_dmarc.acme.example"] = [];
        await using var host = await StartAsync();

        var (code, output, error) = await CheckAsync(host, "ann@example.com");

        code.ShouldBe(1);
        output.ShouldContain("SPF: acme.example has no record.");
        output.ShouldContain("DMARC: acme.example has no policy.");
        error.ShouldBe("The test mail was sent, and 2 records need work: mail may be taken for spam until then.\n");
    }

    [Test]
    public async Task A_mail_that_is_refused_is_said_with_its_reason_and_the_domain_is_checked_all_the_same()
    {
        await using var host = await StartAsync();
        host.Provider.Fail(new MailTransportException("The mail server answered 535 (sign-in).", isTransient: true));

        var (code, output, error) = await CheckAsync(host, "ann@example.com");

        code.ShouldBe(1);
        output.ShouldStartWith("Mail: The mail server answered 535 (sign-in).\nSPF: acme.example has a record");
        error.ShouldBe("The test mail was not sent: put right what the first line says and check again.\n");
    }

    [TestCase]
    [TestCase("nobody")]
    [TestCase("ann@example.com", "bob@example.com")]
    public async Task Without_one_address_nothing_is_sent(params string[] arguments)
    {
        await using var host = await StartAsync();

        var (code, _, error) = await CheckAsync(host, arguments);

        (code, error).ShouldBe((2, "Name the address that gets the test mail: notifications check ann@example.com\n"));
        host.Provider.Calls.ShouldBeEmpty();
    }

    [Test]
    public async Task A_sender_at_no_domain_is_named_first()
    {
        await using var host = await StartAsync(new() { ["Mail:From"] = "" });

        var (code, _, error) = await CheckAsync(host, "ann@example.com");

        (code, error).ShouldBe((4, "Set Mail__From to a sender at your own domain, such as 'Example <hello@example.com>', and check again.\n"));
        host.Provider.Calls.ShouldBeEmpty();
    }

    [Test]
    public async Task N8_Outside_Production_the_check_keeps_to_the_allow_list_too()
    {
        await using var closed = await StartAsync(new() { ["Modules:notifications:allow_list:0"] = "@acme.example" });
        (await CheckAsync(closed, "ann@example.com")).Code.ShouldBe(4);
        closed.Provider.Calls.ShouldBeEmpty();

        await using var redirected = await StartAsync(new() { ["Modules:notifications:redirect_to"] = "team@acme.example" });
        (await CheckAsync(redirected, "ann@example.com")).Code.ShouldBe(0);
        redirected.Provider.Calls.Single().Mail.To.ShouldBe("team@acme.example");
    }

    private Task<TestHost> StartAsync(Dictionary<string, string?>? settings = null) => TestHost.StartAsync(
        DatabaseKind.Sqlite,
        new Dictionary<string, string?>(settings ?? []) { ["Modules:notifications:dkim_selectors:0"] = "s1", ["Mail:From"] = settings?.GetValueOrDefault("Mail:From") ?? "Acme <hello@acme.example>" },
        services => services.AddSingleton<IDnsTxt>(_dns));

    private static async Task<(int Code, string Output, string Error)> CheckAsync(TestHost host, params string[] arguments)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var command = new NotificationsModule().Commands.Single(one => one.Name == "check");
        var code = await command.RunAsync(new ModuleCommandContext(scope.ServiceProvider, arguments, output, error, CancellationToken.None));
        return (code, output.ToString(), error.ToString());
    }
}
