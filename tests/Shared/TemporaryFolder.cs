namespace QuickScale.Tests.Shared;

/// <summary>A folder outside the repository that is gone after the test, or at the latest after the run.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Root = Directory.CreateTempSubdirectory("quickscale-test-").FullName;

    public string Root { get; }

    public string this[params ReadOnlySpan<string> parts] => Path.Combine([Root, .. parts]);

    /// <summary>A folder that lives as long as the test run.</summary>
    public static string ForTheRun()
    {
        var folder = new TemporaryFolder();
        TestRun.AtEnd(() =>
        {
            folder.Dispose();
            return Task.CompletedTask;
        });
        return folder.Root;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a file of a program that is just ending; the system's own clean-up takes the rest.
        }
    }
}
