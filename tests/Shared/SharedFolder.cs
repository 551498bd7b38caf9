namespace QuickScale.Tests.Shared;

/// <summary>
/// What is costly to make and the same for all test projects: <c>tests/run.sh</c> names a folder in QUICKSCALE_TEST_SHARED, which it
/// deletes at its end. Without that variable a test project keeps its own for its run. It lies outside the repository, whose build
/// files would reach into it.
/// </summary>
internal static class SharedFolder
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    private static readonly Lazy<string> Root = new(() =>
        Environment.GetEnvironmentVariable("QUICKSCALE_TEST_SHARED") is { Length: > 0 } given ? given : TemporaryFolder.ForTheRun());

    /// <summary>The folder of that name. The first who asks fills it; others, in this process or another, wait for it.</summary>
    public static async Task<string> GetAsync(string name, Func<string, Task> fill)
    {
        Directory.CreateDirectory(Root.Value);
        var folder = Path.Combine(Root.Value, name);
        await using var held = await HoldAsync($"{folder}.lock");
        if (!File.Exists($"{folder}.made"))
        {
            // Half of it may be there, from a process that was ended.
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
            await fill(folder);
            await File.WriteAllTextAsync($"{folder}.made", "");
        }

        return folder;
    }

    private static async Task<FileStream> HoldAsync(string path)
    {
        for (var end = DateTime.UtcNow + Limit; ;)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < end)
            {
                await Task.Delay(200);
            }
        }
    }
}
