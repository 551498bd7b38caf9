using System.Text;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core.Tests;

public class SmtpIsSpoken
{
    private static readonly OutgoingMail Mail = new(
        new MailSender("Example", "hello@example.com"), "ann@example.com", "Welcome", "Hello\n.hidden\n..\n", "<p>Hello</p>", "1@example.com", DateTimeOffset.UnixEpoch);

    [Test]
    public async Task A_message_is_handed_over_in_order()
    {
        await using var server = new FakeMailServer();

        await SendAsync($"smtp://localhost:{server.Port}?tls=off");

        server.Lines.ShouldBe(["EHLO [127.0.0.1]", "MAIL FROM:<hello@example.com>", "RCPT TO:<ann@example.com>", "DATA", "QUIT"], ignoreOrder: false);
        var message = server.Messages.ShouldHaveSingleItem();
        message.ShouldContain("\r\nSubject: Welcome\r\n");
        message.ShouldContain("\r\nHello\r\n..hidden\r\n...\r\n", customMessage: "a dot at the beginning of a line is doubled");
        message.ShouldEndWith("\r\n--=_part--\r\n");
    }

    [TestCase("250-x\r\n250 AUTH LOGIN PLAIN", "AUTH PLAIN AHVzZXIAcMOkJXNz")]
    [TestCase("250-x\r\n250 auth plain", "AUTH PLAIN AHVzZXIAcMOkJXNz")]
    public async Task It_signs_in_with_user_and_password(string hello, string expected)
    {
        await using var server = new FakeMailServer { Replies = { ["EHLO"] = hello } };

        await SendAsync($"smtp://user:p%C3%A4%25ss@localhost:{server.Port}?tls=off");

        server.Lines.ShouldContain(expected);
        Encoding.UTF8.GetString(Convert.FromBase64String("AHVzZXIAcMOkJXNz")).ShouldBe("\0user\0pä%ss");
    }

    [Test]
    public async Task It_signs_in_step_by_step_where_the_server_knows_no_other_way()
    {
        await using var server = new FakeMailServer { Replies = { ["EHLO"] = "250-x\r\n250 AUTH LOGIN", ["AUTH"] = "334 VXNlcm5hbWU6", ["dXNlcg=="] = "334 UGFzc3dvcmQ6", ["c2VjcmV0"] = "235 ok" } };

        await SendAsync($"smtp://user:secret@localhost:{server.Port}?tls=off");

        server.Lines.ToArray()[1..4].ShouldBe(["AUTH LOGIN", "dXNlcg==", "c2VjcmV0"]);
    }

    [TestCase("RCPT", "550 5.1.1 <ann@example.com>: no such user", false, "The mail server answered 550 5.1.1 (recipient).")]
    [TestCase("RCPT", "550 5.7.1 no relaying", false, "The mail server answered 550 5.7.1 (recipient).")]
    [TestCase("RCPT", "550 no", false, "The mail server answered 550 (recipient).")]
    [TestCase("RCPT", "450 <ann@example.com>: try later", true, "The mail server answered 450 (recipient).")]
    [TestCase("RCPT", "251 will forward", null, null)]
    [TestCase("MAIL", "553 no", true, "The mail server answered 553 (sender).")]
    [TestCase("MAIL", "550 5.7.1 not yours", true, "The mail server answered 550 5.7.1 (sender).")]
    [TestCase("MAIL", "530 5.7.0 sign in first", true, "The mail server answered 530 5.7.0 (sender).")]
    [TestCase("RCPT", "550 5.4.5 Daily limit exceeded", true, "The mail server answered 550 5.4.5 (recipient).")]
    [TestCase("DATA", "550 5.4.5 Daily limit exceeded", true, "The mail server answered 550 5.4.5 (DATA).")]
    [TestCase("(message)", "550 5.4.5 Daily limit exceeded", true, "The mail server answered 550 5.4.5 (message).")]
    [TestCase("DATA", "451 4.3.0 later", true, "The mail server answered 451 4.3.0 (DATA).")]
    [TestCase("(message)", "554 5.7.1 spam", false, "The mail server answered 554 5.7.1 (message).")]
    [TestCase("(message)", "(hang up)", true, "The mail server ended the connection.")]
    [TestCase("(greeting)", "554 go away", true, "The mail server answered 554 (greeting).")]
    [TestCase("(greeting)", "HTTP/1.1 400 Bad Request", true, "The answer is not that of a mail server.")]
    [TestCase("EHLO", "502 what?", true, "The mail server answered 502 (EHLO).")]
    [TestCase("AUTH", "535 5.7.8 wrong", true, "The mail server answered 535 5.7.8 (sign-in).")]
    [TestCase("EHLO", "250 nothing", true, "The mail server offers no sign-in by user and password.")]
    [TestCase("QUIT", "(hang up)", null, null)]
    public async Task What_the_server_says_for_good_is_told_from_what_may_change(string step, string reply, bool? transient, string? reason)
    {
        await using var server = new FakeMailServer { Replies = { [step] = reply } };
        var sending = SendAsync($"smtp://user:secret@localhost:{server.Port}?tls=off");

        if (transient is null)
        {
            await sending;
            return;
        }

        var failure = await Should.ThrowAsync<MailTransportException>(() => sending);
        (failure.IsTransient, failure.Message).ShouldBe((transient.Value, reason!));
        failure.IsAddressDead.ShouldBe(step == "RCPT" && reply.Contains("5.1.1", StringComparison.Ordinal));
        failure.IsAboutRecipient.ShouldBe(step == "RCPT" && !reply.Contains("5.4.5", StringComparison.Ordinal));
    }

