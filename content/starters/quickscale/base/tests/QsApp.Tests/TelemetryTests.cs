using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QsApp.Hosting;

namespace QsApp.Tests;

public class TelemetryTests
{
    [Test]
    public async Task Traces_and_metrics_reach_a_collector_before_the_application_ends()
    {
        await using var collector = await Collector.StartAsync();
        await using (var app = await AppFactory.StartAsync(settings: new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-key=secret",
        }))
        {
            app.UseKestrel(0); // The real server ends a request before it stops.
            app.StartServer();
            using var client = app.CreateClient();
            (await client.GetAsync("/about?password=hunter2")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        collector.Requests.Select(request => request.Path).Distinct().Order().ShouldBe(["/v1/metrics", "/v1/traces"]);
        collector.Requests.ShouldAllBe(request => request.Type == "application/x-protobuf" && request.Key == "secret");
        var traces = string.Concat(collector.Requests.Where(request => request.Path == "/v1/traces").Select(request => request.Body));
        traces.ShouldContain("/about");
        traces.ShouldNotContain("hunter2");
        string.Concat(collector.Requests.Select(request => request.Body)).ShouldContain("http.server.request.duration");
    }

    [Test]
    public async Task Nothing_is_collected_without_an_endpoint()
    {
        await using var app = await AppFactory.CreateAsync();

        app.Services.GetServices<IHostedService>().ShouldNotContain(service => service is TelemetryExport);
    }

    [Test]
    public async Task An_endpoint_that_is_no_address_is_refused()
    {
        await using var app = await AppFactory.CreateAsync(settings: new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector" });

        Should.Throw<SettingsException>(() => app.CreateClient()).Message.ShouldStartWith("Set OTEL_EXPORTER_OTLP_ENDPOINT");
    }

    /// <summary>A collector on the loopback address that keeps what it is sent.</summary>
    private sealed class Collector(WebApplication server, ConcurrentQueue<(string Path, string? Type, string? Key, string Body)> requests) : IAsyncDisposable
    {
        public string Address => server.Urls.First();

        public IReadOnlyCollection<(string Path, string? Type, string? Key, string Body)> Requests => requests;

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var server = builder.Build();
            var requests = new ConcurrentQueue<(string, string?, string?, string)>();
            server.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                requests.Enqueue((context.Request.Path.Value!, context.Request.ContentType, context.Request.Headers["x-key"], Encoding.Latin1.GetString(body.ToArray())));
            });
            await server.StartAsync();
            return new Collector(server, requests);
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
