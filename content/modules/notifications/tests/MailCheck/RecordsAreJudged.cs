using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>What a domain's records are worth, in sentences that say what to do.</summary>
public class RecordsAreJudged
{
    private static readonly string Key2048 = PublicKey(2048);
    private static readonly string Key1024 = PublicKey(1024);
    private static readonly string Key512 = PublicKey(512);

    private FakeDns _dns = null!;

    [SetUp]
    public void NewDns() => _dns = new FakeDns();

    [TestCase("v=spf1 include:mail.example -all", FindingKind.Good, "acme.example has a record that ends in -all (1 of 10 look-ups).")]
    [TestCase("V=SPF1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a mx ~all", FindingKind.Good, "acme.example has a record that ends in ~all (2 of 10 look-ups).")]
    [TestCase("v=spf1 redirect=mail.example", FindingKind.Good, "acme.example has a record that points to another one (1 of 10 look-ups).")]
    [TestCase("v=spf1 ip4:192.0.2.1 unknown=x -all", FindingKind.Good, "acme.example has a record that ends in -all (0 of 10 look-ups).")]
    [TestCase("v=spf1 exists:%{i}.spf.example -all", FindingKind.Good, "acme.example has a record that ends in -all (1 of 10 look-ups).")]
    [TestCase("v=spf1 +all", FindingKind.Wrong, "the record of acme.example ends in +all, which lets everybody send for it. End it in ~all or -all.")]
    [TestCase("v=spf1 all", FindingKind.Wrong, "the record of acme.example ends in +all, which lets everybody send for it. End it in ~all or -all.")]
    [TestCase("v=spf1 include:mail.example ?all", FindingKind.Advice, "the record of acme.example ends in ?all, which says nothing about other servers. End it in ~all or -all.")]
    [TestCase("v=spf1 include:mail.example", FindingKind.Advice, "the record of acme.example does not say what to think of other servers. End it in ~all or -all.")]
    [TestCase("v=spf1", FindingKind.Advice, "the record of acme.example does not say what to think of other servers. End it in ~all or -all.")]
    [TestCase("v=spf1 inlcude:mail.example -all", FindingKind.Wrong, "the record has a word that is unknown: inlcude:mail.example. With it all of the record counts for nothing.")]
    [TestCase("v=spf1 ip4:192.0.2.999 -all", FindingKind.Wrong, "the record has an address that is none: ip4:192.0.2.999. With it all of the record counts for nothing.")]
    [TestCase("v=spf1 ip4:192.0.2.1/33 -all", FindingKind.Wrong, "the record has an address that is none: ip4:192.0.2.1/33. With it all of the record counts for nothing.")]
    [TestCase("v=spf1 include:nowhere.example -all", FindingKind.Wrong, "the record of acme.example points to nowhere.example, which has no record; all of it counts for nothing then. Correct the name or take it out.")]
    [TestCase("v=spf1 include:twice.example -all", FindingKind.Wrong, "the record of acme.example points to twice.example, which has more than one; all of it counts for nothing then. Correct the name or take it out.")]
    [TestCase("v=spf1 include: -all", FindingKind.Wrong, "the record of acme.example has include without the name of a domain: .")]
    [TestCase("v=spf1 include:loop.example -all", FindingKind.Wrong, "the record needs more than 10 look-ups, and with so many it counts for nothing. Take out providers that you no longer use.")]
    [TestCase("v=spf1 a mx a:a.example a:b.example mx:c.example ptr exists:d.example a:e.example a:f.example a:g.example include:mail.example -all", FindingKind.Wrong, "the record needs more than 10 look-ups, and with so many it counts for nothing. Take out providers that you no longer use.")]
    public async Task SPF_says_which_servers_send(string record, object kind, string sentence)
    {
        _dns["mail.example"] = ["v=spf1 ip4:192.0.2.0/24 -all"];
        _dns["twice.example"] = ["v=spf1 -all", "v=spf1 -all"];
        _dns["loop.example"] = ["v=spf1 include:loop.example -all"];
        _dns["acme.example"] = ["some-verification=123", record, "v=spf10 is another thing"];

        var finding = await new SpfCheck(_dns).RunAsync("acme.example", CancellationToken.None);

        (finding.Kind, finding.Sentence).ShouldBe(((FindingKind)kind, sentence));
    }

