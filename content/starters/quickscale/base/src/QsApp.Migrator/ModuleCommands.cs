using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QsApp.Data;
using QsApp.Hosting;

namespace QsApp.Migrator;

/// <summary>Runs the commands that embedded modules bring, with the application's services and without its server.</summary>
internal static class ModuleCommands
{
    public static async Task<int> RunAsync(Func<IServiceProvider, CancellationToken, Task<int>> command, CancellationToken cancellationToken)
    {
        var builder = MigratorHost.CreateBuilder();
        // What a command has to say it prints; log lines between would hide it.
        builder.Logging.ClearProviders();
        builder.AddAppSettings();
        builder.AddDatabase();
        Modules.AddServices(builder);
        await using var app = builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        return await DatabaseMigrator.ExplainAsync(
            Database.ConnectionString(builder.Configuration), () => command(scope.ServiceProvider, cancellationToken));
    }
}
