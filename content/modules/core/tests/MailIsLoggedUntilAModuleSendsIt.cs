using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core.Tests;

public class MailIsLoggedUntilAModuleSendsIt
{
    private static readonly EmailMessage Message = new("ann@example.com", "Confirm", "Follow https://example.com/confirm?token=abc");

    [Test]
    public async Task Development_shows_the_message()
    {
        (await SendAsync("Development")).ShouldContain(line => line.Contains("ann@example.com") && line.Contains("token=abc"));
    }

    [Test]
    public async Task Elsewhere_the_log_says_only_that_it_was_not_sent()
    {
        var logs = await SendAsync("Production");

        logs.ShouldContain(line => line.StartsWith("Error: ") && line.Contains("'Confirm' was not sent"));
        logs.ShouldNotContain(line => line.Contains("token=abc") || line.Contains("ann@example.com"));
    }

    [TestCase("ann")]
    [TestCase("Ann <ann@example.com>")]
    [TestCase("ann@example.com\r\nBcc: all@example.com")]
    [TestCase("")]
    public void Only_a_bare_address_is_taken(string to) => Should.Throw<ArgumentException>(() => new EmailMessage(to, "Hello", "Text"));

    [TestCase("Hello\nBcc: all@example.com")]
    [TestCase("Hello\r")]
    [TestCase(" ")]
    public void A_subject_cannot_forge_headers(string subject) => Should.Throw<ArgumentException>(() => new EmailMessage("ann@example.com", subject, "Text"));

    private static async Task<IReadOnlyCollection<string>> SendAsync(string environment)
    {
        await using var host = await TestHost.StartAsync(environment);
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IEmailSender>().SendAsync(Message, CancellationToken.None);
        return host.Logs;
    }
}