    [TestCase("(message)", "(hang up)", true)]
    [TestCase("(message)", "(silence)", true)]
    [TestCase("(message)", "HTTP/1.1 200 OK", true)]
    [TestCase("(message)", "451 4.3.0 later", false)]
    [TestCase("(message)", "554 5.7.1 spam", false)]
    [TestCase("DATA", "(hang up)", false)]
    [TestCase("RCPT", "(silence)", false)]
    public async Task Only_a_message_that_the_server_may_have_taken_has_an_unknown_fate(string step, string reply, bool unknown)
    {
        await using var server = new FakeMailServer { Replies = { [step] = reply } };

        var failure = await Should.ThrowAsync<MailTransportException>(() => SendAsync($"smtp://localhost:{server.Port}?tls=off", seconds: 1));

        failure.IsFateUnknown.ShouldBe(unknown);
        server.Messages.Count.ShouldBe(step == "(message)" ? 1 : 0, "what the server has, it has");
    }

    [TestCase("(message)", true)]
    [TestCase("DATA", false)]
    public async Task A_message_that_is_called_off_too_late_has_an_unknown_fate(string step, bool tooLate)
    {
        await using var server = new FakeMailServer { Replies = { [step] = "(silence)" } };
        using var stop = new CancellationTokenSource();
        var sending = new SmtpTransport(Options.Create(new MailSettings { Url = $"smtp://localhost:{server.Port}?tls=off" })).SendAsync(Mail, stop.Token);
        await ShouldComeToAsync(() => tooLate ? !server.Messages.IsEmpty : server.Lines.Contains("DATA"));

        await stop.CancelAsync();

        if (tooLate)
        {
            (await Should.ThrowAsync<MailTransportException>(() => sending)).IsFateUnknown.ShouldBeTrue();
        }
        else
        {
            await Should.ThrowAsync<OperationCanceledException>(() => sending);
        }
    }

    [Test]
    public async Task A_server_that_says_nothing_is_left()
    {
        await using var server = new FakeMailServer { Replies = { ["(greeting)"] = "(silence)" } };

        await RefusedAsync($"smtp://localhost:{server.Port}?tls=off", "The mail server did not answer in time.", seconds: 1);
    }

    [Test]
    public async Task A_reply_without_end_is_left()
    {
        await using var server = new FakeMailServer { Replies = { ["(greeting)"] = string.Concat(Enumerable.Repeat("220-more\r\n", 20_000)) } };

        await RefusedAsync($"smtp://localhost:{server.Port}?tls=off", "The answer is not that of a mail server.");
    }

    [Test]
    public async Task No_server_at_all_is_a_matter_of_trying_again()
    {
        int port;
        await using (var server = new FakeMailServer())
        {
            port = server.Port;
        }

        var failure = await Should.ThrowAsync<MailTransportException>(() => SendAsync($"smtp://localhost:{port}?tls=off"));
        failure.IsTransient.ShouldBeTrue();
    }

    [Test]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_before_a_word_is_said()
    {
        await using var server = new FakeMailServer(tls: true);

        await RefusedAsync($"smtps://user:secret@localhost:{server.Port}", "The mail server's certificate is not valid.");

        server.Lines.ShouldBeEmpty();
    }

    [Test]
    public async Task The_same_holds_after_STARTTLS()
    {
        await using var server = new FakeMailServer();

        await RefusedAsync($"smtp://user:secret@localhost:{server.Port}", "The mail server's certificate is not valid.");

        server.Lines.ShouldBe(["EHLO [127.0.0.1]", "STARTTLS"]);
    }

    [Test]
    public async Task Without_STARTTLS_neither_password_nor_message_leaves()
    {
        await using var server = new FakeMailServer { Replies = { ["EHLO"] = "250-x\r\n250 AUTH PLAIN" } };

        await RefusedAsync($"smtp://user:secret@localhost:{server.Port}", "The mail server offers no STARTTLS.");

        server.Lines.ShouldBe(["EHLO [127.0.0.1]"]);
    }

    [Test]
    public async Task Words_put_into_the_servers_mouth_before_TLS_are_noticed()
    {
        await using var server = new FakeMailServer { Replies = { ["STARTTLS"] = "220 go ahead\r\n250 AUTH PLAIN" } };

        await RefusedAsync($"smtp://user:secret@localhost:{server.Port}", "The mail server sent text before TLS began.");
    }

    [TestCase("ann@example.com\r\nRCPT TO:<all@example.com>")]
    [TestCase("ann@example.com> SIZE=1")]
    [TestCase("änn@example.com")]
    public async Task An_address_cannot_carry_commands(string to)
    {
        await using var server = new FakeMailServer();

        var failure = await Should.ThrowAsync<MailTransportException>(() => SendAsync($"smtp://localhost:{server.Port}?tls=off", Mail with { To = to }));

        failure.IsTransient.ShouldBeFalse();
        server.Lines.ShouldBeEmpty();
    }

    private static async Task ShouldComeToAsync(Func<bool> state)
    {
        for (var tries = 0; !state() && tries < 2000; tries++)
        {
            await Task.Delay(5);
        }

        state().ShouldBeTrue();
    }

    private static async Task RefusedAsync(string url, string reason, int seconds = 20)
    {
        var failure = await Should.ThrowAsync<MailTransportException>(() => SendAsync(url, seconds: seconds));
        (failure.IsTransient, failure.Message).ShouldBe((true, reason));
    }

    private static Task SendAsync(string url, OutgoingMail? mail = null, int seconds = 20) =>
        new SmtpTransport(Options.Create(new MailSettings { Url = url, TimeoutSeconds = seconds })).SendAsync(mail ?? Mail, CancellationToken.None);
}
