using System.Net;
using System.Net.Sockets;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>What goes to the providers with an HTTP API, judged by a fake of each one's published contract.</summary>
[TestFixtureSource(typeof(FakeMailApi), nameof(FakeMailApi.Providers))]
public class ProvidersSendMail(string provider)
{
    [Test]
    public async Task N1_A_mail_is_taken_as_it_was_written_with_our_id_for_its_reports()
    {
        await using var bench = await ProviderBench.StartAsync();
        var mail = ProviderBench.Mail();

        var receipt = await bench.SendAsync(provider, mail);

        bench.Api.Messages.TryDequeue(out var taken).ShouldBeTrue();
        receipt.ProviderId.ShouldBe(taken!.Id);
        taken.From.ShouldBe(provider == "sendgrid" ? "\"Acme \"Notes\"\" <hello@acme.example>" : "\"Acme \\\"Notes\\\"\" <hello@acme.example>");
        (taken.To, taken.Subject, taken.Text, taken.Html).ShouldBe((mail.To, mail.Subject, mail.Text, mail.Html));
        taken.Reference.ShouldBe(mail.MessageId.Split('@')[0]);
        taken.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        taken.Headers.Keys.ShouldNotContain("List-Unsubscribe");
    }

    [Test]
    public async Task N5_A_mail_that_one_may_unsubscribe_from_says_so_in_its_headers()
    {
        await using var bench = await ProviderBench.StartAsync();

        await bench.SendAsync(provider, ProviderBench.Mail() with { Unsubscribe = new Uri("https://acme.example/unsubscribe?token=abc_-1") });

        var headers = bench.Api.Messages.Single().Headers;
        headers["List-Unsubscribe"].ShouldBe("<https://acme.example/unsubscribe?token=abc_-1>");
        headers["List-Unsubscribe-Post"].ShouldBe("List-Unsubscribe=One-Click");
    }

    [Test]
    public async Task Names_and_domains_of_other_scripts_are_taken()
    {
        await using var bench = await ProviderBench.StartAsync();

        await bench.SendAsync(provider, ProviderBench.Mail(to: "ann@bücher.example", name: "Zoë Müller and the very long 会社 of Examples and Sons 🎉 in Køge"));

        var taken = bench.Api.Messages.Single();
        taken.To.ShouldBe("ann@xn--bcher-kva.example");
        taken.From.ShouldEndWith(" <hello@acme.example>");
        if (provider == "ses")
        {
            taken.From.Split(' ')[..^1].ShouldAllBe(word => word.Length <= 75 && word.StartsWith("=?utf-8?B?") && word.EndsWith("?="));
            DecodedWords(taken.From).ShouldBe("Zoë Müller and the very long 会社 of Examples and Sons 🎉 in Køge");
        }
    }

    [Test]
    public async Task N6_A_name_or_subject_with_a_line_break_never_leaves()
    {
        await using var bench = await ProviderBench.StartAsync();

        (await bench.FailAsync(provider, ProviderBench.Mail(name: "Acme\r\nBcc: eve@example.com"))).IsTransient.ShouldBeFalse();
        (await bench.FailAsync(provider, ProviderBench.Mail(subject: "Hi\nBcc: eve@example.com"))).IsTransient.ShouldBeFalse();
        (await bench.FailAsync(provider, ProviderBench.Mail(to: "ann@example.com, eve@example.com"))).IsTransient.ShouldBeFalse();

        bench.Api.Requests.ShouldBeEmpty();
    }

    [TestCase(429, true)]
    [TestCase(500, true)]
    [TestCase(503, true)]
    [TestCase(401, true)]
    [TestCase(403, true)]
    [TestCase(302, false)]
    [TestCase(400, false)]
    [TestCase(413, false)]
    [TestCase(422, false)]
    public async Task N2_What_passes_is_tried_again_and_what_is_wrong_with_the_message_is_not(int status, bool isTransient)
    {
        await using var bench = await ProviderBench.StartAsync();
        bench.Api.Answer(status, """{"message":"ann@example.com: key-4f1c0ffee7a11 is wrong","Message":"ann@example.com","name":"ann@example.com says no","errors":[{"message":"ann@example.com","field":"to ann@example.com"}]}""", ("Location", "http://127.0.0.1:1/"));

        var failure = await bench.FailAsync(provider);

        failure.IsTransient.ShouldBe(isTransient);
        failure.IsFateUnknown.ShouldBeFalse();
        failure.RetryAfter.ShouldBeNull();
        failure.Message.ShouldContain($"{status}");
        // Neither the address nor the key, of which the answer is full.
        failure.ToString().ShouldNotContain("ann@example.com");
        failure.ToString().ShouldNotContain("key-4f1c");
        bench.Api.Requests.Count.ShouldBe(1);
    }

    [Test]
    public async Task N2_A_wait_that_the_provider_asks_for_is_passed_on()
    {
        var clock = new StoppedClock();
        await using var bench = await ProviderBench.StartAsync(clock: clock);
        bench.Api.Answer(429, "", ("Retry-After", "17"));
        bench.Api.Answer(503, "", ("Retry-After", clock.GetUtcNow().AddMinutes(2).ToString("R")));
        bench.Api.Answer(429, "", ("Retry-After", "99999999"));
        bench.Api.Answer(429, "", ("Retry-After", "soon"));

        (await bench.FailAsync(provider)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(17));
        (await bench.FailAsync(provider)).RetryAfter.ShouldBe(TimeSpan.FromMinutes(2));
        (await bench.FailAsync(provider)).RetryAfter.ShouldBe(TimeSpan.FromHours(24));
        (await bench.FailAsync(provider)).RetryAfter.ShouldBeNull();
    }

