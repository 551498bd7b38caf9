using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace QsApp.Hosting;

/// <summary>
/// What visitors see: a React application, whose one page this serves for every path that it has. The server itself makes the pages
/// that are needed when the client is not there: errors, and in Development the preview of e-mails.
/// </summary>
public static class FrontEnd
{
    private const string ClientFiles = "client/assets/";

    // Their names change with their content.
    private const string KeptForEver = "public, max-age=31536000, immutable";

    public static void AddFrontEnd(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddRazorPages(options => options.Conventions.Add(new ServerPages()));
        builder.Services.AddSingleton<ClientPage>();
        if (builder.Environment.IsDevelopment() && builder.Configuration["Client:DevServer"] is { Length: > 0 } address)
        {
            builder.Services.AddSingleton(new DevServer(new Uri(address)));
        }
    }

    public static void MapFrontEnd(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Services.GetService<DevServer>()?.Map(app);
        app.MapStaticAssets().Add(KeepForEver);
        app.MapRazorPages();
        app.MapFallback("/api/{**path}", () => Results.NotFound()).ExcludeFromDescription();
        app.MapFallback((HttpContext context, ClientPage page) => page.WriteAsync(context)).WithMetadata(new HttpMethodMetadata(["GET", "HEAD"])).ExcludeFromDescription();
    }

    private static void KeepForEver(EndpointBuilder endpoint)
    {
        if (endpoint is not RouteEndpointBuilder { RequestDelegate: { } serve } file || file.RoutePattern.RawText?.TrimStart('/').StartsWith(ClientFiles, StringComparison.Ordinal) != true)
        {
            return;
        }

        file.RequestDelegate = context =>
        {
            context.Response.OnStarting(() =>
            {
                if (context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
                {
                    context.Response.Headers.CacheControl = KeptForEver;
                }

                return Task.CompletedTask;
            });
            return serve(context);
        };
    }

    /// <summary>Leaves the pages of modules out, for the client has its own at their paths; those of core are for the server alone.</summary>
    private sealed class ServerPages : IPageRouteModelConvention
    {
        public void Apply(PageRouteModel model)
        {
            if (model.AreaName is not null and not "Core")
            {
                model.Selectors.Clear();
            }
        }
    }
}
