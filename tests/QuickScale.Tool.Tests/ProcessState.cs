using System.Diagnostics;

namespace QuickScale.Tool.Tests;

/// <summary>Whether a process runs; one that has ended and that nobody has waited for yet does not.</summary>
internal static class ProcessState
{
    public static bool IsRunning(int id)
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                return !File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].TrimStart().StartsWith('Z');
            }
            catch (IOException)
            {
                return false;
            }
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
