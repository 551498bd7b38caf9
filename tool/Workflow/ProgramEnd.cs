using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow;

/// <summary>What the exit codes of a project's own programs, the application and the migrator, mean for ours (docs/user-manual.md, "Exit codes").</summary>
internal static class ProgramEnd
{
    /// <summary>The end of a program that did not do what it was started for.</summary>
    /// <param name="who">The program, as a sentence begins.</param>
    /// <param name="exitCode">Its exit code; not 0.</param>
    /// <param name="further">What else there is to say, after a blank.</param>
    public static Failure Failure(string who, int exitCode, string further = "") => new(
        exitCode is ExitCode.Usage or ExitCode.Precondition or ExitCode.Remote or ExitCode.Interrupted ? exitCode : ExitCode.CheckFailed,
        $"{who} stopped (exit code {exitCode}); its output above says why.{further}");
}
