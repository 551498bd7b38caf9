using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QsApp.Data;
using QsApp.Features.QsMany;
using QsApp.Hosting;

namespace QsApp.Tests;

/// <summary>The endpoints of qs many, as the client uses them. Who is let in is tested last, and granted to all before.</summary>
public class QsManyTests
{
    private const string Nobodys = "00000000-0000-0000-0000-000000000001";

    private AppFactory _app = null!;
    private WebApplicationFactory<AppDbContext> _open = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await AppFactory.StartAsync();
        _open = _app.WithWebHostBuilder(host => host.ConfigureTestServices(services => services.AddSingleton<IAuthorizationHandler, Everybody>()));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _open.DisposeAsync();
        await _app.DisposeAsync();
    }

    [SetUp]
    public async Task Begin()
    {
        _client = _open.CreateClient(new() { AllowAutoRedirect = false });
        using var scope = _open.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<QsItem>().ExecuteDeleteAsync();
    }

    [TearDown]
    public void End() => _client.Dispose();

    [Test]
    public async Task A_list_without_rows_is_empty()
    {
        var list = await ListAsync();

        list.Rows.ShouldBeEmpty();
        (list.Number, list.Last).ShouldBe((1, 1));
    }

    [Test]
    public async Task What_is_made_is_in_the_list_and_at_its_address()
    {
        using var answer = await SendAsync(HttpMethod.Post, "/api/qs-many", new QsItemInput { Name = " First <one> ", Notes = "One line\r\nand another" });

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var row = (await ListAsync()).Rows.ShouldHaveSingleItem();
        row.Name.ShouldBe("First <one>");
        row.Notes.ShouldBe("One line\nand another");
        row.CreatedUtc.ShouldBe(DateTime.UtcNow, TimeSpan.FromMinutes(5));
        (await _client.GetFromJsonAsync<QsItemAnswer>(answer.Headers.Location)).ShouldBe(row);
    }

    [TestCase(null, null, "Name", "Write a name.")]
    [TestCase("   ", null, "Name", "Write a name.")]
    [TestCase("201", null, "Name", "A name has at most 200 characters.")]
    [TestCase("a", "2001", "Notes", "Notes have at most 2000 characters.")]
    [TestCase("a\0b", null, "Name", "Leave out characters that cannot be shown.")]
    public async Task Input_that_does_not_fit_is_refused_by_its_field(string? name, string? notes, string field, string sentence)
    {
        var id = Seed(1)[0].Id;
        foreach (var (verb, path) in new[] { (HttpMethod.Post, "/api/qs-many"), (HttpMethod.Put, $"/api/qs-many/{id}") })
        {
            using var answer = await SendAsync(verb, path, new QsItemInput { Name = Long(name), Notes = Long(notes) });

            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            var problem = (await answer.Content.ReadFromJsonAsync<HttpValidationProblemDetails>())!;
            problem.Errors[field].ShouldBe([sentence]);
        }

        (await ListAsync()).Rows.ShouldHaveSingleItem().Name.ShouldBe("Row 0");
    }

    [Test]
    public async Task A_request_without_the_token_is_refused()
    {
        using var answer = await _client.PostAsJsonAsync("/api/qs-many", new QsItemInput { Name = "Forged" });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ListAsync()).Rows.ShouldBeEmpty();
    }

    [Test]
    public async Task A_change_is_kept()
    {
        var id = Seed(1)[0].Id;

        using var answer = await SendAsync(HttpMethod.Put, $"/api/qs-many/{id}", new QsItemInput { Name = "Changed" });

        var row = (await answer.Content.ReadFromJsonAsync<QsItemAnswer>())!;
        (row.Name, row.Version).ShouldBe(("Changed", 1));
        (await ListAsync()).Rows.ShouldBe([row]);
    }

    [Test]
    public async Task Of_two_who_change_the_same_the_second_is_told_and_overwrites_nothing()
    {
        var id = Seed(1)[0].Id;
        using var first = await SendAsync(HttpMethod.Put, $"/api/qs-many/{id}", new QsItemInput { Name = "By the first" });

        using var second = await SendAsync(HttpMethod.Put, $"/api/qs-many/{id}", new QsItemInput { Name = "By the second" });
        using var deletion = await SendAsync(HttpMethod.Delete, $"/api/qs-many/{id}?version=0");

        foreach (var answer in new[] { second, deletion })
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("Somebody else has changed it since you opened it");
        }

        (await ListAsync()).Rows.ShouldHaveSingleItem().Name.ShouldBe("By the first");
    }

    [Test]
    public async Task It_is_deleted()
    {
        var id = Seed(1)[0].Id;

        using var answer = await SendAsync(HttpMethod.Delete, $"/api/qs-many/{id}?version=0");

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ListAsync()).Rows.ShouldBeEmpty();
    }

    [TestCase("GET")]
    [TestCase("PUT")]
    [TestCase("DELETE")]
    public async Task What_is_not_there_is_404(string verb)
    {
        var body = verb == "PUT" ? new QsItemInput { Name = "Nobody" } : null;
        using var answer = await SendAsync(new HttpMethod(verb), $"/api/qs-many/{Nobodys}?version=0", body);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [TestCase(1, 1, 20)]
    [TestCase(2, 2, 1)]
    [TestCase(-1, 1, 20)]
    [TestCase(99, 2, 1)]
    public async Task A_long_list_comes_page_by_page_the_newest_first(int number, int shown, int rows)
    {
        Seed(QsManyApi.PageSize + 1);

        var list = await ListAsync(number);

        (list.Number, list.Last, list.Rows.Count).ShouldBe((shown, 2, rows));
        list.Rows[0].Name.ShouldBe(shown == 1 ? $"Row {QsManyApi.PageSize}" : "Row 0");
    }

    [TestCase("/qs-many")]
    [TestCase("/qs-many/new")]
    [TestCase("/qs-many/" + Nobodys)]
    public async Task The_client_has_a_page_at(string path)
    {
        using var answer = await _client.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task Strangers_are_not_let_in()
    {
        await using var app = _app.WithWebHostBuilder(host => host.ConfigureTestServices(services => services.AddSingleton<IAuthorizationHandler, Nobody>()));
        using var client = app.CreateClient();
        var input = new QsItemInput { Name = "Mine" };
        (HttpMethod, string, QsItemInput?)[] requests =
        [
            (HttpMethod.Get, "/api/qs-many", null), (HttpMethod.Post, "/api/qs-many", input), (HttpMethod.Get, $"/api/qs-many/{Nobodys}", null),
            (HttpMethod.Put, $"/api/qs-many/{Nobodys}", input), (HttpMethod.Delete, $"/api/qs-many/{Nobodys}?version=0", null),
        ];
        foreach (var (verb, path, body) in requests)
        {
            using var answer = await SendAsync(client, verb, path, body);
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);
        }
    }

    private async Task<QsManyAnswer> ListAsync(int number = 1) => (await _client.GetFromJsonAsync<QsManyAnswer>($"/api/qs-many?number={number}"))!;

    private Task<HttpResponseMessage> SendAsync(HttpMethod verb, string path, QsItemInput? input = null) => SendAsync(_client, verb, path, input);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod verb, string path, QsItemInput? input)
    {
        var token = (await client.GetFromJsonAsync<AntiforgeryToken>("/api/antiforgery"))!;
        using var request = new HttpRequestMessage(verb, path) { Content = input is null ? null : JsonContent.Create(input) };
        request.Headers.Add(token.Header, token.Token);
        return await client.SendAsync(request);
    }

    /// <summary>Rows of which each is a minute younger than the one before.</summary>
    private List<QsItem> Seed(int count)
    {
        var rows = Enumerable.Range(0, count)
            .Select(number => new QsItem { Name = $"Row {number}", CreatedUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(number) }).ToList();
        using var scope = _open.Services.CreateScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        database.AddRange(rows);
        database.SaveChanges();
        return rows;
    }

    /// <summary>A number stands for so many letters.</summary>
    private static string? Long(string? text) => int.TryParse(text, out var length) ? new string('a', length) : text;

    private sealed class Everybody : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context)
        {
            context.PendingRequirements.ToList().ForEach(context.Succeed);
            return Task.CompletedTask;
        }
    }

    private sealed class Nobody : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context)
        {
            context.Fail();
            return Task.CompletedTask;
        }
    }
}
