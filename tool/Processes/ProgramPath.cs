namespace QuickScale.Tool.Processes;

/// <summary>
/// Where a program lies, by PATH alone. The system's own search begins in our folder and, on Windows, in the current one:
/// a repository could bring a git.exe of its own.
/// </summary>
internal static class ProgramPath
{
    /// <param name="program">Its name, without the extension that it has on Windows.</param>
    /// <param name="script">Whether it is a script there, as npm is.</param>
    public static string? Find(string program, bool script = false)
    {
        var file = OperatingSystem.IsWindows() ? program + (script ? ".cmd" : ".exe") : program;
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(IsProgram);
    }

    private static bool IsProgram(string path) =>
        File.Exists(path)
        && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
