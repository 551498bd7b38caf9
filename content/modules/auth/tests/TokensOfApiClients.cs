using System.Net;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class TokensOfApiClients(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A7_A_client_gets_tokens_for_a_password_and_no_cookie()
    {
        var email = await _host.AccountAsync();
        using var client = new ApiClient(_host);

        await client.LoginAsync(email);

        ((string)client.LastAnswer["tokenType"]!).ShouldBe("Bearer");
        ((int)client.LastAnswer["expiresIn"]!).ShouldBe(600);
        client.CookieCount.ShouldBe(0);
        using var session = await client.GetAsync("/session");
        ((string)(await Authenticator.JsonAsync(session))["email"]!).ShouldBe(email);
        using var sessions = await client.GetAsync("/sessions");
        (await sessions.Content.ReadAsStringAsync()).ShouldContain("\"kind\":\"api\"");
    }

    [Test]
    public async Task A7_The_second_factor_is_asked_for()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        var app = await Authenticator.TurnOnAsync(_host, browser);
        using var client = new ApiClient(_host);

        (await client.PostAsync("/token", new { email, password = TestHost.Password })).ShouldBe(HttpStatusCode.Unauthorized);
        ((string)client.LastAnswer["code"]!).ShouldBe("second_factor_required");
        (await client.PostAsync("/token", new { email, password = TestHost.Password, code = app.WrongCode() })).ShouldBe(HttpStatusCode.BadRequest);
        (await client.PostAsync("/token", new { email, password = "not the password", code = app.NextCode() })).ShouldBe(HttpStatusCode.Unauthorized);

        await client.LoginAsync(email, app.NextCode());
        using var other = new ApiClient(_host);
        (await other.PostAsync("/token", new { email, password = TestHost.Password, code = app.Code() })).ShouldBe(HttpStatusCode.BadRequest, "the code is used up");
        await other.LoginAsync(email, app.RecoveryCodes[0]);
    }

    [Test]
    public async Task A9_Tokens_have_the_limits_of_logins()
    {
        var email = await _host.AccountAsync();
        foreach (var _ in Enumerable.Range(0, 5))
        {
            using var guesser = new ApiClient(_host);
            (await guesser.PostAsync("/token", new { email, password = "a wrong guess" })).ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var client = new ApiClient(_host);
        (await client.PostAsync("/token", new { email, password = TestHost.Password })).ShouldBe(HttpStatusCode.TooManyRequests);
        (await _host.Browser().LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, "counted together");
    }

    [Test]
    public async Task A9_Codes_for_tokens_are_limited()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        var app = await Authenticator.TurnOnAsync(_host, browser);
        foreach (var _ in Enumerable.Range(0, 5))
        {
            using var guesser = new ApiClient(_host);
            (await guesser.PostAsync("/token", new { email, password = TestHost.Password, code = app.WrongCode() })).ShouldBe(HttpStatusCode.BadRequest);
        }

        using var client = new ApiClient(_host);
        (await client.PostAsync("/token", new { email, password = TestHost.Password, code = app.NextCode() })).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Test]
    public async Task A1_Known_and_unknown_addresses_are_answered_alike()
    {
        using var client = new ApiClient(_host);
        var known = (await client.PostAsync("/token", new { email = await _host.AccountAsync(), password = "a wrong guess" }), client.LastAnswer.ToJsonString());
        var unknown = (await client.PostAsync("/token", new { email = "nobody@example.com", password = "a wrong guess" }), client.LastAnswer.ToJsonString());

        Without(known).ShouldBe(Without(unknown));

        static (HttpStatusCode, string) Without((HttpStatusCode Status, string Body) answer) =>
            (answer.Status, System.Text.RegularExpressions.Regex.Replace(answer.Body, "\"traceId\":\"[^\"]*\"", ""));
    }

    [Test]
    public async Task An_account_that_may_not_be_used_gets_no_tokens()
    {
        var email = await _host.AccountAsync();
        using var client = new ApiClient(_host);
        await client.LoginAsync(email);
        await _host.InDatabaseAsync(context => context.Set<User>().Where(user => user.NormalizedEmail == email)
            .ExecuteUpdateAsync(change => change.SetProperty(user => user.DisabledAt, _host.Clock.GetUtcNow().UtcDateTime)));

        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await client.PostAsync("/token", new { email, password = TestHost.Password })).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A7_An_access_token_ends_and_a_refresh_token_brings_the_next()
    {
        using var client = await SignedInAsync();
        var first = client.AccessToken;
        _host.Clock.Advance(TimeSpan.FromMinutes(10));
        using var late = await client.GetAsync("/session");
        late.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        late.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer error=\"invalid_token\"");

        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.OK);

        client.AccessToken.ShouldNotBe(first);
        (await client.GetAsync("/session")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A7_The_token_before_is_good_for_thirty_seconds()
    {
        using var client = await SignedInAsync();
        var before = client.RefreshToken;
        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.OK);
        var current = client.RefreshToken;
        _host.Clock.Advance(TimeSpan.FromSeconds(29));

        client.RefreshToken = before;
        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.OK);

        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.OK, "what the late one brought is good");
        (await client.TryAsync(current)).ShouldBe(HttpStatusCode.OK, "and so is the same token as the other request got it, as the one before");
    }

    [Test]
    public async Task A7_After_thirty_seconds_it_is_a_replay_and_ends_the_session()
    {
        using var client = await SignedInAsync();
        var before = client.RefreshToken;
        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.OK);
        _host.Clock.Advance(TimeSpan.FromSeconds(30));

        (await client.TryAsync(before)).ShouldBe(HttpStatusCode.Unauthorized);

        await ShouldHaveEndedAsync(client, RevocationReasons.Replayed);
    }

    [Test]
    public async Task A7_An_older_token_is_a_replay_at_once_and_told_by_mail_once()
    {
        var email = await _host.AccountAsync();
        using var client = new ApiClient(_host);
        await client.LoginAsync(email);
        var oldest = client.RefreshToken;
        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.OK);
        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.OK);

        (await client.TryAsync(oldest)).ShouldBe(HttpStatusCode.Unauthorized);
        (await client.TryAsync(oldest)).ShouldBe(HttpStatusCode.Unauthorized);

        await ShouldHaveEndedAsync(client, RevocationReasons.Replayed);
        (await _host.MailsToAsync(email)).ShouldHaveSingleItemOf("A program was logged out");
    }

    [Test]
    public async Task A7_A_replay_ends_that_session_alone()
    {
        var email = await _host.AccountAsync();
        using var client = new ApiClient(_host);
        using var other = new ApiClient(_host);
        await client.LoginAsync(email);
        await other.LoginAsync(email);
        var oldest = client.RefreshToken;
        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.OK);
        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.OK);

        (await client.TryAsync(oldest)).ShouldBe(HttpStatusCode.Unauthorized);

        (await other.RefreshAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A7_Of_many_refreshes_at_once_one_rotates_and_all_get_the_same()
    {
        using var client = await SignedInAsync();
        var token = client.RefreshToken;
        var clients = Enumerable.Range(0, 8).Select(_ => new ApiClient(_host) { RefreshToken = token }).ToList();

        var answers = await Task.WhenAll(clients.Select(one => one.RefreshAsync()));

        answers.ShouldAllBe(answer => answer == HttpStatusCode.OK);
        var session = await SessionAsync(client);
        session.Version.ShouldBe(1);
        session.RevokedAt.ShouldBeNull();
        (await clients[0].RefreshAsync()).ShouldBe(HttpStatusCode.OK);
        (await SessionAsync(client)).Version.ShouldBe(2);
        clients.ForEach(one => one.Dispose());
    }

    [Test]
    public async Task A7_Of_a_refresh_and_a_replay_at_once_the_replay_ends_the_session()
    {
        foreach (var _ in Enumerable.Range(0, 5))
        {
            using var client = await SignedInAsync();
            var oldest = client.RefreshToken;
            (await client.RefreshAsync()).ShouldBe(HttpStatusCode.OK);
            (await client.RefreshAsync()).ShouldBe(HttpStatusCode.OK);
            using var thief = new ApiClient(_host);

            await Task.WhenAll(thief.TryAsync(oldest), client.RefreshAsync(), thief.TryAsync(oldest));

            await ShouldHaveEndedAsync(client, RevocationReasons.Replayed);
        }
    }

    [TestCase("")]
    [TestCase("no token")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_token_is_refused(string token)
    {
        using var client = new ApiClient(_host);
        (await client.TryAsync(token)).ShouldBe(HttpStatusCode.Unauthorized);
        (await client.TryAsync(new string('A', 100_000))).ShouldBe(HttpStatusCode.Unauthorized);
        client.AccessToken = token.Length == 0 ? "x" : token;
        (await client.GetAsync("/session")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A9_Guessed_tokens_are_limited()
    {
        using var client = new ApiClient(_host);
        foreach (var _ in Enumerable.Range(0, 10))
        {
            (await client.TryAsync("a guess")).ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await client.TryAsync("a guess")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Test]
    public async Task One_kind_of_token_is_not_taken_for_the_other()
    {
        using var client = await SignedInAsync();
        (client.AccessToken, client.RefreshToken) = (client.RefreshToken, client.AccessToken);

        (await client.GetAsync("/session")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Logging_out_ends_the_tokens()
    {
        using var client = await SignedInAsync();

        (await client.PostAsync("/logout", new { })).ShouldBe(HttpStatusCode.NoContent);

        (await client.GetAsync("/session")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A5_A_changed_password_ends_the_tokens_of_others_and_keeps_those_that_changed_it()
    {
        var email = await _host.AccountAsync();
        using var here = new ApiClient(_host);
        using var there = new ApiClient(_host);
        await here.LoginAsync(email);
        await there.LoginAsync(email);

        (await here.PostAsync("/change-password", new { currentPassword = TestHost.Password, newPassword = "another river entirely" })).ShouldBe(HttpStatusCode.NoContent);

        (await there.GetAsync("/session")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await there.RefreshAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await here.GetAsync("/session")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await here.RefreshAsync()).ShouldBe(HttpStatusCode.OK);
        here.CookieCount.ShouldBe(0);
    }

    [Test]
    public async Task A6_A_client_proves_again_who_its_user_is()
    {
        using var client = await SignedInAsync();
        _host.Clock.Advance(TimeSpan.FromMinutes(11));
        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.OK);
        (await client.SendAsync(HttpMethod.Get, "/sensitive", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, "a refresh proves nothing");

        (await client.PostAsync("/reauthenticate", new { password = TestHost.Password })).ShouldBe(HttpStatusCode.NoContent);

        (await client.SendAsync(HttpMethod.Get, "/sensitive", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        client.CookieCount.ShouldBe(0);
    }

    [Test]
    public async Task A6_Unused_for_too_long_the_tokens_end()
    {
        using var client = await SignedInAsync();
        _host.Clock.Advance(TimeSpan.FromDays(14));

        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await SessionAsync(client)).RevokedReason.ShouldBeNull("that is no replay");
    }

    [Test]
    public async Task A_wrong_token_is_not_made_good_by_a_cookie()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/auth/session");
        request.Headers.Authorization = new("Bearer", "none");

        (await browser.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A_login_by_cookie_is_none_of_the_tokens_business()
    {
        var email = await _host.AccountAsync();
        using var client = new ApiClient(_host);
        await client.LoginAsync(email);

        (await client.PostAsync("/login", new { email, password = TestHost.Password })).ShouldBe(HttpStatusCode.OK);

        client.CookieCount.ShouldBeGreaterThan(0);
    }

    [Test]
    public async Task The_database_has_no_token_in_it()
    {
        using var client = await SignedInAsync();

        var session = await SessionAsync(client);

        session.RefreshHash!.Length.ShouldBe(64);
        client.RefreshToken.ShouldNotContain(session.RefreshHash);
    }

    [Test]
    public async Task A_new_client_is_told_by_mail_once()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        using var client = new ApiClient(_host);
        await client.LoginAsync(email);
        await client.LoginAsync(email);

        (await _host.MailsToAsync(email)).ShouldHaveSingleItemOf("New login to your account");
    }

    private async Task<ApiClient> SignedInAsync()
    {
        var client = new ApiClient(_host);
        await client.LoginAsync(await _host.AccountAsync());
        return client;
    }

    private async Task ShouldHaveEndedAsync(ApiClient client, string reason)
    {
        (await client.GetAsync("/session")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.RefreshAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await SessionAsync(client)).RevokedReason.ShouldBe(reason);
    }

    private Task<UserSession> SessionAsync(ApiClient client)
    {
        var seals = (TokenSeals)_host.Services.GetService(typeof(TokenSeals))!;
        var id = seals.OpenRefresh(client.RefreshToken)!.SessionId;
        return _host.InDatabaseAsync(context => context.Set<UserSession>().AsNoTracking().SingleAsync(session => session.Id == id));
    }
}
