using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using QsApp.Data;
using QsApp.Hosting;

namespace QsApp.Tests;

/// <summary>The application as its user starts it: what it prints and how it ends.</summary>
public class LaunchTests
{
    [Test]
    public async Task A_taken_port_is_one_sentence_and_exit_code_4()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        await using var database = await AppFactory.StartAsync();
        using var app = AppProcess.Start("Production", Settings(database.ConnectionString), "--urls", address);

        (await app.ExitCodeAsync()).ShouldBe(ExitCode.Precondition);
        app.Errors.ShouldHaveSingleItem().ShouldStartWith($"{address} is taken by another program");
        app.Output.ShouldNotContain(line => line.Contains("Exception", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_malformed_address_is_one_sentence_and_exit_code_4()
    {
        await using var database = await AppFactory.CreateAsync();
        using var app = AppProcess.Start("Production", Settings(database.ConnectionString), "--urls", "nonsense");

        (await app.ExitCodeAsync()).ShouldBe(ExitCode.Precondition);
        app.Errors.ShouldHaveSingleItem().ShouldStartWith("There is no such address to listen on");
    }

    [Test]
    public async Task In_production_a_log_line_is_one_json_object_that_carries_the_request_id_of_the_response()
    {
        await using var database = await AppFactory.CreateAsync(); // Not migrated: the readiness check has something to log.
        var port = AppProcess.FreePort();
        using var app = AppProcess.Start("Production", Settings(database.ConnectionString), "--urls", $"http://127.0.0.1:{port}");
        await app.LineAsync("Now listening on");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var response = await client.GetAsync(new Uri("/health/ready?password=hunter2", UriKind.Relative));
        var requestId = response.Headers.GetValues("X-Request-Id").Single();

        using var line = JsonDocument.Parse(await app.LineAsync(requestId));
        line.RootElement.GetProperty("LogLevel").GetString().ShouldBe("Error");
        DateTimeOffset.Parse(line.RootElement.GetProperty("Timestamp").GetString()!, CultureInfo.InvariantCulture)
            .ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        line.RootElement.GetProperty("Scopes").EnumerateArray()
            .ShouldContain(scope => scope.ValueKind == JsonValueKind.Object && scope.GetRawText().Contains(requestId, StringComparison.Ordinal));
        app.Output.ShouldAllBe(text => IsJsonObject(text));
        app.Output.ShouldNotContain(text => text.Contains("hunter2", StringComparison.Ordinal));
    }

    [Test]
    public async Task In_development_the_log_is_readable_and_says_where_to_go()
    {
        await using var database = await AppFactory.CreateAsync();
        var address = $"http://127.0.0.1:{AppProcess.FreePort()}";
        using var app = AppProcess.Start("Development", Settings(database.ConnectionString), "--urls", address);

        (await app.LineAsync("Now listening on")).ShouldEndWith(address);
        (await DatabaseMigrator.PendingAsync(database.ConnectionString)).ShouldBeEmpty();
    }

    private static Dictionary<string, string> Settings(string connectionString) =>
        new(AppFactory.ValidSettings) { ["ConnectionStrings:Default"] = connectionString };

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
