using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing;

/// <summary>Where Stripe reports what happens: the signature is checked on the raw body, the event is stored, and the answer given.</summary>
internal static partial class StripeWebhook
{
    public const string Path = "/api/billing/webhooks/stripe";

    /// <summary>Events have some ten KB; the largest invoices some hundred.</summary>
    public const int LongestBody = 1024 * 1024;

    public static void MapStripeWebhook(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Path, TakeAsync)
            .WithTags("Billing")
            .WithName("ReceiveStripeEvent")
            .WithSummary("Takes an event of Stripe's, signed with the secret of the webhook.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            // The signature says who asks: there is no cookie, and nothing that another site could have a browser do.
            .AllowAnonymous()
            .DisableAntiforgery()
            .DisableRateLimiting();

    private static async Task<IResult> TakeAsync(
        HttpContext context, StripeKeys keys, EventIntake intake, IOptions<BillingSettings> settings, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var logger = loggers.CreateLogger("QuickScale.Modules.Billing.Webhooks");
        if (keys.WebhookSecrets.Count == 0)
        {
            return Refuse(StatusCodes.Status404NotFound, $"Stripe is not configured here: set {settings.Value.WebhookSecret} to the signing secret of the webhook.");
        }

        byte[]? body;
        try
        {
            body = await ReadAsync(context.Request, cancellationToken);
        }
        catch (BadHttpRequestException exception)
        {
            // Cut off, too slow, or above a limit of the host's own.
            LogRefused(logger, "broken off");
            return Refuse(exception.StatusCode, "The body could not be read to its end.");
        }

        if (body is null)
        {
            LogRefused(logger, "too long");
            return Refuse(StatusCodes.Status413PayloadTooLarge, $"The body has more than {LongestBody / 1024} KB.");
        }

        var tolerance = TimeSpan.FromSeconds(settings.Value.WebhookToleranceSeconds);
        if (!StripeSignature.IsValid(body, context.Request.Headers[StripeSignature.Header], keys.WebhookSecrets, time.GetUtcNow(), tolerance))
        {
            LogRefused(logger, "signature");
            return Refuse(StatusCodes.Status400BadRequest, "The signature is missing, of another secret, or too old: compare the signing secret of the webhook and the clock.");
        }

        if (EventReading.Read(body) is not { } reading)
        {
            LogRefused(logger, "no event");
            return Refuse(StatusCodes.Status400BadRequest, "The body is no event: it needs an id and a type.");
        }

        await intake.StoreAsync(StripeProvider.Id, reading, body, cancellationToken);
        return Results.NoContent();
    }

    /// <summary>The whole body; null when it is too long, whatever its header says.</summary>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > LongestBody)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > LongestBody)
            {
                return null;
            }
        }

        return body.ToArray();
    }

    private static IResult Refuse(int status, string sentence) => Results.Problem(sentence, statusCode: status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An event of Stripe's was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
