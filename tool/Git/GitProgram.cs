using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Git;

/// <summary>
/// Starts git in one folder, always in the same way: an argument list, an environment in which nothing asks and nothing but
/// https, ssh and files is a transport, and settings under which git starts no hook, no watcher and no clean-up.
/// </summary>
internal sealed class GitProgram(ProgramRunner programs, string folder)
{
    private static readonly Dictionary<string, string?> Environment = new()
    {
        // A hook or an alias that started us would point git at its own repository.
        ["GIT_DIR"] = null,
        ["GIT_WORK_TREE"] = null,
        ["GIT_INDEX_FILE"] = null,
        ["GIT_OBJECT_DIRECTORY"] = null,
        ["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = null,
        ["GIT_COMMON_DIR"] = null,
        ["GIT_PREFIX"] = null,
        ["GIT_NAMESPACE"] = null,
        ["GIT_LITERAL_PATHSPECS"] = null,
        ["GIT_GLOB_PATHSPECS"] = null,
        ["GIT_NOGLOB_PATHSPECS"] = null,
        ["GIT_ICASE_PATHSPECS"] = null,
        ["GIT_EXTERNAL_DIFF"] = null,
        ["GIT_TRACE"] = null,
        // A question must not take the index's lock, which would stay if it were killed.
        ["GIT_OPTIONAL_LOCKS"] = "0",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_EDITOR"] = "true",
        ["GIT_SEQUENCE_EDITOR"] = "true",
        ["GIT_MERGE_AUTOEDIT"] = "no",
        ["GIT_ALLOW_PROTOCOL"] = "https:ssh:file",
        // The answers that we read are English.
        ["LC_ALL"] = "C",
    };

    private static readonly string[] Settings =
    [
        "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
        "-c", "core.quotePath=false", "-c", "transfer.fsckObjects=true", "-c", "fetch.recurseSubmodules=false", "-c", "submodule.recurse=false",
        "-c", "i18n.commitEncoding=UTF-8", "-c", "i18n.logOutputEncoding=UTF-8", "-c", "user.useConfigOnly=true", "-c", "advice.detachedHead=false",
    ];

    public string Folder { get; } = folder;

    /// <summary>Is told the process id of every git that is started, so that whoever finds it orphaned can wait for it.</summary>
    public Action<int>? OnStarted { get; set; }

    /// <summary>
    /// How long one git may take. A person may have to type the passphrase of a signing key; a slow line may have to bring a large module.
    /// </summary>
    public TimeSpan CallLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a setting, its name in lower case, is one that we give to git and not the user's.</summary>
    public static bool IsOurs(string name, string value) =>
        Settings.Contains($"{name}={value}", StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs git and returns how it ended, whatever that was.</summary>
    public Completion Ask(CancellationToken cancellation, params string[] arguments) => Ask(null, cancellation, arguments);

    /// <summary>Runs git with a text to read.</summary>
    public Completion Ask(string? input, CancellationToken cancellation, params string[] arguments) =>
        programs.Run(Call(input, arguments), cancellation);

    /// <summary>Runs git, which is stopped when it prints more bytes than it may.</summary>
    public Completion Ask(string? input, int mostOutput, CancellationToken cancellation, params string[] arguments) =>
        programs.Run(Call(input, arguments) with { MostOutput = mostOutput }, cancellation);

    /// <summary>Runs git, which must succeed.</summary>
    /// <exception cref="FailureException">It did not.</exception>
    public Completion Do(CancellationToken cancellation, params string[] arguments) => Do(null, cancellation, arguments);

    /// <inheritdoc cref="Do(CancellationToken, string[])"/>
    public Completion Do(string? input, CancellationToken cancellation, params string[] arguments)
    {
        var answer = Ask(input, cancellation, arguments);
        return answer.Succeeded ? answer : throw new FailureException(Unexpected(arguments[0], answer));
    }

    private Invocation Call(string? input, string[] arguments) =>
        new("git", [.. Settings, .. arguments]) { Folder = Folder, Environment = Environment, TimeLimit = CallLimit, Input = input, OnStarted = OnStarted };

    /// <summary>What git said, as the middle of a sentence.</summary>
    public static string Reason(Completion answer)
    {
        var text = answer.Ending switch
        {
            Ending.TimedOut => "it took too long",
            Ending.PrintedTooMuch => "it has more to say than any real module makes it",
            _ => answer.Error,
        };
        var line = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(text => !text.StartsWith("hint:", StringComparison.Ordinal));
        return line?.Trim().TrimEnd('.') ?? $"exit code {answer.ExitCode}";
    }

    public static Failure Unexpected(string command, Completion answer) => answer.Ending == Ending.NotFound
        ? new Failure(ExitCode.Precondition, "Git was not found; install git 2.38 or later and try again.")
        : new Failure(ExitCode.Precondition, $"'git {command}' failed ({Reason(answer)}); nothing of yours was changed: settle that and run the command again.", answer.Everything);
}
