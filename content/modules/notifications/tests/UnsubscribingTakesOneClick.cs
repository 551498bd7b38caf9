using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>One-click unsubscribing (RFC 8058), by a mail program, by the page and by the API.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class UnsubscribingTakesOneClick(DatabaseKind kind)
{
    private InboxHost _host = null!;

    [SetUp]
    public async Task Start() => _host = await InboxHost.StartAsync(kind);

    [TearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task N5_A_mail_program_unsubscribes_without_cookies_login_and_token_and_is_not_redirected()
    {
        var ann = _host.People.Add();
        using var program = _host.Visitor();

        using var answer = await ClickAsync(program, _host.UnsubscribeToken(ann.Id, "sample.joined"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await answer.Content.ReadAsStringAsync()).ShouldBe("You are unsubscribed. Nothing of this kind is sent to you any more.");
        program.Cookies.Count.ShouldBe(0);
        (await _host.ModesAsync(ann.Id, "sample.joined")).ShouldBe(new NotificationModes(NotificationMode.Off, NotificationMode.On));
        (await _host.ModesAsync(ann.Id, "sample.export")).Email.ShouldBe(NotificationMode.On);
    }

    [Test]
    public async Task N5_It_is_effective_at_once()
    {
        var ann = _host.People.Add();
        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);
        (await _host.MailsToAsync(ann.Email)).Count.ShouldBe(1);

        (await ClickAsync(_host.Visitor(), _host.UnsubscribeToken(ann.Id, "sample.joined"))).Dispose();
        await _host.NotifyAsync(new JoinedContent("Carl"), ann.Id);

        (await _host.MailsToAsync(ann.Email)).Count.ShouldBe(1);
        (await _host.NotificationsAsync(ann.Id)).Count.ShouldBe(2, "the application still tells it");
    }

    [Test]
    public async Task N5_Each_mail_that_is_not_transactional_carries_its_link_and_no_other_does()
    {
        var ann = _host.People.Add();
        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);
        await _host.NotifyAsync(new LockedContent(), ann.Id);

        var mails = await _host.MailsToAsync(ann.Email);
        var link = mails.Single(mail => mail.Kind == "sample.joined").Mail.Unsubscribe.ShouldNotBeNull();
        mails.Single(mail => mail.Kind == "sample.locked").Mail.Unsubscribe.ShouldBeNull();
        mails.Single(mail => mail.Kind == "sample.joined").Mail.Text.ShouldContain(link.AbsoluteUri);
        using var program = _host.Visitor();
        using var answer = await program.SendAsync(new HttpRequestMessage(HttpMethod.Post, link.PathAndQuery) { Content = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]) });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _host.ModesAsync(ann.Id, "sample.joined")).Email.ShouldBe(NotificationMode.Off);
    }

    [Test]
    public async Task N5_What_waits_when_somebody_unsubscribes_is_not_sent_any_more()
    {
        var ann = _host.People.Add();
        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);

        (await ClickAsync(_host.Visitor(), _host.UnsubscribeToken(ann.Id, "sample.joined"))).Dispose();

        (await _host.MailsToAsync(ann.Email)).ShouldBeEmpty();
        (await _host.InDatabaseAsync(context => context.Set<EmailRecord>().SingleAsync())).State.ShouldBe(EmailState.Suppressed);
    }

    [Test]
    public async Task N5_Looking_changes_nothing_since_scanners_look_too()
    {
        var ann = _host.People.Add();
        using var scanner = _host.Visitor();
        var token = _host.UnsubscribeToken(ann.Id, "sample.joined");

        var page = await scanner.PageAsync($"/unsubscribe?token={token}");
        var offer = await scanner.JsonAsync($"/unsubscribe?token={token}");

        page.ShouldContain("E-mails of the kind “New members” are sent to you.");
        page.ShouldNotContain(ann.Email);
        offer.ToJsonString().ShouldBe("""{"kind":"sample.joined","title":"New members","isUnsubscribed":false}""");
        (await _host.ModesAsync(ann.Id, "sample.joined")).Email.ShouldBe(NotificationMode.On);
    }

    [Test]
    public async Task The_page_has_a_button_that_unsubscribes_without_a_token_and_says_so()
    {
        var ann = _host.People.Add();
        using var visitor = _host.Visitor();
        var path = $"/unsubscribe?token={_host.UnsubscribeToken(ann.Id, "sample.joined")}";
        (await visitor.PageAsync(path)).ShouldNotContain("__RequestVerificationToken");

        using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([]) });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        page.ShouldContain("You are unsubscribed. Nothing of this kind is sent to you any more.");
        page.ShouldContain("No e-mails of the kind “New members” are sent to you.");
        page.ShouldNotContain("<button");
        (await _host.ModesAsync(ann.Id, "sample.joined")).Email.ShouldBe(NotificationMode.Off);
    }

    [Test]
    public async Task The_api_unsubscribes_and_doing_it_twice_is_no_mistake()
    {
        var ann = _host.People.Add();
        using var visitor = _host.Visitor();
        var token = _host.UnsubscribeToken(ann.Id, "sample.joined");

        foreach (var _ in new[] { 1, 2 })
        {
            using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/notifications/unsubscribe") { Content = System.Net.Http.Json.JsonContent.Create(new { token }) });
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        ((bool)(await visitor.JsonAsync($"/unsubscribe?token={token}"))["isUnsubscribed"]!).ShouldBeTrue();
    }

    [Test]
    public async Task N5_A_transactional_kind_cannot_be_unsubscribed_from_even_by_a_link_of_ours()
    {
        var ann = _host.People.Add();
        using var visitor = _host.Visitor();

        using var answer = await ClickAsync(visitor, _host.UnsubscribeToken(ann.Id, "sample.locked"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("is always sent");
        (await _host.InDatabaseAsync(context => context.Set<NotificationPreference>().CountAsync())).ShouldBe(0);
    }

    [Test]
    public async Task A_kind_of_a_module_that_is_gone_can_be_unsubscribed_from()
    {
        var ann = _host.People.Add();
        using var visitor = _host.Visitor();

        using var answer = await ClickAsync(visitor, _host.UnsubscribeToken(ann.Id, "gone.news"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _host.ModesAsync(ann.Id, "gone.news")).Email.ShouldBe(NotificationMode.Off);
    }

    [Test]
    public async Task N5_No_forged_changed_or_foreign_link_unsubscribes_anybody()
    {
        var ann = _host.People.Add();
        using var visitor = _host.Visitor();
        var good = _host.UnsubscribeToken(ann.Id, "sample.joined");
        var bytes = WebEncoders.Base64UrlDecode(good);
        bytes[^1] ^= 1;
        var sealedForOther = _host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("Something.Else").Protect(ann.Id.ToByteArray());
        string[] wrong = ["", "x", "%00", good[..^2], good + "AA", WebEncoders.Base64UrlEncode(bytes), WebEncoders.Base64UrlEncode(sealedForOther), ann.Id.ToString(), new string('a', 5000)];

        foreach (var token in wrong)
        {
            using var answer = await ClickAsync(visitor, token);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, token);
            (await visitor.PageAsync($"/unsubscribe?token={token}")).ShouldContain("This link is not good, or too old.", customMessage: token);
            (await visitor.RefusalAsync(HttpMethod.Get, $"/unsubscribe?token={token}")).ShouldBe((HttpStatusCode.BadRequest, "link_void"), token);
        }

        (await _host.InDatabaseAsync(context => context.Set<NotificationPreference>().CountAsync())).ShouldBe(0);
    }

    [Test]
    public async Task A_link_is_good_for_two_years_and_no_longer()
    {
        var ann = _host.People.Add();
        using var visitor = _host.Visitor();
        var token = _host.UnsubscribeToken(ann.Id, "sample.joined");

        _host.Clock.Advance(UnsubscribeLinks.Lifetime - TimeSpan.FromSeconds(1));
        ((string?)(await visitor.JsonAsync($"/unsubscribe?token={token}"))["kind"]).ShouldBe("sample.joined");
        _host.Clock.Advance(TimeSpan.FromSeconds(1));

        using var late = await ClickAsync(visitor, token);
        late.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.ModesAsync(ann.Id, "sample.joined")).Email.ShouldBe(NotificationMode.On);
    }

    [Test]
    public void N7_The_link_begins_with_the_sites_configured_address() =>
        _host.Services.GetRequiredService<UnsubscribeLinks>().LinkFor(Guid.CreateVersion7(), "sample.joined").AbsoluteUri.ShouldStartWith("https://localhost/unsubscribe?token=");

    /// <summary>As RFC 8058 (3.2) has a mail program send it.</summary>
    private static Task<HttpResponseMessage> ClickAsync(Visitor visitor, string token) =>
        visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/unsubscribe?token={token}") { Content = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]) });
}
