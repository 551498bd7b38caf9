using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using QsApp.Data;

namespace QsApp.Migrator;

/// <summary>One of PostgreSQL's client programs, told by its environment where the server is: an argument would show the password to every user of the machine.</summary>
internal sealed class PostgresProgram(string name, string? connectionString = null)
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    /// <returns>What the program wrote to its output.</returns>
    /// <exception cref="PreconditionException">The program is not installed.</exception>
    /// <exception cref="DatabaseException">The program failed or took longer than the limit.</exception>
    public async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using var process = Start(arguments);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0)
            {
                var reason = (await errors).Split('\n')[0].Trim();
                throw new DatabaseException($"{name} failed and nothing was changed: {reason}");
            }

            return await output;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DatabaseException($"{name} took longer than {Limit.TotalHours} h and was stopped: stop the application first, it may hold locks.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(FindProgram(), ["--no-password", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_MESSAGES"] = "C";
        if (connectionString is not null)
        {
            SetServer(start.Environment, new NpgsqlConnectionStringBuilder(connectionString));
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw NotFound();
        }
    }

    /// <summary>Only what the PATH names in full: the system itself would also start a file of that name in the current folder.</summary>
    private string FindProgram()
    {
        var file = OperatingSystem.IsWindows() ? $"{name}.exe" : name;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathFullyQualified);
        return folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists) ?? throw NotFound();
    }

    private PreconditionException NotFound() =>
        new($"{name} was not found: install PostgreSQL's client programs (Debian's package postgresql-client) in the server's version or newer.");

    private static void SetServer(IDictionary<string, string?> environment, NpgsqlConnectionStringBuilder connection)
    {
        environment["PGHOST"] = connection.Host;
        environment["PGPORT"] = connection.Port.ToString(CultureInfo.InvariantCulture);
        environment["PGDATABASE"] = connection.Database;
        environment["PGUSER"] = connection.Username;
        environment["PGPASSWORD"] = connection.Password;
        environment["PGSSLROOTCERT"] = connection.RootCertificate;
        environment["PGSSLCERT"] = connection.SslCertificate;
        environment["PGSSLKEY"] = connection.SslKey;
        environment["PGSSLMODE"] = connection.SslMode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            var mode => mode.ToString().ToLowerInvariant(),
        };
    }
}
