using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core.Tests;

public class MailThatCanBeUnsubscribedFrom
{
    private static readonly Uri Link = new("https://www.example.com/unsubscribe?token=abc-1&b=2");

    [Test]
    public async Task N5_Says_so_in_header_fields_text_and_HTML()
    {
        await using var mail = await MailHost.StartAsync();
        var written = await mail.Services.GetRequiredService<EmailRenderer>().RenderAsync(new EmailMessage("ann@example.com", new Greeting()), Guid.Empty, DateTimeOffset.UnixEpoch, Link);

        var headers = MimeMessage.Write(written).Split("\r\n\r\n")[0] + "\r\n";
        headers.ShouldContain("\r\nList-Unsubscribe:\r\n <https://www.example.com/unsubscribe?token=abc-1&b=2>\r\n");
        headers.ShouldContain("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
        written.Text.ShouldEndWith("\nUnsubscribe from e-mails like this:\nhttps://www.example.com/unsubscribe?token=abc-1&b=2\n");
        written.Html.ShouldContain("<a href=\"https://www.example.com/unsubscribe?token=abc-1&amp;b=2\"");
        written.Html.ShouldContain(">Unsubscribe from e-mails like this</a>");
        written.Tag.ShouldBe("sample.greeting");
    }

    [Test]
    public async Task Other_mail_does_not()
    {
        await using var mail = await MailHost.StartAsync();
        var written = await mail.Services.GetRequiredService<EmailRenderer>().RenderAsync(new EmailMessage("ann@example.com", new Greeting()), Guid.Empty, DateTimeOffset.UnixEpoch);

        MimeMessage.Write(written).ShouldNotContain("List-Unsubscribe");
        $"{written.Text}{written.Html}".ShouldNotContain("Unsubscribe");
    }

    [TestCase("mailto:stop@example.com")]
    [TestCase("javascript:alert(1)")]
    [TestCase("/unsubscribe")]
    public void A_link_that_is_no_web_address_is_refused(string link)
    {
        var mail = new OutgoingMail(new MailSender("", "a@example.com"), "ann@example.com", "Hello", "Hello", "<p>Hello</p>", "1@example.com", DateTimeOffset.UnixEpoch);

        Should.Throw<ArgumentException>(() => MimeMessage.Write(mail with { Unsubscribe = new Uri(link, UriKind.RelativeOrAbsolute) }));
    }

    [Test]
    public void A_link_that_would_break_its_header_field_is_refused()
    {
        var mail = new OutgoingMail(new MailSender("", "a@example.com"), "ann@example.com", "Hello", "Hello", "<p>Hello</p>", "1@example.com", DateTimeOffset.UnixEpoch);

        Should.Throw<ArgumentException>(() => MimeMessage.Write(mail with { Unsubscribe = new Uri("https://www.example.com/" + new string('a', 1000)) }));
        MimeMessage.Write(mail with { Unsubscribe = new Uri("https://www.example.com/?a=%0D%0ABcc: all@example.com\r\n>") }).ShouldNotContain("\nBcc");
    }
}

public class TimesAreThoseOfTheRecipient
{
    private static readonly DateTime Evening = new(2026, 7, 1, 22, 30, 0, DateTimeKind.Utc);

    [Test]
    public async Task N7_In_their_zone_and_in_their_language()
    {
        await using var mail = await MailHost.StartAsync();
        var message = new EmailMessage("ann@example.com", new Reminder(Evening)) { Culture = CultureInfo.GetCultureInfo("de-DE"), TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") };

        var written = await mail.Services.GetRequiredService<EmailRenderer>().RenderAsync(message, Guid.Empty, DateTimeOffset.UnixEpoch);

        written.Text.ShouldContain("Donnerstag, 2. Juli 2026");
        written.Text.ShouldContain("00:30 (UTC+02:00)");
        RecipientTime.Zone.ShouldBe(TimeZoneInfo.Utc, "it is over with the e-mail");
    }

    [Test]
    public async Task Without_a_zone_in_UTC_and_marked_so()
    {
        await using var mail = await MailHost.StartAsync();

        var written = await mail.Services.GetRequiredService<EmailRenderer>().RenderAsync(new EmailMessage("ann@example.com", new Reminder(Evening)), Guid.Empty, DateTimeOffset.UnixEpoch);

        written.Text.ShouldContain("22:30 (UTC)");
    }

    private sealed record Reminder(DateTime At) : EmailContent
    {
        public override string Kind => "sample.reminder";

        public override string Subject => "Do not forget";

        public override IReadOnlyList<EmailBlock> Body => [new EmailParagraph($"It begins on {RecipientTime.Format(At)}.")];
    }
}
