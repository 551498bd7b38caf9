using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class AdministratorsAndMaintenance(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A19_The_first_administrator_has_no_password_until_one_is_chosen()
    {
        var (code, output, _) = await RunAsync("create-admin", "boss@example.com");

        code.ShouldBe(0);
        output.ShouldStartWith("boss@example.com is an administrator.");
        (await _host.UserAsync("boss@example.com")).PasswordHash.ShouldBeNull();
        using var browser = _host.Browser();
        var link = new Uri(output.Trim().Split(' ')[^1]).PathAndQuery;
        (await browser.PostAsync(link, new() { ["password"] = TestHost.Password })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await browser.LoginAsync("boss@example.com", TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await browser.GetAsync("/administration")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A19_A_user_becomes_an_administrator_in_a_running_session()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        (await browser.GetAsync("/administration")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await RunAsync("create-admin", email)).Output.Trim().ShouldBe($"{email} is an administrator now.");
        _host.Clock.Advance(SessionCheck.KeptFor);

        (await browser.GetAsync("/administration")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A19_An_address_that_nobody_confirmed_makes_no_administrator()
    {
        (await _host.Browser().PostAsync(AuthPaths.SignUp, new() { ["email"] = "unconfirmed@example.com", ["password"] = TestHost.Password })).Dispose();

        var (code, _, error) = await RunAsync("create-admin", "unconfirmed@example.com");

        code.ShouldBe(4);
        error.Trim().ShouldBe("The account unconfirmed@example.com has not confirmed its address: let its owner do so first.");
        (await _host.UserAsync("unconfirmed@example.com")).IsPlatformAdmin.ShouldBeFalse();
    }

    [TestCase("create-admin")]
    [TestCase("create-admin", "no address")]
    [TestCase("invite", "a@example.com", "b@example.com")]
    public async Task A_command_with_wrong_arguments_says_how(string command, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(command, arguments);

        code.ShouldBe(2);
        error.Trim().ShouldBe($"Name one e-mail address: auth {command} ann@example.com");
    }

    [Test]
    public async Task An_invitation_is_a_link_for_one_address()
    {
        var (code, output, _) = await RunAsync("invite", "guest@example.com");

        code.ShouldBe(0);
        output.ShouldMatch(@"^guest@example\.com may sign up within [0-9]+ days, at https?://[^ ]+/auth/sign-up\?[^ ]+\s*$");
    }

    [Test]
    public void Every_security_event_has_words()
    {
        var types = typeof(SecurityEventTypes).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToList();

        types.Count.ShouldBeGreaterThan(20);
        types.Select(SecurityEventTypes.InWords).ShouldBeUnique();
        types.ShouldAllBe(type => SecurityEventTypes.InWords(type) != type && char.IsUpper(SecurityEventTypes.InWords(type)[0]));
        SecurityEventTypes.InWords("of-another-module").ShouldBe("of-another-module");
    }

    [Test]
    public async Task Pages_say_what_was_just_done()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());

        (await browser.TextAsync($"{AuthPaths.Account}?done=email")).ShouldContain("The new address is confirmed.");
        (await browser.TextAsync(AuthPaths.Account)).ShouldNotContain("The new address is confirmed.");
        (await _host.Browser().TextAsync($"{AuthPaths.ForgotPassword}?done=undone")).ShouldContain("Your old address is back");
        using var refused = await _host.Browser().PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = "no address" });
        (await refused.Content.ReadAsStringAsync()).ShouldContain(Refusals.EmailInvalid.Message);
    }

    [Test]
    public async Task A_user_owns_what_is_theirs()
    {
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        var (may, mayNot, count) = await _host.InScopeAsync(async services =>
        {
            var owner = services.GetRequiredService<IAccountOwner>();
            var account = new AccountOwner("user", one);
            return (await owner.MayManageAsync(account, one, default), await owner.MayManageAsync(account, other, default), await owner.CountMembersAsync(account, default));
        });

        (may, mayNot, count).ShouldBe((true, false, 1));
    }

    [Test]
    public async Task Old_rows_are_deleted_and_live_ones_stay()
    {
        var email = await _host.AccountAsync();
        using var old = await _host.SignedInAsync(email);
        _host.Clock.Advance(TimeSpan.FromDays(61));
        using var live = await _host.SignedInAsync(email);

        await _host.Services.GetRequiredService<Housekeeping>().CleanAsync(CancellationToken.None);

        var user = await _host.UserAsync(email);
        (await _host.InDatabaseAsync(context => context.Set<UserSession>().CountAsync(session => session.UserId == user.Id))).ShouldBe(1);
        (await _host.InDatabaseAsync(context => context.Set<OneTimeCode>().CountAsync(code => code.UserId == user.Id))).ShouldBe(0);
        (await _host.InDatabaseAsync(context => context.Set<SecurityEvent>().CountAsync(one => one.UserId == user.Id))).ShouldBe(4);
        (await live.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string command, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var module = (IModule)new AuthModule();
        var code = await _host.InScopeAsync(services => module.Commands.Single(one => one.Name == command)
            .RunAsync(new ModuleCommandContext(services, arguments, output, error, CancellationToken.None)));
        return (code, output.ToString(), error.ToString());
    }
}
