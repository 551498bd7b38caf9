namespace QuickScale.Tool.Terminal;

/// <summary>What the exit code of <c>qs</c> says. The numbers are a contract with scripts: they never change.</summary>
internal static class ExitCode
{
    /// <summary>Done, or nothing to do.</summary>
    public const int Done = 0;

    /// <summary>A check, a build or a test failed.</summary>
    public const int CheckFailed = 1;

    /// <summary>An unknown command, option or choice.</summary>
    public const int Usage = 2;

    /// <summary>Two changes meet: nothing was changed, or only what could be without a decision.</summary>
    public const int Conflict = 3;

    /// <summary>Something that must be there first is missing, or something is in the way.</summary>
    public const int Precondition = 4;

    /// <summary>A server, a registry or a database did not do its part.</summary>
    public const int Remote = 5;

    /// <summary>A mistake in <c>qs</c> itself.</summary>
    public const int Bug = 70;

    /// <summary>Stopped by Ctrl-C or by a signal.</summary>
    public const int Interrupted = 130;
}
