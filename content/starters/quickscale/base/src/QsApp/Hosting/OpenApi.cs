using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace QsApp.Hosting;

/// <summary>
/// The description of the JSON endpoints, from which typed clients are made. All of them are at /openapi/v1.json for those who develop;
/// a deployed instance describes itself to nobody. The command <c>openapi</c> writes a part of it into a file: the application's own
/// endpoints, or those of one module, whose clients come with the module.
/// </summary>
public static class OpenApi
{
    private const string All = "v1";
    private const string Own = "own";

    public static void AddOpenApiDocuments(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOpenApi(All);
        builder.Services.AddOpenApi(Own, options => options.ShouldInclude = endpoint => !Modules.Names.Any(module => IsOf(module, endpoint)));
        foreach (var module in Modules.Names)
        {
            builder.Services.AddOpenApi(DocumentOf(module), options => options.ShouldInclude = endpoint => IsOf(module, endpoint));
        }

        // A number is a number and not a text that looks like one: so the document says, and so the clients are typed.
        builder.Services.Configure<JsonOptions>(json => json.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict);
    }

    public static void MapOpenApiDocument(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (!app.Environment.IsDeployed())
        {
            app.MapOpenApi("/openapi/{documentName:regex(^v1$)}.json");
        }
    }

    /// <summary>Runs <c>openapi --output FILE [--module NAME]</c>; it neither opens the database nor listens.</summary>
    public static async Task<int> WriteOpenApiAsync(this WebApplication app, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(arguments);
        var (output, module) = arguments switch
        {
            ["--output", var file] => (file, null),
            ["--output", var file, "--module", var name] => (file, name),
            ["--module", var name, "--output", var file] => (file, name),
            _ => (null, null),
        };
        if (output is null)
        {
            await Console.Error.WriteLineAsync("Write: openapi --output FILE [--module NAME]");
            return ExitCode.Usage;
        }

        if (module is not null && !Modules.Names.Contains(module))
        {
            await Console.Error.WriteLineAsync($"No module '{module}' is embedded in this project: {(Modules.Names.Count == 0 ? "there is none" : string.Join(", ", Modules.Names))}.");
            return ExitCode.Usage;
        }

        app.UseEndpoints(_ => { }); // The host would do it at its start: from here on, endpoints are known to those who describe them.
        await File.WriteAllTextAsync(output, await app.Services.DescribeAsync(module));
        return ExitCode.Done;
    }

    /// <summary>The document of the application's own endpoints, or of a module's.</summary>
    public static async Task<string> DescribeAsync(this IServiceProvider services, string? module = null)
    {
        var provider = services.GetRequiredKeyedService<IOpenApiDocumentProvider>(module is null ? Own : DocumentOf(module));
        var document = await provider.GetOpenApiDocumentAsync();
        // Where it happens to be written says nothing about the endpoints, and neither does the program's name.
        document.Servers = null;
        document.Info = new OpenApiInfo { Title = module is null ? "The application" : $"The module {module}", Version = "1" };
        return (await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1)).ReplaceLineEndings("\n") + "\n";
    }

    private static string DocumentOf(string module) => $"module-{module}";

    private static bool IsOf(string module, ApiDescription endpoint) =>
        endpoint.RelativePath?.StartsWith($"api/{module}/", StringComparison.OrdinalIgnoreCase) == true;
}
