using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using QsApp.Data;
using QsApp.Hosting;

namespace QsApp.Migrator;

/// <summary>Chooses the command and turns every failure into one sentence and an exit code.</summary>
internal static class CommandLine
{
    private const string Usage = """
        Commands:
          migrate                       apply the pending migrations (the default)
          status                        list the pending migrations; exit code 1 when there are any
          backup FILE                   write a copy of the database to a new file
          restore FILE [--force]        put a copy back; --force replaces a database that is not empty
          remove-data MODULE [--check]  delete a module's tables before the module is removed; --check only says whether that can be done
          secret                        print a new random value for App__Secret
          help                          print this
        Exit codes: 0 done, 1 migrations are pending, 2 usage, 4 refused or not configured, 5 database, 70 bug, 130 interrupted.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        using var interruption = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await RunAsync(args, interruption.Token);
        }
        catch (Exception exception)
        {
            // An interrupted wait may surface as any failure of the database.
            var (sentence, exitCode) = interruption.IsCancellationRequested ? ("Interrupted.", ExitCode.Interrupted) : Explain(exception);
            await Console.Error.WriteLineAsync(sentence);
            return exitCode;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interruption.Cancel();
        }
    }

    private static Task<int> RunAsync(string[] args, CancellationToken cancellationToken) => args switch
    {
        [] or ["migrate"] => MigrationCommands.MigrateAsync(cancellationToken),
        ["status"] => MigrationCommands.StatusAsync(cancellationToken),
        ["backup", var file] when !file.StartsWith('-') => BackupCommands.BackupAsync(file, cancellationToken),
        ["restore", var file] when !file.StartsWith('-') => BackupCommands.RestoreAsync(file, force: false, cancellationToken),
        ["restore", var file, "--force"] => BackupCommands.RestoreAsync(file, force: true, cancellationToken),
        ["restore", "--force", var file] => BackupCommands.RestoreAsync(file, force: true, cancellationToken),
        ["remove-data", var module] when !module.StartsWith('-') => RemoveDataCommand.RunAsync(module, isCheck: false, cancellationToken),
        ["remove-data", var module, "--check"] => RemoveDataCommand.RunAsync(module, isCheck: true, cancellationToken),
        ["remove-data", "--check", var module] => RemoveDataCommand.RunAsync(module, isCheck: true, cancellationToken),
        ["secret"] => SecretCommand.Run(),
        ["help" or "--help" or "-h"] => Print(Console.Out, WholeUsage(), ExitCode.Done),
        _ when Modules.FindCommand(args) is { } command => ModuleCommands.RunAsync(command, cancellationToken),
        _ => Print(Console.Error, $"There is no such command, or its arguments are wrong: {string.Join(' ', args)}\n{WholeUsage()}", ExitCode.Usage),
    };

    private static string WholeUsage()
    {
        var commands = Modules.Commands.Select(one => $"  {one.Command,-29} {one.Summary}\n").ToList();
        return commands.Count == 0 ? Usage : $"{Usage}\nCommands of the modules:\n{string.Concat(commands).TrimEnd()}";
    }

    private static (string Sentence, int ExitCode) Explain(Exception exception) => exception switch
    {
        SettingsException or PreconditionException => (exception.Message, ExitCode.Precondition),
        OptionsValidationException refused => (string.Join('\n', refused.Failures), ExitCode.Precondition),
        InvalidDataException => ($"A settings file cannot be read: {exception.Message}", ExitCode.Precondition),
        DatabaseException => (exception.Message, ExitCode.Database),
        _ => ($"This is an error in the program itself: {exception.GetType()}: {exception.Message}", ExitCode.Bug),
    };

    private static async Task<int> Print(TextWriter writer, string text, int exitCode)
    {
        await writer.WriteLineAsync(text);
        return exitCode;
    }
}
