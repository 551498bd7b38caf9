using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;
using QsApp.Hosting;

namespace QsApp.Data;

/// <summary>The database's place in the application: the context, the key ring kept in it, and its part of readiness.</summary>
public static partial class DatabaseServices
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(5);

    public static WebApplicationBuilder AddDatabase(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDbContext<AppDbContext>((services, options) =>
            Database.Configure(options, Database.ConnectionString(services.GetRequiredService<IConfiguration>())));
        builder.Services.AddHealthChecks().AddCheck<DatabaseReadyCheck>("database", tags: [Health.Ready], timeout: ReadyLimit);
        builder.Services.TryAddSingleton(TimeProvider.System);
        // One instance: it remembers its last answer, and that the migrations are applied.
        builder.Services.AddSingleton<DatabaseReadyCheck>();
        AddDataProtectionKeys(builder.Services);
        return builder;
    }

    /// <summary>
    /// Applies the pending migrations before the first request; elsewhere than in Development that is the migrator's work, unless
    /// Database:MigrateAtStart asks for it: on some platforms the database's volume is not there before the application starts.
    /// </summary>
    public static async Task MigrateAtStartAsync(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (!app.Environment.IsDevelopment() && !app.Configuration.GetValue<bool>("Database:MigrateAtStart"))
        {
            return;
        }

        var applied = await DatabaseMigrator.MigrateAsync(Database.ConnectionString(app.Configuration), app.Lifetime.ApplicationStopping);
        foreach (var migration in applied)
        {
            LogApplied(app.Logger, migration);
        }
    }

    private static void AddDataProtectionKeys(IServiceCollection services)
    {
        // Fixed, for else it is the content root: instances in different folders could not read each other's cookies.
        services.AddDataProtection().SetApplicationName("qs-app");
        services.AddSingleton<AppSecret>();
        services.AddSingleton<AppSecretEncryptor>();
        services.AddSingleton<DataProtectionKeys>();
        services.AddOptions<KeyManagementOptions>().Configure<DataProtectionKeys, AppSecretEncryptor>((options, keys, encryptor) =>
        {
            options.XmlRepository = keys;
            options.XmlEncryptor = encryptor;
        });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied the migration {Migration}")]
    private static partial void LogApplied(ILogger logger, string migration);
}