    [Test]
    public async Task A_wrong_key_names_the_variable_to_look_at()
    {
        await using var bench = await ProviderBench.StartAsync(new()
        {
            ["RESEND_API_KEY"] = "other",
            ["POSTMARK_SERVER_TOKEN"] = "other",
            ["SENDGRID_API_KEY"] = "other",
            ["MAILGUN_API_KEY"] = "other",
            ["AWS_SECRET_ACCESS_KEY"] = "other",
        });

        var failure = await bench.FailAsync(provider);

        failure.IsTransient.ShouldBeTrue(); // People put it right while mail waits.
        failure.Message.ShouldContain(provider switch
        {
            "resend" => "401 (missing_api_key): check RESEND_API_KEY",
            "postmark" => "401 (10): check POSTMARK_SERVER_TOKEN",
            "sendgrid" => "401: check SENDGRID_API_KEY",
            "mailgun" => "401: check MAILGUN_API_KEY, mailgun_domain and mailgun_region",
            _ => "403 (SignatureDoesNotMatch): check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and ses_region",
        });
        bench.Api.Messages.ShouldBeEmpty();
    }

    [TestCase(502)]
    [TestCase(504)]
    [TestCase(408)]
    public async Task N1_An_answer_of_a_gateway_leaves_the_fate_open_unless_the_provider_knows_keys(int status)
    {
        await using var bench = await ProviderBench.StartAsync();
        bench.Api.Answer(status);

        var failure = await bench.FailAsync(provider);

        failure.IsFateUnknown.ShouldBe(provider != "resend");
        failure.IsTransient.ShouldBeTrue();
    }

    [Test]
    public async Task N1_A_connection_that_is_lost_after_the_request_leaves_the_fate_open_unless_the_provider_knows_keys()
    {
        await using var bench = await ProviderBench.StartAsync();
        bench.Api.CutAfterTaking();

        var failure = await bench.FailAsync(provider);

        failure.IsFateUnknown.ShouldBe(provider != "resend");
        failure.IsTransient.ShouldBeTrue();
        bench.Api.Messages.Count.ShouldBe(1); // It had been taken indeed.
        bench.Provider(provider).HonoursIdempotencyKeys.ShouldBe(provider == "resend");
    }

    [Test]
    public async Task N1_No_answer_in_time_leaves_the_fate_open_unless_the_provider_knows_keys()
    {
        await using var bench = await ProviderBench.StartAsync(clock: new HastyClock());
        using var end = new CancellationTokenSource();
        bench.Api.Script.Enqueue(context => Task.Delay(Timeout.Infinite, end.Token).ContinueWith(_ => { }, TaskScheduler.Default));

        var failure = await bench.FailAsync(provider);
        await end.CancelAsync();

        failure.Message.ShouldContain("did not answer in time");
        failure.IsFateUnknown.ShouldBe(provider != "resend");
    }

    [Test]
    public async Task N2_A_provider_that_cannot_be_reached_has_not_taken_the_message()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        await using var bench = await ProviderBench.StartAsync(address: new Uri($"http://127.0.0.1:{port}/"));

        var failure = await bench.FailAsync(provider);

        failure.IsTransient.ShouldBeTrue();
        failure.IsFateUnknown.ShouldBeFalse();
    }

    [Test]
    public async Task N1_A_caller_who_gives_up_after_the_request_learns_that_its_fate_is_open()
    {
        await using var bench = await ProviderBench.StartAsync();
        using var gaveUp = new CancellationTokenSource();
        bench.Api.Script.Enqueue(async context =>
        {
            await gaveUp.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        Task<ProviderReceipt> Send(CancellationToken token) => bench.Provider(provider).SendAsync(ProviderBench.Mail(), "key", token);
        if (provider == "resend")
        {
            await Should.ThrowAsync<OperationCanceledException>(() => Send(gaveUp.Token));
        }
        else
        {
            (await Should.ThrowAsync<MailTransportException>(() => Send(gaveUp.Token))).IsFateUnknown.ShouldBeTrue();
        }

        // Before anything has left, there is nothing to wonder about.
        await Should.ThrowAsync<OperationCanceledException>(() => Send(new CancellationToken(canceled: true)));
    }

    [Test]
    public async Task N1_A_message_that_was_taken_is_taken_whatever_the_rest_of_the_answer_is()
    {
        await using var bench = await ProviderBench.StartAsync();
        foreach (var nonsense in (string[])["", "<html>ok</html>", "[1,2", """{"id":7,"MessageID":[],"MessageId":{}}""", """{"id":"\ud800","MessageID":"\ud800","MessageId":"\ud800"}""", new string('x', 200_000)])
        {
            bench.Api.Answer(200, nonsense);

            (await bench.SendAsync(provider)).ProviderId.ShouldBeNull();
        }
    }

    [Test]
    public async Task A_redirect_takes_the_key_nowhere_else()
    {
        await using var bench = await ProviderBench.StartAsync();
        await using var other = await FakeMailApi.StartAsync();
        bench.Api.Answer(307, "", ("Location", other.Address.AbsoluteUri));

        await bench.FailAsync(provider);

        other.Requests.ShouldBeEmpty();
    }

    private static string DecodedWords(string from) => System.Text.Encoding.UTF8.GetString(
        [.. from.Split(' ')[..^1].SelectMany(word => Convert.FromBase64String(word["=?utf-8?B?".Length..^2]))]);

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    }

    /// <summary>For which the limit of a request comes soon.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime == HttpMailProvider.Limit ? TimeSpan.FromMilliseconds(700) : dueTime, period);
    }
}
