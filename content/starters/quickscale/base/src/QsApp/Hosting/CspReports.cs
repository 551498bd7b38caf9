using System.Text.Json;

namespace QsApp.Hosting;

/// <summary>
/// Takes the browsers' reports of what the policy blocked. Anybody can post here, so a report is small, rate limited, and reduced to
/// a directive's name and an origin before it reaches the log.
/// </summary>
public static partial class CspReports
{
    private const int MaximumBytes = 16 * 1024;
    private const int MaximumReports = 10;
    private const int MaximumName = 40;

    public static void MapCspReports(this WebApplication app)
    {
        app.MapPost(ContentSecurityPolicy.ReportPath, ReceiveAsync)
            .DisableAntiforgery() // A browser sends it by itself, without a token and without cookies.
            .RequireRateLimiting(RateLimits.Reports)
            .ExcludeFromDescription();
    }

    private static async Task<IResult> ReceiveAsync(HttpContext context, ILoggerFactory loggers)
    {
        // Content types of report-uri (CSP 2) and report-to (Reporting API).
        var type = context.Request.ContentType?.Split(';')[0].Trim();
        if (type is not ("application/csp-report" or "application/reports+json"))
        {
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        var buffer = new byte[MaximumBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaximumBytes)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        try
        {
            using var document = JsonDocument.Parse(buffer.AsMemory(0, length), new JsonDocumentOptions { MaxDepth = 8 });
            var logger = loggers.CreateLogger(typeof(CspReports));
            foreach (var (directive, blocked) in Read(document.RootElement).Take(MaximumReports))
            {
                LogBlocked(logger, directive, blocked);
            }

            return Results.NoContent();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is what a string throws that is no text: half of a surrogate pair, or invalid UTF-8.
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }
    }

    private static IEnumerable<(string Directive, string Blocked)> Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("csp-report", out var single))
        {
            yield return (Name(Text(single, "effective-directive") ?? Text(single, "violated-directive")), Origin(Text(single, "blocked-uri")));
        }
        else if (root.ValueKind == JsonValueKind.Array)
        {
            foreach (var report in root.EnumerateArray())
            {
                if (report.ValueKind == JsonValueKind.Object && Text(report, "type") == "csp-violation" && report.TryGetProperty("body", out var body))
                {
                    yield return (Name(Text(body, "effectiveDirective")), Origin(Text(body, "blockedURL")));
                }
            }
        }
    }

    private static string? Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>The scheme and host of what was blocked, or a keyword such as "inline": paths and queries may hold secrets.</summary>
    private static string Origin(string? blocked) =>
        Uri.TryCreate(blocked, UriKind.Absolute, out var uri) && uri.IdnHost.Length > 0
            ? $"{Name(uri.Scheme)}://{uri.IdnHost}:{uri.Port}"
            : Name(blocked);

    /// <summary>A word of letters, digits and hyphens as it is; anything else, line breaks above all, stays out of the log.</summary>
    private static string Name(string? word) =>
        word is { Length: > 0 and <= MaximumName } && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') ? word : "unknown";

    [LoggerMessage(Level = LogLevel.Warning, Message = "A browser blocked {Blocked} by the policy's {Directive}")]
    private static partial void LogBlocked(ILogger logger, string directive, string blocked);
}
