using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace QsApp.Hosting;

/// <summary>What <c>GET /api/antiforgery</c> answers.</summary>
/// <param name="Token">For requests that change something; it is worth nothing after a login or logout.</param>
/// <param name="Header">The header that carries the token.</param>
public sealed record AntiforgeryToken(string Token, string Header);

/// <summary>
/// Every POST, PUT, PATCH and DELETE, of pages and of <c>/api</c> alike, carries an antiforgery token: in the form, or in the header
/// X-CSRF-TOKEN. An endpoint that no browser cookie can reach opts out with DisableAntiforgery().
/// </summary>
public static class Antiforgery
{
    public const string Header = "X-CSRF-TOKEN";

    public static void AddAntiforgeryTokens(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddAntiforgery(options =>
        {
            options.HeaderName = Header;
            options.SuppressXFrameOptionsHeader = true; // frame-ancestors says it.
        });
    }

    /// <summary>Gives the token to clients that have no form to find it in.</summary>
    public static void MapAntiforgery(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGet("/api/antiforgery", (HttpContext context, IAntiforgery antiforgery) =>
                TypedResults.Ok(new AntiforgeryToken(antiforgery.GetAndStoreTokens(context).RequestToken!, Header)))
            .WithName("GetSiteAntiforgeryToken").WithTags("Application").WithSummary("The token for requests that change something; get a new one after each login.");
    }

    public static void UseAntiforgeryTokens(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var antiforgery = app.Services.GetRequiredService<IAntiforgery>();
        app.Use((context, next) => MustCarryToken(context) ? ValidateAsync(context, next, antiforgery) : next(context));
    }

    private static bool MustCarryToken(HttpContext context)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method))
        {
            return false;
        }

        // No route: the answer is 404, 405 or 415 anyway.
        return context.GetEndpoint() is RouteEndpoint endpoint
            && endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: false }
            && endpoint.Metadata.GetMetadata<IgnoreAntiforgeryTokenAttribute>() is null
            && !context.IsErrorPage();
    }

    private static async Task ValidateAsync(HttpContext context, RequestDelegate next, IAntiforgery antiforgery)
    {
        try
        {
            await antiforgery.ValidateRequestAsync(context);
        }
        catch (AntiforgeryValidationException exception)
        {
            // The token is looked for in the form, and a form may be too large to read.
            if (exception.InnerException is BadHttpRequestException bad)
            {
                context.Response.StatusCode = bad.StatusCode;
            }
            else if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            {
                // By the code a client knows that a new token helps.
                await Results.Problem(
                    "The request lacks its antiforgery token, or the token is no longer good: get one from /api/antiforgery and send it along.",
                    statusCode: StatusCodes.Status400BadRequest,
                    extensions: new Dictionary<string, object?> { ["code"] = "antiforgery" }).ExecuteAsync(context);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
            }

            return;
        }

        await next(context);
    }
}
