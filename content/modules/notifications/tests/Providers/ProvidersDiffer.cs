using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>What one provider alone does.</summary>
public class ProvidersDiffer
{
    [Test]
    public async Task N1_Resend_sends_once_however_often_the_same_message_comes()
    {
        await using var bench = await ProviderBench.StartAsync();
        var mail = ProviderBench.Mail();
        bench.Api.CutAfterTaking();
        await bench.FailAsync("resend"); // Another message, with another key.
        bench.Api.Messages.Clear();

        var first = await bench.SendAsync("resend", mail, "invoice/7");
        var second = await bench.SendAsync("resend", mail, "invoice/7");

        second.ProviderId.ShouldBe(first.ProviderId);
        bench.Api.Messages.Count.ShouldBe(1);
    }

    [Test]
    public async Task N1_A_key_that_Resend_knows_with_other_words_means_that_the_message_went_out()
    {
        await using var bench = await ProviderBench.StartAsync();
        await bench.SendAsync("resend", ProviderBench.Mail() with { Unsubscribe = new Uri("https://acme.example/unsubscribe?token=first") }, "digest-7");

        var again = await bench.SendAsync("resend", ProviderBench.Mail() with { Unsubscribe = new Uri("https://acme.example/unsubscribe?token=second") }, "digest-7");

        again.ProviderId.ShouldBeNull();
        bench.Api.Messages.Count.ShouldBe(1);
        bench.Api.Answer(409, """{"name":"concurrent_idempotent_requests"}""");
        (await bench.FailAsync("resend")).IsTransient.ShouldBeTrue();
    }

    [Test]
    public async Task Tracking_is_off_until_the_options_turn_it_on_and_never_meets_what_is_about_the_account()
    {
        await using var off = await ProviderBench.StartAsync();
        await using var on = await ProviderBench.StartAsync(new() { ["Modules:notifications:track_opens"] = "true", ["Modules:notifications:track_clicks"] = "true" });
        var account = ProviderBench.Mail();
        var news = account with { Unsubscribe = new Uri("https://acme.example/unsubscribe?token=first") };
        foreach (var (bench, mail, isOn) in new[] { (off, news, false), (on, account, false), (on, news, true) })
        {
            bench.Api.Messages.Clear();
            await bench.SendAsync("postmark", mail);
            await bench.SendAsync("sendgrid", mail);
            await bench.SendAsync("mailgun", mail);
            var messages = bench.Api.Messages.Select(message => message.Raw).ToList();

            messages[0].Flag("TrackOpens").ShouldBe(isOn);
            messages[0].Text("TrackLinks").ShouldBe(isOn ? "HtmlAndText" : "None");
            var tracking = messages[1].Field("tracking_settings")!.Value;
            tracking.Field("open_tracking")!.Value.Flag("enable").ShouldBe(isOn);
            tracking.Field("click_tracking")!.Value.Flag("enable").ShouldBe(isOn);
            tracking.Field("click_tracking")!.Value.Flag("enable_text").ShouldBe(false);
            tracking.Field("subscription_tracking")!.Value.Flag("enable").ShouldBe(false);
            messages[2].Text("o:tracking").ShouldBe(isOn ? "yes" : "no");
            messages[2].Text("o:tracking-opens").ShouldBe(isOn ? "yes" : "no");
            messages[2].Text("o:tracking-clicks").ShouldBe(isOn ? "yes" : "no");
        }
    }

    [Test]
    public async Task The_kind_goes_along_for_statistics_in_the_letters_that_each_takes()
    {
        await using var bench = await ProviderBench.StartAsync();
        foreach (var provider in FakeMailApi.Providers)
        {
            await bench.SendAsync(provider);
        }

        var messages = bench.Api.Messages.Select(message => message.Raw).ToList();
        messages[0].Items("tags").Single(tag => tag.Text("name") == "kind").Text("value").ShouldBe("auth_verify-email");
        messages[1].Text("Tag").ShouldBe("auth.verify-email");
        messages[2].Items("categories").Single().GetString().ShouldBe("auth_verify-email");
        messages[3].Text("o:tag").ShouldBe("auth_verify-email");
        messages[4].Items("EmailTags").Single(tag => tag.Text("Name") == "kind").Text("Value").ShouldBe("auth_verify-email");
    }

