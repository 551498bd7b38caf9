using System.Diagnostics;
using QsApp.Data;

namespace QsApp.Tests;

/// <summary>The migrator as a process of its own, in Production and with no settings but these.</summary>
internal sealed record MigratorProcess(int ExitCode, string Output, string Errors)
{
    public const string Secret = "kYh3v0tQ8mZr5Xw1Jc7Lb2Np6Ds9Gf4A";

    public static async Task<MigratorProcess> RunAsync(string connectionString, params string[] arguments)
    {
        var migrator = Path.Combine(AppContext.BaseDirectory, $"{typeof(AppDbContext).Assembly.GetName().Name}.Migrator.dll");
        var start = new ProcessStartInfo("dotnet", [migrator, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("DATABASE_URL");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ConnectionStrings__Default"] = connectionString;
        start.Environment["App__Secret"] = Secret;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new MigratorProcess(process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
