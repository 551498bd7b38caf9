using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class ProfilesAreKept(DatabaseKind kind)
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task Name_language_time_zone_and_colours_are_in_force_at_once()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        (await browser.TextAsync(AuthPaths.Events)).ShouldContain("UTC</td>");

        (await browser.PostAsync(AuthPaths.Profile, new() { ["name"] = " Ann Müller ", ["locale"] = "de-ch", ["timeZone"] = "Asia/Tokyo", ["theme"] = "dark" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var user = await _host.UserAsync(email);
        (user.Name, user.Locale, user.TimeZone, user.Theme).ShouldBe(("Ann Müller", "de-CH", "Asia/Tokyo", "dark"));
        var page = await browser.TextAsync(AuthPaths.Events);
        page.ShouldContain("data-theme=\"dark\"");
        var local = TimeZoneInfo.ConvertTimeFromUtc(_host.Clock.GetUtcNow().UtcDateTime, TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"));
        page.ShouldContain($"<td>{local:yyyy-MM-dd HH:mm}</td>");
        (await browser.TextAsync(AuthPaths.Account)).ShouldContain("Ann M&#xFC;ller");
    }

    [Test]
    public async Task The_devices_own_colours_are_used_until_others_are_chosen()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        (await browser.ApiAsync(HttpMethod.Put, "/profile", new { theme = "light" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await browser.TextAsync(AuthPaths.Account)).ShouldContain("data-theme=\"light\"");

        (await browser.ApiAsync(HttpMethod.Put, "/profile", new { theme = "system" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await _host.UserAsync(email)).Theme.ShouldBeNull();
        (await browser.TextAsync(AuthPaths.Account)).ShouldContain("data-theme=\"system\"");
    }

    [TestCase("locale", "xx-nowhere")]
    [TestCase("locale", "de-CH-and-much-more-than-anybody-can-mean")]
    [TestCase("timeZone", "Mars/Olympus")]
    [TestCase("timeZone", "../../etc/passwd")]
    [TestCase("theme", "purple")]
    [TestCase("name", "Ann\nBcc: all@example.com")]
    public async Task What_is_none_is_refused_by_page_and_api(string field, string value)
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);

        (await browser.PostAsync(AuthPaths.Profile, new() { [field] = value })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var answer = await browser.ApiAsync(HttpMethod.Put, "/profile", new Dictionary<string, string> { [field] = value });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsObject().Single().Key.ShouldBe(field);
    }

    [Test]
    public async Task A_picture_is_shown_as_what_it_is_and_replaced_without_a_rest()
    {
        var email = await _host.AccountAsync();
        using var browser = await _host.SignedInAsync(email);
        (await UploadAsync(browser, Png)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var first = (await ProfileAsync(browser))["avatar"]!.GetValue<string>();
        (await browser.TextAsync(AuthPaths.Profile)).ShouldContain($"<img src=\"{first}\"");

        using (var picture = await browser.GetAsync(first))
        {
            picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
            picture.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            picture.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
            (await picture.Content.ReadAsByteArrayAsync()).ShouldBe(Png);
        }

        (await UploadAsync(browser, [.. Png, 4])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var second = (await ProfileAsync(browser))["avatar"]!.GetValue<string>();
        second.ShouldNotBe(first);
        (await FilesAsync()).ShouldBe(1);
        (await browser.GetAsync(first)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _host.Browser().GetAsync(second)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await browser.ApiAsync(HttpMethod.Delete, "/profile/avatar")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await FilesAsync()).ShouldBe(0);
        (await browser.GetAsync(second)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task What_only_says_that_it_is_a_picture_is_none()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());

        using var answer = await UploadAsync(browser, "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray());

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Please choose a picture: PNG, JPEG, GIF or WebP.");
    }

    [Test]
    public async Task Nobody_fetches_another_file_as_a_picture()
    {
        using var browser = await _host.SignedInAsync(await _host.AccountAsync());
        var files = _host.Services.GetRequiredService<IFileStore>();
        var key = await files.SaveAsync(new FileContent(Png, "image/png"), CancellationToken.None);
        var id = (await ProfileAsync(browser))["id"]!.GetValue<string>();

        (await browser.GetAsync($"/api/auth/avatars/{id}/{key}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await files.DeleteAsync(key, CancellationToken.None);
    }

    private async Task<int> FilesAsync() => await _host.InDatabaseAsync(context => context.Set<FileRow>().CountAsync());

    private static async Task<JsonObject> ProfileAsync(Browser browser) => (await (await browser.GetAsync("/api/auth/profile")).Content.ReadFromJsonAsync<JsonObject>())!;

    private static async Task<HttpResponseMessage> UploadAsync(Browser browser, byte[] bytes)
    {
        var token = (await (await browser.GetAsync("/api/auth/antiforgery")).Content.ReadFromJsonAsync<JsonObject>())!;
        using var picture = new ByteArrayContent(bytes) { Headers = { ContentType = new("image/png") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{AuthPaths.Profile}?handler=Avatar") { Content = new MultipartFormDataContent { { picture, "avatar", "me.png" } } };
        request.Headers.Add((string)token["header"]!, (string)token["token"]!);
        return await browser.SendAsync(request);
    }
}
