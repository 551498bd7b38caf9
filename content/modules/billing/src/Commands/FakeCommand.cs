using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Runs the stand-in as a process of its own, on this machine alone: its interface, its pages, and its events to a webhook.</summary>
internal static class FakeCommand
{
    private const string Usage = "Use billing fake [PORT] [WEBHOOK] [FILE], as in billing fake 12111 http://localhost:5000/api/billing/webhooks/stripe";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(ModuleCommandContext context)
    {
        var (port, webhook) = (12111, (Uri?)null);
        if (context.Arguments.Count > 3 || (context.Arguments.Count > 0 && (!int.TryParse(context.Arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1024 or > 65535))
            || (context.Arguments.Count > 1 && (!Uri.TryCreate(context.Arguments[1], UriKind.Absolute, out webhook) || webhook.Scheme is not ("http" or "https"))))
        {
            await context.Error.WriteLineAsync(Usage);
            return 2;
        }

        var memory = context.Arguments.Count > 2 ? new FakeMemory(Path.GetFullPath(context.Arguments[2])) : null;
        var stripe = new FakeStripe(TimeProvider.System, memory) { PagesUrl = $"http://localhost:{port}" };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://localhost:{port}");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapFakeStripe(stripe);
        app.MapFakePages(stripe, "");
        try
        {
            await app.StartAsync(context.CancellationToken);
        }
        catch (IOException)
        {
            await context.Error.WriteLineAsync($"Port {port} is taken. Name another one: billing fake {port + 1}");
            return 4;
        }

        await context.Output.WriteLineAsync(
            $"A stand-in for Stripe listens on http://localhost:{port}. Set Modules__billing__api_url=http://localhost:{port}, STRIPE_SECRET_KEY={FakeStripe.Key} and STRIPE_WEBHOOK_SECRET={FakeStripe.WebhookSecret}.");
        await DeliverAsync(stripe, webhook, context);
        return 0;
    }

    private static async Task DeliverAsync(FakeStripe stripe, Uri? webhook, ModuleCommandContext context)
    {
        using var deliveries = new FakeDeliveries(stripe, TimeProvider.System);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(context.CancellationToken))
            {
                if (webhook is not null)
                {
                    await deliveries.DeliverDueAsync(delivery => PostAsync(client, webhook, delivery));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped by whoever started it.
        }
    }

    private static async Task<int> PostAsync(HttpClient client, Uri webhook, FakeDelivery delivery)
    {
        try
        {
            using var content = new ByteArrayContent(delivery.Body);
            content.Headers.ContentType = new("application/json");
            content.Headers.TryAddWithoutValidation(StripeSignature.Header, delivery.Signature);
            using var answer = await client.PostAsync(webhook, content);
            return (int)answer.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return 0;
        }
    }
}
