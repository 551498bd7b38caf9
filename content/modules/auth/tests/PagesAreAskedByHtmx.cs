using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class PagesAreAskedByHtmx(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A_refused_form_comes_back_as_a_fragment_with_what_is_wrong()
    {
        using var browser = _host.Browser();
        var typed = new Dictionary<string, string> { ["email"] = "nobody", ["password"] = "short" };
        using var whole = await browser.PostAsync(AuthPaths.SignUp, typed);
        browser.Headers.Add("HX-Request", "true");
        using var fragment = await browser.PostAsync(AuthPaths.SignUp, typed);

        whole.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await whole.Content.ReadAsStringAsync()).ShouldContain("<html");
        fragment.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var text = await fragment.Content.ReadAsStringAsync();
        text.ShouldNotContain("<html");
        text.ShouldContain("id=\"email-error\"");
        text.ShouldContain("id=\"password-error\"");
        text.ShouldContain("value=\"nobody\"");
        fragment.Headers.Vary.ShouldContain("HX-Request");
    }

    [Test]
    public async Task One_field_is_checked_while_the_others_are_still_empty()
    {
        using var browser = _host.Browser();
        browser.Headers.Add("HX-Request", "true");

        using var wrong = await browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = "nobody", ["password"] = "" }, "Check&field=email");
        using var right = await browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = "free@example.com", ["password"] = "" }, "Check&field=email");
        using var unknown = await browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = "free@example.com" }, "Check&field=invitation");

        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var field = (await wrong.Content.ReadAsStringAsync()).Trim();
        field.ShouldStartWith("<div class=\"field\">");
        field.ShouldContain("id=\"email-error\"");
        field.ShouldContain("value=\"nobody\"");
        field.ShouldNotContain("password");
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await right.Content.ReadAsStringAsync()).ShouldNotContain("email-error");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task A_check_makes_no_account_and_does_not_tell_of_one()
    {
        var taken = await _host.AccountAsync();
        using var browser = _host.Browser();
        var mails = (await _host.MailsToAsync(taken)).Count;
        var users = await _host.InDatabaseAsync(db => db.Set<User>().CountAsync());

        var answers = new List<string>();
        foreach (var email in new[] { taken, "free@example.com" })
        {
            using var answer = await browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = email, ["password"] = TestHost.Password }, "Check&field=email");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answers.Add((await answer.Content.ReadAsStringAsync()).Replace(email, "", StringComparison.Ordinal));
        }

        answers[1].ShouldBe(answers[0]);
        (await _host.InDatabaseAsync(db => db.Set<User>().CountAsync())).ShouldBe(users);
        (await _host.MailsToAsync(taken)).Count.ShouldBe(mails);
    }

    [TestCase(AuthPaths.Password, "newPassword", "short", "a long and quiet river")]
    [TestCase(AuthPaths.Email, "email", "nobody", "new@example.com")]
    [TestCase(AuthPaths.Profile, "timeZone", "Mars/Olympus", "Asia/Tokyo")]
    [TestCase(AuthPaths.Profile, "locale", "xx-nowhere", "de-CH")]
    public async Task The_fields_of_an_account_are_checked_too(string path, string field, string wrong, string right)
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        browser.Headers.Add("HX-Request", "true");

        using var refused = await browser.PostAsync(path, new() { [field] = wrong }, $"Check&field={field}");
        using var kept = await browser.PostAsync(path, new() { [field] = right }, $"Check&field={field}");

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync()).ShouldContain($"id=\"{field}-error\"");
        kept.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await kept.Content.ReadAsStringAsync()).ShouldNotContain($"id=\"{field}-error\"");
    }

    [Test]
    public async Task The_new_password_of_a_mailed_link_is_checked()
    {
        var email = await _host.AccountAsync();
        using var browser = _host.Browser();
        (await browser.PostAsync(AuthPaths.ForgotPassword, new() { ["email"] = email })).Dispose();
        var link = await _host.LinkToAsync(email, "auth.reset-password");

        using var made = await browser.PostAsync(link, new() { ["password"] = email }, "Check");
        using var good = await browser.PostAsync(link, new() { ["password"] = "a long and quiet river" }, "Check");

        made.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        good.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task Colours_are_chosen_alone_and_at_once()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        (await browser.PostAsync(AuthPaths.Profile, new() { ["name"] = "Ann" })).Dispose();
        browser.Headers.Add("HX-Request", "true");

        using var chosen = await browser.PostAsync(AuthPaths.Profile, new() { ["theme"] = "dark", ["name"] = "half-typed" }, "Theme");
        using var unknown = await browser.PostAsync(AuthPaths.Profile, new() { ["theme"] = "purple" }, "Theme");

        chosen.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        unknown.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var user = await _host.UserAsync(email);
        (user.Theme, user.Name).ShouldBe(("dark", "Ann"));
        (await browser.PostAsync(AuthPaths.Profile, new() { ["theme"] = "system" }, "Theme")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _host.UserAsync(email)).Theme.ShouldBeNull();
    }

    [Test]
    public async Task A_form_of_an_expired_session_is_refused_and_told_where_to_log_in()
    {
        using var browser = _host.Browser();
        browser.Headers.Add("HX-Request", "true");
        browser.Headers.Add("HX-Boosted", "true");

        using var link = await browser.GetAsync(AuthPaths.Profile);
        using var form = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, AuthPaths.Profile));

        link.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        form.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        form.Headers.Location!.OriginalString.ShouldContain($"{AuthPaths.Login}?returnUrl=");
    }

    [Test]
    public async Task A_form_that_needs_a_fresh_proof_is_refused_and_told_where_to_give_it()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        _host.Clock.Advance(TimeSpan.FromHours(1));

        // The page that would give the token is led elsewhere too.
        var token = JsonNode.Parse(await browser.TextAsync("/api/auth/antiforgery"))!;
        browser.Headers.Add((string)token["header"]!, (string)token["token"]!);

        using var without = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, AuthPaths.Email));
        browser.Headers.Add("HX-Request", "true");
        using var form = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, AuthPaths.Email));

        without.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        form.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        form.Headers.Location!.OriginalString.ShouldStartWith($"{AuthPaths.Confirm}?returnUrl=");
    }
}
