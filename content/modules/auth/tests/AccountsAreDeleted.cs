using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class AccountsAreDeleted(DatabaseKind kind)
{
    private static readonly Dictionary<string, string> Sure = new() { ["confirm"] = "true" };

    private readonly OtherModule _other = new();
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind, services: services =>
        services.AddSingleton<IAccountDeletionCheck>(_other).AddSingleton<IPersonalDataSource>(_other));

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A15_A_deleted_account_is_closed_at_once_and_its_owner_is_told()
    {
        var email = await _host.AccountAsync();
        using var other = await _host.SignedInAsync(email);
        using var browser = await _host.SignedInAsync(email);
        (await browser.TextAsync(AuthPaths.Delete)).ShouldContain("After 30 days everything in it is erased");

        using var answer = await browser.PostAsync(AuthPaths.Delete, Sure);

        answer.Headers.Location!.OriginalString.ShouldBe("/auth/login?done=deleted");
        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await other.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _host.UserAsync(email)).DeletedAt.ShouldBe(_host.Clock.GetUtcNow().UtcDateTime);
        (await _host.MailsToAsync(email))[^1].Mail.Text.ShouldContain($"is erased on {_host.Clock.GetUtcNow().AddDays(30):yyyy-MM-dd}");
    }

    [Test]
    public async Task A15_It_asks_for_a_recent_proof_of_identity_and_for_certainty()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        (await browser.PostAsync(AuthPaths.Delete, [])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _host.Clock.Advance(TimeSpan.FromMinutes(11));

        (await browser.GetAsync(AuthPaths.Delete)).Headers.Location!.OriginalString.ShouldStartWith(AuthPaths.Confirm);
        (await browser.ApiAsync(HttpMethod.Post, "/delete-account")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A15_What_other_modules_have_against_it_is_shown_and_stops_it()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        _other.Owner = (await _host.UserAsync(email)).Id;

        (await browser.TextAsync(AuthPaths.Delete)).ShouldContain("<li>Give the team Acme to somebody else first.</li>");
        using var answer = await browser.ApiAsync(HttpMethod.Post, "/delete-account");
        var deletion = await (await browser.GetAsync("/api/auth/account-deletion")).Content.ReadFromJsonAsync<JsonObject>();

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Give the team Acme to somebody else first.");
        deletion!["obstacles"]!.AsArray().Count.ShouldBe(1);
        (await _host.UserAsync(email)).DeletedAt.ShouldBeNull();
        _other.Owner = null;
        (await browser.ApiAsync(HttpMethod.Post, "/delete-account")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Test]
    public async Task A15_Logging_in_within_the_grace_keeps_the_account()
    {
        var email = await DeletedAsync();
        _host.Clock.Advance(TimeSpan.FromDays(29));
        await CleanAsync();

        using var browser = await _host.SignedInAsync(email);

        (await browser.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _host.UserAsync(email)).DeletedAt.ShouldBeNull();
        (await _host.MailsToAsync(email)).ShouldContain(mail => mail.Mail.Subject == "Your account is not deleted");
        _host.Clock.Advance(TimeSpan.FromDays(2));
        await CleanAsync();
        (await _host.UserAsync(email)).NormalizedEmail.ShouldBe(email);
    }

    [Test]
    public async Task A15_Keeping_the_account_logs_no_other_device_in_again()
    {
        var email = await _host.AccountAsync();
        using var other = await _host.SignedInAsync(email);
        using var browser = await _host.SignedInAsync(email);
        (await browser.PostAsync(AuthPaths.Delete, Sure)).Dispose();

        using var kept = await _host.SignedInAsync(email);

        (await kept.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A15_A_forgotten_password_is_replaced_within_the_grace()
    {
        var email = await DeletedAsync();
        (await _host.Browser().PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();
        (await _host.Browser().PostAsync(await _host.LinkToAsync(email, "auth.reset-password"), new() { ["password"] = "another river bends" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await _host.UserAsync(email)).DeletedAt.ShouldNotBeNull("the link alone keeps nothing");
        (await _host.Browser().LoginAsync(email, "another river bends")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _host.UserAsync(email)).DeletedAt.ShouldBeNull();
    }

    [Test]
    public async Task A15_With_a_second_factor_the_password_alone_keeps_nothing()
    {
        var email = await DeletedAsync();
        var user = await _host.UserAsync(email);
        await _host.InDatabaseAsync(context =>
        {
            context.Add(new TwoFactor { UserId = user.Id, SecretEncrypted = "sealed", EnabledAt = _host.Clock.GetUtcNow().UtcDateTime });
            return context.SaveChangesAsync();
        });

        (await _host.Browser().LoginAsync(email, TestHost.Password)).Headers.Location!.OriginalString.ShouldStartWith(AuthPaths.TwoFactor);

        (await _host.UserAsync(email)).DeletedAt.ShouldNotBeNull();
    }

    [Test]
    public async Task A15_After_the_grace_the_account_is_erased_with_everything_that_names_it()
    {
        var email = await DeletedAsync(withPicture: true);
        var id = (await _host.UserAsync(email)).Id;
        _host.Clock.Advance(TimeSpan.FromDays(30));
        using (var late = await _host.Browser().LoginAsync(email, TestHost.Password))
        {
            (await late.Content.ReadAsStringAsync()).ShouldContain("This account is closed.");
        }

        await CleanAsync();

        _other.Erased.ShouldContain(id);
        foreach (var table in new Func<DbContext, Task<int>>[]
        {
            context => context.Set<User>().CountAsync(one => one.Id == id),
            context => context.Set<UserSession>().CountAsync(one => one.UserId == id),
            context => context.Set<KnownDevice>().CountAsync(one => one.UserId == id),
            context => context.Set<SecurityEvent>().CountAsync(one => one.UserId == id),
            context => context.Set<OneTimeCode>().CountAsync(one => one.UserId == id),
            context => context.Set<PendingEmailChange>().CountAsync(one => one.UserId == id),
            context => context.Set<FileRow>().CountAsync(),
        })
        {
            (await _host.InDatabaseAsync(table)).ShouldBe(0);
        }

        (await _host.MailsToAsync(email))[^1].Kind.ShouldBe("auth.account-erased");
        await _host.AccountAsync(email);
    }

    [Test]
    public async Task A15_What_stands_in_the_way_at_the_end_of_the_grace_keeps_the_data()
    {
        var email = await DeletedAsync();
        var id = (await _host.UserAsync(email)).Id;
        _other.Owner = id;
        _host.Clock.Advance(TimeSpan.FromDays(31));
        await CleanAsync();
        (await _host.UserAsync(email)).Id.ShouldBe(id);
        _other.Erased.ShouldNotContain(id);

        _other.Owner = null;
        await CleanAsync();
        _other.Erased.ShouldContain(id);
    }

    [Test]
    public async Task A15_Accounts_that_wait_for_long_hold_up_no_others()
    {
        var longAgo = _host.Clock.GetUtcNow().UtcDateTime.AddDays(-60);
        var blocked = Enumerable.Range(0, 120).Select(number =>
        {
            var user = new User { DeletedAt = longAgo };
            user.SetEmail(TestHost.Email($"blocked-{number}@example.com"));
            return user;
        }).ToList();
        await _host.InDatabaseAsync(context =>
        {
            context.AddRange(blocked);
            return context.SaveChangesAsync();
        });
        _other.Blocked = [.. blocked.Select(user => user.Id)];
        var email = await DeletedAsync();
        var id = (await _host.UserAsync(email)).Id;
        _host.Clock.Advance(TimeSpan.FromDays(31));

        await CleanAsync();

        _other.Erased.ShouldContain(id);
        _other.Erased.ShouldNotContain(blocked[0].Id);
        await _host.InDatabaseAsync(context => context.Set<User>().Where(user => _other.Blocked.Contains(user.Id)).ExecuteDeleteAsync());
    }

    [Test]
    public async Task A15_A_module_that_fails_to_erase_keeps_the_account_and_no_other()
    {
        var (first, second) = (await DeletedAsync(), await DeletedAsync());
        _other.Fails = (await _host.UserAsync(first)).Id;
        _host.Clock.Advance(TimeSpan.FromDays(31));

        await CleanAsync();

        (await _host.UserAsync(first)).DeletedAt.ShouldNotBeNull();
        (await _host.InDatabaseAsync(context => context.Set<User>().CountAsync(one => one.NormalizedEmail == second))).ShouldBe(0);
        _other.Fails = null;
        await CleanAsync();
    }

    [Test]
    public async Task The_only_administrator_stays()
    {
        var (only, next) = (await _host.AccountAsync(), await _host.AccountAsync());
        await MakeAdministratorAsync(only);
        using var browser = await _host.SignedInAsync(only);

        using (var refused = await browser.ApiAsync(HttpMethod.Post, "/delete-account"))
        {
            (await refused.Content.ReadAsStringAsync()).ShouldContain("You are the only administrator.");
        }

        await MakeAdministratorAsync(next);
        (await browser.ApiAsync(HttpMethod.Post, "/delete-account")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private async Task<string> DeletedAsync(bool withPicture = false)
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        if (withPicture)
        {
            var key = await _host.Services.GetRequiredService<IFileStore>().SaveAsync(new FileContent(new byte[] { 0xFF, 0xD8, 0xFF }, "image/jpeg"), CancellationToken.None);
            await _host.InDatabaseAsync(context => context.Set<User>().Where(one => one.NormalizedEmail == email).ExecuteUpdateAsync(change => change.SetProperty(one => one.AvatarKey, key)));
        }

        (await browser.PostAsync(AuthPaths.Delete, Sure)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return email;
    }

    private Task CleanAsync() => _host.Services.GetRequiredService<Housekeeping>().CleanAsync(CancellationToken.None);

    private Task<int> MakeAdministratorAsync(string email) => _host.InDatabaseAsync(context =>
        context.Set<User>().Where(one => one.NormalizedEmail == email).ExecuteUpdateAsync(change => change.SetProperty(one => one.IsPlatformAdmin, true)));

    /// <summary>As a module for teams would answer.</summary>
    private sealed class OtherModule : IAccountDeletionCheck, IPersonalDataSource
    {
        public Guid? Owner { get; set; }

        public IReadOnlyList<Guid> Blocked { get; set; } = [];

        public Guid? Fails { get; set; }

        public List<Guid> Erased { get; } = [];

        public string Title => "Teams";

        public Task<IReadOnlyList<string>> ObstaclesAsync(Guid userId, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>>(userId == Owner || Blocked.Contains(userId) ? ["Give the team Acme to somebody else first."] : []);

        public Task<object?> ExportAsync(Guid userId, CancellationToken cancellationToken) => Task.FromResult<object?>(null);

        public Task EraseAsync(Guid userId, CancellationToken cancellationToken)
        {
            if (userId == Fails)
            {
                throw new InvalidOperationException("as a test asks for");
            }

            Erased.Add(userId);
            return Task.CompletedTask;
        }
    }
}
