using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>What this module knows about a person, for a copy and for erasure.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class PersonalDataIsCopiedAndErased(DatabaseKind kind)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private InboxHost _host = null!;

    [SetUp]
    public async Task Start() => _host = await InboxHost.StartAsync(kind);

    [TearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task The_copy_holds_notifications_choices_and_messages_of_this_user_alone()
    {
        var (ann, ben) = (await WithAllAsync("Ann's own"), await WithAllAsync("Ben's own"));

        var copy = await ExportAsync(ann.Id);

        copy.ShouldContain("Ann's own");
        copy.ShouldContain("\"kind\":\"sample.export\",\"channel\":\"Email\",\"mode\":\"Digest\"");
        copy.ShouldContain(ann.Email);
        copy.ShouldContain("\"type\":\"Delivered\"");
        copy.ShouldNotContain("Ben's own");
        copy.ShouldNotContain(ben.Email);
        copy.ShouldNotContain("sealed", customMessage: "no secret is copied");
    }

    [Test]
    public async Task Of_somebody_of_whom_nothing_is_known_there_is_no_copy() => (await ExportAsync(Guid.CreateVersion7())).ShouldBe("null");

    [Test]
    public async Task Erasing_leaves_nothing_of_the_user_and_all_of_the_others()
    {
        var (ann, ben) = (await WithAllAsync("Ann's own"), await WithAllAsync("Ben's own"));

        await _host.InScopeAsync(async services =>
        {
            await Source(services).EraseAsync(ann.Id, CancellationToken.None);
            return true;
        });

        (await ExportAsync(ann.Id)).ShouldBe("null");
        (await ExportAsync(ben.Id)).ShouldContain("Ben's own");
        await _host.InDatabaseAsync(async context =>
        {
            (await context.Set<EmailEvent>().CountAsync()).ShouldBe(1);
            (await context.Set<DigestDay>().CountAsync()).ShouldBe(1);
            (await context.Set<EmailRecord>().CountAsync()).ShouldBe(1);
            return true;
        });
    }

    private static NotificationsData Source(IServiceProvider services) => services.GetServices<IPersonalDataSource>().OfType<NotificationsData>().Single();

    private Task<string> ExportAsync(Guid user) => _host.InScopeAsync(async services =>
        JsonSerializer.Serialize(await Source(services).ExportAsync(user, CancellationToken.None), Json));

    private async Task<UserContact> WithAllAsync(string title)
    {
        var user = _host.People.Add();
        var now = _host.Clock.GetUtcNow().UtcDateTime;
        var email = new EmailRecord { UserId = user.Id, Kind = "sample.joined", To = user.Email, State = EmailState.Delivered, QueuedAt = now, NextAttemptAt = now, NotAfter = now.AddDays(3), Content = "sealed", CanRepeat = true };
        email.IdempotencyKey = email.Id.ToString();
        await _host.PreferAsync(user.Id, InboxHost.Export, NotificationMode.Digest);
        await _host.AddAsync(
            new Notification { UserId = user.Id, Kind = "sample.joined", Title = title, CreatedAt = now }, email, new DigestDay { UserId = user.Id, Day = new DateOnly(2026, 3, 1) },
            new EmailEvent { EmailId = email.Id, Provider = "postmark", ProviderEventId = email.IdempotencyKey, Type = EmailEventType.Delivered, At = now, ReceivedAt = now });
        return user;
    }
}
