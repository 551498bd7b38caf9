using Microsoft.AspNetCore.Diagnostics;

namespace QsApp.Hosting;

/// <summary>
/// What a client sees of a failure: the error page with the true status code, or problem details (RFC 9457) under <c>/api</c>.
/// The exception goes to the log; in Development the developer's exception page shows it too.
/// </summary>
public static class Errors
{
    public static void AddErrors(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions["traceId"] = context.HttpContext.RequestId());
    }

    public static void UseErrors(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase),
            api => api.UseStatusCodePages(context =>
                Results.Problem(statusCode: context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext)));

        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler(new ExceptionHandlerOptions
            {
                // The status code is enough: the two lines above write the body.
                ExceptionHandler = _ => Task.CompletedTask,
                AllowStatusCode404Response = true,
                StatusCodeSelector = exception => exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
                // A malformed or oversized request is the client's fault, and nothing to wake anybody for.
                SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
            });
        }
    }

    /// <summary>
    /// Whether the error page of a failed request is being made: it is neither limited, redirected nor asked for a token again.
    /// </summary>
    public static bool IsErrorPage(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<IStatusCodeReExecuteFeature>() is not null;
    }
}