    /// <summary>Whoever writes a record must not write to the terminal of whoever looks at it.</summary>
    [Test]
    public async Task What_name_servers_say_is_shown_without_its_control_characters()
    {
        _dns["acme.example"] = [$"v=spf1 \u001b[2J{new string('x', 500)}\u0007 -all"];
        _dns["_dmarc.acme.example"] = ["v=DMARC1; \u001b]0;title\u0007"];

        foreach (var finding in new[] { await new SpfCheck(_dns).RunAsync("acme.example", CancellationToken.None), await new DmarcCheck(_dns).RunAsync("acme.example", CancellationToken.None) })
        {
            finding.Kind.ShouldBe(FindingKind.Wrong);
            finding.Sentence.ShouldContain("?");
            finding.Sentence.Any(char.IsControl).ShouldBeFalse();
            finding.Sentence.Length.ShouldBeLessThan(300);
        }
    }

    [Test]
    public async Task SPF_is_missing_doubled_or_not_to_be_found_out()
    {
        var check = new SpfCheck(_dns);
        (await check.RunAsync("acme.example", CancellationToken.None)).ToString().ShouldStartWith("SPF: acme.example has no record. Publish a TXT record there that begins with v=spf1");

        _dns["acme.example"] = ["v=spf1 -all", "v=spf1 ~all"];
        (await check.RunAsync("acme.example", CancellationToken.None)).ToString().ShouldBe("SPF: acme.example has 2 records, and with more than one none counts. Put all of them into one.");

        _dns.Silent.Add("acme.example");
        var unknown = await check.RunAsync("acme.example", CancellationToken.None);
        (unknown.Kind, unknown.IsFault).ShouldBe((FindingKind.Unknown, true));
        unknown.Sentence.ShouldBe("acme.example could not be looked up: no name server gave an answer that can be read. Try again later.");
    }

    [Test]
    public async Task DKIM_keys_are_read()
    {
        (string[] Records, FindingKind Kind, string Part)[] cases =
        [
            ([$"v=DKIM1; k=rsa; p={Key2048}"], FindingKind.Good, "s1._domainkey.acme.example has a key (rsa, 2048 bits)."),
            ([$"p={Key2048}"], FindingKind.Good, "(rsa, 2048 bits)"),
            ([$"v=DKIM1; p={Key2048[..40]} {Key2048[40..]};"], FindingKind.Good, "(rsa, 2048 bits)"),
            (["v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="], FindingKind.Good, "(ed25519, 256 bits)"),
            ([$"v=DKIM1; p={Key1024}"], FindingKind.Advice, "has 1024 bits. 2048 are better"),
            ([$"v=DKIM1; t=y:s; p={Key2048}"], FindingKind.Advice, "says t=y"),
            ([$"v=DKIM1; p={Key512}"], FindingKind.Wrong, "has 512 bits, and no server trusts less than 1024"),
            (["v=DKIM1; p="], FindingKind.Wrong, "is empty, which means that it was revoked"),
            ([$"v=DKIM1; p={Key2048[..200]}"], FindingKind.Wrong, "cannot be read: it is cut off"),
            (["v=DKIM1; p=!!!"], FindingKind.Wrong, "cannot be read"),
            (["v=DKIM1; k=ed25519; p=AAAA"], FindingKind.Wrong, "cannot be read: it is cut off, or no key of the kind ed25519"),
            ([$"v=DKIM1; k=\u001b[31mdsa; p={Key2048}"], FindingKind.Wrong, "no key of the kind ?[31mdsa"),
            ([$"v=DKIM2; p={Key2048}"], FindingKind.Wrong, "a key of the version DKIM2, which nobody reads"),
            ([$"v=DKIM1; p={Key2048}", $"v=DKIM1; p={Key1024}"], FindingKind.Wrong, "has 2 keys, and which one is used is left to chance"),
            (["something else", "=;=;="], FindingKind.Missing, "has no key. Publish there what your provider shows"),
            ([], FindingKind.Missing, "has no key"),
        ];
        foreach (var (records, kind, part) in cases)
        {
            _dns["s1._domainkey.acme.example"] = records;

            var finding = await new DkimCheck(_dns).RunAsync("acme.example", "s1", CancellationToken.None);

            finding.Kind.ShouldBe(kind, finding.Sentence);
            finding.Sentence.ShouldContain(part);
        }
    }

