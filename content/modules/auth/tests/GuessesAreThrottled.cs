using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class GuessesAreThrottled(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A9_An_account_takes_five_guesses_wherever_they_come_from()
    {
        var email = await _host.AccountAsync();

        (await GuessAsync(email, 5)).ShouldAllBe(status => status == HttpStatusCode.BadRequest);
        (await GuessAsync(email, 2)).ShouldAllBe(status => status == HttpStatusCode.TooManyRequests);

        using var stranger = _host.Browser();
        using var answer = await stranger.LoginAsync(email, TestHost.Password);
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, "even with the right password");
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(5));
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Please wait 5 minutes and try again.");
    }

    [Test]
    public async Task A9_A_known_device_gets_in_meanwhile()
    {
        var email = await _host.AccountAsync();
        using var known = await _host.SignedInAsync(email);
        (await known.PostAsync(AuthPaths.Logout, [])).Dispose();
        await GuessAsync(email, 6);

        (await known.LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A9_A_device_that_another_user_knows_is_none()
    {
        var (victim, attacker) = (await _host.AccountAsync(), await _host.AccountAsync());
        using var attackers = await _host.SignedInAsync(attacker);
        (await attackers.PostAsync(AuthPaths.Logout, [])).Dispose();
        await GuessAsync(victim, 6);

        (await attackers.LoginAsync(victim, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Test]
    public async Task A9_A_known_device_has_limits_too()
    {
        var email = await _host.AccountAsync();
        using var known = await _host.SignedInAsync(email);
        (await known.PostAsync(AuthPaths.Logout, [])).Dispose();
        foreach (var _ in Enumerable.Range(0, 10))
        {
            (await known.LoginAsync(email, "a wrong guess")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await known.LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Test]
    public async Task A9_A_client_address_takes_ten_guesses_whatever_the_account()
    {
        using var browser = _host.Browser("198.51.100.7");
        foreach (var number in Enumerable.Range(0, 10))
        {
            (await browser.LoginAsync($"somebody-{number}@example.com", "a wrong guess")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await browser.LoginAsync("somebody-else@example.com", "a wrong guess")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        using var other = _host.Browser("198.51.100.8");
        (await other.LoginAsync("somebody-else@example.com", "a wrong guess")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A9_Addresses_of_one_IPv6_network_are_one_client()
    {
        foreach (var number in Enumerable.Range(0, 10))
        {
            using var browser = _host.Browser($"2001:db8:0:1::{number + 1}");
            (await browser.LoginAsync($"six-{number}@example.com", "a wrong guess")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        using var same = _host.Browser("2001:db8:0:1:ffff::1");
        using var other = _host.Browser("2001:db8:0:2::1");
        (await same.LoginAsync("six@example.com", "a wrong guess")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await other.LoginAsync("six@example.com", "a wrong guess")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A9_Each_window_that_is_exceeded_makes_the_next_one_twice_as_long()
    {
        var email = await _host.AccountAsync();
        var waits = new List<double>();
        foreach (var _ in Enumerable.Range(0, 6))
        {
            await GuessAsync(email, 6);
            using var stranger = _host.Browser();
            using var answer = await stranger.LoginAsync(email, "a wrong guess");
            waits.Add(answer.Headers.RetryAfter!.Delta!.Value.TotalMinutes);
            _host.Clock.Advance(answer.Headers.RetryAfter.Delta.Value);
        }

        waits.ShouldBe([5, 10, 20, 40, 80, 80]);
        using var browser = _host.Browser();
        (await browser.LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A9_Windows_of_a_rule_that_does_not_escalate_stay_as_long_as_they_are()
    {
        var rule = new ThrottleRule("calm", 1, TimeSpan.FromMinutes(5)) { Escalates = false };
        for (var window = 0; window < 3; window++)
        {
            (await TakeAsync()).ShouldBeNull();
            (await TakeAsync())!.RetryAfter.ShouldBe(TimeSpan.FromMinutes(5));
            _host.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        async Task<Refusal?> TakeAsync()
        {
            await using var scope = _host.Services.CreateAsyncScope();
            return (await scope.ServiceProvider.GetRequiredService<Throttle>().TakeAsync(default, (rule, "everybody"))).Refusal;
        }
    }

    [Test]
    public async Task A9_After_a_quiet_day_windows_have_their_first_length()
    {
        var email = await _host.AccountAsync();
        await GuessAsync(email, 6);
        _host.Clock.Advance(TimeSpan.FromDays(2));
        await GuessAsync(email, 6);

        using var stranger = _host.Browser();
        using var answer = await stranger.LoginAsync(email, TestHost.Password);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Test]
    public async Task A9_What_succeeds_does_not_count()
    {
        var email = await _host.AccountAsync();
        foreach (var _ in Enumerable.Range(0, 8))
        {
            using var browser = _host.Browser();
            (await browser.LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }
    }

    [Test]
    public async Task A9_Guesses_at_once_count_each()
    {
        var email = await _host.AccountAsync();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => GuessAsync(email, 1)));

        statuses.Count(status => status[0] == HttpStatusCode.BadRequest).ShouldBe(5);
    }

    [Test]
    public async Task A9_The_confirmation_of_identity_has_the_same_limits()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        foreach (var _ in Enumerable.Range(0, 10))
        {
            (await browser.PostAsync(AuthPaths.Confirm, new() { ["currentPassword"] = "a wrong guess" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await browser.PostAsync(AuthPaths.Confirm, new() { ["currentPassword"] = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await browser.PostAsync(AuthPaths.Password, new() { ["currentPassword"] = TestHost.Password, ["newPassword"] = "another river entirely" })).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Test]
    public async Task A10_Headers_that_anybody_can_send_change_no_address()
    {
        using var browser = _host.Browser("198.51.100.9");
        foreach (var number in Enumerable.Range(0, 11))
        {
            browser.Headers.Remove("X-Forwarded-For");
            browser.Headers.Add("X-Forwarded-For", $"203.0.113.{number}");
            var expected = number < 10 ? HttpStatusCode.BadRequest : HttpStatusCode.TooManyRequests;
            (await browser.LoginAsync($"forwarded-{number}@example.com", "a wrong guess")).StatusCode.ShouldBe(expected);
        }
    }

    [Test]
    public async Task A9_Nobody_tries_address_after_address_to_see_who_was_invited()
    {
        await using var host = await TestHost.StartAsync(kind, new() { ["Modules:auth:registration"] = "invite" });
        using var browser = host.Browser();
        foreach (var number in Enumerable.Range(0, ThrottleRule.SignUp.Limit))
        {
            (await ProbeAsync(number)).ShouldBe(HttpStatusCode.Forbidden);
        }

        (await ProbeAsync(ThrottleRule.SignUp.Limit)).ShouldBe(HttpStatusCode.TooManyRequests);

        async Task<HttpStatusCode> ProbeAsync(int number)
        {
            using var answer = await browser.ApiAsync(HttpMethod.Post, "/sign-up", new { email = $"probe-{number}@example.com", password = TestHost.Password });
            return answer.StatusCode;
        }
    }

    [Test]
    public async Task A9_Strangers_who_use_up_the_mail_keep_no_known_browser_from_a_reset()
    {
        var email = await _host.AccountAsync();
        using var known = await _host.SignedInAsync(email);
        foreach (var _ in Enumerable.Range(0, ThrottleRule.MailTo.Limit + 1))
        {
            (await _host.Browser().PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();
        }

        var before = (await _host.MailsToAsync(email)).Count;
        (await _host.Browser().PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();
        (await _host.MailsToAsync(email)).Count.ShouldBe(before);
        (await known.PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();

        (await _host.MailsToAsync(email)).Count.ShouldBe(before + 1);
    }

    [Test]
    public async Task Counters_hold_no_addresses()
    {
        await GuessAsync("secret-address@example.com", 1);

        var keys = await _host.InDatabaseAsync(context => context.Set<ThrottleCounter>().Select(counter => counter.Key).ToListAsync());

        keys.ShouldNotBeEmpty();
        keys.ShouldNotContain(key => key.Contains("example.com", StringComparison.Ordinal));
    }

    /// <summary>Wrong passwords, each from an address of its own.</summary>
    private async Task<List<HttpStatusCode>> GuessAsync(string email, int count)
    {
        var statuses = new List<HttpStatusCode>();
        foreach (var _ in Enumerable.Range(0, count))
        {
            using var browser = _host.Browser();
            using var answer = await browser.LoginAsync(email, "a wrong guess");
            statuses.Add(answer.StatusCode);
        }

        return statuses;
    }
}
