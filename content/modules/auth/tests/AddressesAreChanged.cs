using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class AddressesAreChanged(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A14_The_new_address_counts_once_it_is_confirmed_and_the_old_one_until_then()
    {
        var (old, fresh) = (await _host.AccountAsync(), NewAddress());
        using var browser = await _host.SignedInAsync(old);
        await RequestAsync(browser, fresh);

        (await browser.TextAsync(AuthPaths.Email)).ShouldContain($"waits for {fresh} to be confirmed");
        (await _host.Browser().LoginAsync(fresh, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using (await _host.SignedInAsync(old))
        {
        }

        (await _host.Browser().PostAsync(await _host.LinkToAsync(fresh, "auth.confirm-email-change"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await _host.Browser().LoginAsync(old, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var again = await _host.SignedInAsync(fresh);
        (await browser.TextAsync(AuthPaths.Account)).ShouldContain(fresh);
        (await _host.UserAsync(fresh)).EmailVerifiedAt.ShouldBe(_host.Clock.GetUtcNow().UtcDateTime);
    }

    [Test]
    public async Task A14_It_asks_for_a_recent_proof_of_identity()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        _host.Clock.Advance(TimeSpan.FromMinutes(11));

        using var page = await browser.GetAsync(AuthPaths.Email);
        using var answer = await browser.ApiAsync(HttpMethod.Post, "/change-email", new { email = NewAddress() });

        page.Headers.Location!.OriginalString.ShouldStartWith(AuthPaths.Confirm);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A3_Looking_at_the_links_changes_nothing()
    {
        var (old, fresh) = (await _host.AccountAsync(), NewAddress());
        await RequestAsync(await _host.SignedInAsync(old), fresh);
        using var scanner = _host.Browser();

        (await scanner.TextAsync(await _host.LinkToAsync(fresh, "auth.confirm-email-change"))).ShouldContain("One more click");
        (await scanner.TextAsync(await _host.LinkToAsync(old, "auth.security-notice"))).ShouldContain("Take the change back");

        (await _host.UserAsync(old)).NormalizedEmail.ShouldBe(old);
        (await _host.Browser().PostAsync(await _host.LinkToAsync(fresh, "auth.confirm-email-change"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A14_The_old_address_takes_the_change_back_and_ends_all_sessions()
    {
        var (old, fresh) = (await _host.AccountAsync(), NewAddress());
        using var thief = await _host.SignedInAsync(old);
        await ChangeAsync(thief, fresh);
        var undo = await _host.LinkToAsync(old, "auth.security-notice");

        using var answer = await _host.Browser().PostAsync(undo, []);

        answer.Headers.Location!.OriginalString.ShouldBe("/auth/forgot-password?done=undone");
        (await _host.UserAsync(old)).EmailVerifiedAt.ShouldNotBeNull();
        (await thief.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _host.Browser().LoginAsync(fresh, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.Browser().PostAsync(undo, Token(undo))).StatusCode.ShouldBe(HttpStatusCode.BadRequest, "once is enough");
    }

    [Test]
    public async Task A14_The_old_address_stops_a_change_that_nobody_has_confirmed()
    {
        var (old, fresh) = (await _host.AccountAsync(), NewAddress());
        using var thief = await _host.SignedInAsync(old);
        await RequestAsync(thief, fresh);
        (await _host.Browser().PostAsync(await _host.LinkToAsync(old, "auth.security-notice"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var confirm = await _host.LinkToAsync(fresh, "auth.confirm-email-change");
        (await _host.Browser().PostAsync(confirm, Token(confirm))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await thief.GetAsync(AuthPaths.Account)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A14_The_first_address_takes_back_what_a_thief_has_changed_twice()
    {
        var (old, second, third) = (await _host.AccountAsync(), NewAddress(), NewAddress());
        using var thief = await _host.SignedInAsync(old);
        await ChangeAsync(thief, second);
        await ChangeAsync(thief, third);
        (await _host.Browser().PostAsync(await _host.LinkToAsync(old, "auth.security-notice"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var thiefs = await _host.LinkToAsync(second, "auth.security-notice");
        (await _host.Browser().PostAsync(thiefs, Token(thiefs))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.UserAsync(old)).NormalizedEmail.ShouldBe(old);
    }

    [Test]
    public async Task A14_Taking_it_back_removes_the_ways_in_that_were_added_since_and_no_others()
    {
        var (email, fresh) = (await _host.AccountAsync(), NewAddress());
        using var owners = new SoftwareAuthenticator();
        using var thiefs = new SoftwareAuthenticator();
        using (var owner = await _host.SignedInAsync(email))
        {
            await AddWaysInAsync(owner, owners, "g-owner");
        }

        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        using var thief = await _host.SignedInAsync(email);
        await ChangeAsync(thief, fresh);
        var undo = await _host.LinkToAsync(email, "auth.security-notice");
        await AddWaysInAsync(thief, thiefs, "g-thief");

        (await _host.Browser().PostAsync(undo, [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await SignInAsync(thiefs)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SignInAsync(owners)).ShouldBe(HttpStatusCode.OK);
        var user = await _host.UserAsync(email);
        (await _host.InDatabaseAsync(context => context.Set<ExternalLogin>().Where(one => one.UserId == user.Id).Select(one => one.ProviderKey).ToListAsync())).ShouldBe(["g-owner"]);
        // The notices of their coming went to the new address.
        (await _host.MailsToAsync(email)).Select(mail => mail.Mail.Subject).ShouldContain("A passkey was removed from your account");
        var events = await _host.InDatabaseAsync(context => context.Set<SecurityEvent>().Where(one => one.UserId == user.Id).Select(one => one.Type).ToListAsync());
        events.ShouldContain(SecurityEventTypes.PasskeyRemoved);
        events.ShouldContain(SecurityEventTypes.ExternalUnlinked);

        async Task AddWaysInAsync(Browser browser, SoftwareAuthenticator authenticator, string subject)
        {
            var options = await (await browser.ApiAsync(HttpMethod.Post, "/passkeys/registration-options")).Content.ReadFromJsonAsync<JsonObject>();
            (await browser.ApiAsync(HttpMethod.Post, "/passkeys", new { name = "Passkey", credential = authenticator.Create(options!) })).StatusCode.ShouldBe(HttpStatusCode.OK);
            var id = (await _host.InDatabaseAsync(context => context.Set<User>().SingleAsync(one => one.NormalizedEmail == email || one.NormalizedEmail == fresh))).Id;
            await _host.InDatabaseAsync(context =>
            {
                context.Add(new ExternalLogin { UserId = id, LoginProvider = "google", ProviderKey = subject, CreatedAt = _host.Clock.GetUtcNow().UtcDateTime });
                return context.SaveChangesAsync();
            });
        }

        async Task<HttpStatusCode> SignInAsync(SoftwareAuthenticator authenticator)
        {
            using var browser = _host.Browser();
            var options = await (await browser.ApiAsync(HttpMethod.Post, "/passkeys/sign-in-options")).Content.ReadFromJsonAsync<JsonObject>();
            return (await browser.ApiAsync(HttpMethod.Post, "/passkeys/sign-in", new { credential = authenticator.Get(options!) })).StatusCode;
        }
    }

    [TestCase("reset")]
    [TestCase("change")]
    [TestCase("deletion")]
    public async Task A14_A_new_password_and_a_deletion_stop_a_change_that_waits(string what)
    {
        var (email, fresh) = (await _host.AccountAsync(), NewAddress());
        using var owner = await _host.SignedInAsync(email);
        using var thief = await _host.SignedInAsync(email);
        await RequestAsync(thief, fresh);
        var confirm = await _host.LinkToAsync(fresh, "auth.confirm-email-change");

        switch (what)
        {
            case "reset":
                (await owner.PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();
                (await owner.PostAsync(await _host.LinkToAsync(email, "auth.reset-password"), new() { ["password"] = "what the owner chose" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
                break;
            case "change":
                (await owner.ApiAsync(HttpMethod.Post, "/change-password", new { currentPassword = TestHost.Password, newPassword = "what the owner chose" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
                break;
            default:
                (await thief.ApiAsync(HttpMethod.Post, "/delete-account")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
                (await _host.SignedInAsync(email)).Dispose(); // The owner keeps the account.
                break;
        }

        (await _host.Browser().PostAsync(confirm, Token(confirm))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.UserAsync(email)).NormalizedEmail.ShouldBe(email);
    }

    [Test]
    public async Task A14_A_thief_cannot_block_the_way_back_by_signing_up_with_the_old_address()
    {
        var (old, fresh) = (await _host.AccountAsync(), NewAddress());
        using var thief = await _host.SignedInAsync(old);
        await ChangeAsync(thief, fresh);
        (await thief.ApiAsync(HttpMethod.Post, "/sign-up", new { email = old, password = "what a thief has chosen" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var undo = (await _host.MailsToAsync(old)).Last(mail => mail.Kind == "auth.security-notice");

        (await _host.Browser().PostAsync(PathIn(undo.Mail.Text), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        using var owner = await _host.SignedInAsync(old);
    }

    [Test]
    public async Task A14_Whether_the_address_is_free_is_asked_again_at_the_confirmation()
    {
        var (old, fresh) = (await _host.AccountAsync(), NewAddress());
        await RequestAsync(await _host.SignedInAsync(old), fresh);
        await _host.AccountAsync(fresh);

        var link = await _host.LinkToAsync(fresh, "auth.confirm-email-change");
        using var answer = await _host.Browser().ApiAsync(HttpMethod.Post, "/confirm-email-change", Token(link));

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"email_taken\"");
        (await _host.UserAsync(old)).NormalizedEmail.ShouldBe(old);
    }

    [Test]
    public async Task A14_A_sign_up_that_nobody_has_confirmed_keeps_no_owner_out_of_an_address()
    {
        var (old, fresh) = (await _host.AccountAsync(), NewAddress());
        (await _host.Browser().PostAsync(AuthPaths.SignUp, new() { ["email"] = fresh, ["password"] = "what a stranger chose" })).Dispose();
        var strangers = await _host.LinkToAsync(fresh, "auth.verify-email");

        await ChangeAsync(await _host.SignedInAsync(old), fresh);

        using var owner = await _host.SignedInAsync(fresh);
        (await _host.Browser().PostAsync(strangers, Token(strangers))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.Browser().LoginAsync(fresh, "what a stranger chose")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A1_A_taken_address_is_told_to_its_owner_alone()
    {
        var (email, taken) = (await _host.AccountAsync(), await _host.AccountAsync());
        using var browser = await _host.SignedInAsync(email);

        using var known = await browser.ApiAsync(HttpMethod.Post, "/change-email", new { email = taken });
        using var unknown = await browser.ApiAsync(HttpMethod.Post, "/change-email", new { email = NewAddress() });

        (known.StatusCode, await known.Content.ReadAsStringAsync()).ShouldBe((unknown.StatusCode, await unknown.Content.ReadAsStringAsync()));
        (await _host.MailsToAsync(taken))[^1].Kind.ShouldBe("auth.address-taken");
    }

    [Test]
    public async Task A2_Of_two_requests_the_newer_link_counts()
    {
        var (old, first, second) = (await _host.AccountAsync(), NewAddress(), NewAddress());
        using var browser = await _host.SignedInAsync(old);
        await RequestAsync(browser, first);
        await RequestAsync(browser, second);

        var link = await _host.LinkToAsync(first, "auth.confirm-email-change");
        (await _host.Browser().PostAsync(link, Token(link))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.Browser().PostAsync(await _host.LinkToAsync(second, "auth.confirm-email-change"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [TestCase(23, HttpStatusCode.Redirect)]
    [TestCase(24, HttpStatusCode.BadRequest)]
    public async Task A2_The_link_to_the_new_address_is_good_for_a_day(int hours, HttpStatusCode answer)
    {
        var fresh = NewAddress();
        await RequestAsync(await _host.SignedInAsync(await _host.AccountAsync()), fresh);
        var link = await _host.LinkToAsync(fresh, "auth.confirm-email-change");

        _host.Clock.Advance(TimeSpan.FromHours(hours));

        (await _host.Browser().PostAsync(link, Token(link))).StatusCode.ShouldBe(answer);
    }

    [Test]
    public async Task A14_What_was_mailed_to_the_old_address_is_worth_nothing_after_the_change()
    {
        var (old, fresh) = (await _host.AccountAsync(), NewAddress());
        (await _host.Browser().PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = old })).Dispose();
        var reset = await _host.LinkToAsync(old, "auth.reset-password");

        await ChangeAsync(await _host.SignedInAsync(old), fresh);

        (await _host.Browser().PostAsync(reset, new(Token(reset)) { ["password"] = "a password by the old mailbox" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task Tokens_of_changes_are_stored_as_hashes()
    {
        var fresh = NewAddress();
        await RequestAsync(await _host.SignedInAsync(await _host.AccountAsync()), fresh);
        var token = Token(await _host.LinkToAsync(fresh, "auth.confirm-email-change"))["token"];

        (await _host.InDatabaseAsync(context => context.Set<PendingEmailChange>().SingleAsync(one => one.NewEmail == fresh))).TokenHash.ShouldBe(Secrets.Hash(token));
    }

    private static string NewAddress() => $"new-{Guid.CreateVersion7():N}@example.com";

    private static async Task RequestAsync(Browser browser, string email) =>
        (await browser.PostAsync(AuthPaths.Email, new() { ["email"] = email })).StatusCode.ShouldBe(HttpStatusCode.Redirect);

    private async Task ChangeAsync(Browser browser, string email)
    {
        await RequestAsync(browser, email);
        (await _host.Browser().PostAsync(await _host.LinkToAsync(email, "auth.confirm-email-change"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private static Dictionary<string, string> Token(string link) => new() { ["token"] = link.Split("token=")[1].Split('&')[0] };

    private static string PathIn(string text) => new Uri(text.Split('\n').First(line => line.StartsWith(TestHost.Address.AbsoluteUri, StringComparison.Ordinal))).PathAndQuery;
}
