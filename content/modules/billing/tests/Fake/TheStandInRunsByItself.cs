using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>As a command of the migrator, and inside a developer's application.</summary>
public class TheStandInRunsByItself
{
    [Test]
    public async Task B18_The_command_answers_and_delivers_signed_events_to_a_webhook()
    {
        var got = new TaskCompletionSource<(byte[] Body, string Signature)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var webhook = Receiver(got);
        await webhook.StartAsync();
        var address = webhook.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var port = FreePort();
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        var running = RunAsync([$"{port}", $"{address}/hook"], output, stop.Token);
        using var client = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", FakeStripe.Key);

        using var answer = await SoonAsync(() => client.PostAsync("/v1/customers", new FormUrlEncodedContent([new("email", "ann@example.com")])));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var (body, signature) = await got.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();

        (await running).ExitCode.ShouldBe(0);
        EventReading.Read(body)!.Type.ShouldBe("customer.created");
        StripeSignature.IsValid(body, signature, [FakeStripe.WebhookSecret], DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5)).ShouldBeTrue();
        output.ToString().ShouldContain($"Modules__billing__api_url=http://localhost:{port}");
    }

    [TestCase("80")]
    [TestCase("port")]
    [TestCase("12111", "no-address")]
    public async Task Wrong_arguments_are_said(params string[] arguments)
    {
        var (exitCode, error) = await RunAsync(arguments, TextWriter.Null, CancellationToken.None);

        (exitCode, error).ShouldSatisfyAllConditions(one => one.exitCode.ShouldBe(2), one => one.error.ShouldContain("billing fake 12111 http://"));
    }

    [Test]
    public async Task B18_In_development_its_events_come_by_themselves()
    {
        await using var host = await BillingHost.StartAsync(DatabaseKind.Sqlite);
        var account = await host.CustomerAsync();
        var id = host.Subscribe(account, await host.PriceAsync("team", 1900));

        (await host.Services.GetRequiredService<FakePump>().OnceAsync(default)).ShouldBeGreaterThan(3);
        await host.HandleAsync();

        (await host.SubscriptionAsync(id))!.Status.ShouldBe(SubscriptionStatus.Active);
        (await host.Services.GetRequiredService<FakePump>().OnceAsync(default)).ShouldBe(0);
    }

    [Test]
    public async Task B18_In_development_it_begins_when_the_database_is_there_and_tells_what_happens_then()
    {
        await using var host = await BillingHost.StartAsync(DatabaseKind.Sqlite, services: services => services.AddSingleton(new Plan("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1900)] }));
        await ExecuteAsync(host, "ALTER TABLE billing_prices RENAME TO not_there_yet");
        using var pump = Pump(host, new Hurry());
        (await pump.BeginAsync(default)).ShouldBeFalse();
        await pump.StartAsync(default);
        host.Stripe("POST", "/v1/customers", "email=ann@example.com");
        await ExecuteAsync(host, "ALTER TABLE not_there_yet RENAME TO billing_prices");

        await Hurry.UntilAsync(async () => (await host.EventsAsync()).Any(one => one.Type == "customer.created"), "the event arrives");

        (await host.InDatabaseAsync(context => context.Set<ProviderPrice>().AsNoTracking().SingleAsync())).ShouldSatisfyAllConditions(price => price.PlanKey.ShouldBe("team"), price => price.UnitAmount.ShouldBe(1900));
        await pump.StopAsync(default);
        pump.ExecuteTask!.IsCompleted.ShouldBeTrue("it ends with the application");
    }

    [Test]
    public async Task B2_B18_An_event_that_could_not_be_stored_comes_again()
    {
        var storing = new Interruption("INSERT INTO billing_events") { Does = () => throw new InvalidOperationException("The disk is full.") };
        await using var host = await BillingHost.StartAsync(DatabaseKind.Sqlite, services: storing.Register);
        using var pump = Pump(host, host.Clock);
        host.Stripe("POST", "/v1/customers", "email=ann@example.com");

        await pump.OnceAsync(default);

        host.Logs.ShouldContain(line => line.StartsWith("Warning: An event of the stand-in could not be stored; it is tried again.") && line.Contains("The disk is full."));
        (await host.EventsAsync()).ShouldNotContain(one => one.Type == "customer.created");
        (await pump.OnceAsync(default)).ShouldBe(0, "not at once");
        host.Clock.Advance(TimeSpan.FromSeconds(11));
        (await pump.OnceAsync(default)).ShouldBe(1);
        (await host.EventsAsync()).ShouldContain(one => one.Type == "customer.created");
    }

    private static FakePump Pump(BillingHost host, TimeProvider time) => new(host.Fake, host.Services.GetRequiredService<IServiceScopeFactory>(), time, host.Services.GetRequiredService<ILogger<FakePump>>());

    private static Task<int> ExecuteAsync(BillingHost host, string statement) => host.InDatabaseAsync(context => context.Database.ExecuteSqlRawAsync(statement));

    private static WebApplication Receiver(TaskCompletionSource<(byte[], string)> got)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/hook", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            got.TrySetResult((body.ToArray(), request.Headers[StripeSignature.Header].ToString()));
            return Results.NoContent();
        });
        return app;
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string[] arguments, TextWriter output, CancellationToken cancellationToken)
    {
        using var error = new StringWriter();
        var command = new BillingModule().Commands.Single(one => one.Name == "fake");
        var exitCode = await command.RunAsync(new ModuleCommandContext(new ServiceCollection().BuildServiceProvider(), arguments, output, error, cancellationToken));
        return (exitCode, error.ToString());
    }

    private static async Task<HttpResponseMessage> SoonAsync(Func<Task<HttpResponseMessage>> ask)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await ask();
            }
            catch (HttpRequestException) when (tries < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
