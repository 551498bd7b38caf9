using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core.Tests;

/// <summary>In the database and in a folder alike.</summary>
[TestFixtureSource(nameof(Stores))]
public class FilesAreKept(string store)
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    private TestDatabase _database = null!;
    private TestHost _host = null!;
    private string _folder = "";

    public static IEnumerable<string> Stores => TestDatabase.Kinds.Select(kind => kind.ToString()).Append("Folder");

    private IFileStore Files => _host.Services.GetRequiredService<IFileStore>();

    [SetUp]
    public async Task Start()
    {
        _folder = Path.Combine(Directory.CreateTempSubdirectory("core-files-").FullName, "files");
        _database = TestDatabase.Create(store == "Folder" ? DatabaseKind.Sqlite : Enum.Parse<DatabaseKind>(store));
        _host = await TestHost.StartAsync(settings: new() { ["Files:Folder"] = store == "Folder" ? _folder : "" }, database: _database);
    }

    [TearDown]
    public async Task Stop()
    {
        await _host.DisposeAsync();
        _database.Dispose();
        Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);
    }

    [Test]
    public async Task A_file_comes_back_as_it_was()
    {
        var key = await Files.SaveAsync(new FileContent(Png, "image/png"), CancellationToken.None);

        key.ShouldMatch(@"^[0-9a-f]{32}\.png$");
        await using var file = (await Files.OpenAsync(key, CancellationToken.None)).ShouldNotBeNull();
        (file.Key, file.ContentType).ShouldBe((key, "image/png"));
        (await ReadAsync(file.Content)).ShouldBe(Png);
        (await Files.SaveAsync(new FileContent(Png, "image/png"), CancellationToken.None)).ShouldNotBe(key);
        Directory.Exists(_folder).ShouldBe(store == "Folder");
    }

    [Test]
    public async Task A_deleted_file_is_gone()
    {
        var key = await Files.SaveAsync(new FileContent(Png, "image/png"), CancellationToken.None);
        var other = await Files.SaveAsync(new FileContent(Png, "image/gif"), CancellationToken.None);

        await Files.DeleteAsync(key, CancellationToken.None);
        await Files.DeleteAsync(key, CancellationToken.None);

        (await Files.OpenAsync(key, CancellationToken.None)).ShouldBeNull();
        await using var kept = (await Files.OpenAsync(other, CancellationToken.None)).ShouldNotBeNull();
    }

    [TestCase("../../secret.png")]
    [TestCase("/etc/passwd")]
    [TestCase("0123456789abcdef0123456789abcdef")]
    [TestCase("0123456789abcdef0123456789abcdef.svg")]
    [TestCase("0123456789abcdef0123456789abcdef.png\n")]
    [TestCase("0123456789abcdef0123456789abcdef.png/../x")]
    [TestCase("0123456789ABCDEF0123456789ABCDEF.png")]
    [TestCase("..\\..\\secret.png")]
    [TestCase("")]
    [TestCase(null)]
    public async Task A_key_that_was_never_made_here_leads_nowhere(string? key)
    {
        // What a path out of the folder would reach.
        var secret = Path.Combine(Path.GetDirectoryName(_folder)!, "secret.png");
        await File.WriteAllBytesAsync(secret, Png);
        await Files.SaveAsync(new FileContent(Png, "image/png"), CancellationToken.None);

        FileKey.ContentTypeOf(key).ShouldBeNull("it never becomes a path");
        (await Files.OpenAsync(key!, CancellationToken.None)).ShouldBeNull();
        await Files.DeleteAsync(key!, CancellationToken.None);

        File.Exists(secret).ShouldBeTrue();
    }

    [Test]
    public async Task A_file_that_is_not_wholly_written_is_not_there()
    {
        await Should.ThrowAsync<OperationCanceledException>(() => Files.SaveAsync(new FileContent(Png, "image/png"), new CancellationToken(canceled: true)));

        (Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*", SearchOption.AllDirectories) : []).ShouldBeEmpty();
    }

    [Test]
    public async Task Only_known_types_are_kept() =>
        await Should.ThrowAsync<ArgumentException>(() => Files.SaveAsync(new FileContent("<svg/>"u8.ToArray(), "image/svg+xml"), CancellationToken.None));

    [Test]
    public async Task Saving_a_file_saves_nothing_else()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context;
        context.Add(new Appointment { Id = Guid.CreateVersion7() });

        await scope.ServiceProvider.GetRequiredService<IFileStore>().SaveAsync(new FileContent(Png, "image/png"), CancellationToken.None);

        (await context.Set<Appointment>().CountAsync()).ShouldBe(0);
    }

    [Test]
    public async Task A_browser_shows_it_and_runs_nothing_of_it()
    {
        var key = await Files.SaveAsync(new FileContent(Png, "image/png"), CancellationToken.None);

        using var response = await _host.Client.GetAsync($"/sample/files/{key}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(Png);
        response.Content.Headers.ContentType!.ToString().ShouldBe("image/png");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; sandbox"]);
        response.Headers.CacheControl!.Private.ShouldBeTrue();
        response.Headers.ETag!.Tag.ShouldBe($"\"{key}\"");
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/sample/files/{key}") { Headers = { IfNoneMatch = { response.Headers.ETag } } };
        using var unchanged = await _host.Client.SendAsync(again);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Test]
    public async Task A_deployed_instance_needs_the_whole_path_of_its_folder()
    {
        var refused = await Should.ThrowAsync<OptionsValidationException>(() => TestHost.StartAsync(
            "Production", settings: new() { ["Files:Folder"] = "files", ["Mail:Url"] = "smtps://mail.example.com", ["Mail:From"] = "hello@example.com" }));

        refused.Failures.ShouldHaveSingleItem().ShouldStartWith("Set Files__Folder");
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
