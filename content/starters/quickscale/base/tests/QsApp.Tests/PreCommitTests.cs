using System.ComponentModel;
using System.Diagnostics;

namespace QsApp.Tests;

/// <summary>The format check before each commit, in a repository of its own.</summary>
public class PreCommitTests
{
    private string _repository = "";

    [SetUp]
    public async Task CreateRepository()
    {
        _repository = Directory.CreateTempSubdirectory("pre-commit-").FullName;
        File.Copy(Path.Combine(Project(), ".editorconfig"), Path.Combine(_repository, ".editorconfig"));
        (await RunAsync("git", "init", "--quiet")).ExitCode.ShouldBe(0);
    }

    [TearDown]
    public void DeleteRepository()
    {
        // Git writes its objects read-only, and Windows does not delete such files.
        foreach (var file in new DirectoryInfo(_repository).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.Attributes = FileAttributes.Normal;
        }

        Directory.Delete(_repository, recursive: true);
    }

    [TestCase("public class Staged\n{\n}\n", 0)]
    [TestCase("public class Staged\n{\n         }\n", 1)]
    public async Task Staged_files_are_formatted(string source, int exitCode)
    {
        var file = Path.Combine(_repository, "Staged.cs");
        await File.WriteAllTextAsync(file, source);
        (await RunAsync("git", "add", ".editorconfig", "Staged.cs")).ExitCode.ShouldBe(0);
        File.Delete(file); // What is staged counts, not what is on disk.

        var hook = await RunAsync("sh", Path.Combine(Project(), ".githooks", "pre-commit"));

        hook.ExitCode.ShouldBe(exitCode, hook.Errors);
        hook.Errors.Contains("not formatted: Staged.cs", StringComparison.Ordinal).ShouldBe(exitCode == 1);
    }

    private static string Project()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, ".githooks")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("There is no folder .githooks above the tests.");
        }

        return folder.FullName;
    }

    private async Task<(int ExitCode, string Errors)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _repository, RedirectStandardError = true };
        // Tests that a hook runs would else work on the repository of that hook.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        try
        {
            using var process = Process.Start(start)!;
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, errors);
        }
        catch (Win32Exception)
        {
            Assert.Ignore($"There is no {program} on this machine, which the hook needs.");
            throw;
        }
    }
}
