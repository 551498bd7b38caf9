using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>Hashing a password takes long: what happens to the account meanwhile counts.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class ChangesMeet(DatabaseKind kind)
{
    private const string Strangers = "what a stranger chose";
    private const string Owners = "what the owner chose";

    private readonly InterruptedHasher _hasher = new();
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind, services: services => services.AddScoped<IPasswordHasher<User>>(_ => _hasher));

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A4_An_account_that_is_confirmed_meanwhile_is_not_taken_over()
    {
        const string Email = "meanwhile@example.com";
        using var owner = _host.Browser();
        (await owner.PostAsync(AuthPaths.SignUp, new() { ["email"] = Email, ["password"] = TestHost.Password })).Dispose();
        var link = await _host.LinkToAsync(Email, "auth.verify-email");
        _hasher.Interrupt(Strangers, async () => (await owner.PostAsync(link, [])).StatusCode.ShouldBe(HttpStatusCode.Redirect));

        using var answer = await _host.Browser().PostAsync(AuthPaths.SignUp, new() { ["email"] = Email, ["password"] = Strangers });

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect); // As every sign-up.
        (await _host.Browser().LoginAsync(Email, Strangers)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await owner.LoginAsync(Email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A5_A_reset_password_stays_whatever_a_thief_changes_meanwhile()
    {
        var email = await _host.AccountAsync();
        using var thief = await _host.SignedInAsync(email);
        (await _host.Browser().PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();
        var link = await _host.LinkToAsync(email, "auth.reset-password");
        _hasher.Interrupt(Strangers, async () => (await _host.Browser().PostAsync(link, new() { ["password"] = Owners })).StatusCode.ShouldBe(HttpStatusCode.Redirect));

        using var answer = await thief.ApiAsync(HttpMethod.Post, "/change-password", new { currentPassword = TestHost.Password, newPassword = Strangers });

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await thief.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _host.Browser().LoginAsync(email, Strangers)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.Browser().LoginAsync(email, Owners)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A2_Of_two_links_that_are_asked_for_at_once_one_counts_and_neither_is_a_fault()
    {
        const string Email = "at-once@example.com";
        var user = await _host.UserAsync(await _host.AccountAsync());

        var first = await _host.InScopeAsync(async late =>
        {
            await IssueAsync(late);
            var token = await _host.InScopeAsync(async early =>
            {
                var issued = await IssueAsync(early);
                await early.GetRequiredService<OneTimeCodes>().SaveAsync(CancellationToken.None);
                return issued;
            });
            await late.GetRequiredService<OneTimeCodes>().SaveAsync(CancellationToken.None);
            return token;
        });

        (await _host.InScopeAsync(services => services.GetRequiredService<OneTimeCodes>().FindAsync(CodePurpose.ResetPassword, first, CancellationToken.None))).ShouldNotBeNull();

        Task<string> IssueAsync(IServiceProvider services) =>
            services.GetRequiredService<OneTimeCodes>().IssueLinkAsync(CodePurpose.ResetPassword, Email, user.Id, OneTimeCodes.ResetLifetime, CancellationToken.None);
    }

    [Test]
    public async Task A15_Deleting_the_account_twice_at_once_is_deleting_it()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        var token = await (await browser.ApiAsync(HttpMethod.Get, "/antiforgery")).Content.ReadFromJsonAsync<JsonObject>();

        var answers = await Task.WhenAll(DeleteAsync(), DeleteAsync());

        answers.ShouldContain(HttpStatusCode.NoContent);
        // Whichever comes late finds it done, or the session ended.
        answers.ShouldAllBe(status => status == HttpStatusCode.NoContent || status == HttpStatusCode.Unauthorized);

        async Task<HttpStatusCode> DeleteAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/delete-account");
            request.Headers.Add((string)token!["header"]!, (string)token["token"]!);
            return (await browser.SendAsync(request)).StatusCode;
        }
    }

    /// <summary>Hashes as always, and does something else before one certain password.</summary>
    private sealed class InterruptedHasher : IPasswordHasher<User>
    {
        private readonly PasswordHasher<User> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 1000 }));
        private (string Password, Func<Task> Work)? _interruption;

        public void Interrupt(string password, Func<Task> work) => _interruption = (password, work);

        public string HashPassword(User user, string password)
        {
            if (_interruption is { } one && one.Password == password)
            {
                _interruption = null;
                one.Work().WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
            }

            return _hasher.HashPassword(user, password);
        }

        public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword) =>
            _hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
