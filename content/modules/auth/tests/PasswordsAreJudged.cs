using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class PasswordsAreJudged(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind, new() { ["Modules:auth:context_words:0"] = "Zeppelin" });

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [TestCase("ninechars", "password_too_short")]
    [TestCase("", "password_too_short")]
    [TestCase(null, "password_too_short")]
    [TestCase("1234567890", "password_common")]
    [TestCase("Qwertyuiop", "password_common")]
    [TestCase("aaaaaaaaaaaa", "password_common")]
    [TestCase("abababababab", "password_common")]
    [TestCase("AcmeNotes12", "password_context")]
    [TestCase("zeppelin-99!", "password_context")]
    [TestCase("ann.summers@example.com", "password_context")]
    [TestCase("Annabel Summers", "password_context")]
    [TestCase("Acme Notes are my river", null)]
    [TestCase("correct horse battery", null)]
    [TestCase("only small letters", null)]
    [TestCase("97263845061982", null)]
    [TestCase("пароль из слов", null)]
    public async Task A8_A_password_is_long_enough_and_hard_to_guess_and_nothing_else(string? password, string? code) =>
        ((await CheckAsync(password))?.Code).ShouldBe(code);

    [Test]
    public async Task A8_Long_passwords_are_allowed_and_none_is_cut()
    {
        var word = Convert.ToHexString(RandomNumberGenerator.GetBytes(PasswordRules.Longest / 2));
        (await CheckAsync(word)).ShouldBeNull();
        (await CheckAsync(word + "x"))!.Code.ShouldBe("password_too_long");

        const string Email = "a8-long@example.com";
        using var browser = _host.Browser();
        (await browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = Email, ["password"] = word })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await browser.PostAsync(await _host.LinkToAsync(Email, "auth.verify-email"), [])).Dispose();
        (await browser.LoginAsync(Email, word[..^1])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.LoginAsync(Email, word)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public void A8_The_list_of_common_passwords_is_long()
    {
        var count = 0;
        using var stream = typeof(AuthModule).Assembly.GetManifestResourceStream("QuickScale.Modules.Auth.Passwords.common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            line.Length.ShouldBeGreaterThanOrEqualTo(8);
            count++;
        }

        count.ShouldBeGreaterThan(3000);
    }

    [Test]
    public async Task A8_The_current_password_is_needed_to_change_it()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());

        using var answer = await browser.PostAsync(AuthPaths.Password, new() { ["currentPassword"] = "not the password", ["newPassword"] = "another river entirely" });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("This is not your password.");
    }

    [Test]
    public async Task A8_Passwords_may_be_pasted_and_filled_in()
    {
        var page = await _host.Browser().TextAsync(AuthPaths.SignUp);

        page.ShouldContain("autocomplete=\"new-password\"");
        page.ShouldNotContain("onpaste");
    }

    [Test]
    public async Task A8_Identitys_own_ways_keep_to_the_same_rules()
    {
        var email = await _host.AccountAsync();

        var result = await _host.InScopeAsync(async services =>
        {
            var users = services.GetRequiredService<UserManager<User>>();
            return await users.ChangePasswordAsync((await users.FindByEmailAsync(email))!, TestHost.Password, "1234567890");
        });

        result.Errors.ShouldHaveSingleItem().Code.ShouldBe("password_common");
    }

    [Test]
    public async Task A8_A_password_from_a_breach_is_refused_without_telling_it()
    {
        const string Breached = "a quiet lake shines";
        var asked = new List<string>();
        await using var service = await BreachServiceAsync(context =>
        {
            asked.Add($"{context.Request.Path} {context.Request.Headers["Add-Padding"]}");
            return $"{Sha1(Breached)[5..]}:17\r\n{Sha1("a padded answer")[5..]}:0\r\n";
        });
        await using var host = await WithBreachServiceAsync(service.Urls.Single());

        (await CheckAsync(Breached, host))!.Code.ShouldBe("password_breached");
        (await CheckAsync("another quiet lake", host)).ShouldBeNull();

        asked.ShouldBe([$"/range/{Sha1(Breached)[..5]} true", $"/range/{Sha1("another quiet lake")[..5]} true"]);
    }

    [Test]
    public async Task A8_Padding_counts_for_nothing()
    {
        const string Padded = "a padded answer";
        await using var service = await BreachServiceAsync(_ => $"{Sha1(Padded)[5..]}:0\r\n");
        await using var host = await WithBreachServiceAsync(service.Urls.Single());

        (await CheckAsync(Padded, host)).ShouldBeNull();
    }

    [Test]
    public async Task A8_A_service_that_fails_stops_nobody()
    {
        await using var service = await BreachServiceAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return "";
        });
        await using var failing = await WithBreachServiceAsync(service.Urls.Single());
        await using var absent = await WithBreachServiceAsync("http://127.0.0.1:1");

        (await CheckAsync("a quiet lake shines", failing)).ShouldBeNull();
        (await CheckAsync("a quiet lake shines", absent)).ShouldBeNull();
    }

    [Test]
    public async Task A8_Without_the_option_nobody_is_asked()
    {
        var asked = 0;
        await using var service = await BreachServiceAsync(_ =>
        {
            asked++;
            return "";
        });
        await using var host = await WithBreachServiceAsync(service.Urls.Single(), isOn: false);

        (await CheckAsync("a quiet lake shines", host)).ShouldBeNull();

        asked.ShouldBe(0);
    }

    private Task<Refusal?> CheckAsync(string? password, TestHost? host = null) => (host ?? _host).InScopeAsync(services =>
        services.GetRequiredService<PasswordRules>().CheckAsync(password, "password", CancellationToken.None, "ann.summers@example.com", "Annabel Summers"));

    private Task<TestHost> WithBreachServiceAsync(string address, bool isOn = true) => TestHost.StartAsync(
        kind,
        new() { ["Modules:auth:breached_password_check"] = isOn ? "true" : "false" },
        services => services.AddHttpClient<BreachedPasswords>(http => http.BaseAddress = new Uri(address)));

    private static async Task<WebApplication> BreachServiceAsync(Func<HttpContext, string> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context => context.Response.WriteAsync(answer(context)));
        await app.StartAsync();
        return app;
    }

#pragma warning disable CA5350 // The service's format.
    private static string Sha1(string text) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
}
