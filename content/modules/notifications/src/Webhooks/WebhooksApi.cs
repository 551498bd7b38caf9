using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace QuickScale.Modules.Notifications;

/// <summary>Where providers report what became of mails.</summary>
internal static partial class WebhooksApi
{
    /// <summary>SendGrid's batches have 768 KB at most; the others send one report at a time.</summary>
    public const int LongestBody = 1024 * 1024;

    public static void MapWebhooks(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/api/notifications/webhooks/{provider}", TakeAsync)
            .WithTags("Notifications")
            .WithName("ReceiveMailReports")
            .WithSummary("Takes the reports of a mail provider: resend, postmark, sendgrid, mailgun or ses. The body is as that provider documents it, and signed by it.")
            .Produces<WebhookCounts>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            // The signature says who asks: there is no cookie, and nothing that another site could have a browser do.
            .AllowAnonymous()
            .DisableAntiforgery()
            // A provider sends thousands of reports from one address; telling a forged one costs less than a page.
            .DisableRateLimiting();

    private static async Task<IResult> TakeAsync(string provider, HttpContext context, IEnumerable<IWebhookSource> sources, WebhookIntake intake, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var logger = loggers.CreateLogger("QuickScale.Modules.Notifications.Webhooks");
        if (sources.FirstOrDefault(one => one.Provider == provider) is not { IsOpen: true } source)
        {
            return Refuse(StatusCodes.Status404NotFound, "No webhook of this name is set up: set the variable with its key, which the README of notifications names.");
        }

        if (await ReadAsync(context.Request, cancellationToken) is not { } body)
        {
            LogRefused(logger, source.Provider, "too long");
            return Refuse(StatusCodes.Status413PayloadTooLarge, $"The body has more than {LongestBody / 1024} KB.");
        }

        var reading = await source.ReadAsync(new WebhookRequest(context.Request.Headers, body), cancellationToken);
        if (reading.Refusal is { } refusal)
        {
            LogRefused(logger, source.Provider, refusal.Sentence);
            return Refuse(refusal.Status, refusal.Sentence);
        }

        foreach (var kind in reading.Ignored.Distinct())
        {
            LogIgnored(logger, source.Provider, kind);
        }

        if (await intake.TakeAsync(source.Provider, reading, cancellationToken) is not { } counts)
        {
            LogRefused(logger, source.Provider, "token used before");
            return Refuse(StatusCodes.Status401Unauthorized, "The token of this signature was used with another body before.");
        }

        return Results.Ok(counts);
    }

    /// <summary>The whole body; null when it is too long, whatever its header says.</summary>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > LongestBody)
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(LongestBody + 1);
        try
        {
            var length = await request.Body.ReadAtLeastAsync(buffer.AsMemory(0, LongestBody + 1), LongestBody + 1, throwOnEndOfStream: false, cancellationToken);
            return length > LongestBody ? null : buffer[..length];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static IResult Refuse(int status, string sentence) => Results.Problem(sentence, statusCode: status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A webhook of {Provider} was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string provider, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A report of {Provider} changes nothing: {Kind}")]
    private static partial void LogIgnored(ILogger logger, string provider, string kind);
}
