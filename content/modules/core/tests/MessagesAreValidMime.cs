using System.Text;
using System.Text.RegularExpressions;

namespace QuickScale.Modules.Core.Tests;

public partial class MessagesAreValidMime
{
    private static readonly OutgoingMail Mail = new(
        new MailSender("", "hello@example.com"), "ann@example.com", "Welcome", "Hello", "<p>Hello</p>", "1@example.com",
        new DateTimeOffset(2026, 3, 1, 23, 5, 9, TimeSpan.FromHours(-3)));

    [Test]
    public void A_message_has_what_a_mailbox_asks_for()
    {
        MimeMessage.Write(Mail).ReplaceLineEndings("\n").ShouldBe("""
            From: hello@example.com
            To: ann@example.com
            Subject: Welcome
            Date: Mon, 02 Mar 2026 02:05:09 +0000
            Message-ID: <1@example.com>
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="=_part"

            --=_part
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Hello

            --=_part
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>Hello</p>

            --=_part--

            """.ReplaceLineEndings("\n"));
    }

    [TestCase("Grüße aus Köln, 你好, 🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉")]
    [TestCase("=?utf-8?B?SGVsbG8=?= is no encoded word")]
    [TestCase(" a space before and after ")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void What_is_not_plain_ASCII_becomes_encoded_words(string subject)
    {
        var lines = HeaderText.Unstructured("Subject", subject).Split("\r\n ");

        lines.ShouldAllBe(line => line.Length <= 76);
        lines[0].ShouldStartWith("Subject: =?");
        lines[1..].ShouldAllBe(line => line.StartsWith("=?utf-8?B?"));
        // Each word is whole text of its own: no letter is torn.
        string.Concat(EncodedWord().Matches(string.Concat(lines)).Select(word => new UTF8Encoding(false, true).GetString(Convert.FromBase64String(word.Groups["text"].Value)))).ShouldBe(subject);
    }

    [TestCase("Welcome to the place where subjects are long enough to be folded, twice  even, because this one goes on and on until it is done")]
    [TestCase("short")]
    public void Plain_text_is_folded_at_spaces_and_loses_none(string subject)
    {
        var header = HeaderText.Unstructured("Subject", subject);

        header.Split("\r\n").ShouldAllBe(line => line.Length <= 77 && line.Trim().Length > 0);
        header.Replace("\r\n", "", StringComparison.Ordinal).ShouldBe($"Subject: {subject}");
    }

    [TestCase("Example", "From: \"Example\"\r\n <a@example.com>")]
    [TestCase("Ann \"the boss\" \\o/, Ltd.", "From: \"Ann \\\"the boss\\\" \\\\o/, Ltd.\"\r\n <a@example.com>")]
    [TestCase("Jörg", "From: =?utf-8?B?SsO2cmc=?=\r\n <a@example.com>")]
    public void A_name_stands_beside_its_address(string name, string header) => HeaderText.Mailbox("From", name, "a@example.com").ShouldBe(header);

    [TestCase("Hello\r\nBcc: all@example.com")]
    [TestCase("Hello\nBcc: all@example.com")]
    [TestCase("Hello\rBcc: all@example.com")]
    [TestCase("Hello\u0085Bcc")]
    [TestCase("Hello\0")]
    public void No_header_field_can_forge_another(string text)
    {
        Should.Throw<ArgumentException>(() => MimeMessage.Write(Mail with { Subject = text }));
        Should.Throw<ArgumentException>(() => MimeMessage.Write(Mail with { From = new MailSender(text, "hello@example.com") }));
        Should.Throw<ArgumentException>(() => MimeMessage.Write(Mail with { From = new MailSender("", text) }));
        Should.Throw<ArgumentException>(() => MimeMessage.Write(Mail with { To = text }));
        Should.Throw<ArgumentException>(() => MimeMessage.Write(Mail with { MessageId = text }));
    }

    [TestCase("ann")]
    [TestCase("Ann <ann@example.com>")]
    [TestCase("ann@example.com\r\nBcc: all@example.com")]
    [TestCase("ann@example.com,bob@example.com")]
    [TestCase("\"ann smith\"@example.com")]
    [TestCase("\"a>b\"@example.com")]
    [TestCase("ann@[127.0.0.1]")]
    [TestCase("ann@example.com ")]
    [TestCase("änn@example.com")]
    [TestCase("ann@bob@example.com")]
    [TestCase(".ann@example.com")]
    [TestCase("a..b@example.com")]
    [TestCase("ann@example..com")]
    [TestCase("ann@")]
    [TestCase("ann@example.com\u202E")]
    [TestCase("")]
    public void Only_a_bare_address_is_written_to(string to) => Should.Throw<ArgumentException>(() => new EmailMessage(to, new Greeting()));

    [TestCase("ann@example.com")]
    [TestCase("o'neil+news_1@mail.example.co.uk")]
    [TestCase("ann@bücher.example")]
    [TestCase("ann@localhost")]
    public void Ordinary_addresses_are(string to) => EmailMessage.IsAddress(to).ShouldBeTrue();

    [Test]
    public void An_address_may_have_254_characters()
    {
        EmailMessage.IsAddress($"{new string('a', 64)}@{string.Concat(Enumerable.Repeat("bcdefgh.", 23))}abcde").ShouldBeTrue();
        EmailMessage.IsAddress($"{new string('a', 64)}@{string.Concat(Enumerable.Repeat("bcdefgh.", 23))}abcdef").ShouldBeFalse();
    }

    [Test]
    public void A_domain_is_written_in_ASCII() => MimeMessage.Address("ann@bücher.example").ShouldBe("ann@xn--bcher-kva.example");

    [TestCase("a=b", "a=3Db\r\n")]
    [TestCase("Grüße", "Gr=C3=BC=C3=9Fe\r\n")]
    [TestCase("one\ntwo\r\nthree\rfour", "one\r\ntwo\r\nthree\r\nfour\r\n")]
    [TestCase("at the end \t", "at the end =09\r\n")]
    [TestCase("", "\r\n")]
    public void Text_becomes_quoted_printable(string text, string encoded) => QuotedPrintable.Encode(text).ShouldBe(encoded);

    [Test]
    public void Long_lines_are_broken_softly([Range(70, 160)] int length, [Values("x", "ü", " ")] string letter)
    {
        var text = string.Concat(Enumerable.Repeat(letter, length));

        var lines = QuotedPrintable.Encode(text).Split("\r\n");

        lines.ShouldAllBe(line => line.Length <= 76);
        var joined = string.Join("\n", lines[..^1]).Replace("=\n", "", StringComparison.Ordinal);
        Encoding.UTF8.GetString([.. Bytes(joined)]).ShouldBe(text);
    }

    private static IEnumerable<byte> Bytes(string encoded)
    {
        for (var index = 0; index < encoded.Length; index += encoded[index] == '=' ? 3 : 1)
        {
            yield return encoded[index] == '=' ? Convert.ToByte(encoded.Substring(index + 1, 2), 16) : (byte)encoded[index];
        }
    }

    [GeneratedRegex(@"=\?utf-8\?B\?(?<text>[^?]*)\?=")]
    private static partial Regex EncodedWord();
}
