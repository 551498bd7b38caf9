using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;

namespace QsApp.Tests;

public class PagesTests
{
    [Test]
    public async Task The_home_page_answers()
    {
        await using var factory = new WebApplicationFactory<QsApp.Data.AppDbContext>();
        using var client = factory.CreateClient();
        using var response = await client.GetAsync("/");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
