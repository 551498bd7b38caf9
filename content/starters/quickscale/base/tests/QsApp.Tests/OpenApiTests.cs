using System.Net;
using System.Text.Json.Nodes;
using QsApp.Hosting;

namespace QsApp.Tests;

public class OpenApiTests
{
    [Test]
    public async Task Those_who_develop_find_the_whole_document()
    {
        await using var app = await AppFactory.CreateAsync();
        using var client = app.CreateClient();

        var document = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!;
        document["paths"]!["/api/status"].ShouldNotBeNull();
        document["paths"]!["/api/antiforgery"].ShouldNotBeNull();
    }

    [Test]
    public async Task A_deployed_instance_describes_itself_to_nobody()
    {
        await using var app = await AppFactory.CreateAsync("Production");
        using var client = app.CreateClient();
        using var response = await client.GetAsync("/openapi/v1.json");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task The_command_writes_the_applications_own_endpoints_and_opens_no_database()
    {
        var folder = Directory.CreateTempSubdirectory("openapi-");
        var file = Path.Combine(folder.FullName, "openapi.json");
        using (var app = AppProcess.StartCommand(NoDatabase(folder), "openapi", "--output", file))
        {
            (await app.ExitCodeAsync()).ShouldBe(ExitCode.Done);
            app.Errors.ShouldBeEmpty();
        }

        var paths = JsonNode.Parse(await File.ReadAllTextAsync(file))!["paths"]!.AsObject().Select(path => path.Key).ToList();
        paths.ShouldContain("/api/status");
        paths.ShouldNotContain(path => Modules.Names.Any(module => path.StartsWith($"/api/{module}/", StringComparison.Ordinal)));
        folder.GetFiles().ShouldHaveSingleItem().Name.ShouldBe("openapi.json");
        folder.Delete(recursive: true);
    }

    [Test]
    public async Task A_module_that_is_not_there_is_one_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("openapi-");
        using var app = AppProcess.StartCommand(NoDatabase(folder), "openapi", "--output", "openapi.json", "--module", "nobody");

        (await app.ExitCodeAsync()).ShouldBe(ExitCode.Usage);
        app.Errors.ShouldHaveSingleItem().ShouldStartWith("No module 'nobody' is embedded");
        folder.Delete(recursive: true);
    }

    [Test]
    public async Task A_command_without_a_file_is_explained()
    {
        var folder = Directory.CreateTempSubdirectory("openapi-");
        using var app = AppProcess.StartCommand(NoDatabase(folder), "openapi");

        (await app.ExitCodeAsync()).ShouldBe(ExitCode.Usage);
        app.Errors.ShouldHaveSingleItem().ShouldBe("Write: openapi --output FILE [--module NAME]");
        folder.Delete(recursive: true);
    }

    /// <summary>Settings with a database that is not there.</summary>
    private static Dictionary<string, string> NoDatabase(DirectoryInfo folder) =>
        new(AppFactory.ValidSettings)
        {
#if (postgres)
            ["ConnectionStrings:Default"] = "Host=localhost;Port=1;Database=nobody;Username=nobody",
#else
            ["ConnectionStrings:Default"] = $"Data Source={Path.Combine(folder.FullName, "app.db")}",
#endif
        };
}
