using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class StagingWritesToNobody(DatabaseKind database)
{
    private static readonly Dictionary<string, string?> Mail = new() { ["Mail:Url"] = "smtp://localhost:2525?tls=off", ["Mail:From"] = "Acme <acme@example.com>" };

    [Test]
    public async Task N8_All_mail_goes_to_one_address_and_says_where_it_comes_from()
    {
        await using var host = await StagingAsync(new() { ["Modules:notifications:redirect_to"] = "dev@example.org" });
        await host.QueueAsync("ann@example.com");

        await SendAsync(host);

        var mail = host.Provider.Taken.ShouldHaveSingleItem();
        (mail.To, mail.Subject).ShouldBe(("dev@example.org", "[Staging] Welcome, Ann"));
        var email = await host.EmailAsync();
        (email.To, email.State, email.Subject).ShouldBe(("ann@example.com", EmailState.Sent, "[Staging] Welcome, Ann"));
    }

    [Test]
    public async Task N8_Those_of_the_allow_list_get_their_own_and_nobody_else_gets_any()
    {
        await using var host = await StagingAsync(new() { ["Modules:notifications:allow_list:0"] = "Bob@example.com", ["Modules:notifications:allow_list:1"] = "@example.org" });
        foreach (var to in new[] { "ann@example.com", "bob@EXAMPLE.com", "eve@example.org", "eve@not-example.org", "eve@sub.example.org" })
        {
            await host.QueueAsync(to);
        }

        await SendAsync(host);

        host.Provider.Taken.Select(mail => mail.To).Order().ShouldBe(["bob@EXAMPLE.com", "eve@example.org"]);
        var refused = (await host.EmailsAsync()).Where(email => email.State != EmailState.Sent).ToList();
        refused.Count.ShouldBe(3);
        refused.ShouldAllBe(email => email.State == EmailState.Suppressed && email.Reason == "Staging sends to the addresses of its allow list alone." && email.Attempts == 0);
    }

    [Test]
    public async Task N8_With_both_the_others_are_redirected()
    {
        await using var host = await StagingAsync(new() { ["Modules:notifications:allow_list:0"] = "bob@example.com", ["Modules:notifications:redirect_to"] = "dev@example.org" });
        await host.QueueAsync("ann@example.com");
        await host.QueueAsync("bob@example.com");

        await SendAsync(host);

        host.Provider.Recipients.ShouldBe(["bob", "dev"]);
    }

    [Test]
    public async Task N8_Production_knows_no_guard()
    {
        await using var host = await TestHost.StartAsync(
            database, With(new() { ["Modules:notifications:redirect_to"] = "dev@example.org" }), environment: "Production", services: Keys);
        await host.QueueAsync("ann@example.com");

        await SendAsync(host);

        var mail = host.Provider.Taken.ShouldHaveSingleItem();
        (mail.To, mail.Subject).ShouldBe(("ann@example.com", "Welcome, Ann"));
    }

    [Test]
    public async Task N8_A_deployed_instance_that_is_not_Production_does_not_start_without_a_guard()
    {
        var refusal = await Should.ThrowAsync<OptionsValidationException>(() => StagingAsync([]));

        refusal.Message.ShouldBe("Set Modules__notifications__redirect_to to your own address, or Modules__notifications__allow_list to those that Staging may write to (* for everybody).");
    }

    [Test]
    public async Task N8_Everybody_is_a_choice_too()
    {
        await using var host = await StagingAsync(new() { ["Modules:notifications:allow_list:0"] = "*" });
        await host.QueueAsync("ann@example.com");

        await SendAsync(host);

        host.Provider.Recipients.ShouldBe(["ann"]);
    }

    [TestCase("smtp", "smtp://mail.example.com?tls=off", false)]
    [TestCase("smtp", "smtps://ann:secret@mail.example.com", false)]
    [TestCase("smtp", "smtp://localhost.example.com", false)]
    [TestCase("postmark", "", false)]
    [TestCase("postmark", "smtp://localhost:2525?tls=off", false)]
    [TestCase("smtp", "smtp://localhost:2525?tls=off", true)]
    [TestCase("smtp", "smtp://127.0.0.1:1025", true)]
    [TestCase("smtp", "smtp://[::1]:1025?tls=off", true)]
    [TestCase("smtp", "", true)]
    public async Task N8_Development_without_a_list_writes_to_nobody_by_what_leaves_the_machine(string provider, string url, bool isSent)
    {
        Dictionary<string, string?> settings = new(Mail) { ["Mail:Url"] = url, ["Modules:notifications:provider"] = provider, ["POSTMARK_SERVER_TOKEN"] = "token" };
        await using var host = await TestHost.StartAsync(database, settings, Scripted, "Development");
        await host.QueueAsync("ann@example.com");
        await host.SendDueAsync();
        host.Provider.Recipients.ShouldBe(isSent ? ["ann"] : []);
        (await host.EmailAsync()).State.ShouldBe(isSent ? EmailState.Sent : EmailState.Suppressed);

        await using var open = await TestHost.StartAsync(database, new(settings) { ["Modules:notifications:allow_list:0"] = "*" }, Scripted, "Development");
        await open.QueueAsync("ann@example.com");
        await open.SendDueAsync();
        open.Provider.Recipients.ShouldBe(["ann"]);
    }

    [Test]
    public async Task What_only_the_development_page_shows_is_not_marked()
    {
        await using var host = await TestHost.StartAsync(database, new() { ["Modules:notifications:provider"] = "development" }, environment: "Development");
        await host.QueueAsync("ann@example.com");

        await host.SendDueAsync();

        host.Provider.Calls.ShouldBeEmpty();
        var shown = host.Services.GetRequiredService<MailOutbox>().Messages.ShouldHaveSingleItem();
        (shown.Kind, shown.Mail.To, shown.Mail.Subject).ShouldBe(("sample.greeting", "ann@example.com", "Welcome, Ann"));
        (await host.Client().GetStringAsync("/dev/mail")).ShouldContain("Welcome, Ann");
    }

    [Test]
    public async Task N4_An_address_that_bounced_gets_only_what_is_about_the_account_and_that_once()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.InDatabaseAsync(context =>
        {
            context.Add(new Suppression { EmailNormalized = "ann@example.com", Reason = SuppressionReason.HardBounce, At = host.Now, Source = "test" });
            return context.SaveChangesAsync();
        });
        host.Provider.Fail(Failures.Passing);
        await host.QueueAsync("Ann@Example.com");
        await host.QueueAsync("ann@example.com", new News());
        await host.QueueAsync("bob@example.com", new News());

        await host.SendDueAsync();
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.SendDueAsync();

        var emails = await host.EmailsAsync();
        emails.Select(email => email.State).ShouldBe([EmailState.Failed, EmailState.Suppressed, EmailState.Sent], ignoreOrder: true);
        host.Provider.Calls.Count(call => call.Mail.To == "Ann@Example.com").ShouldBe(1);
        emails.Single(email => email.State == EmailState.Suppressed).Reason.ShouldBe("The address is suppressed: mail to it bounced or was called spam.");
    }

    [Test]
    public async Task N5_Who_has_unsubscribed_while_it_waited_does_not_get_it()
    {
        await using var host = await TestHost.StartAsync(database, services: services => services.AddSingleton<IUnsubscribeLinks, Links>());
        var (ann, bob) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await host.QueueAsync(
            new EmailMessage("ann@example.com", new News()) { UserId = ann }, new EmailMessage("bob@example.com", new News()) { UserId = bob },
            new EmailMessage("ann@example.com", new Greeting()) { UserId = ann });
        await host.InDatabaseAsync(context =>
        {
            context.Add(new NotificationPreference { UserId = ann, Kind = "sample.news", Channel = NotificationChannel.Email, Mode = NotificationMode.Off });
            return context.SaveChangesAsync();
        });

        await host.SendDueAsync();

        host.Provider.Taken.Select(mail => (mail.To, mail.Unsubscribe?.AbsoluteUri)).ShouldBe(
            [("bob@example.com", $"https://localhost/unsubscribe?token=sample.news-{bob}"), ("ann@example.com", null)], ignoreOrder: true);
        (await host.EmailsAsync()).Single(email => email.State == EmailState.Suppressed).Reason.ShouldBe("The recipient wants no e-mail of this kind.");
    }

    private Task<TestHost> StagingAsync(Dictionary<string, string?> settings) => TestHost.StartAsync(database, With(settings), environment: "Staging", services: Keys);

    /// <summary>A deployed instance begins a moment after the commit.</summary>
    private static async Task SendAsync(TestHost host)
    {
        (await host.SendDueAsync()).ShouldBe(0);
        host.Clock.Advance(TimeSpan.FromSeconds(3));
        await host.SendDueAsync();
    }

    private static Dictionary<string, string?> With(Dictionary<string, string?> settings) => new(Mail.Concat(settings));

    private static void Scripted(IServiceCollection services) =>
        services.AddKeyedSingleton("postmark", (provider, _) => provider.GetRequiredKeyedService<IMailProvider>("smtp"));

    /// <summary>A deployed instance keeps its keys.</summary>
    private static void Keys(IServiceCollection services) =>
        services.Configure<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>(options => options.XmlRepository = new NoKeys());

    private sealed class NoKeys : Microsoft.AspNetCore.DataProtection.Repositories.IXmlRepository
    {
        public IReadOnlyCollection<System.Xml.Linq.XElement> GetAllElements() => [];

        public void StoreElement(System.Xml.Linq.XElement element, string friendlyName)
        {
        }
    }

    private sealed class Links : IUnsubscribeLinks
    {
        public Uri LinkFor(Guid userId, string kind) => new($"https://localhost/unsubscribe?token={kind}-{userId}");
    }
}
