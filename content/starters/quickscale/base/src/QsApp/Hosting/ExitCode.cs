namespace QsApp.Hosting;

/// <summary>The exit codes of the application and of its migrator.</summary>
public static class ExitCode
{
    public const int Done = 0;
    public const int CheckFailed = 1;
    public const int Usage = 2;

    /// <summary>Something has to be set or freed first: a setting, a port, a file.</summary>
    public const int Precondition = 4;

    /// <summary>The database does not answer, or refuses.</summary>
    public const int Database = 5;

    /// <summary>An error in the program itself.</summary>
    public const int Bug = 70;

    /// <summary>Stopped by a signal before it had started.</summary>
    public const int Interrupted = 130;
}
