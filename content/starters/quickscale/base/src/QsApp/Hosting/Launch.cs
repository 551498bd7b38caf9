using System.Diagnostics;
using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using QsApp.Data;

namespace QsApp.Hosting;

/// <summary>Runs the application, and turns what keeps it from starting into one sentence each and an exit code.</summary>
public static partial class Launch
{
    private static volatile bool _started;

    /// <summary>Another program holds the host (the tests' server, dotnet-ef) and has to see the exception itself.</summary>
    internal static bool IsOwnProcess => Assembly.GetEntryAssembly() == typeof(Launch).Assembly;

    public static async Task<int> RunAsync(Func<Task<int>> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        try
        {
            return await program();
        }
        catch (Exception exception) when (IsOwnProcess && !Debugger.IsAttached)
        {
            var (code, sentences) = Explain(exception);
            foreach (var sentence in sentences)
            {
                await Console.Error.WriteLineAsync(sentence);
            }

            return code;
        }
    }

    /// <summary>Serves until the application is told to stop.</summary>
    public static async Task<int> ServeAsync(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Lifetime.ApplicationStarted.Register(() => _started = true);
        await app.RunAsync();
        return ExitCode.Done;
    }

    /// <summary>The host and Kestrel log a failed start with its stack trace; until the start they stay silent, for it is explained.</summary>
    public static void AddLaunchLogging(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (IsOwnProcess)
        {
            builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => _started && level >= LogLevel.Warning);
            builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => _started && level >= LogLevel.Warning);
        }
    }

    /// <summary>Checks all settings at once, those of the modules too, so that every violation is named in one go.</summary>
    /// <exception cref="OptionsValidationException">One kind of settings is refused.</exception>
    /// <exception cref="AggregateException">Several kinds of settings are refused.</exception>
    public static void CheckSettings(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Services.GetRequiredService<IStartupValidator>().Validate();
    }

    private static (int Code, IEnumerable<string> Sentences) Explain(Exception exception) => exception switch
    {
        SettingsException => (ExitCode.Precondition, [exception.Message]),
        DatabaseException => (ExitCode.Database, [exception.Message]),
        OptionsValidationException refused => (ExitCode.Precondition, refused.Failures),
        AggregateException all when all.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            (ExitCode.Precondition, all.InnerExceptions.Cast<OptionsValidationException>().SelectMany(refused => refused.Failures)),
        IOException { InnerException: AddressInUseException } => (ExitCode.Precondition, [AddressTaken(exception.Message)]),
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            (ExitCode.Precondition, ["This user may not listen on that port: choose one above 1023 with --urls."]),
        FormatException when exception.Message.StartsWith("Invalid url", StringComparison.Ordinal) =>
            (ExitCode.Precondition, ["There is no such address to listen on: write --urls like http://localhost:5080."]),
        InvalidDataException => (ExitCode.Precondition, [$"{exception.Message.TrimEnd('.')}: correct the file's JSON."]),
        InvalidOperationException when ValueOfWrongType().Match(exception.Message) is { Success: true } setting =>
            (ExitCode.Precondition, [$"The value of {setting.Groups["key"].Value} is not of the type {setting.Groups["type"].Value}: correct it."]),
        InvalidOperationException when exception.Message.Contains("dev-certs", StringComparison.Ordinal) =>
            (ExitCode.Precondition, ["There is no certificate for https: run 'dotnet dev-certs https --trust', or start with --launch-profile http."]),
        OperationCanceledException => (ExitCode.Interrupted, []),
        _ => (ExitCode.Bug, [$"This is an error in the program itself, a debugger shows where: {exception.GetType()}: {exception.Message}"]),
    };

    private static string AddressTaken(string message)
    {
        var address = Address().Match(message) is { Success: true } match ? match.Value.TrimEnd('.', ':') : "The address";
        return $"{address} is taken by another program: stop that program, or choose another address with --urls, or in Properties/launchSettings.json.";
    }

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Address();

    // The binder's message; the value that it quotes is left out, since it may be a misplaced secret.
    [GeneratedRegex("at '(?<key>[^']+)' to type '(System\\.)?(?<type>[^']+)'")]
    private static partial Regex ValueOfWrongType();
}
