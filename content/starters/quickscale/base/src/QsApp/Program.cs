using QsApp;
using QsApp.Data;
using QsApp.Hosting;

if (args is ["health"])
{
    return await HealthProbe.RunAsync();
}

return await Launch.RunAsync(async () =>
{
    // Configuration
    var builder = WebApplication.CreateBuilder(args);
    builder.AddProjectFiles();
    builder.AddAppSettings();
    builder.AddProductionGuard();
    builder.AddLaunchLogging();

    // Services
    builder.AddDatabase();
    builder.AddAllowedHosts();
    builder.AddProxies();
    builder.AddSecurityHeaders();
    builder.AddCookies();
    builder.AddAntiforgeryTokens();
    builder.AddAccess();
    builder.AddRateLimits();
    builder.AddRequestLimits();
    builder.AddErrors();
    builder.AddHealth();
    builder.AddTelemetry();
    builder.AddOpenApiDocuments();
    builder.AddFrontEnd();
    Modules.AddServices(builder);

    // Pipeline: a request passes from top to bottom
    var app = builder.Build();
    app.CheckSettings();
    app.UseRequestIds();
    app.UseSecurityHeaders();
    app.UseForwardedHeaders();
    app.UseErrors();
    app.UseRouting();
    app.UseRateLimiter();
    app.UseAllowedHosts();
    app.UseHttpsOnly();
    app.UseRequestTimeouts();
    Modules.Use(app);
    app.UseAuthorization();
    app.UseAntiforgeryTokens();

    // Endpoints
    app.MapHealth();
    app.MapSecurityTxt();
    app.MapCspReports();
    app.MapAntiforgery();
    app.MapStatus();
    app.MapOpenApiDocument();
    app.MapOwnEndpoints();
    Modules.Map(app);
    app.MapFrontEnd();

    if (args is ["openapi", .. var options])
    {
        return await app.WriteOpenApiAsync(options);
    }

    await app.MigrateAtStartAsync();
    return await app.ServeAsync();
});
