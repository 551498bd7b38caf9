using System.Globalization;
using QsApp.Data;
using QsApp.Hosting;

namespace QsApp.Migrator;

internal static class BackupCommands
{
    public static async Task<int> BackupAsync(string file, CancellationToken cancellationToken)
    {
        var connectionString = Database.ConnectionString(MigratorHost.CreateBuilder().Configuration);
        await WriteNewAsync(connectionString, file, cancellationToken);
        await Console.Out.WriteLineAsync($"Wrote a copy of {Database.Describe(connectionString)} to {file}.");
        return ExitCode.Done;
    }

    /// <summary>Replaces the whole database, under the gate: stop the application first.</summary>
    public static async Task<int> RestoreAsync(string file, bool force, CancellationToken cancellationToken)
    {
        var connectionString = Database.ConnectionString(MigratorHost.CreateBuilder().Configuration);
        if (!File.Exists(file))
        {
            throw new PreconditionException($"There is no file {file}: name one that 'backup' wrote.");
        }

        await DatabaseMigrator.ExplainAsync(connectionString, async () =>
        {
            await DatabaseBackup.CheckAsync(file, cancellationToken);
            await using var gate = await MigrationGate.EnterAsync(connectionString, cancellationToken);
            if (!await DatabaseBackup.IsEmptyAsync(connectionString, cancellationToken))
            {
                await KeepPresentAsync(connectionString, file, force, cancellationToken);
            }

            await DatabaseBackup.RestoreAsync(connectionString, file, cancellationToken);
            return true;
        });
        await Console.Out.WriteLineAsync($"Restored {Database.Describe(connectionString)} from {file}.");
        var pending = await DatabaseMigrator.PendingAsync(connectionString, cancellationToken);
        if (pending.Count > 0)
        {
            await Console.Out.WriteLineAsync($"The copy is older than this application: {pending.Count} migration(s) are pending, apply them with 'migrate'.");
        }

        return ExitCode.Done;
    }

    private static async Task KeepPresentAsync(string connectionString, string file, bool force, CancellationToken cancellationToken)
    {
        if (!force)
        {
            throw new PreconditionException($"There is data in {Database.Describe(connectionString)}: add --force to replace it, and a copy of it is kept first.");
        }

        var now = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
        var copy = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, $"before-restore-{now}{Path.GetExtension(file)}");
        await WriteNewAsync(connectionString, copy, cancellationToken);
        await Console.Out.WriteLineAsync($"Kept a copy of the present database in {copy}.");
    }

    /// <summary>Writes beside the file and renames at the end: what bears the name is whole, and no file is ever overwritten.</summary>
    private static async Task WriteNewAsync(string connectionString, string file, CancellationToken cancellationToken)
    {
        var partial = $"{file}.{Guid.CreateVersion7():N}.partial";
        try
        {
            if (File.Exists(file) || Directory.Exists(file))
            {
                throw new PreconditionException($"{file} exists already: choose another name, backups never overwrite.");
            }

            // A copy holds everything that the database holds, so nobody else may read it.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await File.Open(partial, options).DisposeAsync();
            try
            {
                await DatabaseMigrator.ExplainAsync(connectionString, async () =>
                {
                    await DatabaseBackup.WriteAsync(connectionString, partial, cancellationToken);
                    return true;
                });
                File.Move(partial, file, overwrite: false);
            }
            finally
            {
                File.Delete(partial);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PreconditionException($"Cannot write {file}: {exception.Message}");
        }
    }
}
