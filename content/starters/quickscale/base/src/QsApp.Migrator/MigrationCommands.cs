using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QsApp.Data;
using QsApp.Hosting;

namespace QsApp.Migrator;

internal static class MigrationCommands
{
    public static async Task<int> MigrateAsync(CancellationToken cancellationToken)
    {
        var connectionString = Database.ConnectionString(MigratorHost.CreateBuilder().Configuration);
        var applied = await DatabaseMigrator.MigrateAsync(connectionString, cancellationToken);
        foreach (var migration in applied)
        {
            await Console.Out.WriteLineAsync($"Applied {migration}");
        }

        await MakeFirstKeyAsync(connectionString, cancellationToken);
        await Console.Out.WriteLineAsync($"All migrations are applied to {Database.Describe(connectionString)}.");
        return ExitCode.Done;
    }

    public static async Task<int> StatusAsync(CancellationToken cancellationToken)
    {
        var connectionString = Database.ConnectionString(MigratorHost.CreateBuilder().Configuration);
        var pending = await DatabaseMigrator.PendingAsync(connectionString, cancellationToken);
        foreach (var migration in pending)
        {
            await Console.Out.WriteLineAsync($"Pending {migration}");
        }

        await Console.Out.WriteLineAsync(pending.Count == 0
            ? $"All migrations are applied to {Database.Describe(connectionString)}."
            : $"Run the command 'migrate' to apply them to {Database.Describe(connectionString)}.");
        return pending.Count == 0 ? ExitCode.Done : ExitCode.CheckFailed;
    }

    /// <summary>
    /// Instances that start together would each make a first data-protection key and learn of the other's a day later.
    /// The migrator runs before them, so it makes that key; without App:Secret it cannot, and the application says why.
    /// </summary>
    private static async Task MakeFirstKeyAsync(string connectionString, CancellationToken cancellationToken)
    {
        var builder = MigratorHost.CreateBuilder();
        if (builder.Configuration["App:Secret"] is not { Length: >= AppSettings.ShortestSecret })
        {
            return;
        }

        builder.Logging.ClearProviders();
        builder.AddDatabase();
        await using var app = builder.Build();
        var isMade = await DatabaseMigrator.ExplainAsync(connectionString, async () =>
        {
            // Under the gate, for migrators may run at once too.
            await using var gate = await MigrationGate.EnterAsync(connectionString, cancellationToken);
            var keys = app.Services.GetRequiredService<IKeyManager>();
            if (keys.GetAllKeys().Count > 0)
            {
                return false;
            }

            var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            keys.CreateNewKey(now, now + app.Services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.NewKeyLifetime);
            return true;
        });
        if (isMade)
        {
            await Console.Out.WriteLineAsync("Made the first data-protection key.");
        }
    }
}
