using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>A mail's whole way: queued, sent by a provider's API, and reported by its webhook.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class FromTheQueueToTheReport(DatabaseKind kind)
{
    private FakeMailApi _api = null!;

    [SetUp]
    public async Task StartAsync() => _api = await FakeMailApi.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _api.DisposeAsync();

    [Test]
    public async Task N3_What_the_queue_sends_is_known_again_in_the_report([ValueSource(typeof(Reports), nameof(Reports.Providers))] string provider)
    {
        await using var host = await HostAsync(provider);
        await QueueAndSendAsync(host);
        var sent = await MailAsync(host);
        (sent.State, sent.ProviderName, sent.ProviderId).ShouldBe((EmailState.Sent, provider, _api.Messages.Single().Id));

        await host.ReportAsync(provider, Reports.Of(provider, "delivered", _api.Messages.Single().Reference, sent.ProviderId!, host.Time.GetUtcNow())!);

        (await MailAsync(host)).State.ShouldBe(EmailState.Delivered);
    }

    [Test]
    public async Task N1_A_lost_answer_is_made_up_for_by_the_report_and_sends_no_copy([Values("postmark", "sendgrid", "mailgun", "ses")] string provider)
    {
        await using var host = await HostAsync(provider);
        _api.CutAfterTaking();
        await QueueAndSendAsync(host);
        host.Time.Advance(TimeSpan.FromHours(3));
        await SendAsync(host);
        var unknown = await MailAsync(host);
        (unknown.State, _api.Requests.Count).ShouldBe((EmailState.Unknown, 1));
        unknown.Reason!.ShouldContain("nobody can tell whether it took the message");

        var taken = _api.Messages.Single();
        await host.ReportAsync(provider, Reports.Of(provider, "delivered", taken.Reference, taken.Id, host.Time.GetUtcNow())!);

        var mail = await MailAsync(host);
        (mail.State, mail.ProviderId, mail.Reason).ShouldBe((EmailState.Delivered, taken.Id, null));
    }

    [Test]
    public async Task N1_With_Resend_a_lost_answer_is_asked_for_again_by_the_same_key()
    {
        await using var host = await HostAsync("resend");
        _api.CutAfterTaking();
        await QueueAndSendAsync(host);
        (await MailAsync(host)).State.ShouldBe(EmailState.Queued);

        host.Time.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(host);

        var mail = await MailAsync(host);
        (mail.State, mail.Attempts, _api.Requests.Count, _api.Messages.Count).ShouldBe((EmailState.Sent, 2, 2, 1));
        mail.ProviderId.ShouldBe(_api.Messages.Single().Id);
        _api.Requests.Select(request => request.Headers["Idempotency-Key"].ToString()).Distinct().Count().ShouldBe(1);
    }

    [Test]
    public async Task N2_A_provider_is_left_alone_for_as_long_as_it_asks()
    {
        await using var host = await HostAsync("sendgrid");
        _api.Answer(429, "", ("Retry-After", "1800"));
        await QueueAndSendAsync(host);

        host.Time.Advance(TimeSpan.FromMinutes(29));
        await SendAsync(host);
        _api.Requests.Count.ShouldBe(1);
        host.Time.Advance(TimeSpan.FromMinutes(2));
        await SendAsync(host);

        (await MailAsync(host)).State.ShouldBe(EmailState.Sent);
    }

    private Task<WebhookHost> HostAsync(string provider) => WebhookHost.StartAsync(
        kind,
        new Dictionary<string, string?>(ProviderBench.Settings()) { ["Modules:notifications:provider"] = provider, ["Modules:notifications:allow_list:0"] = "*", ["Mail:From"] = "Acme <hello@acme.example>" },
        services => ProviderBench.Redirect(services, _api.Address));

    private static async Task QueueAndSendAsync(WebhookHost host)
    {
        await host.InScopeAsync(async services =>
        {
            await services.GetRequiredService<IEmailSender>().QueueAsync(new EmailMessage("ann@example.com", new MailCheckEmail("Acme", "test")), CancellationToken.None);
            return await services.GetRequiredService<ModuleDb>().Context.SaveChangesAsync();
        });
        await SendAsync(host);
    }

    private static Task<int> SendAsync(WebhookHost host) => host.Services.GetRequiredService<OutboxWorker>().SendDueAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

    private static Task<EmailRecord> MailAsync(WebhookHost host) => host.InDatabaseAsync(async context =>
        await context.Set<EmailRecord>().AsNoTracking().SingleAsync());
}
