using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QsApp.Data;
using QsApp.Features.QsMany;
using QsApp.Pages.QsMany;

namespace QsApp.Tests;

/// <summary>The pages of qs many, as a browser without scripts uses them. Who is let in is tested last, and granted to all before.</summary>
public partial class QsManyTests
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
    public async Task A_list_without_rows_says_so_and_leads_on()
    {
        var list = await _client.GetStringAsync("/qs-many");

        list.ShouldContain("There are no qs many yet.");
        list.ShouldContain("href=\"/qs-many/new\"");
        list.ShouldNotContain("<table");
    }

    [Test]
    public async Task The_navigation_leads_to_the_list()
    {
        (await _client.GetStringAsync("/about")).ShouldContain("<a href=\"/qs-many\">Qs many</a>");
        (await _client.GetStringAsync("/qs-many")).ShouldContain("<a href=\"/qs-many\" aria-current=\"page\">Qs many</a>");
    }

    [Test]
    public async Task What_is_made_is_in_the_list_and_the_page_says_so_once()
    {
        using var answer = await SendAsync("/qs-many/new", ("Input.Name", " First <one> "), ("Input.Notes", "One line\r\nand another"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe("/qs-many");
        var list = await _client.GetStringAsync("/qs-many");
        list.ShouldContain("First &lt;one&gt; is there.");
        list.ShouldContain(">First &lt;one&gt;</a>");
        (await _client.GetStringAsync("/qs-many")).ShouldNotContain("is there.");
        var row = Rows().ShouldHaveSingleItem();
        row.Name.ShouldBe("First <one>");
        row.Notes.ShouldBe("One line\nand another");
        row.CreatedUtc.ShouldBe(DateTime.UtcNow, TimeSpan.FromMinutes(5));
    }

    [TestCase("", "", "Write a name.")]
    [TestCase("   ", "", "Write a name.")]
    [TestCase("201", "", "A name has at most 200 characters.")]
    [TestCase("a", "2001", "Notes have at most 2000 characters.")]
    [TestCase("a\u0001b", "", "Leave out characters that cannot be shown.")]
    public async Task Input_that_does_not_fit_is_refused_at_its_field_and_kept(string name, string notes, string sentence)
    {
        using var answer = await SendAsync("/qs-many/new", ("Input.Name", Long(name)), ("Input.Notes", Long(notes)));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain($">{sentence}</span>");
        page.ShouldContain("aria-invalid=\"true\"");
        Rows().ShouldBeEmpty();
    }

    [Test]
    public async Task A_form_without_its_token_is_refused()
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("Input.Name", "Forged")]);
        using var answer = await _client.PostAsync("/qs-many/new", form);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Rows().ShouldBeEmpty();
    }

    [Test]
    public async Task A_change_is_kept()
    {
        var id = Seed(1)[0].Id;
        (await _client.GetStringAsync($"/qs-many/{id}")).ShouldContain("value=\"Row 0\"");

        using var answer = await SendAsync($"/qs-many/{id}", ("Input.Name", "Changed"), ("Input.Version", "0"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var row = Rows().ShouldHaveSingleItem();
        row.Name.ShouldBe("Changed");
        row.Version.ShouldBe(1);
    }

    [Test]
    public async Task Of_two_who_change_the_same_the_second_is_told_and_overwrites_nothing()
    {
        var id = Seed(1)[0].Id;
        using var first = await SendAsync($"/qs-many/{id}", ("Input.Name", "By the first"), ("Input.Version", "0"));

        using var second = await SendAsync($"/qs-many/{id}", ("Input.Name", "By the second"), ("Input.Version", "0"));
        using var deletion = await SendAsync($"/qs-many/{id}/delete", ("version", "0"));

        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = await second.Content.ReadAsStringAsync();
        page.ShouldContain("Somebody else has changed it since you opened it");
        page.ShouldContain("value=\"By the second\"");
        (await deletion.Content.ReadAsStringAsync()).ShouldContain("Somebody else has changed it since you opened it");
        Rows().ShouldHaveSingleItem().Name.ShouldBe("By the first");
    }

    [Test]
    public async Task It_is_deleted_after_a_question()
    {
        var id = Seed(1)[0].Id;
        (await _client.GetStringAsync($"/qs-many/{id}/delete")).ShouldContain("Row 0 does not come back.");
        Rows().ShouldHaveSingleItem();

        using var answer = await SendAsync($"/qs-many/{id}/delete", ("version", "0"));

        answer.Headers.Location!.OriginalString.ShouldBe("/qs-many");
        Rows().ShouldBeEmpty();
        (await _client.GetStringAsync("/qs-many")).ShouldContain("Row 0 is deleted.");
    }

    [TestCase("/qs-many/" + Nobodys)]
    [TestCase("/qs-many/" + Nobodys + "/delete")]
    [TestCase("/qs-many/nonsense")]
    public async Task What_is_not_there_is_404(string path)
    {
        using var answer = await _client.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task A_long_list_comes_page_by_page_the_newest_first()
    {
        Seed(IndexModel.PageSize + 1);

        var first = await _client.GetStringAsync("/qs-many");
        var second = await _client.GetStringAsync("/qs-many?number=2");

        Names(first).Count.ShouldBe(IndexModel.PageSize);
        Names(first)[0].ShouldBe($"Row {IndexModel.PageSize}");
        first.ShouldContain("Page 1 of 2");
        first.ShouldContain("href=\"/qs-many?number=2\"");
        Names(second).ShouldBe(["Row 0"]);
        second.ShouldContain(">Newer</a>");
        second.ShouldNotContain(">Older</a>");
    }

    [TestCase("-1", "Page 1 of 2")]
    [TestCase("99", "Page 2 of 2")]
    [TestCase("nonsense", "Page 1 of 2")]
    public async Task A_page_that_is_not_there_is_the_nearest(string number, string sentence)
    {
        Seed(IndexModel.PageSize + 1);

        (await _client.GetStringAsync($"/qs-many?number={number}")).ShouldContain(sentence);
    }

    [Test]
    public async Task Strangers_are_not_let_in_and_not_led_here()
    {
        await using var app = _app.WithWebHostBuilder(host => host.ConfigureTestServices(services => services.AddSingleton<IAuthorizationHandler, Nobody>()));
        using var client = app.CreateClient(new() { AllowAutoRedirect = false });
        string[] paths = ["/qs-many", "/qs-many/new", $"/qs-many/{Nobodys}", $"/qs-many/{Nobodys}/delete"];
        foreach (var path in paths)
        {
            using var answer = await client.GetAsync(path);
            // The login where there is one.
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Redirect, HttpStatusCode.Forbidden);
        }

        (await client.GetStringAsync("/about")).ShouldNotContain("href=\"/qs-many\"");
    }

    private async Task<HttpResponseMessage> SendAsync(string path, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await _client.GetStringAsync(path)).Groups[1].Value;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        return await _client.PostAsync(path, form);
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

    private List<QsItem> Rows()
    {
        using var scope = _open.Services.CreateScope();
        return [.. scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<QsItem>()];
    }

    private static List<string> Names(string list) => [.. Row().Matches(list).Select(match => match.Groups[1].Value)];

    /// <summary>A number stands for so many letters.</summary>
    private static string Long(string text) => int.TryParse(text, out var length) ? new string('a', length) : text;

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<th scope=\"row\"><a [^>]*>([^<]*)</a>")]
    private static partial Regex Row();

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
