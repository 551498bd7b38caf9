using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QsApp.Data;

namespace QsApp.Tests;

public class HealthTests
{
    [Test]
    public async Task Live_answers_without_a_database()
    {
        await using var app = await AppFactory.CreateAsync();
        await TestDatabase.DropAsync(app.ConnectionString);
        using var client = app.CreateClient();
        using var response = await client.GetAsync("/health/live");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Test]
    public async Task Ready_is_red_until_all_migrations_are_applied()
    {
        var clock = new StoppedClock();
        await using var app = await AppFactory.CreateAsync();
        app.Clock = clock;
        using var client = app.CreateClient();
        (await client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await DatabaseMigrator.MigrateAsync(app.ConnectionString);

        clock.Elapsed += TimeSpan.FromSeconds(1);
        using var response = await client.GetAsync("/health/ready");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"database\":\"Healthy\"");
    }

    [Test]
    public async Task Ready_turns_red_when_the_database_is_gone_and_tells_no_details()
    {
        var clock = new StoppedClock();
        await using var app = await AppFactory.StartAsync();
        app.Clock = clock;
        using var client = app.CreateClient();
        (await client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await TestDatabase.DropAsync(app.ConnectionString);

        // The database is asked once a second, however many probes there are.
        (await client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        clock.Elapsed += TimeSpan.FromSeconds(1);
        using var response = await client.GetAsync("/health/ready");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        // Modules may have checks of their own.
        (await response.Content.ReadAsStringAsync()).ShouldMatch("""^\{"status":"Unhealthy","checks":\{"accepting requests":"Healthy","database":"Unhealthy"(,"[a-z -]+":"[A-Z][a-z]+")*\}\}$""");
        (await client.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task While_draining_ready_is_red_and_requests_are_still_served()
    {
        await using var app = await AppFactory.StartAsync(settings: new() { ["Health:DrainSeconds"] = "2" });
        using var client = app.CreateClient();
        (await client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var stopping = app.Services.GetRequiredService<IHost>().StopAsync();

        (await client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        stopping.IsCompleted.ShouldBeFalse();
        await stopping;
    }

    [Test]
    public async Task Probes_are_answered_over_plain_http_in_production()
    {
        await using var app = await AppFactory.StartAsync("Production");
        using var client = app.ClientAt("http://10.1.2.3:8080");

        (await client.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task The_container_s_probe_tells_by_its_exit_code_whether_the_application_lives()
    {
        var port = AppProcess.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var nobody = AppProcess.StartCommand(new Dictionary<string, string> { ["PORT"] = port }, "health");
        (await nobody.ExitCodeAsync()).ShouldBe(1);
        nobody.Errors.ShouldBe([$"The application does not answer on port {port}."]);

        await using var database = await AppFactory.CreateAsync();
        using var app = AppProcess.Start("Production", new Dictionary<string, string>(AppFactory.ValidSettings)
        {
            ["PORT"] = port,
            ["ConnectionStrings:Default"] = database.ConnectionString,
        });
        await app.LineAsync("Now listening on");

        // An engine asks as often as the Dockerfile says before it gives an application up: a first answer may be slow.
        var answers = new List<int>();
        while (answers.Count < 3 && !answers.Contains(0))
        {
            using var probe = AppProcess.StartCommand(new Dictionary<string, string> { ["PORT"] = port }, "health");
            answers.Add(await probe.ExitCodeAsync());
        }

        answers.ShouldContain(0);
    }

    [TestCase("ASPNETCORE_URLS", "https://*:1;http://+:2", "2")]
    [TestCase("ASPNETCORE_HTTP_PORTS", "3;4", "3")]
    [TestCase("ASPNETCORE_ENVIRONMENT", "Development", "8080")]
    public async Task The_probe_asks_where_the_application_listens(string variable, string value, string port)
    {
        var settings = new Dictionary<string, string> { [variable] = value };
        if (variable != "ASPNETCORE_HTTP_PORTS")
        {
            settings["PORT"] = "5"; // Addresses win over it, and Development does not read it.
        }

        using var probe = AppProcess.StartCommand(settings, "health");

        (await probe.ExitCodeAsync()).ShouldBe(1);
        probe.Errors.ShouldBe([$"The application does not answer on port {port}."]);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;
    }
}