    [TestCase("v=DMARC1; p=reject; rua=mailto:d@acme.example", FindingKind.Good, "acme.example has the policy reject.")]
    [TestCase("v=DMARC1;p=quarantine", FindingKind.Good, "acme.example has the policy quarantine.")]
    [TestCase("v=DMARC1; p=quarantine; pct=20", FindingKind.Advice, "acme.example has the policy quarantine for 20 % of the mail. Raise pct once the reports show no mail of yours that fails.")]
    [TestCase("v=DMARC1; p=none", FindingKind.Advice, "acme.example has the policy none and asks for no reports. Add rua=mailto:… to see who sends for it, and then raise the policy to quarantine.")]
    [TestCase("v=DMARC1; p=none; rua=mailto:d@acme.example", FindingKind.Advice, "acme.example has the policy none, which only watches. Raise it to quarantine once the reports show no mail of yours that fails.")]
    [TestCase("v=DMARC1", FindingKind.Wrong, "the record of _dmarc.acme.example has no policy that is known. Add p=none, p=quarantine or p=reject.")]
    [TestCase("v=DMARC1; p=maybe", FindingKind.Wrong, "the record of _dmarc.acme.example has no policy that is known. Add p=none, p=quarantine or p=reject.")]
    [TestCase("v=DMARC1; p", FindingKind.Wrong, "the record of _dmarc.acme.example cannot be read: v=DMARC1; p. It must look like \"v=DMARC1; p=none\".")]
    [TestCase("v=DMARC1; p=none; p=reject", FindingKind.Wrong, "the record of _dmarc.acme.example cannot be read: v=DMARC1; p=none; p=reject. It must look like \"v=DMARC1; p=none\".")]
    [TestCase("v=dmarc1; p=reject", FindingKind.Wrong, "the record of _dmarc.acme.example cannot be read: v=dmarc1; p=reject. It must look like \"v=DMARC1; p=none\".")]
    public async Task DMARC_says_what_becomes_of_forged_mail(string record, object kind, string sentence)
    {
        _dns["_dmarc.acme.example"] = ["unrelated", record];

        var finding = await new DmarcCheck(_dns).RunAsync("acme.example", CancellationToken.None);

        (finding.Kind, finding.Sentence).ShouldBe(((FindingKind)kind, sentence));
    }

    [Test]
    public async Task DMARC_of_the_domain_above_counts_too()
    {
        _dns["_dmarc.acme.example"] = ["v=DMARC1; p=reject; sp=none; rua=mailto:d@acme.example"];

        var finding = await new DmarcCheck(_dns).RunAsync("news.mail.acme.example", CancellationToken.None);

        finding.Sentence.ShouldStartWith("news.mail.acme.example, by the record of acme.example, has the policy none");
        _dns.Asked.ShouldBe(["_dmarc.news.mail.acme.example", "_dmarc.mail.acme.example", "_dmarc.acme.example"]);
        var missing = await new DmarcCheck(_dns).RunAsync("other.example", CancellationToken.None);
        missing.Kind.ShouldBe(FindingKind.Missing);
        _dns.Asked.ShouldNotContain("_dmarc.example"); // No top-level domain is asked.
        _dns["_dmarc.acme.example"] = ["v=DMARC1; p=none", "v=DMARC1; p=reject"];
        (await new DmarcCheck(_dns).RunAsync("acme.example", CancellationToken.None)).Kind.ShouldBe(FindingKind.Wrong);
    }

    [Test]
    public async Task Selectors_come_from_the_option_or_from_the_provider()
    {
        _dns["abc._domainkey.xn--bcher-kva.example"] = [$"p={Key2048}"];
        _dns["def._domainkey.xn--bcher-kva.example"] = [$"p={Key2048}"];
        var settings = new NotificationsSettings { DkimSelectors = { "abc", "def" } };

        var findings = await new DomainChecks(_dns, Options.Create(settings)).RunAsync("Bücher.example", CancellationToken.None);

        findings.Select(finding => (finding.Subject, finding.Kind)).ShouldBe(
            [("SPF", FindingKind.Missing), ("DKIM", FindingKind.Good), ("DKIM", FindingKind.Good), ("DMARC", FindingKind.Missing)]);
        await new DomainChecks(_dns, Options.Create(new NotificationsSettings { Provider = MailProviderKind.Resend })).RunAsync("acme.example", CancellationToken.None);
        _dns.Asked.ShouldContain("resend._domainkey.acme.example");
        var unknown = await new DomainChecks(_dns, Options.Create(new NotificationsSettings { Provider = MailProviderKind.Ses })).RunAsync("acme.example", CancellationToken.None);
        unknown[1].ToString().ShouldStartWith("DKIM: the selector is not known. Set Modules__notifications__dkim_selectors__0 to the one that your provider shows");
    }

    private static string PublicKey(int bits)
    {
        using var rsa = RSA.Create(bits);
        return Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo());
    }
}
