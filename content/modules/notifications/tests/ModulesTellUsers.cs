using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>What becomes of a notification that a module sends.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class ModulesTellUsers(DatabaseKind kind)
{
    private InboxHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await InboxHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task It_is_shown_in_the_application_and_mailed_at_once_while_nothing_else_was_chosen()
    {
        var ann = _host.People.Add();

        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);

        (await _host.NotificationsAsync(ann.Id)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            one => one.Title.ShouldBe("Ben has joined"),
            one => one.Kind.ShouldBe("sample.joined"),
            one => one.Link.ShouldBe("/teams/1"),
            one => one.CreatedAt.ShouldBe(_host.Clock.GetUtcNow().UtcDateTime),
            one => (one.IsShown, one.AwaitsDigest, one.ReadAt).ShouldBe((true, false, null)));
        var mail = (await _host.MailsToAsync(ann.Email)).ShouldHaveSingleItem();
        mail.Kind.ShouldBe("sample.joined");
        mail.Mail.Subject.ShouldBe("Ben has joined");
        mail.Mail.Text.ShouldContain("https://localhost/teams/1");
    }

    [Test]
    public async Task N7_The_words_are_made_in_the_recipients_language_whatever_that_of_the_sender_is()
    {
        var (german, english) = (_host.People.Add("de-CH"), _host.People.Add("en-US"));

        await _host.NotifyAsync(new JoinedContent("Ben"), german.Id);
        await _host.NotifyAsync(new JoinedContent("Ben"), english.Id);

        var first = (await _host.NotificationsAsync(german.Id)).ShouldHaveSingleItem();
        (first.Title, first.Body).ShouldBe(("Ben ist dabei", 1234.5.ToString("N1", german.Culture)));
        var second = (await _host.NotificationsAsync(english.Id)).ShouldHaveSingleItem();
        (second.Title, second.Body).ShouldBe(("Ben has joined", "1,234.5"));
        (await _host.MailsToAsync(german.Email)).ShouldHaveSingleItem().Mail.Subject.ShouldBe("Ben ist dabei");
    }

    [TestCase(NotificationMode.On, NotificationMode.On, 1, true, false)]
    [TestCase(NotificationMode.Off, NotificationMode.On, 0, true, false)]
    [TestCase(NotificationMode.Digest, NotificationMode.On, 0, true, true)]
    [TestCase(NotificationMode.Digest, NotificationMode.Off, 0, false, true)]
    [TestCase(NotificationMode.On, NotificationMode.Off, 1, null, false)]
    [TestCase(NotificationMode.Off, NotificationMode.Off, 0, null, false)]
    public async Task Each_channel_is_as_the_user_has_chosen_for_the_kind(NotificationMode email, NotificationMode inApp, int mails, bool? isShown, bool awaitsDigest)
    {
        var ann = _host.People.Add();
        await _host.PreferAsync(ann.Id, InboxHost.Joined, email, inApp);

        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);

        (await _host.MailsToAsync(ann.Email)).Count.ShouldBe(mails);
        var rows = await _host.NotificationsAsync(ann.Id);
        if (isShown is { } shown)
        {
            (rows.ShouldHaveSingleItem().IsShown, rows[0].AwaitsDigest).ShouldBe((shown, awaitsDigest));
        }
        else
        {
            rows.ShouldBeEmpty();
        }
    }

    [Test]
    public async Task N5_What_is_transactional_is_told_whatever_is_stored()
    {
        var ann = _host.People.Add();
        await _host.AddAsync(
            new NotificationPreference { UserId = ann.Id, Kind = InboxHost.Locked.Name, Channel = NotificationChannel.Email, Mode = NotificationMode.Off },
            new NotificationPreference { UserId = ann.Id, Kind = InboxHost.Locked.Name, Channel = NotificationChannel.InApp, Mode = NotificationMode.Off });

        await _host.NotifyAsync(new LockedContent(), ann.Id);

        (await _host.MailsToAsync(ann.Email)).Count.ShouldBe(1);
        (await _host.NotificationsAsync(ann.Id)).ShouldHaveSingleItem().IsShown.ShouldBeTrue();
    }

    [Test]
    public async Task N1_What_is_rolled_back_tells_nobody_anything()
    {
        var ann = _host.People.Add();

        await _host.InScopeAsync(async services =>
        {
            var context = services.GetRequiredService<ModuleDb>().Context;
            await using var transaction = await context.Database.BeginTransactionAsync();
            await services.GetRequiredService<INotifier>().NotifyAsync(new JoinedContent("Ben"), ann.Id);
            await context.SaveChangesAsync();
            await transaction.RollbackAsync();
            return true;
        });

        (await _host.NotificationsAsync(ann.Id)).ShouldBeEmpty();
        (await _host.MailsToAsync(ann.Email)).ShouldBeEmpty();
    }

    [Test]
    public async Task Somebody_whose_account_is_closed_or_not_known_gets_no_mail()
    {
        var ann = _host.People.Add();
        _host.People.Close(ann.Id);
        await _host.PreferAsync(ann.Id, InboxHost.Export, NotificationMode.Digest);

        await _host.NotifyAsync(new JoinedContent("Ben"), ann.Id);

        (await _host.MailsToAsync(ann.Email)).ShouldBeEmpty();
        (await _host.NotificationsAsync(ann.Id)).ShouldHaveSingleItem().AwaitsDigest.ShouldBeFalse();
    }

    [TestCase("https://evil.example")]
    [TestCase("//evil.example")]
    [TestCase("/\\evil.example")]
    [TestCase("teams/1")]
    [TestCase("/teams\r\n/1")]
    [TestCase("javascript:alert(1)")]
    public async Task N6_A_link_leads_nowhere_but_to_the_site(string link)
    {
        var ann = _host.People.Add();

        var failure = await Should.ThrowAsync<ArgumentException>(() => _host.NotifyAsync(new JoinedContent("Ben", link), ann.Id));

        failure.Message.ShouldContain("must be a path of the site");
        (await _host.NotificationsAsync(ann.Id)).ShouldBeEmpty();
    }

    [TestCase("", "must be one line")]
    [TestCase("Ben\r\nBcc: everybody@example.com", "must be one line")]
    [TestCase("long", "must be one line")]
    public async Task N6_A_title_is_one_line_of_bounded_length(string name, string sentence)
    {
        var typed = name switch { "" => "", "long" => new string('x', 300), _ => name };
        var failure = await Should.ThrowAsync<ArgumentException>(() => _host.NotifyAsync(new Titled(typed), _host.People.Add().Id));

        failure.Message.ShouldContain(sentence);
    }

    [Test]
    public async Task A_kind_that_nobody_has_registered_is_a_mistake_that_says_what_to_do()
    {
        var failure = await Should.ThrowAsync<ArgumentException>(() => _host.NotifyAsync(new Unregistered(), _host.People.Add().Id));

        failure.Message.ShouldContain("Register the notification kind 'sample.none'");
    }

    [Test]
    public async Task An_email_of_another_kind_is_a_mistake()
    {
        var failure = await Should.ThrowAsync<ArgumentException>(() => _host.NotifyAsync(new WithWrongEmail(), _host.People.Add().Id));

        failure.Message.ShouldContain("must be of the same kind");
    }

    [Test]
    public void Two_kinds_of_one_name_are_a_mistake() =>
        Should.Throw<InvalidOperationException>(() => new NotificationKinds([InboxHost.Joined, InboxHost.Joined])).Message.ShouldContain("'sample.joined' is registered twice");

    [TestCase("")]
    [TestCase("two words")]
    [TestCase("a\r\nb")]
    public void A_name_that_is_none_is_a_mistake(string name) =>
        Should.Throw<InvalidOperationException>(() => new NotificationKinds([new NotificationKind(name, "Title")])).Message.ShouldContain("is no name of a notification kind");

    private sealed record Titled(string Text) : NotificationContent
    {
        public override string Kind => InboxHost.Joined.Name;

        public override string Title => Text;
    }

    private sealed record Unregistered : NotificationContent
    {
        public override string Kind => "sample.none";

        public override string Title => "Nothing";
    }

    private sealed record WithWrongEmail : NotificationContent
    {
        public override string Kind => InboxHost.Joined.Name;

        public override string Title => "Somebody has joined";

        public override EmailContent Email => new NotificationMail(InboxHost.Locked.Name, "Locked", "", null, IsAboutTheAccount: true);
    }
}
