using System.Data.Common;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>What users choose, by the page and by the API.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class PreferencesAreKept(DatabaseKind kind)
{
    private InboxHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await InboxHost.StartAsync(kind, new() { ["Modules:notifications:digest_hour"] = "7" });

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task All_registered_kinds_are_offered_with_what_is_done_without_a_choice()
    {
        using var visitor = _host.Visitor(_host.People.Add().Id);

        var answer = await visitor.JsonAsync("/preferences");

        ((int)answer["digestHour"]!).ShouldBe(7);
        answer["kinds"]!.AsArray().Select(one => one!.ToJsonString()).ShouldBe(
        [
            """{"kind":"notifications.digest","title":"The daily digest","description":"One e-mail a day with all that you want to be told in it.","isTransactional":false,"mayBeDigested":false,"email":"on","inApp":null}""",
            """{"kind":"sample.joined","title":"New members","description":"Somebody joins a team of yours.","isTransactional":false,"mayBeDigested":true,"email":"on","inApp":true}""",
            """{"kind":"sample.export","title":"Exports","description":null,"isTransactional":false,"mayBeDigested":true,"email":"on","inApp":true}""",
            """{"kind":"sample.locked","title":"Locked account","description":null,"isTransactional":true,"mayBeDigested":true,"email":"on","inApp":true}""",
        ]);
    }

    [Test]
    public async Task N4_Who_cannot_be_reached_is_told()
    {
        var ann = _host.People.Add();
        using var visitor = _host.Visitor(ann.Id);
        ((bool)(await visitor.JsonAsync("/preferences"))["isUnreachable"]!).ShouldBeFalse();
        (await (await visitor.GetAsync("/account/notifications")).Content.ReadAsStringAsync()).ShouldNotContain("We cannot reach your e-mail address");

        await _host.AddAsync(new Suppression { EmailNormalized = ann.Email, Reason = SuppressionReason.HardBounce, Source = "smtp", At = DateTime.UtcNow });

        ((bool)(await visitor.JsonAsync("/preferences"))["isUnreachable"]!).ShouldBeTrue();
        (await (await visitor.GetAsync("/account/notifications")).Content.ReadAsStringAsync()).ShouldContain("We cannot reach your e-mail address: mail to it came back.");
    }

    [Test]
    public async Task A_choice_is_kept_changed_and_nobody_elses()
    {
        var (ann, ben) = (_host.People.Add().Id, _host.People.Add().Id);
        using var visitor = _host.Visitor(ann);

        (await SaveAsync(visitor, new { kind = "sample.joined", email = "digest", inApp = false })).ShouldBe(HttpStatusCode.NoContent);
        (await _host.ModesAsync(ann, "sample.joined")).ShouldBe(new NotificationModes(NotificationMode.Digest, NotificationMode.Off));
        (await SaveAsync(visitor, new { kind = "sample.joined", email = "off", inApp = (bool?)null })).ShouldBe(HttpStatusCode.NoContent);

        (await _host.ModesAsync(ann, "sample.joined")).ShouldBe(new NotificationModes(NotificationMode.Off, NotificationMode.Off), "what is left out stays");
        (await _host.ModesAsync(ann, "sample.export")).ShouldBe(new NotificationModes(NotificationMode.On, NotificationMode.On));
        (await _host.ModesAsync(ben, "sample.joined")).ShouldBe(new NotificationModes(NotificationMode.On, NotificationMode.On));
    }

    [TestCase("sample.locked", "off", null, "always_sent")]
    [TestCase("sample.locked", "digest", null, "always_sent")]
    [TestCase("sample.locked", null, false, "always_sent")]
    [TestCase("notifications.digest", "digest", null, "not_in_digest")]
    [TestCase("sample.none", "off", null, "unknown_kind")]
    [TestCase("sample.joined", "sometimes", null, "unknown_mode")]
    [TestCase("sample.joined", "1", null, "unknown_mode")]
    public async Task N5_What_cannot_be_is_refused_and_then_nothing_is_changed(string name, string? email, bool? inApp, string code)
    {
        var ann = _host.People.Add().Id;
        using var visitor = _host.Visitor(ann);

        var refusal = await visitor.RefusalAsync(HttpMethod.Put, "/preferences", new { kinds = new object[] { new { kind = "sample.export", email = "off" }, new { kind = name, email, inApp } } });

        refusal.ShouldBe((HttpStatusCode.BadRequest, code));
        (await _host.InDatabaseAsync(context => context.Set<NotificationPreference>().CountAsync(one => one.UserId == ann))).ShouldBe(0);
    }

    [TestCase("{}")]
    [TestCase("""{"kinds":null}""")]
    [TestCase("""{"kinds":[null]}""")]
    [TestCase("""{"kinds":[{"kind":"sample.export","email":"off"},null]}""")]
    [TestCase("""{"kinds":[{"kind":"sample.export","email":"off"},{"kind":null,"email":"off"}]}""")]
    [TestCase("""{"kinds":[{"kind":"sample.export","email":"off"},{"email":"off"}]}""")]
    public async Task What_names_no_kind_is_refused_and_then_nothing_is_changed(string body)
    {
        var ann = _host.People.Add().Id;
        using var visitor = _host.Visitor(ann);

        (await visitor.RefusalAsync(HttpMethod.Put, "/preferences", JsonNode.Parse(body))).ShouldBe((HttpStatusCode.BadRequest, "unknown_kind"));

        (await RowsAsync(_host, ann)).ShouldBe(0);
    }

    [Test]
    public async Task More_than_there_are_kinds_is_refused()
    {
        var ann = _host.People.Add().Id;
        using var visitor = _host.Visitor(ann);
        object export = new { kind = "sample.export", email = "off" };

        (await visitor.RefusalAsync(HttpMethod.Put, "/preferences", new { kinds = Enumerable.Repeat(export, 100) })).ShouldBe((HttpStatusCode.BadRequest, "unknown_kind"));

        (await RowsAsync(_host, ann)).ShouldBe(0);
    }

    [Test]
    public async Task What_fails_half_way_leaves_nothing_behind()
    {
        await using var host = await InboxHost.StartAsync(kind, services: services => services.ConfigureDbContext<InboxContext>(options => options.AddInterceptors(new FailingInsert("sample.joined"))));
        var ann = host.People.Add().Id;

        await Should.ThrowAsync<DbUpdateException>(() => host.InScopeAsync(services => services.GetRequiredService<Preferences>().SaveAsync(
            ann, [new("sample.export", NotificationMode.Off, NotificationMode.Off), new("sample.joined", NotificationMode.Off, null)], CancellationToken.None)));

        (await RowsAsync(host, ann)).ShouldBe(0);
    }

    [Test]
    public async Task A_transactional_kind_may_be_said_to_be_on()
    {
        using var visitor = _host.Visitor(_host.People.Add().Id);

        (await SaveAsync(visitor, new { kind = "sample.locked", email = "on", inApp = true })).ShouldBe(HttpStatusCode.NoContent);
    }

    [Test]
    public async Task N5_The_page_says_what_is_always_sent_and_offers_no_choice_of_it()
    {
        using var visitor = _host.Visitor(_host.People.Add().Id);

        var page = await visitor.PageAsync("/account/notifications");

        page.ShouldContain("is always sent and cannot be turned off.");
        page.ShouldContain("<li>Locked account</li>");
        page.ShouldContain("<legend>New members by e-mail</legend>");
        page.ShouldNotContain("Locked account by e-mail");
        page.ShouldNotContain("value=\"sample.locked\"");
        page.ShouldContain("after 07:00");
    }

    [Test]
    public async Task The_page_keeps_a_choice()
    {
        var ann = _host.People.Add().Id;
        using var visitor = _host.Visitor(ann);

        using var saved = await visitor.PostAsync("/account/notifications",
        [
            new("kinds[0].Kind", "sample.joined"), new("kinds[0].Email", "digest"),
            new("kinds[1].Kind", "sample.export"), new("kinds[1].Email", "off"), new("kinds[1].InApp", "true"),
        ]);

        saved.Headers.Location!.ToString().ShouldBe("/account/notifications?done=saved");
        (await _host.ModesAsync(ann, "sample.joined")).ShouldBe(new NotificationModes(NotificationMode.Digest, NotificationMode.Off));
        (await _host.ModesAsync(ann, "sample.export")).ShouldBe(new NotificationModes(NotificationMode.Off, NotificationMode.On));
        var page = await visitor.PageAsync("/account/notifications?done=saved");
        page.ShouldContain("Saved.");
        page.ShouldContain("""name="kinds[1].Email" value="digest" checked="checked">""");
    }

    [TestCase("kinds[0].Kind", "")]
    [TestCase("kinds[0].Kind", null)]
    [TestCase("kinds.index", "none")]
    public async Task The_page_refuses_what_names_no_kind(string field, string? value)
    {
        var ann = _host.People.Add().Id;
        using var visitor = _host.Visitor(ann);

        using var refused = await visitor.PostAsync("/account/notifications", value is null ? [new("kinds[0].Email", "off")] : [new(field, value), new("kinds[0].Email", "off")]);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("There is no such kind");
    }

    [TestCase("sample.locked", "off", "is always sent")]
    [TestCase("sample.joined", "", "Choose on, digest or off.")]
    [TestCase("sample.none", "off", "There is no such kind")]
    public async Task The_page_refuses_with_the_words_of_the_api(string name, string email, string sentence)
    {
        using var visitor = _host.Visitor(_host.People.Add().Id);

        using var refused = await visitor.PostAsync("/account/notifications", [new("kinds[0].Kind", name), new("kinds[0].Email", email)]);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain(sentence);
    }

    [Test]
    public async Task Choices_made_at_the_same_time_end_with_one_row_each()
    {
        for (var round = 0; round < 50; round++)
        {
            var ann = _host.People.Add().Id;
            await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() => _host.InScopeAsync(services => services.GetRequiredService<Preferences>().UnsubscribeAsync(ann, "sample.joined", CancellationToken.None)))));

            (await _host.InDatabaseAsync(context => context.Set<NotificationPreference>().CountAsync(one => one.UserId == ann))).ShouldBe(1);
            (await _host.ModesAsync(ann, "sample.joined")).Email.ShouldBe(NotificationMode.Off);
        }
    }

    private static Task<int> RowsAsync(InboxHost host, Guid user) => host.InDatabaseAsync(context => context.Set<NotificationPreference>().CountAsync(one => one.UserId == user));

    private static async Task<HttpStatusCode> SaveAsync(Visitor visitor, params object[] kinds)
    {
        using var answer = await visitor.ApiAsync(HttpMethod.Put, "/preferences", new { kinds });
        return answer.StatusCode;
    }

    /// <summary>A database that will not have the choices of one kind.</summary>
    private sealed class FailingInsert(string of) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Meets(command) ? throw new InvalidOperationException("The disk is full.") : result);

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Meets(command) ? throw new InvalidOperationException("The disk is full.") : result);

        private bool Meets(DbCommand command) =>
            command.CommandText.Contains("INSERT INTO", StringComparison.Ordinal) && command.Parameters.Cast<DbParameter>().Any(parameter => Equals(parameter.Value, of));
    }
}
