using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>An application that could not send, or whose webhooks anybody could use, says so in a sentence instead of starting.</summary>
public class ProvidersAreCheckedAtTheStart
{
    [TestCase("resend", "Set RESEND_API_KEY: the option provider of notifications is resend.")]
    [TestCase("postmark", "Set POSTMARK_SERVER_TOKEN: the option provider of notifications is postmark.")]
    [TestCase("sendgrid", "Set SENDGRID_API_KEY: the option provider of notifications is sendgrid.")]
    [TestCase("mailgun", "Set MAILGUN_API_KEY: the option provider of notifications is mailgun.")]
    [TestCase("mailgun", "Set Modules__notifications__mailgun_domain to the sending domain at Mailgun, such as mg.example.com.")]
    [TestCase("ses", "Set AWS_ACCESS_KEY_ID: the option provider of notifications is ses.")]
    [TestCase("ses", "Set AWS_SECRET_ACCESS_KEY: the option provider of notifications is ses.")]
    public async Task A_provider_without_its_key_is_named_with_the_variable(string provider, string sentence) =>
        (await FailAsync(("Modules:notifications:provider", provider))).ShouldContain(sentence);

    [Test]
    public async Task A_provider_with_its_key_is_all_right()
    {
        foreach (var provider in FakeMailApi.Providers)
        {
            var settings = ProviderBench.Settings();
            settings["Modules:notifications:provider"] = provider;

            await using var host = await TestHost.StartAsync(DatabaseKind.Sqlite, settings);
        }
    }

    [Test]
    public async Task An_option_names_the_variable_of_the_key()
    {
        (await FailAsync(("Modules:notifications:provider", "resend"), ("Modules:notifications:resend_api_key", "MAIL_KEY"))).ShouldContain("Set MAIL_KEY: the option provider");
        await using var host = await TestHost.StartAsync(DatabaseKind.Sqlite, new() { ["Modules:notifications:provider"] = "resend", ["Modules:notifications:resend_api_key"] = "MAIL_KEY", ["MAIL_KEY"] = "re_123" });
    }

    [TestCase("RESEND_API_KEY", "re_123\n", "Set RESEND_API_KEY to the key alone: it has spaces, line breaks or other characters that no key has.")]
    [TestCase("RESEND_WEBHOOK_SECRET", "abc", "Set RESEND_WEBHOOK_SECRET to the signing secret that Resend shows for the webhook: it begins with whsec_.")]
    [TestCase("RESEND_WEBHOOK_SECRET", "whsec_!!!", "Set RESEND_WEBHOOK_SECRET to the signing secret")]
    [TestCase("RESEND_WEBHOOK_SECRET", "whsec_AAAA", "Set RESEND_WEBHOOK_SECRET to the signing secret")]
    [TestCase("POSTMARK_WEBHOOK_SECRET", "short", "Set POSTMARK_WEBHOOK_SECRET to a secret of 20 characters or more: nothing else keeps strangers from reporting bounces.")]
    [TestCase("SENDGRID_WEBHOOK_KEY", "AAAA", "Set SENDGRID_WEBHOOK_KEY to the verification key that SendGrid shows for the signed event webhook.")]
    [TestCase("Modules:notifications:ses_topic_arn", "arn:aws:sns:eu-central-1:1:mail", "Set Modules__notifications__ses_topic_arn to the whole ARN of one SNS topic")]
    [TestCase("Modules:notifications:ses_topic_arn", "arn:aws:sns:evil.example/:123456789012:mail", "Set Modules__notifications__ses_topic_arn to the whole ARN of one SNS topic")]
    [TestCase("Modules:notifications:postmark_webhook_header", "X Secret:", "Set Modules__notifications__postmark_webhook_header to the name of a header")]
    [TestCase("Modules:notifications:dkim_selectors:0", "s1._domainkey", "Set Modules__notifications__dkim_selectors to names such as s1")]
    public async Task A_setting_that_cannot_work_is_named(string setting, string value, string sentence)
    {
        var refusal = await FailAsync((setting, value), ("Modules:notifications:provider", setting == "RESEND_API_KEY" ? "resend" : "smtp"));

        refusal.ShouldContain(sentence);
        refusal.ShouldNotContain("re_123");
    }

    [TestCase("evil.example/")]
    [TestCase("EU-CENTRAL-1")]
    [TestCase("eu-central-1.evil.example")]
    [TestCase("")]
    public async Task A_region_that_is_none_never_becomes_a_part_of_an_address(string region) =>
        (await FailAsync([.. ProviderBench.Settings().Select(pair => (pair.Key, pair.Value)), ("Modules:notifications:provider", "ses"), ("Modules:notifications:ses_region", region)]))
            .ShouldContain("Set Modules__notifications__ses_region to a region of AWS, such as eu-central-1.");

    [Test]
    public async Task A_key_of_another_curve_is_refused_and_one_as_PEM_is_taken()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var right = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        (await FailAsync(("SENDGRID_WEBHOOK_KEY", Convert.ToBase64String(other.ExportSubjectPublicKeyInfo())))).ShouldContain("Set SENDGRID_WEBHOOK_KEY");
        await using var host = await TestHost.StartAsync(DatabaseKind.Sqlite, new() { ["SENDGRID_WEBHOOK_KEY"] = right.ExportSubjectPublicKeyInfoPem() });
    }

    private static async Task<string> FailAsync(params IEnumerable<(string Name, string? Value)> settings) =>
        (await Should.ThrowAsync<OptionsValidationException>(() => TestHost.StartAsync(DatabaseKind.Sqlite, settings.GroupBy(pair => pair.Name).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value)))).Message;
}
