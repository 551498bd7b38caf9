using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>Whether an address has an account is told to its reader alone.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public partial class StrangersLearnNothing(DatabaseKind kind)
{
    private const string Unknown = "unknown@example.com";

    private readonly CountingHasher _hasher = new(rounds: 1000);
    private readonly CountingCommands _commands = new();
    private TestHost _host = null!;
    private string _known = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _host = await TestHost.StartAsync(kind, services: services =>
        {
            services.AddSingleton<IPasswordHasher<User>>(_hasher);
            services.ConfigureDbContext<AccountsContext>(options => options.AddInterceptors(_commands));
        });
        _known = await _host.AccountAsync("known@example.com");
        // The first comparison of a process makes the hash that stands in for those of unknown addresses.
        (await _host.Browser().LoginAsync("first@example.com", "a guess of some length")).Dispose();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [TestCase("/auth/sign-up")]
    [TestCase("/auth/login")]
    [TestCase("/auth/forgot-password")]
    [TestCase("/auth/check-mail")]
    public async Task A1_A_page_answers_alike_and_works_alike(string path)
    {
        var known = await AnswerAsync(_known);
        var unknown = await AnswerAsync(path == "/auth/sign-up" ? $"new-{kind}@example.com".ToLowerInvariant() : Unknown);

        known.ShouldBe(unknown);

        async Task<(HttpStatusCode, string?, string, int)> AnswerAsync(string email)
        {
            using var browser = _host.Browser();
            var before = _hasher.Count;
            using var answer = await browser.PostAsync(path, new() { ["email"] = email, ["password"] = "a guess of some length" });
            var body = Token().Replace(await answer.Content.ReadAsStringAsync(), "").Replace(email, "EMAIL", StringComparison.Ordinal);
            return (answer.StatusCode, answer.Headers.Location?.OriginalString, body, _hasher.Count - before);
        }
    }

    [TestCase("/sign-up")]
    [TestCase("/login")]
    [TestCase("/forgot-password")]
    [TestCase("/resend-verification")]
    public async Task A1_The_api_answers_alike_and_works_alike(string path)
    {
        var known = await AnswerAsync(_known);
        var unknown = await AnswerAsync(path == "/sign-up" ? $"new-api-{kind}@example.com".ToLowerInvariant() : Unknown);

        known.ShouldBe(unknown);

        async Task<(HttpStatusCode, string, int)> AnswerAsync(string email)
        {
            using var browser = _host.Browser();
            var before = _hasher.Count;
            using var answer = await browser.ApiAsync(HttpMethod.Post, path, new { email, password = "a guess of some length" });
            return (answer.StatusCode, TraceId().Replace(await answer.Content.ReadAsStringAsync(), ""), _hasher.Count - before);
        }
    }

    [TestCase("/login")]
    [TestCase("/forgot-password")]
    [TestCase("/resend-verification")]
    public async Task A1_The_database_has_as_much_work_for_an_address_without_an_account(string path)
    {
        // Fresh ones, for which no message was held back yet.
        var known = await CommandsAsync(await _host.AccountAsync());
        var unknown = await CommandsAsync($"nobody-{Guid.CreateVersion7():N}@example.com");

        known.ShouldBeGreaterThan(2);
        unknown.ShouldBe(known);

        async Task<int> CommandsAsync(string email)
        {
            using var browser = _host.Browser();
            var before = _commands.Count;
            (await browser.ApiAsync(HttpMethod.Post, path, new { email, password = "a guess of some length" })).Dispose();
            return _commands.Count - before;
        }
    }

    [TestCase("/login")]
    [TestCase("/token")]
    public async Task A1_A_login_after_the_sign_up_does_not_tell_whether_there_was_an_account(string path)
    {
        var known = await AnswerAsync(_known);
        var unknown = await AnswerAsync($"fresh{path.Replace('/', '-')}-{kind}@example.com".ToLowerInvariant());

        unknown.ShouldBe(known);

        async Task<(HttpStatusCode, string, int)> AnswerAsync(string email)
        {
            using var browser = _host.Browser();
            (await browser.ApiAsync(HttpMethod.Post, "/sign-up", new { email, password = "a guess of some length" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            var before = _hasher.Count;
            using var answer = await browser.ApiAsync(HttpMethod.Post, path, new { email, password = "a guess of some length" });
            return (answer.StatusCode, TraceId().Replace(await answer.Content.ReadAsStringAsync(), ""), _hasher.Count - before);
        }
    }

    [Test]
    public async Task A1_The_mail_tells_that_there_is_an_account_already()
    {
        var email = await _host.AccountAsync();
        (await _host.Browser().PostAsync(AuthPaths.SignUp, new() { ["email"] = email, ["password"] = "a guess of some length" })).Dispose();

        (await _host.MailsToAsync(email)).ShouldHaveSingleItemOf("You already have an account");
        using var browser = await _host.SignedInAsync(email);
    }

    [Test]
    public async Task A1_An_unknown_address_gets_no_mail()
    {
        (await _host.Browser().PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = "nobody@example.com" })).Dispose();
        (await _host.Browser().PostAsync(AuthPaths.CheckMail, new() { ["email"] = "nobody@example.com" })).Dispose();

        (await _host.MailsToAsync("nobody@example.com")).ShouldBeEmpty();
    }

    [Test]
    public async Task Nobody_can_fill_a_strangers_mailbox()
    {
        var email = await _host.AccountAsync();
        var before = (await _host.MailsToAsync(email)).Count;
        foreach (var _ in Enumerable.Range(0, 6))
        {
            (await _host.Browser().PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        ((await _host.MailsToAsync(email)).Count - before).ShouldBeLessThanOrEqualTo(ThrottleRule.MailTo.Limit);
    }

    [GeneratedRegex("<input name=\"__RequestVerificationToken\"[^>]*>")]
    private static partial Regex Token();

    [GeneratedRegex("\"traceId\":\"[^\"]*\"")]
    private static partial Regex TraceId();
}
