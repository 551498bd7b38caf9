using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class DataIsExported(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind, services: services => services.AddSingleton<IPersonalDataSource, Notes>());

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task A_copy_holds_what_every_module_knows()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);

        using var answer = await browser.PostAsync(AuthPaths.Data, []);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        var parts = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["parts"]!.AsArray();
        parts.Select(part => (string)part!["title"]!).ShouldBe(["Account", "Notes"]);
        ((string)parts[0]!["data"]!["email"]!).ShouldBe(email);
        parts[0]!["data"]!["securityEvents"]!.AsArray().Select(one => (string)one!["type"]!).ShouldContain(SecurityEventTypes.SignedIn);
        ((string)parts[1]!["data"]!["first"]!).ShouldBe("Größe & <b>");
        (await _host.MailsToAsync(email))[^1].Mail.Subject.ShouldBe("A copy of your data was downloaded");
    }

    [Test]
    public async Task A_copy_holds_no_secret()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        (await browser.PostAsync(AuthPaths.Email, new() { ["email"] = $"new-{email}" })).Dispose();
        var user = await _host.UserAsync(email);
        await _host.InDatabaseAsync(context =>
        {
            context.Add(new TwoFactor { UserId = user.Id, SecretEncrypted = "SEALED-SECRET" });
            context.Add(new RecoveryCode { UserId = user.Id, Hash = "HASH-OF-A-CODE" });
            return context.SaveChangesAsync();
        });
        var secrets = await _host.InDatabaseAsync(async context => new List<string?>
        {
            user.PasswordHash, user.SecurityStamp, user.ConcurrencyStamp, "SEALED-SECRET", "HASH-OF-A-CODE",
            (await context.Set<KnownDevice>().FirstAsync(one => one.UserId == user.Id)).TokenHash,
            (await context.Set<PendingEmailChange>().FirstAsync(one => one.UserId == user.Id)).TokenHash,
            (await context.Set<PendingEmailChange>().FirstAsync(one => one.UserId == user.Id)).UndoTokenHash,
            (await context.Set<UserSession>().FirstAsync(one => one.UserId == user.Id)).Id.ToString(),
        });

        var copy = await (await browser.ApiAsync(HttpMethod.Post, "/personal-data")).Content.ReadAsStringAsync();

        copy.ShouldContain($"new-{email}");
        secrets.ShouldAllBe(secret => secret!.Length > 8 && !copy.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    [Test]
    public async Task A_copy_with_a_picture_is_a_zip_file()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        byte[] picture = [0xFF, 0xD8, 0xFF, 7];
        var key = await _host.Services.GetRequiredService<IFileStore>().SaveAsync(new FileContent(picture, "image/jpeg"), CancellationToken.None);
        await _host.InDatabaseAsync(context => context.Set<User>().Where(one => one.NormalizedEmail == email).ExecuteUpdateAsync(change => change.SetProperty(one => one.AvatarKey, key)));

        using var answer = await browser.ApiAsync(HttpMethod.Post, "/personal-data");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        zip.Entries.Select(entry => entry.FullName).ShouldBe(["personal-data.json", "picture.jpg"]);
        await using var json = zip.Entries[0].Open();
        (await JsonNode.ParseAsync(json))!["site"]!.GetValue<string>().ShouldBe("Acme Notes");
        zip.Entries[1].Length.ShouldBe(picture.Length);
    }

    [Test]
    public async Task A_copy_asks_for_a_recent_proof_of_identity()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        _host.Clock.Advance(TimeSpan.FromMinutes(11));

        (await browser.ApiAsync(HttpMethod.Post, "/personal-data")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.GetAsync(AuthPaths.Data)).Headers.Location!.OriginalString.ShouldStartWith(AuthPaths.Confirm);
    }

    [Test]
    public async Task Copies_have_a_limit()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        foreach (var _ in Enumerable.Range(0, 5))
        {
            (await browser.ApiAsync(HttpMethod.Post, "/personal-data")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await browser.ApiAsync(HttpMethod.Post, "/personal-data")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private sealed class Notes : IPersonalDataSource
    {
        public string Title => "Notes";

        public Task<object?> ExportAsync(Guid userId, CancellationToken cancellationToken) => Task.FromResult<object?>(new { First = "Größe & <b>" });

        public Task EraseAsync(Guid userId, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