    [TestCase("406", false)] // the recipient is inactive there
    [TestCase("300", false)]
    [TestCase("100", true)]
    [TestCase("405", true)]
    [TestCase("401", true)]
    [TestCase("1235", true)]
    public async Task N2_Postmark_tells_by_its_code_whether_the_account_or_the_message_is_meant(string code, bool isTransient)
    {
        await using var bench = await ProviderBench.StartAsync();
        bench.Api.Answer(422, $$"""{"ErrorCode":{{code}},"Message":"Found inactive addresses: ann@example.com."}""");

        var failure = await bench.FailAsync("postmark");

        failure.IsTransient.ShouldBe(isTransient);
        failure.Message.ShouldContain($"422 ({code})");
        (failure.IsAddressDead, failure.IsAboutRecipient).ShouldBe((code == "406", code == "406"));
    }

    [TestCase("MessageRejected", false)]
    [TestCase("BadRequestException", false)]
    [TestCase("TooManyRequestsException", true)]
    [TestCase("LimitExceededException", true)]
    [TestCase("SendingPausedException", true)]
    [TestCase("MailFromDomainNotVerifiedException", true)]
    public async Task N2_Amazon_tells_by_the_type_of_the_error_whether_the_account_or_the_message_is_meant(string type, bool isTransient)
    {
        await using var bench = await ProviderBench.StartAsync();
        bench.Api.Answer(400, """{"message":"ann@example.com"}""", ("x-amzn-ErrorType", $"{type}:http://internal.amazon.com/"));

        var failure = await bench.FailAsync("ses");

        failure.IsTransient.ShouldBe(isTransient);
        failure.Message.ShouldContain($"400 ({type})");
    }

    [Test]
    public async Task Options_say_which_stream_configuration_set_and_temporary_credentials()
    {
        await using var bench = await ProviderBench.StartAsync(new()
        {
            ["Modules:notifications:postmark_stream"] = "broadcast",
            ["Modules:notifications:ses_configuration_set"] = "mail",
            ["AWS_SESSION_TOKEN"] = "a/token+of==",
        });

        await bench.SendAsync("postmark");
        await bench.SendAsync("ses");

        bench.Api.Messages.First().Raw.Text("MessageStream").ShouldBe("broadcast");
        bench.Api.Messages.Last().Raw.Text("ConfigurationSetName").ShouldBe("mail");
        var request = bench.Api.Requests.Last();
        request.Headers["X-Amz-Security-Token"].ToString().ShouldBe("a/token+of==");
        request.Headers.Authorization.ToString().ShouldContain("x-amz-security-token");
    }

    [Test]
    public void Each_region_has_its_address()
    {
        MailgunProvider.Api(MailgunRegion.Us).Host.ShouldBe("api.mailgun.net");
        MailgunProvider.Api(MailgunRegion.Eu).Host.ShouldBe("api.eu.mailgun.net");
        SendGridProvider.Api(SendGridRegion.Global).Host.ShouldBe("api.sendgrid.com");
        SendGridProvider.Api(SendGridRegion.Eu).Host.ShouldBe("api.eu.sendgrid.com");
        SesProvider.Api("eu-central-1").Host.ShouldBe("email.eu-central-1.amazonaws.com");
    }

    [TestCase("mailgun", "mailgun_region", "eu", "https://api.eu.mailgun.net/")]
    [TestCase("mailgun", "mailgun_region", "us", "https://api.mailgun.net/")]
    [TestCase("sendgrid", "sendgrid_region", "eu", "https://api.eu.sendgrid.com/")]
    [TestCase("sendgrid", "sendgrid_region", "global", "https://api.sendgrid.com/")]
    [TestCase("ses", "ses_region", "us-gov-west-1", "https://email.us-gov-west-1.amazonaws.com/")]
    [TestCase("resend", "ses_region", "us-east-1", "https://api.resend.com/")]
    [TestCase("postmark", "ses_region", "us-east-1", "https://api.postmarkapp.com/")]
    public async Task The_option_of_the_region_decides_whom_is_asked(string provider, string option, string value, string address)
    {
        await using var host = await TestHost.StartAsync(DatabaseKind.Sqlite, new() { [$"Modules:notifications:{option}"] = value });

        using var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient(provider);

        client.BaseAddress.ShouldBe(new Uri(address));
        client.DefaultRequestHeaders.UserAgent.ToString().ShouldStartWith("QuickScale-notifications/");
    }

    /// <summary>The example of Amazon's documentation of signatures of version 4.</summary>
    [Test]
    public void A_request_to_Amazon_is_signed_as_its_documentation_shows()
    {
        var signature = new AwsSignature("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "iam");
        var headers = new Dictionary<string, string>
        {
            ["Host"] = "iam.amazonaws.com",
            ["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8",
            ["X-Amz-Date"] = "20150830T123600Z",
        };

        var authorization = signature.Authorization("GET", "/", "Action=ListUsers&Version=2010-05-08", headers, [], new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero));

        authorization.ShouldBe(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, "
            + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }
}
