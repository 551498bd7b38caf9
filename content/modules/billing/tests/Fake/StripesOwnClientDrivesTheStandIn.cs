using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Stripe's npm client takes the stand-in for Stripe, and both sign webhooks alike.</summary>
public class StripesOwnClientDrivesTheStandIn
{
    [Test]
    public async Task A_contract_is_made_renewed_and_changed_and_what_is_wrong_is_refused()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapFakeStripe(new FakeStripe(TimeProvider.System));
        await app.StartAsync();
        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

        var (exitCode, output) = await NodeClient.RunAsync("drive.cjs", null, $"{port}");

        exitCode.ShouldBe(0, output);
        JsonNode.DeepEquals(JsonNode.Parse(output), JsonNode.Parse("""
            {
              "status": "active", "amount": 1000, "cancels": true, "invoices": [["paid", 2000], ["paid", 2000]], "session": ["open", true], "once": [true, "true"],
              "refusals": [["StripeIdempotencyError", null], ["StripeInvalidRequestError", "parameter_unknown"], ["StripeInvalidRequestError", "resource_missing"], ["StripeInvalidRequestError", null]],
              "products": 26
            }
            """)).ShouldBeTrue(output);
    }

    [Test]
    public async Task B1_What_the_client_signs_is_valid_here_and_what_is_signed_here_is_valid_there()
    {
        const string Body = """{"id":"evt_1","object":"event","type":"invoice.paid","data":{"object":{}},"note":"é"}""";
        var (bytes, now) = (System.Text.Encoding.UTF8.GetBytes(Body), new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

        var (_, header) = await NodeClient.RunAsync("sign.cjs", Body, "sign", "whsec_shared", $"{now.ToUnixTimeSeconds()}");
        StripeSignature.IsValid(bytes, header.Trim(), ["whsec_shared"], now, TimeSpan.FromMinutes(5)).ShouldBeTrue(header);

        var (exitCode, id) = await NodeClient.RunAsync("sign.cjs", Body, "check", "whsec_shared", StripeSignature.Sign(bytes, "whsec_shared", now));
        (exitCode, id.Trim()).ShouldBe((0, "evt_1"));
    }
}
