using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using QsApp.Hosting;

namespace QsApp.Tests;

public class AccessTests
{
    [TestCase("Testing", HttpStatusCode.OK)]
    [TestCase("Production", HttpStatusCode.Forbidden)]
    public async Task Without_accounts_whoever_develops_passes_and_a_deployed_instance_refuses(string environment, HttpStatusCode answer)
    {
        await using var app = await AppFactory.StartAsync(environment);
        app.Map("/api/members", context => context.Response.WriteAsync("done"), new AuthorizeAttribute(Access.Members));
        using var client = app.CreateClient();
        using var response = await client.GetAsync("/api/members");

        // With accounts a stranger is a stranger everywhere.
        response.StatusCode.ShouldBe(Modules.Names.Contains("auth") ? HttpStatusCode.Unauthorized : answer);
    }
}
